/** A connection over in-memory twins, and what the server says to it. */
import type { Settings } from '../src/connection';
import { Connection } from '../src/connection';
import { TwinClock, TwinWire } from './twin';

export function scene(more: Partial<Settings> = {}) {
  const wires: TwinWire[] = [];
  const clock = new TwinClock();
  const dial = () => {
    wires.push(new TwinWire());
    return wires.at(-1) as TwinWire;
  };
  const connection = new Connection({ url: 'ws://lantern.example', token: () => 'secret', dial, clock, ...more });
  const wire = () => wires.at(-1) as TwinWire;
  return { connection, clock, wires, wire };
}

export const posted = (seq: number, id: string) => ({
  seq,
  at: '2026-01-01T00:00:00Z',
  event: { type: 'MessagePosted', message_id: id, author: { role: 'customer', id: 'ada' }, text: id },
});
export const events = (upto: number, ...list: unknown[]) => ({
  type: 'events',
  conversation_id: 'c1',
  events: list,
  upto,
});
