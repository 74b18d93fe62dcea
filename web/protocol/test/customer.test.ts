import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { complete } from '../src/complete';
import { replay } from '../src/fold';
import { type Conversation, type Recorded, SHAPES } from '../src/wire';

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '../fixtures');
const pages = readdirSync(FIXTURES).filter((name) => name.endsWith('.json') && name !== 'every_event.json');

it('carries nothing of the inside', () => {
  expect(SHAPES).not.toHaveProperty('Reading');
  expect(pages.length).toBeGreaterThan(20);
});

it.each(pages)('%s: the fold without the inside gives a customer what Python gives', (name: string) => {
  const { seen_by_customer, snapshots } = JSON.parse(readFileSync(join(FIXTURES, name), 'utf-8'));
  const records = (seen_by_customer as unknown[]).map((one) => complete<Recorded>('Recorded', one));
  expect(replay(records)).toEqual(complete<Conversation>('Conversation', snapshots.customer));
});
