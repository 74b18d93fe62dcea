import type { ReactNode } from 'react';
import { write } from './commands';
import { type Floor, useFloor } from './floor';
import { Mood } from './Mood';
import { type Cited, type Fact, ordersFirst, type Packet } from './packet';
import { OrderCard, ProfileCard } from './Shop';
import { moment, money } from './times';
import { plain, priorityName, sentence, triggerName } from './words';

interface Part {
  packet: Packet;
  floor: Floor;
  point: (messageId: string, start?: number, end?: number) => void;
}

/** What the agent must know before typing, most urgent first. */
export function PacketPane({ id, onPoint }: { id: string; onPoint: () => void }) {
  const floor = useFloor();
  const packet = floor.packets.get(id);
  const gone = floor.conversation(id)?.status === 'erased';
  if (!id || !packet || gone) return <aside className="packet" aria-label="What we know" />;
  const part: Part = {
    packet,
    floor,
    point: (messageId, start, end) => {
      onPoint();
      floor.point(messageId, start, end);
    },
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <aside className="packet" aria-label="What we know" tabIndex={0}>
      <WhyNow {...part} />
      <Wants {...part} />
      <Reply {...part} id={id} />
      <Facts {...part} />
      <Customer {...part} />
      <Orders {...part} />
      <Cart {...part} />
      <Tried {...part} />
      <Cites {...part} title="What was promised" list={packet.promised} />
      <Cites {...part} title="Still open" list={packet.open} />
      <Returned {...part} />
      <Missing {...part} />
    </aside>
  );
}

