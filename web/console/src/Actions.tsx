import { useState } from 'react';
import type { Conversation } from '../../protocol/src/wire';
import { Dialog } from './Dialog';
import { useFloor } from './floor';
import { DispositionSelect } from './WrapUp';

type Open = '' | 'return' | 'transfer';

/** What the agent who holds the conversation can do with it besides writing. */
export function Actions({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const [dialog, setDialog] = useState<Open>('');
  if (!floor.holds(conversation)) return null;
  const close = () => setDialog('');
  return (
    <div className="actions">
      <button type="button" onClick={() => setDialog('transfer')} disabled={conversation.status === 'wrap_up'}>
        Transfer
      </button>
      <button type="button" onClick={() => setDialog('return')}>
        Return to {floor.me.bot_name}
      </button>
      <button
        type="button"
        disabled={conversation.status === 'wrap_up'}
        onClick={() => void floor.ask(conversation.id, 'wrap-up')}
      >
        Wrap up
      </button>
      {dialog === 'return' && <ReturnDialog id={conversation.id} onClose={close} />}
      {dialog === 'transfer' && <TransferDialog conversation={conversation} onClose={close} />}
    </div>
  );
}

function ReturnDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const floor = useFloor();
  const [note, setNote] = useState('');
  const [disposition, setDisposition] = useState('');
  const give = async () => {
    if (await floor.ask(id, 'return', { note: note.trim(), disposition })) onClose();
  };
  return (
    <Dialog title={`Return to ${floor.me.bot_name}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void give();
        }}
      >
        <label htmlFor="return-note">What {floor.me.bot_name} must know</label>
        <textarea
          id="return-note"
          rows={4}
          required
          autoFocus
          maxLength={4000}
          value={note}
          placeholder="Refunded the second charge of 42.00 today. It arrives in 3 to 5 days."
          onChange={(event) => setNote(event.target.value)}
        />
        <p className="soft">The bot reads this before its next answer. The customer does not see it.</p>
        <DispositionSelect value={disposition} onChange={setDisposition} />
        <button type="submit" className="primary" disabled={!note.trim() || !disposition}>
          Return
        </button>
      </form>
    </Dialog>
  );
}

function TransferDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const floor = useFloor();
  const { queues, agents } = floor.me.roster;
  const [queue, setQueue] = useState(conversation.escalation?.queue || queues[0]?.id || '');
  const [agent, setAgent] = useState('');
  const [note, setNote] = useState('');
  const give = async () => {
    const body = { queue, to_agent_id: agent, note: note.trim() };
    if (await floor.ask(conversation.id, 'transfer', body)) onClose();
  };
  const state = (id: string) => floor.colleagues.find((one) => one.id === id)?.state ?? 'offline';
  return (
    <Dialog title="Transfer" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void give();
        }}
      >
        <label htmlFor="transfer-queue">Queue</label>
        <select id="transfer-queue" value={queue} onChange={(event) => setQueue(event.target.value)}>
          {queues.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title || one.id}
            </option>
          ))}
        </select>
        <label htmlFor="transfer-agent">Agent</label>
        <select id="transfer-agent" value={agent} onChange={(event) => setAgent(event.target.value)}>
          <option value="">Whoever fits</option>
          {agents
            .filter((one) => one.id !== floor.me.agent.id)
            .map((one) => (
              <option key={one.id} value={one.id}>
                {one.name} ({state(one.id)})
              </option>
            ))}
        </select>
        <label htmlFor="transfer-note">Note for whoever takes it</label>
        <textarea
          id="transfer-note"
          rows={3}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <p className="soft">The customer keeps their place.</p>
        <button type="submit" className="primary" disabled={!queue}>
          Transfer
        </button>
      </form>
    </Dialog>
  );
}
