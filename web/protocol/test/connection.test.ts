import { describe, expect, it } from 'vitest';
import { ASK_WITHIN_MS, BACKOFF_FIRST_MS, BACKOFF_MAX_MS, PING_EVERY_MS, PONG_WITHIN_MS } from '../src/connection';
import type { Status } from '../src/lifecycle';
import { Outbox } from '../src/outbox';
import { events, posted, scene } from './scene';
import { settle, TwinShelf } from './twin';

describe('the way in', () => {
  it('says hello with the token and what it has seen', () => {
    const { connection, wire } = scene();
    connection.follow('c1');
    connection.start();
    wire().accept();
    expect(wire().sent).toEqual([{ type: 'hello', token: 'secret', seen: { c1: 0 }, epoch: 0, beats: true }]);
    expect(connection.state).toBe('open');
  });

  it('comes back after a break with the last version it has (I02)', () => {
    const { connection, wire, clock, wires } = scene();
    connection.follow('c1');
    connection.start();
    wire().accept();
    wire().say(events(7, posted(4, 'm1')));
    wire().break();
    expect(connection.state).toBe('waiting');
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept();
    expect(wires.length).toBe(2);
    expect(wire().sent[0]).toMatchObject({ seen: { c1: 7 } });
  });

  it('waits longer after each failure, up to a limit, and starts anew after a welcome', () => {
    const { connection, wire, clock, wires } = scene();
    connection.start();
    for (let tries = 0; tries < 8; tries += 1) {
      const wait = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** tries);
      const before = wires.length;
      wire().break();
      clock.pass(wait - 1);
      expect(wires.length).toBe(before);
      clock.pass(1);
      expect(wires.length).toBe(before + 1);
    }
    wire().accept();
    wire().break();
    clock.pass(BACKOFF_FIRST_MS);
    expect(connection.state).toBe('connecting');
  });

  it('has patience with a slow line that moves: as much after it has opened as before', () => {
    const { connection, wires, clock } = scene();
    connection.start();
    clock.pass(PONG_WITHIN_MS - 1);
    wires[0]?.onopen?.();
    clock.pass(PONG_WITHIN_MS - 1);
    expect(wires.length).toBe(1);
    clock.pass(1);
    expect(connection.state).toBe('waiting');
  });

  it('notices a half-open line', () => {
    const { connection, wire, clock } = scene();
    connection.start();
    wire().accept();
    clock.pass(PING_EVERY_MS);
    expect(wire().last).toMatchObject({ type: 'ping' });
    clock.pass(PONG_WITHIN_MS);
    expect(connection.state).toBe('waiting');
  });

  it('stays as long as the other side answers', () => {
    const { connection, wire, clock } = scene();
    connection.start();
    wire().accept();
    for (let round = 0; round < 5; round += 1) {
      clock.pass(PING_EVERY_MS);
      wire().say({ type: 'pong', now: '2026-01-01T00:00:00Z' });
    }
    expect(wire().ofType('ping').length).toBe(5);
    expect(connection.state).toBe('open');
  });

  it('gets a new token when the server does not know the old one', async () => {
    let renewed = 0;
    const { connection, wire, clock, wires } = scene({ renew: async () => Boolean(++renewed) });
    connection.start();
    wire().break(4401);
    await settle();
    clock.pass(BACKOFF_FIRST_MS);
    expect([renewed, wires.length]).toEqual([1, 2]);
  });
});

