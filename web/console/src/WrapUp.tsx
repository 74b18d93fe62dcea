import { useState } from 'react';
import type { Conversation } from '../../protocol/src/wire';
import { useFloor } from './floor';
import { sentence } from './words';

/** How it ended. Writing again, or the customer writing again, goes back to the conversation. */
export function WrapUp({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const [disposition, setDisposition] = useState('');
  const [note, setNote] = useState('');
  return (
    <form
      className="wrap-up"
      onSubmit={(event) => {
        event.preventDefault();
        void floor.ask(conversation.id, 'closure', { disposition, note: note.trim() });
      }}
    >
      <strong>Wrapping up</strong>
      <DispositionSelect value={disposition} onChange={setDisposition} />
      <input
        aria-label="Closing note"
        placeholder="Closing note (optional)"
        value={note}
        maxLength={4000}
        onChange={(event) => setNote(event.target.value)}
      />
      <button type="submit" className="primary" disabled={!disposition}>
        Close conversation
      </button>
    </form>
  );
}

export function DispositionSelect({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const floor = useFloor();
  return (
    <select aria-label="How it ended" required value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="" disabled>
        How did it end?
      </option>
      {floor.me.dispositions.map((one) => (
        <option key={one} value={one}>
          {sentence(one)}
        </option>
      ))}
    </select>
  );
}
