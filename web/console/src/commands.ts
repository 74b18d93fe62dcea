/** Everything that can be done from the keyboard: one table for the keys, the palette and the `?` page. */
import { signOut } from './api';
import { type Floor, type Overlay, useFloor } from './floor';

export interface Command {
  title: string;
  /** The key that does it while nobody types; empty: only in the palette. */
  key: string;
  group: 'Offers' | 'Moving' | 'Writing' | 'This conversation' | 'Pages';
  /** Whether it can be done now. */
  can: (floor: Floor) => boolean;
  run: (floor: Floor) => void;
}

/** Sent to the inbox: put the cursor into the search. */
export const FIND = 'escapehatch:find';
/** Sent to the composer: write a reply or a note; a text given with it is put in. */
export const WRITE = 'escapehatch:write';

export interface Write {
  mode: 'reply' | 'note';
  text?: string;
  /** Put it where the cursor is, instead of replacing what is there. */
  insert?: boolean;
}

export const write = (what: Write): void => {
  dispatchEvent(new CustomEvent(WRITE, { detail: what }));
};

const always = () => true;
const go = (hash: string) => () => {
  location.hash = hash;
};
const shows = (overlay: Overlay) => (floor: Floor) => floor.show(overlay);
/** What is open, unless it was erased: then there is nothing to do any more. */
const current = (floor: Floor) => {
  const c = floor.conversation(floor.selected);
  return c?.status === 'erased' ? null : c;
};
const holds = (floor: Floor) => floor.holds(current(floor));
const active = (floor: Floor) => holds(floor) && current(floor)?.status === 'with_agent';
const offer = (floor: Floor) =>
  floor.offers.find((one) => one.conversation_id === floor.selected) ?? floor.offers[0] ?? null;
const onHold = (floor: Floor) => {
  const c = current(floor);
  return c?.status === 'on_hold' && c.agent?.id === floor.me.agent.id;
};
/** Whether this agent may step in: leads may where a colleague is, too. */
export const canTakeOver = (floor: Floor): boolean => {
  const c = current(floor);
  if (!c || floor.holds(c) || onHold(floor)) return false;
  return c.status === 'with_agent' ? floor.leads : c.owner.kind !== 'agent' && !c.reservation;
};
const canWhisper = (floor: Floor) => floor.leads && current(floor)?.status === 'with_agent' && !holds(floor);

export const COMMANDS: readonly Command[] = [
  {
    title: 'Accept what is offered',
    key: 'a',
    group: 'Offers',
    can: (floor) => offer(floor) !== null,
    run: (floor) => {
      const row = offer(floor);
      if (row) void floor.accept(row);
    },
  },
  {
    title: 'Decline what is offered',
    key: 'd',
    group: 'Offers',
    can: (floor) => offer(floor) !== null,
    run: (floor) => {
      const row = offer(floor);
      if (row) void floor.decline(row);
    },
  },
  {
    title: 'Be available, or away',
    key: 'v',
    group: 'Offers',
    can: (floor) => floor.online,
    run: (floor) => void floor.setPresence(floor.presence === 'available' ? 'away' : 'available'),
  },
  { title: 'Next conversation', key: 'j', group: 'Moving', can: always, run: (floor) => step(floor, 1) },
  { title: 'Previous conversation', key: 'k', group: 'Moving', can: always, run: (floor) => step(floor, -1) },
  {
    title: 'Search all conversations',
    key: '/',
    group: 'Moving',
    can: always,
    run: () => dispatchEvent(new Event(FIND)),
  },
  { title: 'Reply', key: 'r', group: 'Writing', can: holds, run: () => write({ mode: 'reply' }) },
  {
    title: 'Write a note',
    key: 'n',
    group: 'Writing',
    can: (floor) => current(floor) !== null,
    run: () => write({ mode: 'note' }),
  },
  {
    title: 'Use the suggested reply',
    key: 'u',
    group: 'Writing',
    can: (floor) => active(floor) && !!floor.packets.get(floor.selected)?.suggested_reply,
    run: (floor) => write({ mode: 'reply', text: floor.packets.get(floor.selected)?.suggested_reply ?? '' }),
  },
  {
    title: 'Attach a picture or file',
    key: 'f',
    group: 'Writing',
    can: (floor) => holds(floor) && !!floor.me.uploads?.length,
    run: () => document.getElementById('attach')?.click(),
  },
  { title: 'Insert a macro', key: 'm', group: 'Writing', can: always, run: shows('macros') },
  { title: 'Search the shop’s pages', key: 'p', group: 'Writing', can: always, run: shows('pages') },
  { title: 'Transfer', key: 't', group: 'This conversation', can: active, run: shows('transfer') },
  { title: 'Return to the bot', key: 'b', group: 'This conversation', can: holds, run: shows('return') },
  { title: 'Snooze', key: 'z', group: 'This conversation', can: active, run: shows('hold') },
  {
    title: 'Take up again',
    key: 'z',
    group: 'This conversation',
    can: onHold,
    run: (floor) => void floor.ask(floor.selected, 'resumption'),
  },
  {
    title: 'Wrap up',
    key: 'w',
    group: 'This conversation',
    can: active,
    run: (floor) => void floor.ask(floor.selected, 'wrap-up'),
  },
  {
    title: 'Take over',
    key: 'o',
    group: 'This conversation',
    can: canTakeOver,
    run: (floor) => void floor.ask(floor.selected, 'takeover'),
  },
  {
    title: 'Why this agent, or why nobody',
    key: 'y',
    group: 'This conversation',
    can: (floor) => current(floor)?.escalation != null,
    run: shows('routing'),
  },
  {
    title: 'Whisper to the agent',
    key: 's',
    group: 'This conversation',
    can: canWhisper,
    run: () => document.getElementById('whisper')?.focus(),
  },
  {
    title: 'Give it to an agent',
    key: 'g',
    group: 'This conversation',
    can: (floor) =>
      floor.leads && ['queued', 'queued_with_bot', 'reserved', 'with_agent'].includes(current(floor)?.status ?? ''),
    run: shows('reassign'),
  },
  {
    title: 'Erase this customer, or this conversation',
    key: '',
    group: 'This conversation',
    can: (floor) => floor.leads && current(floor) !== null,
    run: shows('erase'),
  },
  { title: 'Conversations', key: '1', group: 'Pages', can: always, run: go('#/') },
  { title: 'Floor: who waits, who is there', key: '2', group: 'Pages', can: always, run: go('#/floor') },
  { title: 'Numbers', key: '3', group: 'Pages', can: always, run: go('#/numbers') },
  {
    title: 'Sign out',
    key: '',
    group: 'Pages',
    can: always,
    run: () => void signOut().finally(() => location.reload()),
  },
  {
    title: 'Studio: policy, backtest, staffing, roster, setup',
    key: '4',
    group: 'Pages',
    can: (floor) => floor.leads,
    run: go('#/studio/policy'),
  },
  { title: 'Keyboard shortcuts', key: '?', group: 'Pages', can: always, run: shows('help') },
];

/** The command of this name, if it can be done now. */
export function useCommand(title: string): (() => void) | null {
  const floor = useFloor();
  const found = COMMANDS.find((one) => one.title === title && one.can(floor));
  return found ? () => found.run(floor) : null;
}

function step(floor: Floor, by: number): void {
  const ids = floor.sections.flatMap((section) => section.rows.map((row) => row.conversation_id));
  const at = ids.indexOf(floor.selected);
  const next = ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))];
  if (next) location.hash = `#/c/${next}`;
}
