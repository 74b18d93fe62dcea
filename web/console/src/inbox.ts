import { ATTENDED, WAITING } from '../../protocol/src/lifecycle';
import type { Colleague, Row } from './api';

export interface Section {
  name: 'offered' | 'mine' | 'waiting' | 'held' | 'colleagues' | 'bot' | 'closed';
  title: string;
  rows: Row[];
}

/** Conversations with the bot, and closed ones, that stay on the list; older ones are found by search. */
export const OTHERS_MAX = 30;

const latest = (a: Row, b: Row): number => (a.updated_at < b.updated_at ? 1 : a.updated_at > b.updated_at ? -1 : 0);
const since = (row: Row) => row.waiting_since ?? row.updated_at;
const longestWait = (a: Row, b: Row) => b.priority - a.priority || (since(a) < since(b) ? -1 : 1);
const soonest = (a: Row, b: Row) => ((a.hold_until_at ?? '') < (b.hold_until_at ?? '') ? -1 : 1);

export const offeredTo = (row: Row, agentId: string): boolean => row.reservation?.agent.id === agentId;

/** The colleagues with what is new put in; who is gone is not shown. */
export function team(known: readonly Colleague[], news: readonly Colleague[]): Colleague[] {
  const found = new Map([...known, ...news].map((one) => [one.id, one]));
  return [...found.values()].filter((one) => one.state !== 'gone');
}

/** The rows with what is new put in. Instants are UTC text of one form, so they compare as text. */
export function merge(rows: readonly Row[], news: readonly Row[]): Row[] {
  const known = new Map(rows.map((row) => [row.conversation_id, row]));
  for (const row of news) {
    const before = known.get(row.conversation_id);
    if (!before || before.seq <= row.seq) known.set(row.conversation_id, row);
  }
  const all = [...known.values()];
  const past = new Set(
    ['with_bot', 'closed'].flatMap((status) =>
      all
        .filter((row) => row.status === status)
        .sort(latest)
        .slice(OTHERS_MAX),
    ),
  );
  return past.size ? all.filter((row) => !past.has(row)) : all;
}

/** The rows under their headings, each in the order in which an agent should look at them. */
export function sections(rows: readonly Row[], agentId: string): Section[] {
  const attended = (row: Row) => ATTENDED.includes(row.status);
  const waits = (row: Row) => WAITING.includes(row.status);
  const own = (row: Row) => row.agent_id === agentId;
  const pick = (name: Section['name'], title: string, keep: (row: Row) => boolean, order = latest): Section => ({
    name,
    title,
    rows: rows.filter(keep).sort(order),
  });
  return [
    pick('offered', 'Offered to you', (row) => offeredTo(row, agentId), longestWait),
    pick('mine', 'Mine', (row) => attended(row) && own(row)),
    pick('held', 'On hold', (row) => row.status === 'on_hold' && own(row), soonest),
    pick('waiting', 'Waiting', (row) => waits(row) && !offeredTo(row, agentId), longestWait),
    pick('colleagues', 'With colleagues', (row) => (attended(row) || row.status === 'on_hold') && !own(row)),
    pick('bot', 'With the bot', (row) => row.status === 'with_bot'),
    pick('closed', 'Recently closed', (row) => row.status === 'closed'),
  ];
}
