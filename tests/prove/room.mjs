// The widget's own room, session and outbox against a real server, as a page has them but for what is seen. A line on standard
// input is said, but for PERSON, which presses that button; after each change a line on standard output says what is there and
// what is unsent. Argument: the server's origin.
import { createInterface } from 'node:readline';
import { loaded } from './loaded.mjs';

const [origin] = process.argv.slice(2);

// What a browser has. It says by itself where its page is from.
const deaf = { addEventListener: () => undefined, removeEventListener: () => undefined };
const Bare = globalThis.WebSocket;
const fetched = globalThis.fetch;
Object.assign(globalThis, deaf, {
  window: globalThis,
  document: { visibilityState: 'visible', ...deaf },
  fetch: (to, how) => fetched(new URL(to, origin), how),
  WebSocket: class extends Bare {
    constructor(url) {
      super(url, { headers: { origin } });
    }
  },
});
const kept = new Map();
const shelf = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => kept.set(key, value),
  removeItem: (key) => kept.delete(key),
  key: (n) => [...kept.keys()][n] ?? null,
  get length() {
    return kept.size;
  },
};

const { Room } = await loaded('/widget/src/panel/room.ts');
const outside = { unread: () => undefined, running: () => undefined, identify: async (known) => known };
const room = new Room({ site: 'lantern', origin, locale: 'en', shelf, draft: '' }, outside);
room.watch(() => {
  const there = room.conversation.entries.filter((one) => one.kind === 'message' && one.author?.role === 'customer');
  const unsent = room.waiting.filter((one) => !one.upto);
  const place = room.session?.conversation_id ?? '';
  const texts = { there: there.map((one) => one.text), unsent: unsent.map((one) => one.text) };
  console.log(JSON.stringify({ place, status: room.conversation.status, ...texts }));
});
await room.enter('', { url: origin, title: '' }, null);
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'PERSON') void room.wantPerson();
  else room.say(line);
}
process.exit(0);
