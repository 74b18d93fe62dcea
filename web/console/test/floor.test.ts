// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { Me } from '../src/api';
import { Floor } from '../src/floor';

it('says where somebody waits whose queue is not on the roster (B09)', () => {
  const roster = { agents: [], queues: [{ id: 'support', title: 'Customer care' }] };
  const floor = new Floor({ agent: { id: 'dana', name: 'Dana' }, roster } as unknown as Me);
  expect(floor.queueOf('support')).toBe('Customer care');
  expect(floor.queueOf('gone')).toBe('Customer care (no queue “gone” on the roster)');
  expect(floor.queueOf('')).toBe('');
});
