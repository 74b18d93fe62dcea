/**
 * The one socket, for customers and agents alike: hello, resume, back-off, asks with answers, and the folded pictures.
 *
 * What a page knows is a snapshot plus events. After a break it says the last version it has and gets the rest or a
 * fresh snapshot; starting must work anyway, so whatever a line has lost, doubled or mixed up is answered by starting over.
 */
import { Alarm } from './alarm';
import { complete } from './complete';
import { apply } from './fold';
import { summed } from './sum';
import type { Conversation, DoneFrame, EventsFrame, FromClient, FromServer, RefusedFrame, WelcomeFrame } from './wire';

/** Silence until a ping, while nothing is awaited: rare, for a radio that wakes costs battery. */
export const PING_EVERY_MS = 20_000;
/** From one ping to the next, while something is: an ask without an answer, or whatever `Settings.awaits` says. */
export const AWAITED_PING_MS = 5_000;
/** Some frame must have come so long after a ping, or a welcome after a dial; else the line is dead. */
export const PONG_WITHIN_MS = 8_000;
/** The same, while something is awaited: a dead line is noticed after `AWAITED_PING_MS + AWAITED_PONG_MS`. */
export const AWAITED_PONG_MS = 4_000;
/** The same, after a page woke up or the network came back: a line that slept is most likely dead. */
export const WAKE_PONG_MS = 3_000;
/** Back-off after the n-th failed try: anything between 0 and `min(BACKOFF_MAX, BACKOFF_FIRST * 2**n)`. */
export const BACKOFF_FIRST_MS = 500;
export const BACKOFF_MAX_MS = 20_000;
/** An ask that was not answered by then is given up: a click must not take effect minutes later. */
export const ASK_WITHIN_MS = 20_000;
/** The server closes with this code when it does not know the token or cookie (any more). */
export const CLOSED_UNKNOWN = 4401;

export type State = 'connecting' | 'open' | 'waiting' | 'stopped';

