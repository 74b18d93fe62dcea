// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { TwinWire } from '../../protocol/test/twin';
import type { Me } from '../src/api';
import { Floor } from '../src/floor';

const dana = (more = {}) => ({ agent: { id: 'dana', name: 'Dana' }, ...more }) as unknown as Me;

it.each([true, false])('says that it has what came, where the way of a message is traced: %s', (traced) => {
  const wire = new TwinWire();
  const clock = { after: () => 0, cancel: () => undefined, chance: () => 1, now: () => 7 };
  const floor = new Floor(dana(), { dial: () => wire, clock });
  floor.connection.follow('c1');
  floor.connection.start();
  wire.accept(1, traced);
  wire.say({ type: 'events', conversation_id: 'c1', events: [], upto: 1 });
  const said = [{ type: 'applied', conversation_id: 'c1', seq: 1, took_ms: 0 }];
  expect(wire.ofType('applied')).toEqual(traced ? said : []);
});

it('sends after a reload what was not confirmed before it, and of this agent alone (G1)', async () => {
  const opened = (id: string) => {
    const wire = new TwinWire();
    const floor = new Floor(dana({ agent: { id, name: id } }), { dial: () => wire });
    floor.connection.start();
    return { wire, floor };
  };
  const before = opened('dana');
  before.floor.say('c1', 'I have refunded it.');
  before.floor.connection.stop();
  const [eli, again] = [opened('eli'), opened('dana')];
  for (const { wire } of [eli, again]) wire.accept();
  await new Promise((rested) => setTimeout(rested));
  expect(eli.wire.ofType('ask')).toEqual([]);
  expect(again.wire.ofType('ask')).toMatchObject([{ do: 'messages', body: { text: 'I have refunded it.' } }]);
  for (const { floor } of [eli, again]) floor.connection.stop();
});

it('keeps the order of what was written where the clock is set back (G14)', () => {
  const floor = new Floor(dana({ agent: { id: 'ivo', name: 'Ivo' } }), { dial: () => new TwinWire() });
  floor.say('c1', 'one');
  const back = vi.spyOn(Date, 'now').mockReturnValue(1);
  floor.say('c1', 'two');
  back.mockRestore();
  expect(floor.outbox.list('c1').map((one) => one.text)).toEqual(['one', 'two']);
});

it('says where somebody waits whose queue is not on the roster (B09)', () => {
  const roster = { agents: [], queues: [{ id: 'support', title: 'Customer care' }] };
  const floor = new Floor(dana({ roster }));
  expect(floor.queueOf('support')).toBe('Customer care');
  expect(floor.queueOf('gone')).toBe('Customer care (no queue “gone” on the roster)');
  expect(floor.queueOf('')).toBe('');
});
