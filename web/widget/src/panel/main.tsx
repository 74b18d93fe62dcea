/** @jsxImportSource preact */
import { render } from 'preact';
import { shelf } from '../../../protocol/src/outbox';
import { directionOf, languageOf, wordsOf } from '../../../protocol/src/words';
import { envelope, type FromHost, type FromPanel, opened } from '../host';
import { Panel } from './Panel';
import { Room } from './room';
import './panel.css';
import './thread.css';

const query = new URLSearchParams(location.search);
const parentOrigin = query.get('parent') ?? '';
const framed = window.parent !== window && parentOrigin !== '';
const locale = query.get('locale') || navigator.language;

const IDENTITY_WITHIN_MS = 3_000;

/** A fresh identity from the shop's page, or the one we have when none comes in time. */
function freshIdentity(known: string): Promise<string> {
  if (!framed) return Promise.resolve(known);
  return new Promise((got) => {
    const hear = (event: MessageEvent) => {
      const message = opened<FromHost>(event, parentOrigin, window.parent);
      if (message?.type === 'identity') done(message.identity);
    };
    const done = (identity: string) => {
      removeEventListener('message', hear);
      clearTimeout(late);
      got(identity);
    };
    const late = setTimeout(() => done(known), IDENTITY_WITHIN_MS);
    addEventListener('message', hear);
    tell({ type: 'identify' });
  });
}

function tell(message: FromPanel): void {
  if (framed) window.parent.postMessage(envelope(message), parentOrigin);
}

async function start(): Promise<void> {
  const language = languageOf(locale);
  const words = await wordsOf(language);
  const direction = directionOf(language);
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  const room = new Room(
    { site: query.get('site') ?? 'default', origin: location.origin, locale, shelf: shelf() },
    {
      unread: (count) => {
        tell({ type: 'unread', count });
        const unread = count ? words.unread.replace('{n}', String(count)) : '';
        tell({ type: 'labels', open: words.open_chat, close: words.close_chat, unread, direction });
      },
      running: (running) => tell({ type: 'running', running }),
      identify: freshIdentity,
    },
  );
  const root = document.getElementById('panel');
  if (root) render(<Panel room={room} words={words} locale={locale} onClose={() => tell({ type: 'close' })} />, root);
  addEventListener('message', (event) => {
    const message = opened<FromHost>(event, parentOrigin, window.parent);
    if (message) obey(room, message);
  });
  addEventListener('keydown', (event) => event.key === 'Escape' && tell({ type: 'close' }));
  if (framed) tell({ type: 'ready' });
  else {
    room.setOpen(true);
    await room.enter(query.get('identity') ?? '', { url: '', title: '' }, null);
  }
}

function obey(room: Room, message: FromHost): void {
  if (message.type === 'hello') {
    room.setOpen(message.open);
    void room.enter(message.identity, message.page, message.cart);
  } else if (message.type === 'shown') room.setOpen(message.open);
  else if (message.type === 'cart') room.setCart(message.cart);
  else if (message.type === 'identity') void room.changeIdentity(message.identity);
}

void start();
