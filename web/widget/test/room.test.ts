// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { events, posted } from '../../protocol/test/scene';
import { settle, TwinShelf, TwinWire } from '../../protocol/test/twin';
import { Room } from '../src/panel/room';

const signed = (sub: string, more = '') => `h.${btoa(JSON.stringify({ sub }))}.${more}`;
const page = { url: '', title: '' };
const real = { fetch: globalThis.fetch, socket: globalThis.WebSocket };
let refused: string[] = [];
let sent: Record<string, unknown>[] = [];

class QuietSocket {
  send(): void {}
  close(): void {}
}

beforeEach(() => {
  refused = [];
  sent = [];
  globalThis.WebSocket = QuietSocket as unknown as typeof WebSocket;
  globalThis.fetch = (async (_: unknown, init: RequestInit) => {
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    sent.push(body);
    if (refused.includes(String(body['identity']))) return new Response('{}', { status: 401 });
    const id = `c-${sent.length}`;
    return Response.json({
      token: `t${sent.length}`,
      conversation_id: id,
      bot_name: 'Pip',
      customer: { id, name: '' },
    });
  }) as typeof fetch;
});
afterEach(() => {
  globalThis.fetch = real.fetch;
  globalThis.WebSocket = real.socket;
});

function enter(shelf = new TwinShelf(), fresh: (known: string) => Promise<string> = async (known) => known) {
  const place = { site: 'lantern', origin: 'https://chat.example', locale: 'en', shelf, draft: '' };
  const room = new Room(place, { unread: () => undefined, running: () => undefined, identify: fresh });
  return { room, shelf };
}

describe('who may come in', () => {
  it('asks the shop for a fresh identity when the one it has is turned down', async () => {
    refused = [signed('ada', 'old')];
    const { room } = enter(undefined, async () => signed('ada', 'new'));
    await room.enter(signed('ada', 'old'), page, null);
    expect(sent.map((one) => one['identity'])).toEqual([signed('ada', 'old'), signed('ada', 'new')]);
    expect(room.session?.bot_name).toBe('Pip');
  });

  it('lets a shopper in anonymously when no identity is any good', async () => {
    refused = [signed('ada')];
    const { room } = enter();
    await room.enter(signed('ada'), page, null);
    expect(sent.at(-1)).toMatchObject({ identity: '' });
    expect(room.session).not.toBeNull();
  });

  it('forgets everything when another person signs in on the same device (S21)', async () => {
    const { room, shelf } = enter();
    await room.enter(signed('ada'), page, null);
    room.say('my secret');
    await settle();
    expect(shelf.length).toBeGreaterThan(1);
    await room.changeIdentity(signed('bo'));
    const kept = Array.from({ length: shelf.length }, (_, place) => shelf.getItem(shelf.key(place) ?? '')).join();
    expect(kept).not.toContain('secret');
    expect(room.waiting).toEqual([]);
    expect(sent.at(-1)).toMatchObject({ session: '', identity: signed('bo') });
  });

  it('stays as it is when the same person brings a fresh token', async () => {
    const { room } = enter();
    await room.enter(signed('ada', 'one'), page, null);
    await room.changeIdentity(signed('ada', 'two'));
    expect(sent.length).toBe(1);
  });
});

describe('what is sent before anybody listens', () => {
  it('is in sight at once and posted when the session is there', async () => {
    const { room } = enter();
    room.say('hello?');
    expect(room.waiting.map((one) => one.text)).toEqual(['hello?']);
    await room.enter('', page, null);
    expect(room.waiting.map((one) => [one.conversation_id, one.text])).toEqual([['c-1', 'hello?']]);
  });

  it('outlives the page', async () => {
    const first = enter();
    first.room.say('are you there?');
    const { room } = enter(first.shelf);
    await room.enter('', page, null);
    expect(room.waiting.map((one) => one.text)).toEqual(['are you there?']);
    expect(enter(first.shelf).room.waiting).toEqual([]);
  });

  it('is never shown to the next person on this device (S21)', async () => {
    const ada = enter();
    await ada.room.enter(signed('ada'), page, null);
    ada.shelf.setItem('eh:lantern:early', JSON.stringify([{ message_id: 'm', text: 'my secret' }]));
    const { room } = enter(ada.shelf);
    room.say('hi, Bo here');
    await room.enter(signed('bo'), page, null);
    expect(room.waiting.map((one) => one.text)).toEqual(['hi, Bo here']);
    expect(room.person).toBe(1);
  });
});

