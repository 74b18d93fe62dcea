import type { Row } from './api';
import { useFloor, useNow } from './floor';
import type { Section } from './inbox';
import { age, moment } from './times';
import { priorityName } from './words';

export function Inbox() {
  const floor = useFloor();
  const shown = floor.sections.filter((one) => one.name !== 'offered');
  return (
    <nav className="inbox" aria-label="Conversations">
      {shown.map((section) => (
        <Group key={section.name} section={section} />
      ))}
    </nav>
  );
}

function Group({ section }: { section: Section }) {
  const quiet = section.rows.length === 0;
  if (quiet && !['mine', 'waiting'].includes(section.name)) return null;
  return (
    <section>
      <h2>
        {section.title} <span className="soft">{section.rows.length}</span>
      </h2>
      {quiet && <p className="soft none">{section.name === 'mine' ? 'You are with nobody.' : 'Nobody is waiting.'}</p>}
      {section.rows.map((row) => (
        <Line key={row.conversation_id} row={row} section={section.name} />
      ))}
    </section>
  );
}

function Line({ row, section }: { row: Row; section: Section['name'] }) {
  const floor = useFloor();
  const now = useNow(floor);
  const waits = section === 'waiting' && row.waiting_since;
  const promised = row.callback_at ? `promised by ${moment(row.callback_at)} · ` : '';
  const second = section === 'waiting' ? promised + (row.reason || row.last) : row.last || row.title;
  return (
    <a
      className={`row ${section}${section === 'mine' && row.last_role === 'customer' ? ' unanswered' : ''}`}
      href={`#/c/${row.conversation_id}`}
      aria-current={row.conversation_id === floor.selected ? 'true' : undefined}
      data-row={row.conversation_id}
    >
      <span className="row-name" dir="auto">
        {row.customer.name || 'Not signed in'}
        {row.customer.tier && <span className="badge">{row.customer.tier}</span>}
        {waits && row.priority > 0 && <span className="badge hot">{priorityName(row.priority)}</span>}
      </span>
      <time className={waits ? 'row-time hot' : 'row-time'} dateTime={waits || row.updated_at}>
        {age(waits || row.updated_at, now)}
      </time>
      <span className="row-last soft" dir="auto">
        {section === 'colleagues' && `${row.agent_name}: `}
        {second}
      </span>
    </a>
  );
}
