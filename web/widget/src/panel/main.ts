/**
 * The panel's first paint: the page's own markup gets its words, and works at once. The rest is loaded meanwhile and takes
 * over what was typed, sent or wished for.
 */
import { directionOf, languageOf, type Words, wordsOf } from '../../../protocol/src/words';
import { envelope, type FromPanel, shopName } from '../host';
import { dress } from './theme';
import './shell.css';

const query = new URLSearchParams(location.search);
const parentOrigin = query.get('parent') ?? '';
const site = query.get('site') ?? 'default';
const locale = query.get('locale') || navigator.language;
/** The reader's own form of dates and sums, where it is of the page's language. */
const own = [...navigator.languages, locale].find(isOwn) ?? 'en';

/** Some systems name a locale that no date can be written in ("en-US@posix"). */
function isOwn(one: string): boolean {
  try {
    return languageOf(one) === languageOf(locale) && Intl.DateTimeFormat.supportedLocalesOf(one).length > 0;
  } catch {
    return false;
  }
}

/** What the customer did before the panel was there. */
export interface Before {
  draft: string;
  said: string[];
  person: boolean;
  /** They are writing right now. */
  writes: boolean;
}

/** What the first paint knows, for the rest. */
export interface Start {
  query: URLSearchParams;
  parentOrigin: string;
  framed: boolean;
  locale: string;
  /** How dates and sums are written. */
  forms: string;
  words: Words;
  tell: (message: FromPanel) => void;
  /** The panel draws from here on: what was done before. */
  takeOver: () => Before;
}

const AGAIN_MS = 5_000;
const framed = window.parent !== window && parentOrigin !== '';

function tell(message: FromPanel): void {
  if (framed) window.parent.postMessage(envelope(message), parentOrigin);
}

const find = <E extends Element>(what: string): E | null => document.querySelector<E>(`#panel ${what}`);

function fillIn(words: Words): void {
  const title = words.chat_with.replace('{shop}', shopName(site));
  document.title = title;
  const texts = { h1: title, '.hello': words.greeting, '.talk span': words.talk_to_person };
  for (const [what, text] of Object.entries(texts)) find(what)?.replaceChildren(text);
  const names = { '.close': words.close_chat, textarea: words.placeholder, '.send': words.send };
  for (const [what, name] of Object.entries(names)) find(what)?.setAttribute('aria-label', name);
  find('textarea')?.setAttribute('placeholder', words.placeholder);
}

/** The page's own markup, working: it remembers what is done with it. */
function work(): () => Before {
  const field = find<HTMLTextAreaElement>('textarea');
  const done = { said: [] as string[], person: false };
  const send = (event: Event) => {
    event.preventDefault();
    if (!field?.value.trim()) return;
    done.said.push(field.value);
    field.value = '';
  };
  find('.composer')?.addEventListener('submit', send);
  field?.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event);
  });
  find('.talk')?.addEventListener('click', (event) => {
    done.person = true;
    (event.currentTarget as HTMLButtonElement).disabled = true;
  });
  find('.close')?.addEventListener('click', () => tell({ type: 'close' }));
  // Until here nobody would have heard it.
  for (const one of document.querySelectorAll<HTMLButtonElement>('#panel button')) one.disabled = false;
  if (field) field.readOnly = false;
  return () => ({ ...done, draft: field?.value ?? '', writes: field === document.activeElement });
}

async function start(): Promise<void> {
  const rest = import('./app');
  const language = languageOf(locale);
  const words = await wordsOf(language);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  fillIn(words);
  (await rest).begin({ query, parentOrigin, framed, locale, forms: own, words, tell, takeOver });
}

dress(query);
const takeOver = work();
// A part did not come: once the server answers, a new page asks for it again, and has what was written.
const again = () => setTimeout(() => fetch(location.href).then(({ ok }) => (ok ? anew() : again()), again), AGAIN_MS);

function anew(): void {
  const { said, draft } = takeOver();
  // It takes effect when this is over, however that ends: storage may be forbidden.
  location.reload();
  localStorage[`eh:${site}:draft`] = [localStorage[`eh:${site}:draft`], ...said, draft].join('\n').trim();
}

start().catch(again);
