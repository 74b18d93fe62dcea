import { memo } from 'react';
import { citationHref } from '../../protocol/src/links';
import type { Waiting } from '../../protocol/src/outbox';
import type { Conversation, Entry } from '../../protocol/src/wire';
import { Files, OnTheWay, why } from './Files';
import { type Mark, useStill } from './floor';
import { Text } from './Text';
import { clock, moment } from './times';
import { systemLine } from './words';

export interface LineProps {
  entry: Entry;
  before: Entry | undefined;
  /** The bot’s answers that were held back. */
  held: Conversation['suppressed'];
  mark: Mark | null;
}

/** One line of the thread; drawn anew only when something of it changed. */
export const Line = memo(function Line(props: LineProps) {
  const { entry, held } = props;
  if (entry.kind === 'message') return <Message {...props} />;
  if (entry.kind === 'note') return <Note {...props} />;
  if (entry.text === 'DraftSuppressed') return <HeldBack entry={entry} all={held} />;
  return <System entry={entry} />;
});

function Message({ entry, before, mark }: LineProps) {
  const floor = useStill();
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
      {entry.text && (
        <div className="bubble" dir="auto">
          <Text text={entry.text} from={pointed?.start ?? 0} to={pointed?.end ?? 0} />
          <Sources entry={entry} />
        </div>
      )}
      <Files all={entry.attachments} />
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
function HeldBack({ entry, all }: { entry: Entry; all: LineProps['held'] }) {
  const floor = useStill();
  const held = all.find((one) => one.seq === entry.seq);
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
  const floor = useStill();
  const line = systemLine(entry, floor.nameOf);
  return (
    <p className={`system ${entry.text}`} data-seq={entry.seq}>
      <span dir="auto">{line}</span> <time dateTime={entry.at}>{clock(entry.at)}</time>
    </p>
  );
}

export function Unsent({ one }: { one: Waiting }) {
  const floor = useStill();
  return (
    <article className="line agent unsent">
      {one.text && (
        <div className="bubble" dir="auto">
          <Text text={one.text} />
        </div>
      )}
      <OnTheWay one={one} />
      {one.failed ? (
        <p className="bad by">
          Not sent: {why(one)}
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
