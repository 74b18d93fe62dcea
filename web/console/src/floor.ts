/** All that the console knows, in one place; views read it and ask it to do things. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import '../../protocol/src/inside';
import { Connection, Refusal, type Settings, socketUrl, wakeWithPage } from '../../protocol/src/connection';
import { newId, writtenMs } from '../../protocol/src/ids';
import { ATTENDED } from '../../protocol/src/lifecycle';
import { Outbox } from '../../protocol/src/outbox';
import { Addresses, FILES_MAX, Uploads } from '../../protocol/src/uploads';
import type { Conversation, EventsFrame, FromServer } from '../../protocol/src/wire';
import type { Colleague, Me, Row } from './api';
import { merge, type Section, sections, team } from './inbox';
import { type Packet, readPacket } from './packet';

const TYPING_LASTS_MS = 5_000;
const KEPT_MAX = 12;

/** A stretch of a message that is pointed at; `times` grows, so that pointing twice at the same is seen. */
export interface Mark {
  message_id: string;
  start: number;
  end: number;
  times: number;
}

export interface Asked {
  type: string;
  value: string;
  message_id: string;
  msg: number;
  declined: boolean;
}

/** A lead's word to the agent who holds a conversation. Nobody else sees it, and nothing keeps it. */
export interface Whispered {
  text: string;
  by: string;
  to: string;
}

/** What lies over the page. */
export type Overlay =
  | ''
  | 'help'
  | 'palette'
  | 'return'
  | 'transfer'
  | 'hold'
  | 'routing'
  | 'reassign'
  | 'erase'
  | 'macros'
  | 'pages';

