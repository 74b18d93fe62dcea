import { type FormEvent, useId, useState } from 'react';
import type { Conversation } from '../../protocol/src/wire';
import { call } from './api';
import { Dialog } from './Dialog';

interface Erased {
  erased: string[];
  left: string[];
}

/** What has to be typed: a slip of the hand erases nobody. */
const WORD = 'erase';

/** The right to be forgotten: this conversation, or everything of its customer. */
export function EraseDialog({ conversation }: { conversation: Conversation }) {
  const { customer } = conversation;
  const [whole, setWhole] = useState(true);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const [done, setDone] = useState<Erased | null>(null);
  const field = useId();

  const erase = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setWrong('');
    const what = whole ? { customer_id: customer.id } : { conversation_id: conversation.id };
    try {
      setDone(await call<Erased>('POST', '/v1/erasures', what));
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };

  if (done) {
    const count = done.erased.length;
    return (
      <Dialog title="Erased">
        <p role="status">{count === 1 ? 'One conversation is erased.' : `${count} conversations are erased.`}</p>
        {done.left.map((sentence) => (
          <p key={sentence} className="soft">
            {sentence}
          </p>
        ))}
      </Dialog>
    );
  }
  return (
    <Dialog title="Erase for good">
      <form onSubmit={erase}>
        <label className="choice">
          <input type="radio" name="what" checked={whole} onChange={() => setWhole(true)} />
          Everything of {customer.name || 'this customer'}
        </label>
        <label className="choice">
          <input type="radio" name="what" checked={!whole} onChange={() => setWhole(false)} />
          This conversation alone
        </label>
        <p className="soft">
          What was said, and who said it, leaves the journal, the search and every backup. The numbers stay. What other
          systems were told before is theirs. This cannot be undone.
        </p>
        <label htmlFor={field}>
          Type <strong>{WORD}</strong> to go on
        </label>
        <input
          id={field}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        {wrong && <p role="alert">{wrong}</p>}
        <button type="submit" className="primary" disabled={busy || typed.trim().toLowerCase() !== WORD}>
          {busy ? 'Erasing …' : 'Erase'}
        </button>
      </form>
    </Dialog>
  );
}
