import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BACKOFF_FIRST_MS, PING_EVERY_MS, PONG_WITHIN_MS } from '../src/connection';
import { summed } from '../src/sum';
import { events, posted, scene } from './scene';

const SUMS = new URL('./sums.json', import.meta.url);
const pong = (sum?: number) => ({ type: 'pong', now: '2026-01-01T00:00:00Z', ...(sum === undefined ? {} : { sum }) });

describe('a line that loses, doubles or mixes up frames', () => {
  const opened = () => {
    const set = scene();
    set.connection.follow('c1');
    set.connection.start();
    set.wire().accept();
    return set;
  };

  it('is summed as the server does it', () => {
    const told = JSON.parse(readFileSync(SUMS, 'utf-8')) as { texts: string[]; sums: number[] };
    let sum = 0;
    expect(told.texts.map((text) => (sum = summed(sum, text)))).toEqual(told.sums);
    expect(summed(summed(0, 'a'), 'b')).not.toBe(summed(summed(0, 'b'), 'a'));
  });

  it('is ended when its pong names another sum than what came: the last frame is missed too (G5)', () => {
    const { connection, wire, wires, clock } = opened();
    const one = events(1, posted(1, 'm1'));
    const welcome = summed(0, JSON.stringify(wire().said[0]));
    wire().say(one);
    const sum = summed(welcome, JSON.stringify(one));
    wire().say(pong(sum));
    expect(connection.state).toBe('open');
    wire().say(pong(summed(sum, 'a pong, and a frame that never came')));
    expect(connection.state).toBe('waiting');
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept();
    expect([wires.length, wire().sent[0]]).toMatchObject([2, { seen: { c1: 1 } }]);
    wire().say(pong(summed(0, JSON.stringify(wire().said[0]))));
    expect(connection.state).toBe('open');
  });

  it('is not ended by a server that sums nothing', () => {
    const { connection, wire } = opened();
    wire().say(pong());
    expect(connection.state).toBe('open');
  });

  it('is told with each ping what was sent before', () => {
    const { connection, wire, clock } = opened();
    connection.send({ type: 'here', visible: true });
    clock.pass(PING_EVERY_MS);
    const here = JSON.stringify(wire().sent[1]);
    expect(wire().last).toEqual({ type: 'ping', sum: summed(0, here) });
    wire().say(pong());
    clock.pass(PING_EVERY_MS);
    const ping = JSON.stringify(wire().sent[2]);
    expect(wire().last).toEqual({ type: 'ping', sum: summed(summed(0, here), ping) });
  });

  it('is ended when the welcome does not come, whatever else does', () => {
    const { connection, wire, clock } = scene();
    connection.start();
    wire().onopen?.();
    wire().snapshot({ id: 'c1', seq: 1 }, 1);
    clock.pass(PONG_WITHIN_MS);
    expect(connection.state).toBe('waiting');
  });
});
