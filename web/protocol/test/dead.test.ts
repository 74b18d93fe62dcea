import { describe, expect, it } from 'vitest';
import type { Settings } from '../src/connection';
import {
  AWAITED_PING_MS,
  AWAITED_PONG_MS,
  BACKOFF_FIRST_MS,
  PING_EVERY_MS,
  PONG_WITHIN_MS,
  WAKE_PONG_MS,
  wakeWithPage,
} from '../src/connection';
import { events, posted, scene } from './scene';

describe('a line that died without a word', () => {
  const pong = { type: 'pong', now: '2026-01-01T00:00:00Z' };
  const opened = (more: Partial<Settings> = {}) => {
    const set = scene(more);
    set.connection.start();
    set.wire().accept();
    return set;
  };

  it('is noticed within ten seconds while an answer is awaited, and asked again on the next one (I01, I04)', async () => {
    const { connection, wire, wires, clock } = opened();
    clock.pass(3_000);
    const asked = connection.ask('c1', 'handoff');
    const first = wire().last;
    clock.pass(AWAITED_PING_MS + AWAITED_PONG_MS);
    expect(AWAITED_PING_MS + AWAITED_PONG_MS + BACKOFF_FIRST_MS).toBeLessThan(10_000);
    expect(connection.state).toBe('waiting');
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept();
    expect(wires.length).toBe(2);
    expect(wire().last).toMatchObject({ ref: first['ref'], do: 'handoff' });
    wire().say({ type: 'done', ref: first['ref'] });
    await asked;
  });

  it('is not put off by asking again and again', () => {
    const { connection, clock } = opened();
    for (let click = 0; click < 9; click += 1) {
      connection.ask('c1', 'handoff').catch(() => undefined);
      clock.pass(1_000);
    }
    expect(connection.state).toBe('waiting');
  });

  it('is still looked for when something else was heard while the answer is missing', () => {
    const { connection, wire, clock } = opened();
    connection.ask('c1', 'handoff').catch(() => undefined);
    clock.pass(1_000);
    wire().say(events(1, posted(1, 'm1')));
    clock.pass(AWAITED_PING_MS);
    expect(wire().ofType('ping').length).toBe(1);
    clock.pass(AWAITED_PONG_MS);
    expect(connection.state).not.toBe('open');
  });

  it('costs a ping in twenty seconds while nothing is awaited, and none once all was answered', () => {
    const { connection, wire, clock } = opened();
    void connection.ask('c1', 'handoff');
    wire().say({ type: 'done', ref: wire().last['ref'] });
    clock.pass(PING_EVERY_MS - 1);
    expect(wire().ofType('ping')).toEqual([]);
    clock.pass(1);
    expect(wire().ofType('ping').length).toBe(1);
  });

  it('is noticed as soon where somebody waits for the other side', () => {
    let waits = true;
    const { connection, wire, clock } = opened({ awaits: () => waits });
    clock.pass(AWAITED_PING_MS);
    expect(wire().ofType('ping').length).toBe(1);
    waits = false;
    wire().say(pong);
    clock.pass(AWAITED_PING_MS + AWAITED_PONG_MS);
    expect([connection.state, wire().ofType('ping').length]).toEqual(['open', 1]);
  });

  it('is probed at once by a page that wakes, with little patience (I06)', () => {
    const { connection, wire, clock } = opened();
    connection.wake();
    expect(wire().last).toMatchObject({ type: 'ping' });
    clock.pass(WAKE_PONG_MS);
    expect(connection.state).toBe('waiting');
  });

  it('is probed sooner than an ask had meant, and never later', () => {
    const { connection, wire, clock } = opened();
    clock.pass(PING_EVERY_MS);
    clock.pass(PONG_WITHIN_MS - 1_000);
    connection.wake();
    clock.pass(1_000);
    expect(connection.state).toBe('waiting');
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept();
    clock.pass(PING_EVERY_MS);
    connection.wake();
    clock.pass(WAKE_PONG_MS);
    expect(connection.state).toBe('waiting');
  });

  it('is asked about by the server, and answers (G9)', () => {
    const { connection, wire, clock } = opened();
    wire().say({ type: 'beat' });
    expect(wire().last).toMatchObject({ type: 'ping' });
    clock.pass(AWAITED_PONG_MS);
    expect(connection.state).toBe('waiting');
  });

  it('hears of the page: seen again, focused, shown, online', () => {
    const { connection, wire } = opened();
    const page = new EventTarget() as unknown as Window & typeof globalThis;
    const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    Object.assign(page, { document });
    const undo = wakeWithPage(connection, page);
    const events = ['online', 'pageshow', 'focus', 'visibilitychange', 'resume'];
    for (const [place, name] of events.entries()) {
      (place < 3 ? page : document).dispatchEvent(new Event(name));
      expect(wire().ofType('ping').length).toBe(place + 1);
    }
    document.visibilityState = 'hidden';
    page.dispatchEvent(new Event('focus'));
    document.visibilityState = 'visible';
    undo();
    for (const name of events) page.dispatchEvent(new Event(name));
    for (const name of events) document.dispatchEvent(new Event(name));
    expect(wire().ofType('ping').length).toBe(events.length);
  });
});
