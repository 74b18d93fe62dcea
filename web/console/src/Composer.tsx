import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Conversation } from '../../protocol/src/wire';
import { WRITE, type Write } from './commands';
import { Attach } from './Files';
import { type Asked, type Floor, useFloor } from './floor';
import { KeptDraft, Notices, NotMine } from './Notices';
import { WrapUp } from './WrapUp';
import { plain } from './words';

const GUARD_AFTER_MS = 150;
const TYPING_EVERY_MS = 2_500;
const MESSAGE_MAX_CHARS = 10_000;

type Mode = Write['mode'];

const draftKey = (id: string, mode: Mode) => `eh:console:draft:${id}:${mode}`;

export function Composer({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const mine = floor.holds(conversation);
  const [mode, setMode] = useState<Mode>('reply');
  const shown: Mode = mine ? mode : 'note';
  const drafts = useDrafts(conversation.id);
  const text = drafts.read(shown);
  const setText = (words: string) => drafts.keep(shown, words);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (mine) setMode('reply');
  }, [mine]);
  useWrite(field, mine, setMode, drafts);
  return (
    <footer className="composer">
      <Notices conversation={conversation} />
      {mine && conversation.status === 'wrap_up' && <WrapUp conversation={conversation} />}
      {!mine && <NotMine conversation={conversation} />}
      {shown === 'reply' && !text && <KeptDraft conversation={conversation} />}
      <div className="compose-bar">
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
        {mine && floor.me.uploads?.length ? <Attach conversation={conversation} /> : null}
        <button type="button" className="quiet" onClick={() => floor.show('macros')}>
          Macros <kbd>m</kbd>
        </button>
        <button type="button" className="quiet" onClick={() => floor.show('pages')}>
          Pages <kbd>p</kbd>
        </button>
      </div>
      <Field conversation={conversation} mode={shown} text={text} setText={setText} field={field} />
    </footer>
  );
}

/**
 * Puts in what a command, a macro or the packet pane hands over, and takes the focus. All of it is so before the next key: a
 * quick Enter sends these words.
 */
function useWrite(
  field: React.RefObject<HTMLTextAreaElement | null>,
  mine: boolean,
  setMode: (mode: Mode) => void,
  drafts: Drafts,
): void {
  useEffect(() => {
    const take = (event: Event) => {
      const { mode, text, insert } = (event as CustomEvent<Write>).detail;
      const target: Mode = mine ? mode : 'note';
      const box = field.current;
      flushSync(() => {
        setMode(target);
        if (text !== undefined) drafts.keep(target, insert && box ? spliced(box, text) : text);
      });
      box?.focus();
    };
    addEventListener(WRITE, take);
    return () => removeEventListener(WRITE, take);
  }, [field, mine, setMode, drafts]);
}

const spliced = (box: HTMLTextAreaElement, text: string): string =>
  box.value.slice(0, box.selectionStart) + text + box.value.slice(box.selectionEnd);

interface FieldProps {
  conversation: Conversation;
  mode: Mode;
  text: string;
  setText: (text: string) => void;
  field: React.RefObject<HTMLTextAreaElement | null>;
}

function Field({ conversation, mode, text, setText, field }: FieldProps) {
  const floor = useFloor();
  const { id } = conversation;
  useGuard(floor, id, mode === 'reply' ? text : '');
  const send = async () => {
    const words = text.trim();
    if (!words || !floor.online) return;
    setText('');
    if (mode === 'reply') floor.say(id, words);
    else if (!(await floor.note(id, words))) setText(words);
  };
  const typed = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') field.current?.blur();
    else if (event.key === '/' && !text && mode === 'reply') floor.show('macros');
    else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) void send();
    else return;
    event.preventDefault();
  };
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
        onPaste={(event) => floor.attach(id, event.clipboardData.files)}
        onKeyDown={typed}
      />
      <button type="submit" className="primary" disabled={!text.trim() || !floor.online}>
        {mode === 'note' ? 'Save note' : 'Send'} <kbd>Enter</kbd>
      </button>
    </form>
  );
}

interface Drafts {
  read: (mode: Mode) => string;
  keep: (mode: Mode, text: string) => void;
}

/** What is typed, kept on this device until it is sent. */
function useDrafts(id: string): Drafts {
  const [texts, setTexts] = useState<Record<string, string>>({});
  return {
    read: (mode) => texts[draftKey(id, mode)] ?? localStorage.getItem(draftKey(id, mode)) ?? '',
    keep: (mode, text) => {
      const key = draftKey(id, mode);
      setTexts((before) => ({ ...before, [key]: text }));
      if (text) localStorage.setItem(key, text);
      else localStorage.removeItem(key);
    },
  };
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
