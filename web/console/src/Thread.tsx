import { useEffect, useLayoutEffect, useRef } from 'react';
import { citationHref } from '../../protocol/src/links';
import type { Waiting } from '../../protocol/src/outbox';
import type { Conversation, Entry } from '../../protocol/src/wire';
import { type Mark, useFloor } from './floor';
import { Text } from './Text';
import { clock, moment } from './times';
import { systemLine } from './words';

const NEAR_END_PX = 160;

export function Thread({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const { entries } = conversation;
  const posted = new Set(entries.map((one) => one.id));
  const unsent = floor.outbox.list(conversation.id).filter((one) => !posted.has(one.message_id));
  useStayAtEnd(box, atEnd, entries.length + unsent.length);
  usePointing(box, floor.mark);
  const scrolled = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = box.current ?? {};
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  };
  const typing = floor.typing.get(conversation.id);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="thread" ref={box} onScroll={scrolled} role="log" aria-label="Messages" tabIndex={0}>
      {entries.map((entry, place) => (
        <Line key={entry.seq} entry={entry} before={entries[place - 1]} conversation={conversation} mark={floor.mark} />
      ))}
      {unsent.map((one) => (
        <Unsent key={one.message_id} one={one} />
      ))}
      {conversation.turn && <p className="hint">{floor.me.bot_name} is working on an answer…</p>}
      {typing && (
        <p className="hint" dir="auto">
          {typing} is writing…
        </p>
      )}
    </div>
  );
}

/** The latest words stay in view when more come or the pane changes its size, unless the agent reads further up. */
function useStayAtEnd(
  box: React.RefObject<HTMLDivElement | null>,
  atEnd: React.RefObject<boolean>,
  count: number,
): void {
  useLayoutEffect(() => {
    const view = box.current;
    if (!view || !count) return;
    const stay = () => {
      if (atEnd.current) view.scrollTop = view.scrollHeight;
    };
    stay();
    const watch = new ResizeObserver(stay);
    watch.observe(view);
    return () => watch.disconnect();
  }, [box, atEnd, count]);
}

/** Bring what is pointed at into view, each time it is pointed at. */
function usePointing(box: React.RefObject<HTMLDivElement | null>, mark: Mark | null): void {
  const times = mark?.times ?? 0;
  const id = mark?.message_id ?? '';
  useEffect(() => {
    if (!times || !id) return;
    const found = box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    found?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    found?.focus({ preventScroll: true });
  }, [box, times, id]);
}

interface LineProps {
  entry: Entry;
  before: Entry | undefined;
  conversation: Conversation;
  mark: Mark | null;
}

function Line(props: LineProps) {
  const { entry, conversation } = props;
  if (entry.kind === 'message') return <Message {...props} />;
  if (entry.kind === 'note') return <Note {...props} />;
  if (entry.text === 'DraftSuppressed') return <HeldBack entry={entry} conversation={conversation} />;
  return <System entry={entry} />;
}

function Message({ entry, before, mark }: LineProps) {
  const floor = useFloor();
  const role = entry.author?.role ?? 'system';
  const name = entry.author?.name || (role === 'customer' ? 'Customer' : entry.author?.id);
  const same = before?.kind === 'message' && before.author?.id === entry.author?.id;
  const pointed = mark?.message_id === entry.id ? mark : null;
  const mine = entry.author?.id === floor.me.agent.id && role === 'agent';
  return (
    <article className={`line ${role}${pointed ? ' pointed' : ''}`} data-id={entry.id} tabIndex={-1}>
      {!same && (
        <p className="by">
          <strong dir="auto">{mine ? 'You' : name}</strong>
          {role === 'bot' && <span className="badge">AI</span>}
          <time dateTime={entry.at} title={moment(entry.at)}>
            {clock(entry.at)}
          </time>
        </p>
      )}
      <div className="bubble" dir="auto">
        <Text text={entry.text} from={pointed?.start ?? 0} to={pointed?.end ?? 0} />
        <Sources entry={entry} />
      </div>
    </article>
  );
}

function Sources({ entry }: { entry: Entry }) {
  if (!entry.cites.length) return null;
  return (
    <ul className="sources" aria-label="Sources">
      {entry.cites.map((cite) => {
        const href = citationHref(cite.ref, '');
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

function Note({ entry, mark }: LineProps) {
  const pointed = mark?.message_id === entry.id;
  return (
    <article className={`line note${pointed ? ' pointed' : ''}`} data-id={entry.id} tabIndex={-1}>
      <p className="by">
        <strong dir="auto">{entry.author?.name || entry.author?.id}</strong>
        <span className="badge">note, not shown to the customer</span>
        <time dateTime={entry.at}>{clock(entry.at)}</time>
      </p>
      <div className="bubble" dir="auto">
        <Text text={entry.text} />
      </div>
    </article>
  );
}

/** A bot's answer that came too late: the agent may read it, the customer never saw it. */
function HeldBack({ entry, conversation }: { entry: Entry; conversation: Conversation }) {
  const floor = useFloor();
  const held = conversation.suppressed.find((one) => one.seq === entry.seq);
  return (
    <article className="line held">
      <p className="by">
        <strong>{floor.me.bot_name}’s late answer was held back</strong>
        <span>{entry.detail}</span>
      </p>
      {held && (
        <s className="bubble" dir="auto">
          {held.text}
        </s>
      )}
    </article>
  );
}

function System({ entry }: { entry: Entry }) {
  const floor = useFloor();
  const line =
    entry.text === 'CallbackPromised'
      ? `An answer was promised by ${moment(entry.detail)}`
      : systemLine(entry, floor.nameOf);
  return (
    <p className={`system ${entry.text}`} data-seq={entry.seq}>
      <span dir="auto">{line}</span> <time dateTime={entry.at}>{clock(entry.at)}</time>
    </p>
  );
}

function Unsent({ one }: { one: Waiting }) {
  const floor = useFloor();
  return (
    <article className="line agent unsent">
      <div className="bubble" dir="auto">
        <Text text={one.text} />
      </div>
      {one.failed ? (
        <p className="bad by">
          Not sent: {one.failed}
          <button type="button" className="quiet" onClick={() => floor.outbox.retry(one.message_id)}>
            Try again
          </button>
          <button type="button" className="quiet" onClick={() => floor.outbox.discard(one.message_id)}>
            Delete
          </button>
        </p>
      ) : (
        <p className="by">Sending…</p>
      )}
    </article>
  );
}
