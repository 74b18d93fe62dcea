/** @jsxImportSource preact */
import { render } from 'preact';
import { shelf } from '../../../protocol/src/outbox';
import { directionOf, fill, languageOf } from '../../../protocol/src/words';
import { type FromHost, opened, shopName } from '../host';
import { keepInside } from './focus';
import type { Start } from './main';
import { Panel } from './Panel';
import { Room } from './room';
import './panel.css';

const IDENTITY_WITHIN_MS = 3_000;

/** The panel itself takes over from the first paint. */
export function begin(from: Start): void {
  const { query, parentOrigin, framed, locale, forms, words, tell } = from;
  const site = query.get('site') ?? 'default';
  const before = from.takeOver();
  const room = new Room(
    { site, origin: location.origin, locale, shelf: shelf(), draft: before.draft },
    {
      unread: (count) => {
        tell({ type: 'unread', count });
        const unread = count ? words.unread.replace('{n}', String(count)) : '';
        const title = fill(words, 'chat_with', { shop: shopName(site) });
        const direction = directionOf(languageOf(locale));
        tell({ type: 'labels', open: words.open_chat, close: words.close_chat, title, unread, direction });
      },
      running: (running) => tell({ type: 'running', running }),
      identify: (known) => freshIdentity(from, known),
    },
  );
  const root = document.getElementById('panel');
  root?.replaceChildren();
  if (root) render(<Panel room={room} words={words} locale={forms} onClose={() => tell({ type: 'close' })} />, root);
  // Whoever is writing goes on: no key is lost, and a phone's keyboard stays.
  if (before.writes) root?.querySelector('textarea')?.focus();
  addEventListener('message', (event) => {
    const message = opened<FromHost>(event, parentOrigin, window.parent);
    if (message) obey(room, message);
  });
  keepInside(() => room.full);
  addEventListener('keydown', (event) => event.key === 'Escape' && tell({ type: 'close' }));
  for (const text of before.said) room.say(text);
  if (before.person) void room.wantPerson();
  if (framed) tell({ type: 'ready' });
  else {
    room.setOpen(true);
    void room.enter(query.get('identity') ?? '', { url: '', title: '' }, null);
  }
}

/** A fresh identity from the shop's page, or the one we have when none comes in time. */
function freshIdentity({ framed, parentOrigin, tell }: Start, known: string): Promise<string> {
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

function obey(room: Room, message: FromHost): void {
  if (message.type === 'hello') {
    room.setOpen(message.open, message.full);
    void room.enter(message.identity, message.page, message.cart);
  } else if (message.type === 'shown') room.setOpen(message.open, message.full);
  else if (message.type === 'cart') room.setCart(message.cart);
  else if (message.type === 'identity') void room.changeIdentity(message.identity);
}