describe('the picture', () => {
  it('drops what it already has, and lets a customer have gaps', () => {
    const { connection, wire } = scene();
    connection.start();
    wire().accept();
    wire().say(events(3, posted(1, 'm1'), posted(3, 'm3')));
    wire().say({ ...events(6, posted(3, 'm3'), posted(6, 'm6')), since: 1 });
    wire().say({ ...events(3, posted(3, 'm3')), since: 1 });
    const picture = connection.pictures.get('c1');
    expect(picture?.conversation.entries.map((one) => one.id)).toEqual(['m1', 'm3', 'm6']);
    expect(picture?.upto).toBe(6);
  });

  it.each([true, false])('starts over from what it has when an event is missed (G5), gapless: %s', (gapless) => {
    const { connection, wire, wires, clock } = scene({ gapless });
    connection.follow('c1');
    connection.start();
    wire().accept();
    wire().say(events(1, posted(1, 'm1')));
    wire().say({ ...events(4, posted(4, 'm4')), since: 2 });
    expect(connection.pictures.get('c1')).toMatchObject({ upto: 1 });
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept();
    expect([wires.length, wire().sent[0]]).toMatchObject([2, { type: 'hello', seen: { c1: 1 } }]);
    wire().say({ ...events(4, posted(2, 'm2'), posted(4, 'm4')), since: 1 });
    expect(connection.pictures.get('c1')?.conversation.entries.map((one) => one.id)).toEqual(['m1', 'm2', 'm4']);
  });

  it('makes nothing of news that come late of what it does not follow any more', () => {
    const { connection, wire } = scene({ gapless: true });
    connection.start();
    wire().accept();
    wire().say({ ...events(4, posted(4, 'm4')), since: 3 });
    expect([connection.state, connection.pictures.size]).toEqual(['open', 0]);
  });

  it('is watched again by an agent after a break, from the version it has (I01, I04)', () => {
    const { connection, wire, clock } = scene({ gapless: true });
    connection.follow('c1');
    connection.start();
    wire().accept();
    wire().say(events(1, posted(1, 'm1')));
    wire().break();
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept();
    expect(wire().ofType('watch')).toEqual([{ type: 'watch', conversation_id: 'c1', seq: 1 }]);
  });

  it('is not replaced by a snapshot that was overtaken (G5)', () => {
    const { connection, wire } = scene();
    connection.start();
    wire().accept();
    wire().say(events(6, posted(4, 'm4'), posted(6, 'm6')));
    wire().snapshot({ id: 'c1', seq: 4 }, 4);
    expect(connection.pictures.get('c1')).toMatchObject({ upto: 6, conversation: { seq: 6 } });
  });

  it('goes back with a journal that went back without a word of it, and what it had said is said again (G20, G25)', async () => {
    const { connection, wire, clock } = scene();
    const outbox = new Outbox(connection, 'out:', null, () => undefined);
    connection.follow('c1');
    connection.start();
    wire().accept(1);
    wire().say(events(9, posted(4, 'm1'), posted(8, 'm2')));
    wire().break();
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept(1);
    const author = { role: 'customer', id: 'ada' };
    const entries = [{ seq: 4, at: '2026-01-01T00:00:00Z', kind: 'message', id: 'm1', author, text: 'm1' }];
    wire().say({ type: 'snapshot', conversation: { id: 'c1', entries }, upto: 5 });
    expect(connection.pictures.get('c1')?.upto).toBe(5);
    await settle();
    expect(outbox.list('c1').map((one) => one.message_id)).toEqual(['m2']);
    wire().say({ ...events(6, posted(6, 'm3')), since: 5 });
    expect(connection.pictures.get('c1')?.conversation.entries.map((one) => one.id)).toEqual(['m1', 'm3']);
  });

  it('is replaced by a snapshot', () => {
    const { connection, wire } = scene();
    connection.start();
    wire().accept();
    wire().say(events(1, posted(1, 'm1')));
    wire().snapshot({ id: 'c1', seq: 9, status: 'closed' }, 9);
    expect(connection.pictures.get('c1')?.conversation).toMatchObject({ status: 'closed', entries: [], epoch: 1 });
  });
});