function Box({ title, children, tone = '' }: { title: string; children: ReactNode; tone?: string }) {
  return (
    <section className={`box ${tone}`}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Chips that jump to the messages something rests on. */
function Jumps({ ids, floor, point }: { ids: string[]; floor: Floor; point: Part['point'] }) {
  const entries = (floor.conversation(floor.selected)?.entries ?? []).filter((one) => one.kind === 'message');
  const known = ids
    .map((id) => ({ id, place: entries.findIndex((one) => one.id === id) }))
    .filter(({ place }) => place >= 0);
  return (
    <span className="jumps">
      {known.map(({ id, place }) => (
        <button
          key={id}
          type="button"
          className="chip"
          onClick={() => point(id)}
          title={entries[place]?.text.slice(0, 200)}
        >
          <span className="unseen">message </span>
          {place + 1}
        </button>
      ))}
    </span>
  );
}

function WhyNow({ packet, floor, point }: Part) {
  const { trigger, because, evidence, priority, queue } = packet.reason;
  if (!trigger || trigger === 'none') {
    return (
      <Box title="Why now">
        <p className="soft">No person was asked for.</p>
      </Box>
    );
  }
  return (
    <Box title="Why now" tone="why">
      <p className="lead">{triggerName(trigger)}</p>
      <p dir="auto">{because}</p>
      <p>
        {priority > 0 && <span className="badge hot">{priorityName(priority)}</span>}
        {queue && <span className="badge">{floor.queueOf(queue)}</span>}
        <Jumps ids={evidence} floor={floor} point={point} />
      </p>
    </Box>
  );
}

function Wants({ packet, floor, point }: Part) {
  if (!packet.wants.text) return null;
  return (
    <Box title="What they want">
      <p dir="auto">
        {packet.wants.text} <Jumps ids={packet.wants.messages} floor={floor} point={point} />
      </p>
      <Mood packet={packet} />
    </Box>
  );
}

function Reply({ packet, floor, id }: Part & { id: string }) {
  const { suggested_reply } = packet;
  const conversation = floor.conversation(id);
  const mine = floor.holds(conversation);
  if (!suggested_reply || conversation?.escalation?.first_reply_at) return null;
  const use = () => write({ mode: 'reply', text: suggested_reply });
  return (
    <Box title="Suggested first reply" tone="reply">
      <p dir="auto" className="quote">
        {suggested_reply}
      </p>
      <button
        type="button"
        disabled={!mine}
        onClick={use}
        title={mine ? 'You can change it before you send it' : 'Accept first'}
      >
        Use <kbd>u</kbd>
      </button>
    </Box>
  );
}

function Facts({ packet, point }: Part) {
  const { facts, superseded, declined } = packet;
  if (!facts.length && !superseded.length && !declined.length) return null;
  return (
    <Box title="Facts">
      <dl className="facts">
        {facts.map((fact) => (
          <FactLine key={fact.type + fact.value} fact={fact} point={point} />
        ))}
        {superseded.map((fact) => (
          <FactLine key={`old${fact.type}${fact.value}`} fact={fact} point={point} past />
        ))}
        {declined.map((fact) => (
          <FactLine key={`no${fact.type}`} fact={{ ...fact, value: 'not given', status: 'declined' }} point={point} />
        ))}
      </dl>
    </Box>
  );
}

function FactLine({ fact, point, past = false }: { fact: Fact; point: Part['point']; past?: boolean }) {
  const jump = () => point(fact.message_id, fact.start, fact.end);
  const label = fact.type === 'issue' || fact.type === 'desired_outcome';
  const value = label ? plain(fact.value) : fact.value;
  return (
    <div className={past ? 'past' : ''}>
      <dt>{plain(fact.type)}</dt>
      <dd>
        {past ? <s dir="auto">{value}</s> : <b dir="auto">{value}</b>}
        <span className={fact.status === 'verified' ? 'badge good' : 'mark'}>{fact.status}</span>
        {fact.message_id && (
          <button type="button" className="chip" onClick={jump}>
            <span className="unseen">message </span>
            {fact.msg + 1}
          </button>
        )}
      </dd>
    </div>
  );
}

function Customer({ packet }: Part) {
  const { customer, language } = packet;
  return (
    <Box title="Customer">
      <p>
        <b dir="auto">{customer.name || 'Not signed in'}</b>{' '}
        <span className={customer.verified ? 'badge good' : 'badge'}>
          {customer.verified ? 'identity verified by the shop' : 'identity not verified'}
        </span>
        {customer.tier && <span className="badge">{customer.tier}</span>}
      </p>
      <p className="soft">
        {[customer.email, customer.phone, language && `writes ${languageName(language)}`].filter(Boolean).join(' · ')}
      </p>
      {packet.profile && <ProfileCard profile={packet.profile} />}
    </Box>
  );
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

function Orders({ packet }: Part) {
  if (!packet.orders.length) return null;
  return (
    <Box title="Orders">
      {ordersFirst(packet).map(({ order, concerned }) => (
        <OrderCard key={order.order_id} order={order} concerned={concerned} />
      ))}
    </Box>
  );
}

function Cart({ packet }: Part) {
  const { items, total, currency } = packet.cart;
  if (!items.length && !total) return null;
  return (
    <Box title="Cart">
      <p>
        <b>{money(total, currency)}</b> {items.length > 0 && <span dir="auto">{items.join(', ')}</span>}
      </p>
    </Box>
  );
}

function Tried({ packet, floor }: Part) {
  if (!packet.tried.length) return null;
  return (
    <Box title={`What ${floor.me.bot_name} tried`}>
      <ul className="tried">
        {packet.tried.map((one, place) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn whole, nothing in it moves
            key={`${place}${one.what}`}
            className={one.ok ? '' : 'failed'}
          >
            {sentence(one.what)} {one.subject && <b dir="auto">{one.subject}</b>}
            {one.outcome && <span className="soft">: {one.outcome}</span>}
          </li>
        ))}
      </ul>
    </Box>
  );
}

function Cites({ title, list, floor, point }: Part & { title: string; list: Cited[] }) {
  if (!list.length) return null;
  return (
    <Box title={title}>
      <ul>
        {list.map((one, place) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn whole, nothing in it moves
            key={`${place}${one.text}`}
          >
            <span dir="auto">{one.text}</span> <Jumps ids={one.messages} floor={floor} point={point} />
          </li>
        ))}
      </ul>
    </Box>
  );
}

function Returned({ packet }: Part) {
  const left = packet.returned;
  if (!left) return null;
  return (
    <Box title="Handled before">
      <p>
        {left.agent}, {moment(left.at)}
        {left.disposition && ` (${plain(left.disposition)})`}: <q dir="auto">{left.note || 'no note'}</q>
      </p>
    </Box>
  );
}

function Missing({ packet }: Part) {
  if (!packet.missing.length) return null;
  return (
    <Box title="Missing" tone="missing">
      <ul>
        {packet.missing.map((one) => (
          <li key={one.what}>
            <b>{sentence(one.what)}:</b> {one.why}
          </li>
        ))}
      </ul>
    </Box>
  );
}
