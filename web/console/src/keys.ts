import { useEffect } from 'react';
import type { Floor } from './floor';

/** What each key does, as the `?` page shows it. */
export const KEYS: readonly (readonly [string, string])[] = [
  ['a', 'Accept what is offered'],
  ['d', 'Decline what is offered'],
  ['j / ↓', 'Next conversation'],
  ['k / ↑', 'Previous conversation'],
  ['r', 'Reply'],
  ['n', 'Write a note'],
  ['Enter', 'Send (Shift + Enter for a new line)'],
  ['Ctrl / ⌘ + Enter', 'Send'],
  ['Esc', 'Leave the text field, close a dialog'],
  ['?', 'Show this'],
];

const WRITING = 'input, textarea, select, [contenteditable], dialog';

/** Single keys work wherever nobody is typing. */
export function useShortcuts(floor: Floor, help: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(WRITING)) return;
      if (act(floor, event.key, help)) event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [floor, help]);
}

function act(floor: Floor, key: string, help: () => void): boolean {
  const offer = floor.offers.find((one) => one.conversation_id === floor.selected) ?? floor.offers[0];
  if (key === 'a' && offer) void floor.accept(offer);
  else if (key === 'd' && offer) void floor.decline(offer);
  else if (key === 'j' || key === 'ArrowDown') step(floor, 1);
  else if (key === 'k' || key === 'ArrowUp') step(floor, -1);
  else if (key === 'r' || key === 'n') write(key === 'r' ? 0 : 1);
  else if (key === '?') help();
  else return false;
  return true;
}

function step(floor: Floor, by: number): void {
  const ids = floor.sections.flatMap((section) => section.rows.map((row) => row.conversation_id));
  const at = ids.indexOf(floor.selected);
  const next = ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))];
  if (!next) return;
  location.hash = `#/c/${next}`;
  document.querySelector<HTMLElement>(`[data-row="${CSS.escape(next)}"]`)?.scrollIntoView({ block: 'nearest' });
}

function write(mode: number): void {
  document.querySelectorAll<HTMLButtonElement>('.modes button')[mode]?.click();
  requestAnimationFrame(() => document.getElementById('composer')?.focus());
}