it('keeps the order of what was written when the clock of the device is set back (G14)', async () => {
  const { room } = enter();
  const now = Date.now;
  for (const [text, at] of [
    ['one', 5_000],
    ['two', 1_000],
  ] as const) {
    Date.now = () => at;
    room.say(text);
  }
  Date.now = now;
  await room.enter('', page, null);
  expect(room.waiting.map((one) => one.text)).toEqual(['one', 'two']);
});

it('goes on where the device has no room left: shown, counted, sent', async () => {
  const shelf = new TwinShelf();
  const wire = new TwinWire();
  globalThis.WebSocket = function dial() {
    return wire;
  } as unknown as typeof WebSocket;
  const { room } = enter(shelf);
  shelf.setItem = () => {
    throw new DOMException('', 'QuotaExceededError');
  };
  room.setOpen(true);
  await room.enter('', page, null);
  wire.accept();
  const news = { ...events(4, posted(4, 'm1')), conversation_id: 'c-1' };
  expect(() => wire.say(news)).not.toThrow();
  void room.keepBot(true);
  room.say('hello');
  await settle();
  expect(wire.ofType('ask').map((one) => one['do'])).toEqual(['company', 'messages']);
  expect(room.waits).toBe(true);
});

describe('a server that went back to a backup', () => {
  /** Says two lines in c-1, of which a server without that session is told. */
  async function back(lost: boolean, waits = false) {
    const wires: TwinWire[] = [];
    globalThis.WebSocket = class extends TwinWire {
      constructor() {
        super();
        wires.push(this);
      }
    } as unknown as typeof WebSocket;
    const { room } = enter();
    await room.enter('', page, null);
    const known = globalThis.fetch;
    globalThis.fetch = (async (to: string, init: RequestInit) => {
      const found = (await (await known(to, init)).json()) as object;
      return Response.json({ ...found, lost });
    }) as typeof fetch;
    wires[0]?.accept(1);
    if (waits) wires[0]?.snapshot({ id: 'c-1', status: 'queued' }, 3);
    wires[0]?.say({ ...events(9, posted(4, 'm1'), posted(8, 'm2')), conversation_id: 'c-1' });
    room.say('and one more');
    await settle();
    wires[0]?.break(4401);
    await settle();
    wires[1]?.accept(7);
    await settle();
    expect(wires[1]?.sent[0]).toMatchObject({ type: 'hello', epoch: lost ? -1 : 0 });
    expect(wires[1]?.ofType('ask').length).toBe(Number(!lost));
    wires[1]?.snapshot({ id: 'c-2' }, 0);
    await settle();
    return { room, wires };
  }

  it('is told again all that was said in a session that it does not know (G20)', async () => {
    const { room, wires } = await back(true);
    expect(sent.at(-1)).toMatchObject({ session: 't1', left: 'c-1' });
    expect(sent.length).toBe(2);
    expect(room.session?.conversation_id).toBe('c-2');
    expect(room.waiting.map((one) => [one.conversation_id, one.text])).toEqual([
      ['c-2', 'm1'],
      ['c-2', 'm2'],
      ['c-2', 'and one more'],
    ]);
    expect(wires[1]?.last).toMatchObject({ do: 'messages', conversation_id: 'c-2', body: { message_id: 'm1' } });
  });

  it.each([true, false])('is asked again for a person where one was waited for: %s (G20)', async (waits) => {
    const { wires } = await back(true, waits);
    const asked = wires[1]?.ofType('ask').map((one) => [one['conversation_id'], one['do']]);
    expect(asked).toEqual([...(waits ? [['c-2', 'handoff']] : []), ['c-2', 'messages']]);
  });

  it('is told what it never had, and nothing that was erased (G20, G22)', async () => {
    const { room } = await back(false);
    expect(room.waiting.map((one) => one.text)).toEqual(['and one more']);
  });
});
