// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { en } from '../../protocol/src/words/en';
import { TwinShelf } from '../../protocol/test/twin';
import { openSession, subjectOf, wipe } from '../src/panel/session';
import { moment, reachable, waitLine } from '../src/panel/times';

const signed = (sub: string) => `h.${btoa(JSON.stringify({ sub }))}.s`;
const sent: Record<string, unknown>[] = [];
const real = globalThis.fetch;

beforeEach(() => {
  sent.length = 0;
  globalThis.fetch = (async (_: unknown, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)) as Record<string, unknown>);
    return Response.json({ token: `token-${sent.length}`, conversation_id: 'c1', customer: { id: 'ada' } });
  }) as typeof fetch;
});
afterEach(() => {
  globalThis.fetch = real;
});

const enter = (shelf: TwinShelf, identity: string) =>
  openSession({ site: 'lantern', identity, locale: 'en', page: { url: '', title: '' }, left: '' }, shelf, () =>
    wipe(shelf, 'lantern'),
  );

describe('who is on the page (S17, S21)', () => {
  it('keeps the session of the same person', async () => {
    const shelf = new TwinShelf();
    await enter(shelf, '');
    await enter(shelf, '');
    expect(sent.map((one) => one['session'])).toEqual(['', 'token-1']);
  });

  it('hands an anonymous session over to whoever signs in with it', async () => {
    const shelf = new TwinShelf();
    await enter(shelf, '');
    await enter(shelf, signed('ada'));
    expect(sent[1]).toMatchObject({ session: 'token-1', identity: signed('ada') });
  });

  it.each(['', signed('bo')])('forgets the person before when somebody else comes (%s)', async (next) => {
    const shelf = new TwinShelf();
    await enter(shelf, signed('ada'));
    shelf.setItem('eh:lantern:draft', 'secret');
    shelf.setItem('eh:other:draft', 'kept');
    await enter(shelf, next);
    expect(sent[1]).toMatchObject({ session: '' });
    expect([shelf.getItem('eh:lantern:draft'), shelf.getItem('eh:other:draft')]).toEqual([null, 'kept']);
  });

  it('goes on with the session that another tab began meanwhile (I05, G10)', async () => {
    const shelf = new TwinShelf();
    await Promise.all([enter(shelf, ''), enter(shelf, '')]);
    expect(sent.map((one) => one['session'])).toEqual(['', '', 'token-1']);
  });

  it('lets a shopper in whose device has no room left', async () => {
    const shelf = new TwinShelf();
    shelf.setItem = () => {
      throw new DOMException('', 'QuotaExceededError');
    };
    expect((await enter(shelf, '')).token).toBe('token-1');
  });

  it('gives up a server that takes the question and never answers, to ask again', async () => {
    let signal: AbortSignal | null | undefined;
    globalThis.fetch = ((_: unknown, init: RequestInit) => {
      signal = init.signal;
      return new Promise(() => undefined);
    }) as typeof fetch;
    void enter(new TwinShelf(), '');
    expect(signal).toBeInstanceOf(AbortSignal);
  });

  it('reads the subject of a token, and nothing from rubbish', () => {
    expect([subjectOf(signed('ada')), subjectOf('rubbish'), subjectOf('')]).toEqual(['ada', '', '']);
  });
});

describe('honest words', () => {
  const wait = { place: 2, low_s: 180, high_s: 360, open: true, opens_at: null };

  it('names the place and a range', () => {
    expect(waitLine(en, wait)).toBe('You are number 2. Usually 3 to 6 minutes.');
    expect(waitLine(en, { ...wait, place: 1, low_s: 5, high_s: 50 })).toBe('You are next. Usually less than a minute.');
    expect(waitLine(en, { ...wait, low_s: 0, high_s: 0 })).toContain('cannot say yet');
  });

  it('names the day unless it is today', () => {
    const now = new Date('2026-03-02T12:00:00');
    expect(moment('2026-03-02T15:30:00', 'en-GB', now)).toBe('15:30');
    expect(moment('2026-03-03T09:00:00', 'en-GB', now)).toMatch(/Tuesday.*3 March.*9:00/);
  });

  it('knows an address when it sees one', () => {
    expect(['ada@lantern.example', '+49 170 1234567', 'ada', '12', 'a b@c.d'].map(reachable)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
