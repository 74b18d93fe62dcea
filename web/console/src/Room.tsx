import type { Conversation } from '../../protocol/src/wire';
import { Actions } from './Actions';
import { Composer } from './Composer';
import { useFloor } from './floor';
import { Thread } from './Thread';
import { moment } from './times';
import { plain } from './words';

/** The middle pane: one conversation. */
export function Room({ id }: { id: string }) {
  const floor = useFloor();
  const conversation = floor.conversation(id);
  if (!id) return <Welcome />;
  if (!conversation) return <section className="room center soft">Opening the conversation…</section>;
  if (!conversation.seq)
    return (
      <section className="room" aria-label="Conversation">
        <p className="room-head" role="status">
          Nothing is known of this conversation: it is not on this server, or was not yet when its backup was made.
        </p>
        <Thread conversation={conversation} />
      </section>
    );
  return (
    <section className="room" aria-label="Conversation">
      <Head conversation={conversation} />
      <Thread conversation={conversation} />
      {conversation.status !== 'erased' && <Composer conversation={conversation} />}
    </section>
  );
}

/** Whose coming, or not coming, there is to explain. */
function whose(c: Conversation): string {
  const who = c.agent ?? c.reservation?.agent;
  return who ? who.name || who.id : 'nobody';
}

function Head({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const { customer, status } = conversation;
  return (
    <header className="room-head">
      <div>
        <div className="room-name">
          <h2 dir="auto">{customer.name || (status === 'erased' ? 'Erased' : 'Not signed in')}</h2>
          {conversation.escalation && (
            <button type="button" className="link" onClick={() => floor.show('routing')}>
              why {whose(conversation)}?
            </button>
          )}
        </div>
        <p className="soft" title={conversation.page}>
          <Holder conversation={conversation} />
          {['wrap_up', 'closed'].includes(status) && ` · ${plain(status)}`}
          {conversation.page && <span className="on-page"> · on {conversation.page}</span>}
        </p>
      </div>
      <Actions conversation={conversation} />
    </header>
  );
}

function Holder({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  const { owner, grace_until, reservation, hold } = conversation;
  if (reservation) {
    const { id, name } = reservation.agent;
    return <>being offered to {id === floor.me.agent.id ? 'you' : name || id}</>;
  }
  if (hold) return <>on hold until {moment(hold.until_at)}</>;
  if (conversation.status === 'queued_with_bot') return <>waiting; {floor.me.bot_name} answers meanwhile</>;
  if (owner.kind === 'bot') return <>{floor.me.bot_name} answers</>;
  if (owner.kind === 'queue') return <>waiting in {floor.queueOf(owner.id) || 'the queue'}</>;
  if (owner.kind !== 'agent') return <>nobody holds it</>;
  const who = owner.id === floor.me.agent.id ? 'you are' : `${owner.name || owner.id} is`;
  return <>{`${who} with the customer${grace_until ? ', connection lost' : ''}`}</>;
}

function Welcome() {
  const floor = useFloor();
  const waiting = floor.sections.find((one) => one.name === 'waiting')?.rows.length ?? 0;
  return (
    <section className="room center">
      <p className="soft">
        {waiting ? `${waiting} waiting. ` : 'Nobody is waiting. '}
        {floor.presence === 'available'
          ? 'You are offered the next one that fits you.'
          : 'You are away: nothing will be offered to you.'}
      </p>
      <p className="soft">
        <kbd>Ctrl K</kbd> does everything, <kbd>?</kbd> shows the keyboard
      </p>
    </section>
  );
}
