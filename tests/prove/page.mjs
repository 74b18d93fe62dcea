// The widget's own connection and outbox against a real server. A line on standard input is said; after each change a line on
// standard output says what is there and what is unsent. Arguments: the socket's address, a token, a conversation.
import { createInterface } from 'node:readline';
import { loaded, unload } from './loaded.mjs';

const [url, token, place] = process.argv.slice(2);
const { Connection } = await loaded('/protocol/src/connection.ts');
const { Outbox } = await loaded('/protocol/src/outbox.ts');

let unsent = new Set();
// A browser says by itself where its page is from; this is the server's own.
const headers = { origin: new URL(url).origin.replace('ws', 'http') };
const connection = new Connection({ url, token: () => token, dial: (to) => new WebSocket(to, { headers }) });
const outbox = new Outbox(connection, 'eh:', null, tell);
const later = outbox.post.bind(outbox);
const again = [];
outbox.post = (...given) => {
  again.push(given[1]);
  later(...given);
};

function tell() {
  const entries = connection.pictures.get(place)?.conversation.entries ?? [];
  const there = entries.filter((one) => one.kind === 'message').map((one) => one.id);
  unsent = outbox ? outbox.list(place).filter((one) => !one.upto).map((one) => one.message_id) : [];
  console.log(JSON.stringify({ state: connection.state, epoch: connection.welcome?.epoch ?? 0, there, unsent, again }));
}

connection.listen(tell);
connection.onState(tell);
connection.follow(place);
connection.start();
for await (const line of createInterface({ input: process.stdin })) later(place, line, `This is ${line}.`, Date.now());
connection.stop();
await unload();
process.exit(0);
