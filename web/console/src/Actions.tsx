import { useState } from 'react';
import type { Conversation } from '../../protocol/src/wire';
import { useCommand } from './commands';
import { Dialog } from './Dialog';
import { type Floor, useFloor } from './floor';
import { DispositionSelect } from './WrapUp';

const MINUTE_MS = 60_000;

/** What the agent who holds the conversation can do with it besides writing. */
export function Actions({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const transfer = useCommand('Transfer');
  const snooze = useCommand('Snooze');
  const giveBack = useCommand('Return to the bot');
  const wrapUp = useCommand('Wrap up');
  if (!floor.holds(conversation)) return null;
  const button = (name: string, key: string, run: (() => void) | null) => (
    <button type="button" disabled={!run} onClick={() => run?.()} title={`${name} (${key})`}>
      {name}
    </button>
  );
  return (
    <div className="actions">
      {button('Transfer', 't', transfer)}
      {button('Snooze', 'z', snooze)}
      {button(`Return to ${floor.me.bot_name}`, 'b', giveBack)}
      {button('Wrap up', 'w', wrapUp)}
    </div>
  );
}

export function ReturnDialog({ id }: { id: string }) {
  const floor = useFloor();
  const [note, setNote] = useState('');
  const [disposition, setDisposition] = useState('');
  return (
    <Dialog title={`Return to ${floor.me.bot_name}`}>
      <Doing floor={floor} id={id} what="return" body={() => ({ note: note.trim(), disposition })}>
        <label htmlFor="return-note">What {floor.me.bot_name} must know</label>
        <textarea
          id="return-note"
          rows={4}
          required
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
      </Doing>
    </Dialog>
  );
}

/** A form that asks for one thing, and closes the dialog when it was done. */
function Doing(props: {
  floor: Floor;
  id: string;
  what: string;
  body: () => Record<string, unknown>;
  children: React.ReactNode;
}) {
  const { floor, id, what, body, children } = props;
  const go = async () => {
    if (await floor.ask(id, what, body())) floor.show('');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      {floor.refusal && (
        <p className="bad" role="alert">
          {floor.refusal}
        </p>
      )}
      {children}
    </form>
  );
}

export function TransferDialog({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const { queues } = floor.me.roster;
  const here = queues.find((one) => one.id === conversation.escalation?.queue) ?? queues[0];
  const [queue, setQueue] = useState(here?.id ?? '');
  const [agent, setAgent] = useState('');
  const [note, setNote] = useState('');
  const body = () => ({ queue, to_agent_id: agent, note: note.trim() });
  return (
    <Dialog title="Transfer">
      <Doing floor={floor} id={conversation.id} what="transfer" body={body}>
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
          <Colleagues floor={floor} but={floor.me.agent.id} />
        </select>
        <NoteField note={note} onNote={setNote} />
        <p className="soft">The customer keeps their place.</p>
        <button type="submit" className="primary" disabled={!queue}>
          Transfer
        </button>
      </Doing>
    </Dialog>
  );
}

/** A lead gives it to somebody, whoever has it now. */
export function ReassignDialog({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const [agent, setAgent] = useState('');
  return (
    <Dialog title="Give it to an agent">
      <Doing floor={floor} id={conversation.id} what="assignment" body={() => ({ agent_id: agent })}>
        <label htmlFor="reassign-agent">Agent</label>
        <select id="reassign-agent" required value={agent} onChange={(event) => setAgent(event.target.value)}>
          <option value="" disabled>
            Who?
          </option>
          <Colleagues floor={floor} but={conversation.agent?.id ?? ''} />
        </select>
        <p className="soft">It is theirs at once, even beyond what they can hold.</p>
        <button type="submit" className="primary" disabled={!agent}>
          Give
        </button>
      </Doing>
    </Dialog>
  );
}

function Colleagues({ floor, but }: { floor: Floor; but: string }) {
  const state = (id: string) => {
    const one = floor.colleagues.find((other) => other.id === id);
    return one?.state && one.state !== 'offline' ? `${one.state}, ${one.load ?? 0} of ${one.capacity ?? 0}` : 'offline';
  };
  return floor.me.roster.agents
    .filter((one) => one.id !== but)
    .map((one) => (
      <option key={one.id} value={one.id}>
        {one.name} ({state(one.id)})
      </option>
    ));
}

function NoteField({ note, onNote }: { note: string; onNote: (note: string) => void }) {
  return (
    <>
      <label htmlFor="give-note">Note for whoever takes it</label>
      <textarea
        id="give-note"
        rows={3}
        maxLength={4000}
        value={note}
        onChange={(event) => onNote(event.target.value)}
      />
    </>
  );
}

/** Minutes from now to nine in the morning, `days` days on. */
export function minutesToMorning(now: number, days: number): number {
  const then = new Date(now);
  then.setDate(then.getDate() + days);
  then.setHours(9, 0, 0, 0);
  return Math.max(1, Math.round((then.getTime() - now) / MINUTE_MS));
}

/** Wait for something: it comes back by itself, or as soon as the customer writes. */
export function HoldDialog({ id }: { id: string }) {
  const floor = useFloor();
  const [minutes, setMinutes] = useState('60');
  const [note, setNote] = useState('');
  const now = floor.now();
  const body = () => ({
    until_at: new Date(floor.now() + Number(minutes) * MINUTE_MS).toISOString(),
    note: note.trim(),
  });
  const times: [string, number][] = [
    ['15 minutes', 15],
    ['1 hour', 60],
    ['3 hours', 180],
    ['Tomorrow at nine', minutesToMorning(now, 1)],
    ['In a week at nine', minutesToMorning(now, 7)],
  ];
  return (
    <Dialog title="Snooze">
      <Doing floor={floor} id={id} what="hold" body={body}>
        <label htmlFor="hold-time">Until</label>
        <select id="hold-time" value={minutes} onChange={(event) => setMinutes(event.target.value)}>
          {times.map(([name, length]) => (
            <option key={name} value={String(length)}>
              {name}
            </option>
          ))}
        </select>
        <label htmlFor="hold-note">What you wait for</label>
        <input
          id="hold-note"
          value={note}
          maxLength={4000}
          placeholder="The carrier calls back"
          onChange={(event) => setNote(event.target.value)}
        />
        <p className="soft">
          It takes no seat meanwhile, and comes back to you then, or as soon as the customer writes.
        </p>
        <button type="submit" className="primary">
          Snooze
        </button>
      </Doing>
    </Dialog>
  );
}