describe('asking', () => {
  it('answers done and refused by reference', async () => {
    const { connection, wire } = scene();
    connection.start();
    wire().accept();
    const good = connection.ask('c1', 'handoff');
    wire().say({ type: 'done', ref: wire().last['ref'], upto: 5 });
    expect((await good).upto).toBe(5);
    const bad = connection.ask('c1', 'closure');
    wire().say({ type: 'refused', ref: wire().last['ref'], code: 'not_owner', sentence: 'Dana is with the customer.' });
    await expect(bad).rejects.toMatchObject({ code: 'not_owner', message: 'Dana is with the customer.' });
  });

  it('is asked again after a break', async () => {
    const { connection, wire, clock } = scene();
    connection.start();
    wire().accept();
    const asked = connection.ask('c1', 'handoff');
    const first = wire().last;
    wire().break();
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept();
    expect(wire().last).toEqual({ ...first, age_ms: BACKOFF_FIRST_MS });
    wire().say({ type: 'done', ref: first['ref'] });
    await asked;
  });

  it('is given up after a while, so that a click does not take effect much later', async () => {
    const { connection, clock } = scene();
    connection.start();
    const asked = connection.ask('c1', 'acceptance');
    const told = expect(asked).rejects.toMatchObject({ code: 'unreachable' });
    clock.pass(ASK_WITHIN_MS);
    await told;
  });
});

