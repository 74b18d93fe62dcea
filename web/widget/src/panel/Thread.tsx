/** @jsxImportSource preact */
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { citationHref } from '../../../protocol/src/links';
import type { Waiting } from '../../../protocol/src/outbox';
import type { Entry } from '../../../protocol/src/wire';
import { fill, systemLine } from '../../../protocol/src/words';
import type { Seen } from './Panel';
import { Text } from './Text';
import { moment } from './times';

const NEAR_END_PX = 120;
/** How long a customer's unanswered words to the bot are shown as being worked on. */
const WORKING_MS = 45_000;

export function Thread(seen: Seen) {
  const { room, words } = seen;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const { entries } = room.conversation;
  const posted = new Set(entries.map((one) => one.id));
  const waiting = room.waiting.filter((one) => !posted.has(one.message_id));
  const toEnd = useCallback(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, []);
  useEffect(toEnd);
  useEffect(() => {
    const watch = new ResizeObserver(toEnd);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, [toEnd]);
  const scrolled = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = box.current ?? {};
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
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

interface LineProps extends Seen {
  entry: Entry;
  before: Entry | undefined;
  last: boolean;
}

function Line(props: LineProps) {
  const { entry, words, locale, room } = props;
  if (entry.kind === 'message' && entry.author) return <Bubble {...props} />;
  if (entry.kind !== 'system' || entry.text === 'HandoffOffered') return null;
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

function Bubble({ entry, before, last, room, words, locale }: LineProps) {
  const author = entry.author;
  if (!author) return null;
  const mine = author.role === 'customer';
  const same = before?.kind === 'message' && before.author?.id === author.id;
  const replies = last && room.conversation.status === 'with_bot' ? entry.quick_replies : [];
  return (
    <>
      <article class={`line ${author.role}`}>
        {!same && <Byline name={mine ? words.you : author.name || author.id} role={author.role} words={words} />}
        <div class="bubble" dir="auto">
          <Text text={entry.text} />
          <Sources entry={entry} words={words} />
        </div>
        {mine && last && (
          <p class="state">
            <time dateTime={entry.at}>{moment(entry.at, locale)}</time> · {words.sent}
          </p>
        )}
      </article>
      {replies.length > 0 && (
        <div class="replies">
          {replies.map((reply) => (
            <button key={reply} type="button" onClick={() => room.say(reply)} dir="auto">
              {reply}
            </button>
          ))}
        </div>
      )}
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

function Sources({ entry, words }: { entry: Entry; words: Seen['words'] }) {
  if (!entry.cites.length) return null;
  const origin = new URLSearchParams(location.search).get('parent') ?? '';
  return (
    <ul class="sources" aria-label={words.source}>
      {entry.cites.map((cite) => {
        const href = citationHref(cite.ref, origin);
        return (
          <li key={cite.ref} title={cite.quote}>
            {href ? (
              <a href={href} target="_blank" rel="noopener noreferrer nofollow">
                {cite.title}
              </a>
            ) : (
              cite.title
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Unsent({ one, room, words }: Seen & { one: Waiting }) {
  const under = one.upto ? words.sent : room.online ? words.sending : words.waiting;
  return (
    <article class="line customer unsent">
      <div class="bubble" dir="auto">
        <Text text={one.text} />
      </div>
      {one.failed ? (
        <p class="state failed">
          {words.failed}: <span dir="auto">{one.failed}</span>{' '}
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