/** What outlives a reload, and ends with the tab: an answer of yesterday is not for today. Null where it is forbidden. */
function tab(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

export class Floor {
  rows: Row[] = [];
  overlay: Overlay = '';
  colleagues: Colleague[] = [];
  selected = '';
  mark: Mark | null = null;
  /** The last refusal, in the server's words. */
  refusal = '';
  /** A newer console is on the server. */
  stale = false;
  signedOut = false;
  readonly packets = new Map<string, Packet>();
  readonly typing = new Map<string, { name: string; role: string }>();
  /** Conversations whose draft the server has. */
  private readonly drafted = new Set<string>();
  readonly asked = new Map<string, Asked[]>();
  readonly lookers = new Map<string, { id: string; name: string }[]>();
  readonly whispers = new Map<string, Whispered[]>();
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly uploads = new Uploads({ headers: () => this.headers, changed: () => this.changed() });
  readonly addresses = new Addresses(() => this.headers);
  version = 0;
  private readonly drafts = new Map<string, string>();
  private readonly watchers = new Set<() => void>();
  private readonly typingEnds = new Map<string, ReturnType<typeof setTimeout>>();
  private recent: string[] = [];
  private build = '';
  private grouped: { rows: Row[]; sections: Section[] } | null = null;
  private skew = 0;

  constructor(
    readonly me: Me,
    settings: Partial<Settings> = {},
  ) {
    this.connection = new Connection({
      url: socketUrl(location.origin),
      gapless: true,
      awaits: () => true,
      renew: async () => {
        this.signedOut = true;
        this.changed();
        return false;
      },
      ...settings,
    });
    this.outbox = new Outbox(this.connection, `eh:out:${me.agent.id}:`, tab(), () => this.changed());
    this.outbox.bring = (one) => this.uploads.bring(one);
    this.outbox.gone = (id) => this.uploads.forget(id);
    this.connection.onState(() => this.changed());
    this.connection.listen((frame, began) => this.heard(frame, began));
  }

  /** Connect. Returns how to leave. */
  open(): () => void {
    this.connection.start();
    const unwake = wakeWithPage(this.connection);
    return () => {
      unwake();
      this.connection.stop();
    };
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  get sections(): Section[] {
    if (this.grouped?.rows !== this.rows)
      this.grouped = { rows: this.rows, sections: sections(this.rows, this.me.agent.id) };
    return this.grouped.sections;
  }

  get leads(): boolean {
    return this.me.agent.role === 'lead';
  }

  /** Colleagues who have this conversation open, too. */
  alsoHere(id: string): string[] {
    return (this.lookers.get(id) ?? []).filter((one) => one.id !== this.me.agent.id).map((one) => one.name);
  }

  get offers(): Row[] {
    return this.sections[0]?.rows ?? [];
  }

  /** "available", "away", or "offline" while not connected. */
  get presence(): string {
    if (this.connection.state !== 'open') return 'offline';
    const told = this.colleagues.find((one) => one.id === this.me.agent.id)?.state;
    return told && told !== 'offline' ? told : this.me.agent.state;
  }

  get online(): boolean {
    return this.connection.state === 'open';
  }

  conversation(id: string): Conversation | null {
    return this.connection.pictures.get(id)?.conversation ?? null;
  }

  /** Whether this agent holds the conversation. */
  holds(c: Conversation | null): boolean {
    return c !== null && ATTENDED.includes(c.status) && c.agent?.id === this.me.agent.id;
  }

  /** The server's time, as well as this browser knows it (S77). */
  now(): number {
    return Date.now() + this.skew;
  }

  nameOf = (id: string): string => {
    const { queues, agents } = this.me.roster;
    return agents.find((one) => one.id === id)?.name ?? queues.find((one) => one.id === id)?.title ?? id;
  };

  /** A queue by its title. One that is not on the roster leads to the first: whoever reads it should know. */
  queueOf(id: string): string {
    const { queues } = this.me.roster;
    const found = queues.some((one) => one.id === id);
    return found || !id || !queues[0]
      ? this.nameOf(id)
      : `${queues[0].title || queues[0].id} (no queue “${id}” on the roster)`;
  }

  select(id: string): void {
    if (id === this.selected) return;
    this.selected = id;
    this.mark = null;
    this.refusal = '';
    if (id) this.keep(id);
    this.connection.send({ type: 'look', conversation_id: id });
    this.changed();
  }

  /** Open a dialog, or with '' close whichever is open. */
  show(overlay: Overlay): void {
    this.overlay = overlay;
    this.changed();
  }

  whisper(id: string, text: string): Promise<boolean> {
    return this.tried(this.connection.request((ref) => ({ type: 'whisper', conversation_id: id, text, ref })));
  }

  /** The agent has read what was whispered. */
  hush(id: string): void {
    this.whispers.delete(id);
    this.changed();
  }

  /** Point at a stretch of a message. */
  point(message_id: string, start = 0, end = 0): void {
    this.mark = { message_id, start, end, times: (this.mark?.times ?? 0) + 1 };
    this.changed();
  }

  dismiss(): void {
    this.refusal = '';
    this.changed();
  }

  say(id: string, text: string): void {
    this.asked.delete(id);
    this.outbox.post(id, newId(), text, writtenMs());
  }

  /** A message of files alone. */
  attach(id: string, from: Iterable<File> | null | undefined): void {
    const files = [...(from ?? [])].slice(0, FILES_MAX);
    if (!files.length || !this.me.uploads?.length || !this.holds(this.conversation(id))) return;
    const message = newId();
    const names = files.map((one) => one.name);
    this.uploads.hold(message, files);
    this.outbox.post(id, message, '', writtenMs(), names);
  }

  private get headers(): Record<string, string> {
    return { 'x-csrf-token': this.me.csrf };
  }

  note(id: string, text: string): Promise<boolean> {
    return this.ask(id, 'notes', { note_id: newId(), text });
  }

  async accept(row: Row): Promise<void> {
    const { conversation_id, reservation } = row;
    if (!reservation) return;
    location.hash = `#/c/${conversation_id}`;
    await this.ask(conversation_id, 'acceptance', { reservation_id: reservation.reservation_id });
  }

  async decline(row: Row): Promise<void> {
    if (row.reservation)
      await this.ask(row.conversation_id, 'refusal', { reservation_id: row.reservation.reservation_id });
  }

  /** Do something to a conversation; a refusal is shown. True when it was done. */
  async ask(id: string, what: string, body: Record<string, unknown> = {}): Promise<boolean> {
    return this.tried(this.connection.ask(id, what, body));
  }

  setPresence(state: string): Promise<boolean> {
    return this.tried(this.connection.request((ref) => ({ type: 'presence', state, ref })));
  }

  /** Tell the customer that somebody writes, and let the guard read the draft. */
  draft(id: string, text: string): void {
    if (!text.trim() && !this.drafted.delete(id)) return;
    if (text.trim()) this.drafted.add(id);
    else if (this.asked.delete(id)) this.changed();
    const ref = this.connection.nextRef();
    this.drafts.set(id, ref);
    this.connection.send({ type: 'draft', conversation_id: id, text, ref });
  }

  types(id: string): void {
    this.connection.send({ type: 'typing', conversation_id: id });
  }

  private async tried(asking: Promise<unknown>): Promise<boolean> {
    this.refusal = '';
    try {
      await asking;
      return true;
    } catch (error) {
      this.refusal = error instanceof Refusal ? error.message : String(error);
      return false;
    } finally {
      this.changed();
    }
  }

  /** The last few conversations stay up to date, so that going back to one takes no time. */
  private keep(id: string): void {
    this.recent = [id, ...this.recent.filter((one) => one !== id)];
    this.connection.follow(id);
    for (const old of this.recent.splice(KEPT_MAX)) this.connection.unfollow(old);
  }

  private heard(frame: FromServer, began: number): void {
    if (frame.type === 'events' && this.connection.welcome?.traced) this.applied(frame, began);
    if (frame.type === 'welcome') {
      this.stale ||= this.build !== '' && this.build !== frame.build;
      this.build ||= frame.build;
      this.skew = Date.parse(frame.now) - Date.now();
      if (this.selected) this.connection.send({ type: 'look', conversation_id: this.selected });
    } else if (frame.type === 'inbox') {
      this.rows = merge(frame.whole ? [] : this.rows, frame.rows as unknown as Row[]);
      this.colleagues = team(frame.whole ? [] : this.colleagues, frame.agents as unknown as Colleague[]);
    } else if (frame.type === 'packet') this.packets.set(frame.conversation_id, readPacket(frame.packet));
    else if (frame.type === 'typing')
      this.showTyping(frame.conversation_id, { name: frame.name || frame.role, role: frame.role });
    else if (frame.type === 'events') this.typing.delete(frame.conversation_id);
    else if (frame.type === 'lookers')
      this.lookers.set(frame.conversation_id, frame.agents as { id: string; name: string }[]);
    else if (frame.type === 'whisper') this.heardWhisper(frame);
    else if (frame.type === 'known' && this.drafts.get(frame.conversation_id) === frame.ref)
      this.asked.set(frame.conversation_id, frame.facts as unknown as Asked[]);
    this.changed();
  }

  /** For whoever traces the way of a message: this page has it. */
  private applied({ conversation_id, upto }: EventsFrame, began: number): void {
    const took_ms = this.connection.clock.now() - began;
    this.connection.send({ type: 'applied', conversation_id, seq: upto, took_ms });
  }

  private heardWhisper(frame: Extract<FromServer, { type: 'whisper' }>): void {
    const { conversation_id, text, by, to } = frame;
    const one = { text, by: by['name'] ?? '', to: this.nameOf(to) };
    this.whispers.set(conversation_id, [...(this.whispers.get(conversation_id) ?? []), one]);
  }

  private showTyping(id: string, who: { name: string; role: string }): void {
    clearTimeout(this.typingEnds.get(id));
    this.typing.set(id, who);
    const ends = setTimeout(() => {
      this.typing.delete(id);
      this.changed();
    }, TYPING_LASTS_MS);
    this.typingEnds.set(id, ends);
  }

  private changed(): void {
    this.version += 1;
    for (const watcher of this.watchers) watcher();
  }
}

const FloorContext = createContext<Floor | null>(null);
export const FloorProvider = FloorContext.Provider;

/** The floor; the view is drawn anew whenever something on it changes. */
export function useFloor(): Floor {
  const floor = useContext(FloorContext);
  if (!floor) throw new Error('useFloor outside of FloorProvider');
  useSyncExternalStore(floor.watch, () => floor.version);
  return floor;
}

/** The floor for what does not change with it: names, and things to do. */
export function useStill(): Floor {
  const floor = useContext(FloorContext);
  if (!floor) throw new Error('useStill outside of FloorProvider');
  return floor;
}

/** The server's time, ticking once a second. */
export function useNow(floor: Floor): number {
  const [now, setNow] = useState(() => floor.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(floor.now()), 1_000);
    return () => clearInterval(timer);
  }, [floor]);
  return now;
}
