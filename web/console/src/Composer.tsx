import { useEffect, useRef, useState } from 'react';
import type { Conversation } from '../../protocol/src/wire';
import { type Asked, type Floor, useFloor } from './floor';
import { WrapUp } from './WrapUp';
import { plain } from './words';

const GUARD_AFTER_MS = 150;
const TYPING_EVERY_MS = 2_500;
const MESSAGE_MAX_CHARS = 10_000;

type Mode = 'reply' | 'note';

const draftKey = (id: string, mode: Mode) => `eh:console:draft:${id}:${mode}`;

/** Sent by the packet pane: put a suggested reply into the composer. */
export const USE_REPLY = 'escapehatch:use-reply';

export function Composer({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const mine = floor.holds(conversation);
  const [mode, setMode] = useState<Mode>('reply');
  const shown: Mode = mine ? mode : 'note';
  useEffect(() => {
    if (mine) setMode('reply');
  }, [mine]);
  return (
    <footer className="composer">
      {mine && conversation.status === 'wrap_up' && <WrapUp conversation={conversation} />}
      {!mine && <NotMine conversation={conversation} />}
      <fieldset className="modes" aria-label="What you write">
        <button
          type="button"
          className="quiet"
          aria-pressed={shown === 'reply'}
          disabled={!mine}
          onClick={() => setMode('reply')}
        >
          Reply <kbd>r</kbd>
        </button>
        <button type="button" className="quiet" aria-pressed={shown === 'note'} onClick={() => setMode('note')}>
          Note <kbd>n</kbd>
        </button>
      </fieldset>
      <Field key={shown} conversation={conversation} mode={shown} onMode={setMode} />
    </footer>
  );
}

/** Why this agent cannot answer here, and what they can do about it. */
function NotMine({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const { reservation, owner, status } = conversation;
  const row = floor.offers.find((one) => one.conversation_id === conversation.id);
  if (row)
    return (
      <div className="not-mine">
        <span>Offered to you.</span>
        <button type="button" className="primary" onClick={() => void floor.accept(row)}>
          Accept <kbd>a</kbd>
        </button>
        <button type="button" onClick={() => void floor.decline(row)}>
          Decline <kbd>d</kbd>
        </button>
      </div>
    );
  if (reservation)
    return <p className="not-mine">Being offered to {reservation.agent.name || reservation.agent.id}.</p>;
  if (owner.kind === 'agent') return <p className="not-mine">{owner.name || owner.id} is with the customer.</p>;
  const why =
    status === 'closed'
      ? 'Closed.'
      : status.startsWith('queued')
        ? 'Waiting for a person.'
        : `${floor.me.bot_name} answers.`;
  return (
    <div className="not-mine">
      <span>{why}</span>
      <button type="button" onClick={() => void floor.ask(conversation.id, 'takeover')}>
        Take over
      </button>
    </div>
  );
}

interface FieldProps {
  conversation: Conversation;
  mode: Mode;
  onMode: (mode: Mode) => void;
}

function Field({ conversation, mode, onMode }: FieldProps) {
  const floor = useFloor();
  const { id } = conversation;
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useDraft(id, mode);
  useGuard(floor, id, mode === 'reply' ? text : '');
  const send = async () => {
    const words = text.trim();
    if (!words || !floor.online) return;
    setText('');
    if (mode === 'reply') floor.say(id, words);
    else if (!(await floor.note(id, words))) setText(words);
  };
  useEffect(() => {
    const use = (event: Event) => {
      onMode('reply');
      setText(String((event as CustomEvent).detail));
      field.current?.focus();
    };
    addEventListener(USE_REPLY, use);
    return () => removeEventListener(USE_REPLY, use);
  }, [onMode, setText]);
  const label =
    mode === 'note' ? 'Note for colleagues and the bot' : `Reply to ${conversation.customer.name || 'the customer'}`;
  return (
    <form
      className={`field ${mode}`}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {mode === 'reply' && <AlreadyKnown floor={floor} facts={floor.asked.get(id) ?? []} />}
      <textarea
        ref={field}
        id="composer"
        dir="auto"
        rows={2}
        maxLength={MESSAGE_MAX_CHARS}
        value={text}
        placeholder={label}
        aria-label={label}
        aria-keyshortcuts="Control+Enter"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') field.current?.blur();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <button type="submit" className="primary" disabled={!text.trim() || !floor.online}>
        {mode === 'note' ? 'Save note' : 'Send'} <kbd>Enter</kbd>
      </button>
    </form>
  );
}

/** What is typed, kept on this device until it is sent. */
function useDraft(id: string, mode: Mode): [string, (text: string) => void] {
  const key = draftKey(id, mode);
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '');
  const keep = (next: string) => {
    setText(next);
    if (next) localStorage.setItem(key, next);
    else localStorage.removeItem(key);
  };
  return [text, keep];
}

/** Ask the re-ask guard about the draft, and tell the customer that somebody writes. */
function useGuard(floor: Floor, id: string, text: string): void {
  const toldAt = useRef(0);
  useEffect(() => {
    if (text && Date.now() - toldAt.current > TYPING_EVERY_MS) {
      toldAt.current = Date.now();
      floor.types(id);
    }
    const timer = setTimeout(() => floor.draft(id, text), GUARD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [floor, id, text]);
}

function AlreadyKnown({ floor, facts }: { floor: Floor; facts: Asked[] }) {
  return (
    <div className="known" role="status">
      {facts.map((fact) => (
        <p key={fact.type + fact.value}>
          <strong>{fact.declined ? 'Already asked:' : 'Already known:'}</strong> {plain(fact.type)}{' '}
          {fact.declined ? <em>the customer has none, or would not say</em> : <b dir="auto">{fact.value}</b>}{' '}
          <button type="button" className="quiet" onClick={() => floor.point(fact.message_id)}>
            message {fact.msg + 1}
          </button>
        </p>
      ))}
    </div>
  );
}
