/** @jsxImportSource preact */
import { useEffect, useReducer } from 'preact/hooks';
import { ATTENDED, WAITING } from '../../../protocol/src/lifecycle';
import { fill, type Words } from '../../../protocol/src/words';
import { shopName } from '../host';
import { Composer } from './Composer';
import { Escalated } from './Escalated';
import type { Room } from './room';
import { Thread } from './Thread';

export interface Seen {
  room: Room;
  words: Words;
  locale: string;
}

/** The whole panel. Everything on it is read from the room; everything it does is asked of the room. */
export function Panel({ room, words, locale, onClose }: Seen & { onClose: () => void }) {
  const [, redraw] = useReducer((count: number, _: null) => count + 1, 0);
  useEffect(() => room.watch(() => redraw(null)), [room]);
  const { status, returned } = room.conversation;
  if (status === 'closed' || returned) void room.later.withEnd();
  const seen = { room, words, locale };
  return (
    <main class="panel">
      <Header {...seen} onClose={onClose} />
      <Disclosure {...seen} />
      <Thread {...seen} />
      <div class="foot">
        <Trouble {...seen} />
        <Escalated {...seen} />
        {room.later.Ended && <room.later.Ended {...seen} />}
        <PersonButton {...seen} />
        <Composer key={room.person} {...seen} />
      </div>
    </main>
  );
}

function Header({ room, words, onClose }: Seen & { onClose: () => void }) {
  const { agent, status } = room.conversation;
  const shop = room.session?.shop || room.place.site;
  const attended = agent && ATTENDED.includes(status);
  const bot = WAITING.includes(status) && status !== 'queued_with_bot' ? '' : room.session?.bot_name || '';
  const name = attended ? agent.name || agent.id : bot;
  return (
    <header class="head">
      <h1>{fill(words, 'chat_with', { shop: shopName(shop) })}</h1>
      {name && (
        <p class="with">
          <bdi>{name}</bdi>{' '}
          <span class={attended ? 'tag person' : 'tag'}>{attended ? words.person_tag : words.ai_tag}</span>
        </p>
      )}
      <button type="button" class="close" aria-label={words.close_chat} onClick={onClose}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M6 9l6 6 6-6" />
        </svg>
      </button>
    </header>
  );
}

/** Said before the bot's first word, and for as long as a bot may answer. */
function Disclosure({ room, words }: Seen) {
  const bot = room.session?.bot_name;
  const { status } = room.conversation;
  const silent = WAITING.includes(status) && status !== 'queued_with_bot';
  if (!bot || silent || ATTENDED.includes(status)) return null;
  return <p class="disclosure">{fill(words, 'disclosure', { bot })}</p>;
}

/** One action, always there while a bot answers or nobody does. */
function PersonButton({ room, words }: Seen) {
  const { status } = room.conversation;
  if (WAITING.includes(status) || ATTENDED.includes(status)) return null;
  return (
    <button
      type="button"
      class="talk"
      disabled={room.wantsPerson || room.busy === 'handoff'}
      onClick={() => void room.wantPerson()}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-6 8-6s7 2 8 6" />
      </svg>
      {words.talk_to_person}
    </button>
  );
}

function Trouble({ room, words }: Seen) {
  let line = room.refusal;
  if (room.unreachable) line = words.unreachable;
  else if (room.session && !room.online) line = navigator.onLine ? words.reconnecting : words.offline;
  return (
    <p class={line === room.refusal ? 'trouble failed' : 'trouble'} role="status" hidden={!line} dir="auto">
      {line}
    </p>
  );
}
