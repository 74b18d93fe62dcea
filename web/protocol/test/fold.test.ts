import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { complete } from '../src/complete';
import { replay } from '../src/fold';
import '../src/inside';
import type { Conversation, Recorded } from '../src/wire';

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '../fixtures');
const EVERY = 'every_event.json';

interface Fixture {
  events: unknown[];
  /** In `every_event.json` by version, otherwise the final one of `agent` and `customer`. */
  snapshots: Record<string, unknown>;
  seen_by_customer?: unknown[];
}

const read = (name: string) => JSON.parse(readFileSync(join(FIXTURES, name), 'utf-8')) as Fixture;
const recordsOf = (raw: unknown[]) => raw.map((one) => complete<Recorded>('Recorded', one));
const pictureOf = (raw: unknown) => complete<Conversation>('Conversation', raw);
const overTheWire = (picture: Conversation) => pictureOf(JSON.parse(JSON.stringify(picture)));

/** Snapshot at each cut plus later events is the whole. */
function holdsAtEachCut(records: Recorded[], whole: Conversation): void {
  for (let cut = 0; cut <= records.length; cut += 1) {
    const picture = overTheWire(replay(records.slice(0, cut)));
    expect(replay(records.slice(cut), picture), `cut at ${cut}`).toEqual(whole);
  }
}

const pages = readdirSync(FIXTURES).filter((name) => name.endsWith('.json') && name !== EVERY);

it('has golden pages to hold it to', () => {
  expect(pages.length).toBeGreaterThan(20);
});

describe.each(pages)('%s', (name: string) => {
  const { events, snapshots, seen_by_customer } = read(name);

  it('gives an agent what Python gives, whatever the cut', () => {
    holdsAtEachCut(recordsOf(events), pictureOf(snapshots['agent']));
  });

  it('gives the customer what Python gives, whatever the cut', () => {
    holdsAtEachCut(recordsOf(seen_by_customer ?? []), pictureOf(snapshots['customer']));
  });
});

describe('every kind of event', () => {
  const { events, snapshots } = read(EVERY);
  const records = recordsOf(events);

  it.each(Object.keys(snapshots))('folds as in Python up to %s, and on from there', (seq: string) => {
    const upTo = records.filter((one) => one.seq <= Number(seq));
    const later = records.filter((one) => one.seq > Number(seq));
    expect(replay(upTo)).toEqual(pictureOf(snapshots[seq]));
    expect(replay(later, pictureOf(snapshots[seq]))).toEqual(replay(records));
  });

  it('lets an event it does not know pass', () => {
    const strange = { seq: 9, at: '2026-01-01T00:00:00Z', event: { type: 'MoonRose' } };
    expect(replay(recordsOf([strange])).seq).toBe(9);
  });
});