/** What the server said no to. `code` is for programs, the message for people. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    sentence: string,
    readonly owner: Record<string, unknown> = {},
  ) {
    super(sentence);
  }
}

/** The part of a WebSocket that is used. */
export interface Wire {
  send(text: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

/** Time and chance, handed in. */
export interface Clock {
  after(ms: number, run: () => void): unknown;
  cancel(timer: unknown): void;
  chance(): number;
  /** Milliseconds since some moment. */
  now(): number;
}

export interface Settings {
  url: string;
  /** A customer's token; an agent's cookie speaks for itself. Asked for again before each try. */
  token?: () => string;
  /** An agent's: it names the conversations that it follows. A customer has the one. */
  gapless?: boolean;
  /** The server does not know us: get a new token, then resolve to true to try again. */
  renew?: () => Promise<boolean>;
  /** Whether somebody waits for what the other side does next, so that a dead line must be noticed soon. */
  awaits?: () => boolean;
  dial?: (url: string) => Wire;
  clock?: Clock;
}

interface Asked {
  frame: FromClient;
  done: (frame: DoneFrame) => void;
  refused: (error: Refusal) => void;
  timer: unknown;
  since: number;
}

export interface Picture {
  conversation: Conversation;
  upto: number;
}

/** `began`: when it came, by the connection's clock. */
type Listener = (frame: FromServer, began: number) => void;

export const browserClock: Clock = {
  after: (ms, run) => setTimeout(run, ms),
  cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  chance: () => Math.random(),
  now: () => performance.now(),
};

export class Connection {
  state: State = 'stopped';
  welcome: WelcomeFrame | null = null;
  readonly pictures = new Map<string, Picture>();
  /** What was known before the server went back to a backup, until the new picture of it has come. */
  readonly former = new Map<string, Picture>();
  private readonly followed = new Set<string>();
  /** Of what this line has told: an older picture of it was overtaken. */
  private readonly told = new Set<string>();
  private readonly asked = new Map<string, Asked>();
  private readonly listeners = new Set<Listener>();
  private readonly watchers = new Set<() => void>();
  readonly clock: Clock;
  private wire: Wire | null = null;
  /** Which life of the journal the pictures are of; 0: there are none yet. */
  private epoch = 0;
  private tries = 0;
  private lastRef = 0;
  /** Sums of what this line has carried, each way. */
  private sent = 0;
  private came = 0;
  private retry: unknown;
  /** It is time: ask for a sign. */
  private readonly quiet: Alarm;
  /** No sign came: the line is dead, and we start over. */
  private readonly deaf: Alarm;

  constructor(private readonly settings: Settings) {
    this.clock = settings.clock ?? browserClock;
    this.quiet = new Alarm(this.clock, () => this.probe(this.hurries ? AWAITED_PONG_MS : PONG_WITHIN_MS));
    this.deaf = new Alarm(this.clock, () => this.lost(0));
  }

  /** Connect, and stay connected until `stop()`. */
  start(): void {
    if (this.state !== 'stopped') return;
    this.tries = 0;
    this.connect();
  }

  /** Close for good. Whoever still waits for an answer is told so. */
  stop(): void {
    this.become('stopped');
    this.drop();
    this.clock.cancel(this.retry);
    for (const ref of [...this.asked.keys()]) this.giveUp(ref, 'stopped', 'The connection was closed.');
  }

  /** Every frame from the server, after the pictures have been brought up to date. Returns how to stop listening. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Told when the state changes. */
  onState(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Keep a conversation up to date, over breaks too. */
  follow(conversationId: string): void {
    if (this.followed.has(conversationId)) return;
    this.followed.add(conversationId);
    if (this.settings.gapless) this.watch(conversationId);
  }

  unfollow(conversationId: string): void {
    this.followed.delete(conversationId);
    this.pictures.delete(conversationId);
    if (this.settings.gapless) this.send({ type: 'unwatch', conversation_id: conversationId });
  }

  /** Send now, or not at all: for what loses its meaning by waiting (typing, drafts). */
  send(frame: FromClient): boolean {
    if (this.state !== 'open' || !this.wire) return false;
    const text = JSON.stringify(frame);
    this.sent = summed(this.sent, text);
    this.wire.send(text);
    return true;
  }

  /** Do something to a conversation. Rejects with a `Refusal`. Survives a reconnect; is given up after a while. */
  ask(conversation_id: string, what: string, body: Record<string, unknown> = {}): Promise<DoneFrame> {
    return this.request((ref) => ({ type: 'ask', ref, conversation_id, do: what, body }));
  }

  nextRef(): string {
    this.lastRef += 1;
    return `r${this.lastRef}`;
  }

  /** The page became visible or the network came back: do not wait for the timer. */
  wake(): void {
    if (this.state === 'waiting') this.connect();
    else this.probe(WAKE_PONG_MS);
  }

  /** Ask with a frame of one's own. */
  request(frame: (ref: string) => FromClient): Promise<DoneFrame> {
    const ref = this.nextRef();
    const asking = frame(ref);
    return new Promise((done, refused) => {
      const late = () => this.giveUp(ref, 'unreachable', 'The server did not answer. Please try again.');
      const timer = this.clock.after(ASK_WITHIN_MS, late);
      this.asked.set(ref, { frame: asking, done, refused, timer, since: this.clock.now() });
      this.send(asking);
      if (this.state === 'open') this.quiet.within(AWAITED_PING_MS);
    });
  }

  private giveUp(ref: string, code: string, sentence: string): void {
    this.answered(ref)?.refused(new Refusal(code, sentence));
  }

  private answered(ref: string): Asked | undefined {
    const asked = this.asked.get(ref);
    if (asked) this.clock.cancel(asked.timer);
    this.asked.delete(ref);
    return asked;
  }

  private connect(): void {
    this.clock.cancel(this.retry);
    this.become('connecting');
    const dial = this.settings.dial ?? ((url: string) => new WebSocket(url) as unknown as Wire);
    const wire = dial(this.settings.url);
    this.wire = wire;
    this.sent = this.came = 0;
    this.told.clear();
    wire.onopen = () => {
      wire.send(JSON.stringify(this.hello()));
      this.deaf.off();
      this.deaf.within(PONG_WITHIN_MS);
    };
    wire.onmessage = (event) => this.wire === wire && this.heard(String(event.data));
    wire.onclose = (event) => this.wire === wire && this.lost(event.code);
    this.deaf.within(PONG_WITHIN_MS);
  }

  private hello(): FromClient {
    const seen: Record<string, number> = {};
    for (const id of this.followed) seen[id] = this.pictures.get(id)?.upto ?? 0;
    return { type: 'hello', token: this.settings.token?.() ?? '', seen, epoch: this.epoch, beats: true };
  }

  private lost(code: number): void {
    this.drop();
    if (code === CLOSED_UNKNOWN && this.settings.renew) {
      this.become('connecting');
      this.settings.renew().then(
        (again) => (again ? this.later() : this.stop()),
        () => this.later(),
      );
    } else this.later();
  }

  private later(): void {
    if (this.state === 'stopped') return;
    this.become('waiting');
    const most = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** this.tries);
    this.tries += 1;
    this.retry = this.clock.after(this.clock.chance() * most, () => this.connect());
  }

  private drop(): void {
    const wire = this.wire;
    this.wire = null;
    this.quiet.off();
    this.deaf.off();
    wire?.close();
  }

  private become(state: State): void {
    if (state === this.state) return;
    this.state = state;
    for (const watcher of this.watchers) watcher();
  }

  private get hurries(): boolean {
    return this.asked.size > 0 || Boolean(this.settings.awaits?.());
  }

  private probe(patience_ms: number): void {
    if (this.send({ type: 'ping', sum: this.sent })) this.deaf.within(patience_ms);
  }

  private heard(text: string): void {
    const before = this.came;
    this.came = summed(before, text);
    if (this.state === 'open') this.deaf.off();
    const raw = JSON.parse(text) as { type: string };
    const name = raw.type.charAt(0).toUpperCase() + raw.type.slice(1);
    const frame = complete<FromServer>(`${name}Frame`, raw);
    const began = this.clock.now();
    if (frame.type === 'pong' && frame.sum && frame.sum !== before) this.lost(0);
    else this.take(frame);
    if (this.state === 'open') this.rest();
    for (const listener of this.listeners) listener(frame, began);
  }

  /** Until the next ping: what is heard puts it off, but not while something is awaited. */
  private rest(): void {
    const { hurries } = this;
    if (!hurries) this.quiet.off();
    this.quiet.within(hurries ? AWAITED_PING_MS : PING_EVERY_MS);
  }

  private take(frame: FromServer): void {
    if (frame.type === 'welcome') this.welcomed(frame);
    else if (frame.type === 'beat') this.probe(AWAITED_PONG_MS);
    else if (frame.type === 'snapshot') this.show(frame);
    else if (frame.type === 'events') this.extend(frame.conversation_id, frame);
    else if (frame.type === 'done') this.answered(frame.ref)?.done(frame);
    else if (frame.type === 'refused') this.refused(frame);
  }

  private refused(frame: RefusedFrame): void {
    this.answered(frame.ref)?.refused(new Refusal(frame.code, frame.sentence, frame.owner));
  }

  private welcomed(frame: WelcomeFrame): void {
    this.tries = 0;
    this.deaf.off();
    if (this.epoch && this.epoch !== frame.epoch) this.forget();
    this.epoch = frame.epoch;
    this.welcome = frame;
    const asked = [...this.asked.values()];
    this.become('open');
    if (this.settings.gapless) for (const id of this.followed) this.watch(id);
    for (const { frame: again, since } of asked)
      this.send(again.type === 'ask' ? { ...again, age_ms: this.clock.now() - since } : again);
  }

  /** The journal is another one now: versions of before mean nothing there. */
  private forget(): void {
    for (const [id, picture] of this.pictures) this.former.set(id, picture);
    this.pictures.clear();
  }

  /** Before the start: what was known under another name, in another life of the journal. */
  inherit(conversation_id: string, picture: Picture): void {
    this.former.set(conversation_id, picture);
    this.epoch = -1;
  }

  private watch(conversation_id: string): void {
    const seq = this.pictures.get(conversation_id)?.upto ?? 0;
    this.send({ type: 'watch', conversation_id, seq });
  }

  /** One that is older than what is shown was overtaken; or else the journal went back, and does not know it. */
  private show({ conversation, upto }: Picture): void {
    const { id } = conversation;
    const shown = this.pictures.get(id);
    if (shown && upto < shown.upto) {
      if (this.told.has(id)) return;
      this.former.set(id, shown);
    }
    this.told.add(id);
    this.pictures.set(id, { conversation, upto });
  }

  /** Fold in what is new. A repeated event is dropped; a missing one means: start over from what is there. */
  private extend(id: string, { since, events, upto }: EventsFrame): void {
    const picture = this.pictures.get(id) ?? { conversation: complete<Conversation>('Conversation', { id }), upto: 0 };
    const fresh = events.filter((one) => one.seq > picture.upto);
    if (since <= picture.upto) {
      this.told.add(id);
      this.show({ conversation: fresh.reduce(apply, picture.conversation), upto });
    } else if (this.followed.has(id)) this.lost(0);
  }
}

/** Wake the connection when the page is seen again or the network returns. Returns how to undo it. */
export function wakeWithPage(connection: Connection, page: Window & typeof globalThis = window): () => void {
  const wake = () => {
    if (page.document.visibilityState === 'visible') connection.wake();
  };
  const told = [
    ...['online', 'pageshow', 'focus'].map((name) => [page, name] as const),
    ...['visibilitychange', 'resume'].map((name) => [page.document, name] as const),
  ];
  for (const [where, name] of told) where.addEventListener(name, wake);
  return () => {
    for (const [where, name] of told) where.removeEventListener(name, wake);
  };
}

/** The socket's address beside a page or API address. */
export function socketUrl(origin: string): string {
  return `${origin.replace(/^http/, 'ws')}/v1/socket`;
}
