import { useEffect } from 'react';
import { COMMANDS } from './commands';
import type { Floor } from './floor';

/** Keys that work inside what they belong to, told on the `?` page beside the commands. */
export const OTHER_KEYS: readonly (readonly [string, string])[] = [
  ['Ctrl / ⌘ + K', 'All commands, and who to go to'],
  ['Enter', 'Send (Shift + Enter for a new line)'],
  ['Ctrl / ⌘ + Enter', 'Send'],
  ['/', 'Insert a macro, in an empty reply'],
  ['Esc', 'Leave the text field, close a dialog'],
];

/** What an arrow stands for. */
const ALSO: Record<string, string> = { ArrowDown: 'j', ArrowUp: 'k' };
const WRITING = 'input, textarea, select, [contenteditable], dialog';
/** Arrows scroll what has the focus. */
const SCROLLS = '.thread, .packet, .page';

/** Single keys work wherever nobody is typing; the palette opens from everywhere. */
export function useShortcuts(floor: Floor): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (act(floor, event)) event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [floor]);
}

function act(floor: Floor, event: KeyboardEvent): boolean {
  const { key } = event;
  // Inside a shadow root, as the editor's, `target` is its host.
  const [target] = event.composedPath();
  const meta = event.ctrlKey || event.metaKey;
  if (meta && !event.altKey && key.toLowerCase() === 'k') {
    floor.show(floor.overlay === 'palette' ? '' : 'palette');
    return true;
  }
  if (meta || event.altKey || event.isComposing) return false;
  const place = target instanceof Element ? target : null;
  // A dialog that was just closed keeps the focus for a moment; nobody types in it.
  const typing = place?.closest(WRITING) && !place.closest('dialog:not([open])');
  if (typing || (key in ALSO && place?.closest(SCROLLS))) return false;
  const command = COMMANDS.find((one) => one.key === (ALSO[key] ?? key) && one.can(floor));
  command?.run(floor);
  return command !== undefined;
}
