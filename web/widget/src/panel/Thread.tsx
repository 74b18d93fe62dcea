/** @jsxImportSource preact */
import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Waiting } from '../../../protocol/src/outbox';
import type { Entry } from '../../../protocol/src/wire';
import { fill, systemLine } from '../../../protocol/src/words';
import { Sources } from './Cards';
import type { Seen } from './Panel';
import { Text } from './Text';
import { moment } from './times';

/** What the foot says, with what may be done about it. */
const UNSAID = ['HandoffOffered', 'FallbackOffered'];
const NEAR_END_PX = 120;
/** How long a customer's unanswered words to the bot are shown as being worked on. */
const WORKING_MS = 45_000;

export function Thread(seen: Seen) {
  const { room, words } = seen;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const top = useRef(0);
  const { entries } = room.conversation;
  const posted = new Set(entries.map((one) => one.id));
  const waiting = room.waiting.filter((one) => !posted.has(one.message_id));
  if (entries.some((one) => one.attachments.length)) void room.later.withFiles();
  const toEnd = useCallback(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, []);
  useLayoutEffect(toEnd);
  useEffect(() => {
    const watch = new ResizeObserver(toEnd);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, [toEnd]);
  const scrolled = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = box.current ?? {};
    const near = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    // Only the reader's own way up leaves the end; new words below do not.
    if (near || scrollTop < top.current) atEnd.current = near;
    top.current = scrollTop;
  };
  return (
    <div
      class="thread"
      ref={box}
      onScroll={scrolled}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      role="log"
      aria-live="polite"
      aria-label={words.history}
    >
      {!entries.length && !waiting.length && <Greeting {...seen} />}
      {entries.map((entry, place) => (
        <Line key={entry.seq} {...seen} entry={entry} before={entries[place - 1]} last={entry === entries.at(-1)} />
      ))}
      {waiting.map((one) => (
        <Unsent key={one.message_id} {...seen} one={one} />
      ))}
      <Offer {...seen} />
      <Busy {...seen} />
    </div>
  );
}

/** Before the first word: what may be asked. */
function Greeting({ room, words }: Seen) {
  const starts = room.session?.bot_name ? [words.start_order, words.start_returns] : [];
  return (
    <div class="greeting">
      <p class="hello">{words.greeting}</p>
      <Replies texts={starts} room={room} />
    </div>
  );
}

function Replies({ texts, room }: { texts: readonly string[]; room: Seen['room'] }) {
  return (
    <div class="replies" hidden={!texts.length}>
      {texts.map((text) => (
        <button key={text} type="button" onClick={() => room.say(text)} dir="auto">
          {text}
        </button>
      ))}
    </div>
  );
}

interface LineProps extends Seen {
  entry: Entry;
  before: Entry | undefined;
  last: boolean;
}

function Line(props: LineProps) {
  const { entry, words, locale, room } = props;
  if (entry.kind === 'message' && entry.author) return <Bubble {...props} />;
  if (entry.kind !== 'system' || UNSAID.includes(entry.text)) return null;
  const time = entry.text === 'CallbackPromised' ? moment(entry.detail, locale) : '';
  const line =
    entry.text === 'CallbackPromised'
      ? fill(words, 'promised', { time })
      : systemLine(words, entry.text, { name: entry.detail, bot: room.session?.bot_name ?? '' });
  return line ? (
    <p class="system" dir="auto">
      {line}
    </p>
  ) : null;
}

function Bubble(props: LineProps) {
  const { entry, before, last, room, words, locale } = props;
  const author = entry.author;
  if (!author) return null;
  const mine = author.role === 'customer';
  const same = before?.kind === 'message' && before.author?.id === author.id;
  const replies = last && room.conversation.status === 'with_bot' ? entry.quick_replies : [];
  return (
    <>
      <article class={`line ${author.role}`}>
        {!same && <Byline name={mine ? words.you : author.name || author.id} role={author.role} words={words} />}
        {entry.text && (
          <div class="bubble" dir="auto">
            <Text text={entry.text} />
          </div>
        )}
        {room.later.files?.shown(entry)}
        <Sources cites={entry.cites} words={words} locale={locale} />
        {mine && <Delivery {...props} />}
      </article>
      <Replies texts={replies} room={room} />
    </>
  );
}

function Byline({ name, role, words }: { name: string; role: string; words: Seen['words'] }) {
  if (role === 'customer') return <p class="by hidden-visually">{name}</p>;
  const tag = role === 'agent' ? words.person_tag : words.ai_tag;
  return (
    <p class="by">
      <bdi>{name}</bdi> <span class={role === 'agent' ? 'tag person' : 'tag'}>{tag}</span>
    </p>
  );
}

/** Under the customer's last words, until somebody answers them. */
function Delivery({ entry, room, words, locale }: LineProps) {
  const { entries } = room.conversation;
  const later = entries.some((one) => one.seq > entry.seq && one.kind === 'message');
  if (later) return null;
  const seen = room.seenUpto >= entry.seq;
  return (
    <p class={seen ? 'state seen' : 'state'}>
      <time dateTime={entry.at}>{moment(entry.at, locale)}</time> · {seen ? words.seen : words.sent}
    </p>
  );
}

function Unsent({ one, ...seen }: Seen & { one: Waiting }) {
  const { room, words } = seen;
  const under = one.upto ? words.sent : room.online ? words.sending : words.waiting;
  return (
    <article class="line customer unsent">
      {one.text && (
        <div class="bubble" dir="auto">
          <Text text={one.text} />
        </div>
      )}
      {room.later.files?.under(one)}
      {one.failed ? (
        <p class="state failed">
          {words.failed}: <span dir="auto">{room.later.files?.why(one) ?? one.failed}</span>{' '}
          <button type="button" class="link" onClick={() => room.retry(one.message_id)}>
            {words.retry}
          </button>{' '}
          <button type="button" class="link" onClick={() => room.discard(one.message_id)}>
            {words.discard}
          </button>
        </p>
      ) : (
        <p class="state">{under}</p>
      )}
    </article>
  );
}

/** The bot (or the policy) asks once whether a person is wanted. */
function Offer({ room, words }: Seen) {
  const { offered, status, entries } = room.conversation;
  const since = entries.findLast((one) => one.text === 'HandoffOffered' && one.kind === 'system')?.seq ?? 0;
  const answered = entries.some((one) => one.seq > since && one.author?.role === 'customer');
  if (!offered || status !== 'with_bot' || answered) return null;
  return (
    <div class="choices">
      <p>{words.HandoffOffered}</p>
      <button type="button" onClick={() => void room.wantPerson()}>
        {words.yes_person}
      </button>
      <button type="button" onClick={() => room.say(words.no_thanks)}>
        {words.no_thanks}
      </button>
    </div>
  );
}

function Busy({ room, words }: Seen) {
  const { status, turn, entries, updated_at } = room.conversation;
  const last = entries.findLast((one) => one.kind === 'message');
  const asked = status === 'with_bot' && last?.author?.role === 'customer';
  const recent = asked && Date.now() - Date.parse(updated_at ?? '') < WORKING_MS;
  const bot = room.session?.bot_name ?? '';
  const line = room.typing
    ? fill(words, 'typing', { name: room.typing })
    : (turn || recent) && room.online
      ? fill(words, 'working', { name: bot })
      : '';
  if (!line) return null;
  return (
    <p class="busy" dir="auto">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {line}
    </p>
  );
}
