import type { Row } from './api';

export interface Section {
  name: 'offered' | 'mine' | 'waiting' | 'colleagues' | 'bot' | 'closed';
  title: string;
  rows: Row[];
}

const CLOSED_MAX = 20;
const ATTENDED = ['with_agent', 'on_hold', 'wrap_up'];
const WAITING: readonly string[] = ['queued', 'queued_with_bot', 'reserved'];

const latest = (a: Row, b: Row) => b.updated_at.localeCompare(a.updated_at);
const longestWait = (a: Row, b: Row) =>
  b.priority - a.priority || (a.waiting_since ?? a.updated_at).localeCompare(b.waiting_since ?? b.updated_at);

export const offeredTo = (row: Row, agentId: string): boolean => row.reservation?.agent.id === agentId;

/** The rows under their headings, each in the order in which an agent should look at them. */
export function sections(rows: readonly Row[], agentId: string): Section[] {
  const held = (row: Row) => ATTENDED.includes(row.status);
  const pick = (name: Section['name'], title: string, keep: (row: Row) => boolean, order = latest): Section => ({
    name,
    title,
    rows: rows.filter(keep).sort(order),
  });
  const closed = pick('closed', 'Recently closed', (row) => row.status === 'closed');
  return [
    pick('offered', 'Offered to you', (row) => offeredTo(row, agentId), longestWait),
    pick('mine', 'Mine', (row) => held(row) && row.agent_id === agentId),
    pick('waiting', 'Waiting', (row) => WAITING.includes(row.status) && !offeredTo(row, agentId), longestWait),
    pick('colleagues', 'With colleagues', (row) => held(row) && row.agent_id !== agentId),
    pick('bot', 'With the bot', (row) => row.status === 'with_bot'),
    { ...closed, rows: closed.rows.slice(0, CLOSED_MAX) },
  ];
}