describe('the outbox', () => {
  const open = (shelf = new TwinShelf()) => {
    const set = scene();
    const outbox = new Outbox(
      set.connection,
      'out:',
      shelf,
      () => undefined,
      (ms, run) => set.clock.after(ms, run),
    );
    set.connection.start();
    return { ...set, outbox, shelf };
  };

  it('keeps what was written offline and sends it once online, oldest first', async () => {
    const { outbox, wire } = open();
    outbox.post('c1', 'm2', 'second', 2);
    outbox.post('c1', 'm1', 'first', 1);
    wire().accept();
    await settle();
    expect(wire().last).toMatchObject({ do: 'messages', body: { message_id: 'm1', text: 'first' } });
    wire().say({ type: 'done', ref: wire().last['ref'] });
    await settle();
    expect(wire().last).toMatchObject({ body: { message_id: 'm2' } });
  });

  it('keeps a delivered message in sight until its event has come, and does not send it again', async () => {
    const { outbox, wire, clock, shelf } = open();
    wire().accept();
    outbox.post('c1', 'm1', 'hello', 1);
    await settle();
    wire().say({ type: 'done', ref: wire().last['ref'], upto: 4 });
    await settle();
    expect(outbox.list('c1')).toMatchObject([{ message_id: 'm1', upto: 4 }]);
    expect(shelf.length).toBe(0);
    wire().break();
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept();
    await settle();
    expect(wire().ofType('ask')).toEqual([]);
    wire().say(events(4, posted(4, 'm1')));
    expect(outbox.list('c1')).toEqual([]);
  });

  it('sends again by the same id after a break, and after a reload of the page', async () => {
    const { outbox, wire, clock, shelf } = open();
    wire().accept();
    outbox.post('c1', 'm1', 'hello', 1);
    await settle();
    wire().break();
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept();
    await settle();
    expect(
      wire()
        .ofType('ask')
        .map((one) => one['body']),
    ).toEqual([{ message_id: 'm1', text: 'hello' }]);
    const reloaded = open(shelf);
    reloaded.wire().accept();
    await settle();
    expect(reloaded.wire().last).toMatchObject({ body: { message_id: 'm1' } });
  });

  it('says again what a restored journal has lost, and lets go of what it knew (G20)', async () => {
    const { connection, outbox, wire, clock } = open();
    connection.follow('c1');
    wire().accept(1);
    wire().say(events(9, posted(4, 'm1'), posted(8, 'm2')));
    wire().break();
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept(7);
    expect(wire().sent[0]).toMatchObject({ type: 'hello', epoch: 1, seen: { c1: 9 } });
    expect(connection.pictures.size).toBe(0);
    const author = { role: 'customer', id: 'ada' };
    const entries = [{ seq: 4, at: '2026-01-01T00:00:00Z', kind: 'message', id: 'm1', author, text: 'm1' }];
    wire().say({ type: 'snapshot', conversation: { id: 'c1', entries }, upto: 5 });
    await settle();
    expect(outbox.list('c1')).toMatchObject([{ message_id: 'm2', text: 'm2', failed: '', upto: 0 }]);
    expect(wire().last).toMatchObject({ do: 'messages', body: { message_id: 'm2', text: 'm2' } });
    wire().break();
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept(7);
    expect(wire().sent[0]).toMatchObject({ epoch: 7, seen: { c1: 5 } });
    expect(connection.pictures.get('c1')?.upto).toBe(5);
  });

  it('says again what was confirmed and then lost before its event had come, however far the restored one is (G20)', async () => {
    const { outbox, wire, clock } = open();
    wire().accept(1);
    outbox.post('c1', 'm1', 'hello', 1);
    await settle();
    wire().say({ type: 'done', ref: wire().last['ref'], upto: 4 });
    await settle();
    wire().break();
    clock.pass(BACKOFF_FIRST_MS);
    wire().accept(7);
    wire().snapshot({ id: 'c1' }, 5);
    await settle();
    expect(wire().last).toMatchObject({ do: 'messages', body: { message_id: 'm1', text: 'hello' } });
  });

  it('takes along to another place what waits, its files from the beginning (G20)', async () => {
    const { outbox, wire } = open();
    outbox.post('c1', 'm1', 'hello', 1, ['a.png'], ['b1']);
    outbox.bring = async () => ['b2'];
    outbox.move('c2');
    expect(outbox.list('c1')).toEqual([]);
    wire().accept();
    await settle();
    const body = { message_id: 'm1', text: 'hello', attachments: ['b2'] };
    expect(wire().last).toMatchObject({ do: 'messages', conversation_id: 'c2', body });
  });

  it('says again its own words alone: an agent none of the customer, a customer all, whatever their name (G20)', async () => {
    for (const [role, lost] of [
      ['customer', ['m1', 'm2']],
      ['agent', []],
    ] as const) {
      const { connection, outbox, wire, clock } = open();
      connection.follow('c1');
      wire().accept(1);
      wire().say(events(9, posted(4, 'm1'), posted(8, 'm2')));
      wire().break();
      clock.pass(BACKOFF_FIRST_MS);
      wire().onopen?.();
      wire().say({ type: 'welcome', you: { role, id: 'another' }, build: '1', now: '2026-01-01T00:00:00Z', epoch: 2 });
      wire().snapshot({ id: 'c1' }, 0);
      expect(outbox.list('c1').map((one) => one.message_id)).toEqual(lost);
    }
  });

  it('says after a restore that no person is there any more, where one was there or asked for (G20)', () => {
    const before = ['with_bot', 'queued', 'queued_with_bot', 'reserved', 'with_agent', 'on_hold', 'wrap_up', 'closed'];
    for (const now of ['with_bot', 'queued'] as const) {
      const told = before.filter((status) => {
        const { connection, outbox, wire, clock } = open();
        let alone = false;
        outbox.alone = () => {
          alone = true;
        };
        connection.follow('c1');
        wire().accept(1);
        wire().snapshot({ id: 'c1', status: status as Status }, 9);
        expect(alone).toBe(false);
        wire().break();
        clock.pass(BACKOFF_FIRST_MS);
        wire().accept(2);
        wire().snapshot({ id: 'c1', status: now }, 3);
        return alone;
      });
      expect(told).toEqual(
        now === 'with_bot' ? ['queued', 'queued_with_bot', 'reserved', 'with_agent', 'on_hold'] : [],
      );
    }
  });

  it('forgets a message that the server has, and keeps a refused one with its reason', async () => {
    const { outbox, wire } = open();
    wire().accept();
    outbox.post('c1', 'm1', 'hello', 1);
    await settle();
    wire().say(events(1, posted(1, 'm1')));
    wire().say({ type: 'done', ref: wire().last['ref'] });
    await settle();
    outbox.post('c1', 'm2', 'x', 2);
    await settle();
    wire().say({ type: 'refused', ref: wire().last['ref'], code: 'too_long', sentence: 'Too long.' });
    await settle();
    expect(outbox.list('c1')).toMatchObject([{ message_id: 'm2', failed: 'Too long.' }]);
  });
});
