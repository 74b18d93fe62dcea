import { describe, expect, it } from 'vitest';
import { minutesToMorning } from '../src/Actions';
import type { Row } from '../src/api';
import { COMMANDS } from '../src/commands';
import { merge, OTHERS_MAX } from '../src/inbox';
import { filled, variables } from '../src/macros';
import { narrow } from '../src/Palette';
import { readPacket } from '../src/packet';
import { systemLine } from '../src/words';

const row = (conversation_id: string, seq: number, more: Partial<Row> = {}): Row =>
  ({ conversation_id, seq, status: 'queued', updated_at: '2026-01-01T10:00:00Z', ...more }) as Row;

describe('news of the inbox', () => {
  it('replaces a row by a newer one and never by an older one', () => {
    const rows = merge([row('a', 5), row('b', 1)], [row('a', 4), row('b', 2), row('c', 1)]);
    expect(rows.map((one) => [one.conversation_id, one.seq])).toEqual([
      ['a', 5],
      ['b', 2],
      ['c', 1],
    ]);
  });

  it('forgets the oldest of those that nobody needs now, and nobody who waits', () => {
    const closed = Array.from({ length: OTHERS_MAX + 5 }, (_, n) =>
      row(`c${n}`, 1, { status: 'closed', updated_at: `2026-01-01T10:${String(n).padStart(2, '0')}:00Z` }),
    );
    const waiting = Array.from({ length: 200 }, (_, n) => row(`w${n}`, 1));
    const ids = new Set(merge(waiting, closed).map((one) => one.conversation_id));
    expect(ids.size).toBe(200 + OTHERS_MAX);
    expect([ids.has('c0'), ids.has('c4'), ids.has('c5')]).toEqual([false, false, true]);
  });
});

describe('macros', () => {
  const packet = readPacket({
    customer: { name: 'Ada Byrne' },
    facts: [{ type: 'order_id', value: 'ln-2', message_id: 'm', msg: 0 }],
    orders: [{ order_id: 'LN-1' }, { order_id: 'LN-2', carrier: 'Correos' }],
  });

  it('fill in what is known, of the order that was named', () => {
    const known = variables(packet, 'Dana');
    expect(
      filled('Hello {{customer.first_name}}, {{ order.carrier }} has {{order.number}}. {{agent.name}}', known),
    ).toBe('Hello Ada, Correos has LN-2. Dana');
  });

  it('leave what is not known for the agent to see, and read no value twice', () => {
    const known = { ...variables(packet, 'Dana'), 'customer.name': '{{agent.name}}' };
    expect(filled('{{order.tracking}} {{nonsense.at_all}} {{customer.name}}', known)).toBe(
      '[order tracking] [nonsense at all] {{agent.name}}',
    );
  });
});

describe('the palette', () => {
  const choice = (title: string, detail = '') => ({ id: title, title, detail, key: '', run: () => {} });
  const all = [choice('Snooze'), choice('Ada Byrne', 'Waiting · my snoozing lamp'), choice('Take over'), choice('Bo')];

  it('narrows by every word, titles that begin so first', () => {
    expect(narrow(all, 'snooz').map((one) => one.title)).toEqual(['Snooze', 'Ada Byrne']);
    expect(narrow(all, 'over tak').map((one) => one.title)).toEqual(['Take over']);
    expect(narrow(all, 'zebra')).toEqual([]);
    expect(narrow(all, ' ').length).toBe(all.length);
  });
});

it('no key means two things at once, unless they exclude each other', () => {
  const keys = COMMANDS.map((one) => one.key).filter(Boolean);
  const twice = keys.filter((key, n) => keys.indexOf(key) !== n);
  expect(twice).toEqual(['z']);
});

it('snoozes to nine in the morning, whatever the hour', () => {
  for (const hour of [0, 8, 9, 23]) {
    const now = new Date(2026, 4, 4, hour, 30).getTime();
    const then = new Date(now + minutesToMorning(now, 1) * 60_000);
    expect([then.getDate(), then.getHours(), then.getMinutes()]).toEqual([5, 9, 0]);
  }
});

it('tells holds and promises in words', () => {
  const entry = { seq: 1, at: '', kind: 'system', id: '', author: null, cites: [], quick_replies: [], attachments: [] };
  const told = (text: string, detail: string) => systemLine({ ...entry, text, detail }, (id) => id);
  expect(told('PutOnHold', '2026-05-04T09:00:00Z')).toMatch(/^On hold until /);
  expect(told('PromiseBroken', 'callback')).toBe('A promise was not kept: callback');
});
