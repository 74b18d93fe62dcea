import { useState } from 'react';
import type { Conversation } from '../../protocol/src/wire';
import { useCommand, write } from './commands';
import { useFloor } from './floor';
import { moment } from './times';

/** What the agent must notice before writing: a whisper, and whoever else is here. */
export function Notices({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const { id } = conversation;
  const others = floor.alsoHere(id);
  const writing = floor.typing.get(id);
  const whispers = floor.whispers.get(id) ?? [];
  const heard = conversation.agent?.id === floor.me.agent.id;
  return (
    <div className="notices" role="status">
      {whispers.length > 0 && (
        <div className="notice whisper">
          <div>
            {whispers.map((one, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows
              <p key={n}>
                <strong>{heard ? `${one.by} whispers:` : `You whispered to ${one.to}:`}</strong>{' '}
                <span dir="auto">{one.text}</span>
              </p>
            ))}
          </div>
          <button type="button" className="quiet" onClick={() => floor.hush(id)}>
            Got it
          </button>
        </div>
      )}
      {writing?.role === 'agent' ? (
        <p className="notice hot">{writing.name} is writing here, too.</p>
      ) : (
        others.length > 0 && (
          <p className="notice quiet-notice">
            {others.join(' and ')} {others.length > 1 ? 'have' : 'has'} this open, too.
          </p>
        )
      )}
    </div>
  );
}

/** What an agent had typed when the conversation left them. */
export function KeptDraft({ conversation }: { conversation: Conversation }) {
  const [dropped, setDropped] = useState('');
  const { draft } = conversation;
  if (!draft || dropped === draft) return null;
  return (
    <div className="notice kept-draft">
      <p>
        <strong>Left unsent:</strong> <q dir="auto">{draft}</q>
      </p>
      <span>
        <button type="button" onClick={() => write({ mode: 'reply', text: draft })}>
          Use it
        </button>
        <button type="button" className="quiet" onClick={() => setDropped(draft)}>
          Drop
        </button>
      </span>
    </div>
  );
}

/** Why this agent cannot answer here, and what they can do about it. */
export function NotMine({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const takeOver = useCommand('Take over');
  const takeUp = useCommand('Take up again');
  const give = useCommand('Give it to an agent');
  const whisper = useCommand('Whisper to the agent');
  const row = floor.offers.find((one) => one.conversation_id === conversation.id);
  if (row)
    return (
      <div className="not-mine offered">
        <span>Offered to you.</span>
        <button type="button" className="primary" onClick={() => void floor.accept(row)}>
          Accept <kbd>a</kbd>
        </button>
        <button type="button" onClick={() => void floor.decline(row)}>
          Decline <kbd>d</kbd>
        </button>
      </div>
    );
  return (
    <div className="not-mine">
      <span>{standing(conversation, floor.me.bot_name)}</span>
      {takeUp && (
        <button type="button" className="primary" onClick={takeUp}>
          Take up again <kbd>z</kbd>
        </button>
      )}
      {takeOver && (
        <button type="button" onClick={takeOver}>
          Take over <kbd>o</kbd>
        </button>
      )}
      {give && (
        <button type="button" onClick={give}>
          Give to… <kbd>g</kbd>
        </button>
      )}
      {whisper && <Whisper id={conversation.id} />}
    </div>
  );
}

function standing(c: Conversation, bot: string): string {
  if (c.reservation) return `Being offered to ${c.reservation.agent.name || c.reservation.agent.id}.`;
  const who = c.agent?.name || c.agent?.id || '';
  if (c.hold) return `On hold by ${who} until ${moment(c.hold.until_at)}.${c.hold.note ? ` ${c.hold.note}` : ''}`;
  if (c.owner.kind === 'agent') return `${who} is with the customer.`;
  if (c.status === 'closed') return 'Closed.';
  if (c.status === 'queued_with_bot') return `Waiting for a person; ${bot} answers meanwhile.`;
  return c.status === 'queued' ? 'Waiting for a person.' : `${bot} answers.`;
}

/** A word that only the agent sees. */
function Whisper({ id }: { id: string }) {
  const floor = useFloor();
  const [text, setText] = useState('');
  const send = async () => {
    if (text.trim() && (await floor.whisper(id, text.trim()))) setText('');
  };
  return (
    <form
      className="whisper-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <input
        id="whisper"
        aria-label="Whisper to the agent; nobody else sees it"
        placeholder="Whisper: only the agent sees it"
        value={text}
        maxLength={1000}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <button type="submit" disabled={!text.trim()}>
        Whisper
      </button>
    </form>
  );
}
