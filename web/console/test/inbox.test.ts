import { describe, expect, it } from 'vitest';
import type { Row } from '../src/api';
import { sections, team } from '../src/inbox';
import { readNumbers } from '../src/Numbers';
import { ordersFirst, readPacket } from '../src/packet';
import { age } from '../src/times';
import { systemLine } from '../src/words';

const row = (conversation_id: string, more: Partial<Row>): Row => ({
  conversation_id,
  seq: 1,
  hold_until_at: null,
  away: false,
  status: 'queued',
  title: '',
  customer: { name: 'Ada', tier: '', verified: true },
  queue: 'billing',
  priority: 0,
  agent_id: '',
  agent_name: '',
  waiting_since: '2026-01-01T10:00:00Z',
  updated_at: '2026-01-01T10:00:00Z',
  reason: 'Ada asked for a person.',
  trigger: 'asked_for_person',
  last_role: 'customer',
  callback_at: null,
  last: '',
  reservation: null,
  ...more,
});

describe('the inbox', () => {
  const offer = { reservation_id: 'r', agent: { id: 'dana', name: 'Dana' }, expires_at: '2026-01-01T10:01:00Z' };
  const rows = [
    row('late', { waiting_since: '2026-01-01T10:05:00Z' }),
    row('early', {}),
    row('urgent', { priority: 3, waiting_since: '2026-01-01T10:09:00Z' }),
    row('offered', { status: 'reserved', reservation: offer }),
    row('elsewhere', { status: 'reserved', reservation: { ...offer, agent: { id: 'eli', name: 'Eli' } } }),
    row('mine', { status: 'with_agent', agent_id: 'dana' }),
    row('wrapping', { status: 'wrap_up', agent_id: 'dana', updated_at: '2026-01-02T10:00:00Z' }),
    row('eli', { status: 'with_agent', agent_id: 'eli' }),
    row('bot', { status: 'with_bot' }),
    row('closed', { status: 'closed' }),
  ];
  const ids = (name: string) =>
    sections(rows, 'dana')
      .find((one) => one.name === name)
      ?.rows.map((one) => one.conversation_id);

  it('puts each conversation under one heading, the most urgent and longest wait first', () => {
    expect(ids('offered')).toEqual(['offered']);
    expect(ids('mine')).toEqual(['wrapping', 'mine']);
    expect(ids('waiting')).toEqual(['urgent', 'early', 'elsewhere', 'late']);
    expect([ids('colleagues'), ids('bot'), ids('closed')]).toEqual([['eli'], ['bot'], ['closed']]);
    expect(sections(rows, 'dana').flatMap((one) => one.rows).length).toBe(rows.length);
  });

  it('rings for nobody but the one it is offered to (L03)', () => {
    expect(sections(rows, 'eli')[0]?.rows.map((one) => one.conversation_id)).toEqual(['elsewhere']);
  });

  it('says how long ago in true words', () => {
    const start = '2026-01-01T10:00:00Z';
    const later = (seconds: number) => age(start, Date.parse(start) + seconds * 1000);
    expect([later(-5), later(59), later(61), later(3700), later(90_000)]).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '1 h 1 min',
      '1 d',
    ]);
  });
});

describe('the packet', () => {
  it('is read whatever is missing from it', () => {
    for (const given of [{}, { facts: null, orders: 'x', mood: [1] }]) {
      expect(readPacket(given)).toMatchObject({ facts: [], orders: [], mood: [], missing: [], profile: null });
    }
  });

  it('puts the order that was named first, however it was written', () => {
    const packet = readPacket({
      facts: [{ type: 'order_id', value: '#w-200', message_id: 'm1', msg: 0 }],
      orders: [{ order_id: 'W100' }, { order_id: 'W200' }],
    });
    expect(ordersFirst(packet).map((one) => [one.order.order_id, one.concerned])).toEqual([
      ['W200', true],
      ['W100', false],
    ]);
  });
});

it('tells system lines in words', () => {
  const entry = { seq: 1, at: '', kind: 'system', id: '', author: null, cites: [], quick_replies: [], attachments: [] };
  const names = (id: string) => ({ dana: 'Dana' })[id] ?? id;
  expect(systemLine({ ...entry, text: 'ReservationLapsed', detail: 'dana' }, names)).toBe(
    'Dana did not answer in time',
  );
  expect(systemLine({ ...entry, text: 'MoonRose', detail: '' }, names)).toBe('Moon rose');
});

it('reads each metric with its headline and its parts', () => {
  const told = {
    containment: { definition: 'Closed without a person.', value: { ended: 4, containment: 0.5, handoff_rate: 0.25 } },
    time_to_human: { value: { answered: 2, wait_s_p50: 42.4, wait_s_p90: 300, within_180_s: 0.5 } },
    repeat_rate: { value: { attended: 0, repeat_rate: 0 } },
  };
  expect(readNumbers(told)).toMatchObject([
    {
      title: 'Containment',
      value: '50.0 %',
      more: [
        ['ended', '4'],
        ['handoff_rate', '25.0 %'],
      ],
    },
    {
      title: 'Time to human',
      value: '42 s',
      more: [
        ['answered', '2'],
        ['wait_s_p90', '5.0 min'],
        ['within_180_s', '50.0 %'],
      ],
    },
    { title: 'Repeat rate', value: 'nothing to count yet', more: [] },
  ]);
});

it('numbers for each queue', () => {
  const told = {
    wait_by_queue: {
      definition: 'x',
      value: { 'queue billing': { answered: 2, wait_s_p95: 300 }, 'queue support': { answered: 0, wait_s_p95: null } },
    },
    served_in_time: { definition: 'y', value: { counted: 20, served_rate: 0.95, goal_reached: true } },
    offers: { definition: 'z', value: { requests: 0, exhausted_by: {}, missed_rate: null } },
  };
  expect(readNumbers(told)).toMatchObject([
    {
      value: '95.0 %',
      of: 'served_rate',
      more: [
        ['counted', '20'],
        ['goal_reached', 'yes'],
      ],
    },
    {
      title: 'Wait by queue',
      value: '',
      more: [
        ['queue billing: answered', '2'],
        ['queue billing: wait_s_p95', '5.0 min'],
        ['queue support: answered', '0'],
        ['queue support: wait_s_p95', 'not yet known'],
      ],
    },
    { value: 'nothing to count yet', more: [] },
  ]);
});

it('counts what is there, whichever part comes first', () => {
  const told = { money_touched: { value: { carts: 0, cart_totals: {}, disputes: 1, reached_rate: 1 } } };
  expect(readNumbers(told)).toMatchObject([{ value: '100.0 %', of: 'reached_rate' }]);
});

describe('the colleagues', () => {
  it('are told as they change, and who is gone is not shown', () => {
    const known = [
      { id: 'dana', name: 'Dana', state: 'available' },
      { id: 'eli', name: 'Eli', state: 'offline' },
    ];
    const later = team(known, [{ id: 'eli', name: 'Eli', state: 'available' }]);
    expect(later.map((one) => [one.id, one.state])).toEqual([
      ['dana', 'available'],
      ['eli', 'available'],
    ]);
    expect(team(later, [{ id: 'dana', name: '', state: 'gone' }]).map((one) => one.id)).toEqual(['eli']);
  });
});
