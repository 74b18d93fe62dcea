import { expect, it } from 'vitest';
import { complete } from '../../protocol/src/complete';
import type { Entry } from '../../protocol/src/wire';
import { en } from '../../protocol/src/words/en';
import { copyOf } from '../src/panel/Copy';

const said = (role: string, name: string, text: string) =>
  complete<Entry>('Entry', {
    seq: 1,
    at: '2026-03-02T12:00:00Z',
    kind: 'message',
    text,
    author: { role, id: role, name },
  });
const happened = (text: string, detail = '') =>
  complete<Entry>('Entry', { seq: 2, at: '2026-03-02T12:01:00Z', kind: 'system', text, detail });

it('keeps what was said and what the thread told, by name, and nothing from inside', () => {
  const entries = [
    said('customer', 'Ada', 'Where is my order?'),
    said('bot', 'Pip', 'On its way.'),
    happened('AgentJoined', 'Dana'),
    said('agent', 'Dana', 'Hello <b>Ada</b>'),
    happened('ReservationMade', 'Eli'),
    { ...happened('secret note'), kind: 'note' },
  ];
  const text = copyOf(entries, 'Chat with Lantern', en, 'en-GB', 'Pip');
  expect(text.split('\n').map((line) => line.replace(/^.*?\d\d:\d\d {2}/, ''))).toEqual([
    'Chat with Lantern',
    '',
    'You: Where is my order?',
    'Pip (AI): On its way.',
    'Dana is here now. Dana is a person.',
    'Dana (person): Hello <b>Ada</b>',
    '',
  ]);
});
