/** All that the panel knows: the session, the picture of the conversation, what is under way. Views only read it. */
import { Connection, Refusal, socketUrl, wakeWithPage } from '../../../protocol/src/connection';
import { blank } from '../../../protocol/src/fold';
import { newId, writtenMs } from '../../../protocol/src/ids';
import { Outbox, put, type Shelf, type Waiting } from '../../../protocol/src/outbox';
import type { Conversation, FromServer } from '../../../protocol/src/wire';
import type { Cart, Page } from '../host';
import { Attention } from './attention';
import { Early } from './early';
import { Later } from './later';
import { openSession, type Session, SessionRefused, subjectOf, wipe } from './session';

/** Like the server's limit for one message. */
const FILES_MAX = 5;
const TYPING_LASTS_MS = 5_000;
const TYPING_EVERY_MS = 2_500;
const SESSION_AGAIN_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

export interface Place {
  site: string;
  origin: string;
  locale: string;
  shelf: Shelf | null;
  /** What was being written when the panel came. */
  draft: string;
}

/** Told about what the shop's page must know. */
export interface Outside {
  unread(count: number): void;
  running(running: boolean): void;
  /** Asks the shop's page for a fresh identity; the one we have when it has none. */
  identify(known: string): Promise<string>;
}

export class Room {
  session: Session | null = null;
  unreachable = false;
  typing = '';
  /** The last thing the server refused, in its words. */
  refusal = '';
  /** The same for programs. */
  refusedAs = '';
  busy = '';
  open = false;
  /** Counts the people this device forgot. */
  person = 0;
  /** The panel covers the whole screen. */
  full = false;
  /** Wished for before there was a session. */
  wantsPerson = false;
  /** Their agent has had everything up to this version. */
  seenUpto = 0;
  readonly later = new Later(this);
  private connection: Connection | null = null;
  private outbox: Outbox | null = null;
  private readonly watchers = new Set<() => void>();
  private cart: Cart | null = null;
  private identity = '';
  private page: Page = { url: '', title: '' };
  private round = 0;
  private typedAt = 0;
  private typingEnds: ReturnType<typeof setTimeout> | undefined;
  private waitsFor = '';
  private readonly early: Early;
  private unwake: () => void = () => {};
  private attention: Attention | null = null;
  version = 0;

  constructor(
    readonly place: Place,
    private readonly outside: Outside,
  ) {
    this.early = new Early(`eh:${place.site}:early`, place.shelf);
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  get conversation(): Conversation {
    const id = this.session?.conversation_id ?? '';
    return this.connection?.pictures.get(id)?.conversation ?? blank();
  }

  get waiting(): Waiting[] {
    return [...(this.outbox?.list(this.session?.conversation_id ?? '') ?? []), ...this.early.lines];
  }

  get online(): boolean {
    return this.connection?.state === 'open';
  }

  /** Begin with whoever the shop's page says is there. */
  async enter(identity: string, page: Page, cart: Cart | null): Promise<void> {
    this.leave();
    this.identity = identity;
    this.page = page;
    this.cart = cart ?? this.cart;
    this.round += 1;
    const round = this.round;
    for (let tries = 0; round === this.round; tries += 1) {
      try {
        const session = await this.openSession();
        if (round === this.round) this.settle(session);
        return;
      } catch {
        this.unreachable = true;
        this.changed();
        const rest = SESSION_AGAIN_MS[Math.min(tries, SESSION_AGAIN_MS.length - 1)] ?? 0;
        await new Promise((rested) => setTimeout(rested, rest * (0.5 + Math.random() / 2)));
      }
    }
  }

  /** Another person (or nobody) is signed in at the shop now. The same person only brings a fresh token. */
  async changeIdentity(identity: string): Promise<void> {
    const same = subjectOf(identity) === subjectOf(this.identity);
    this.identity = identity;
    if (same && this.session) return;
    await this.enter(identity, this.page, null);
  }

  say(text: string): void {
    const words = text.trim();
    if (!words) return;
    this.refusal = '';
    this.outside.running(true);
    this.early.add(newId(), words, writtenMs());
    this.postEarly();
    this.changed();
  }

  private postEarly(): void {
    if (!this.session || !this.outbox) return;
    const lines = this.early.take();
    for (const one of lines) this.outbox.post(this.session.conversation_id, one.message_id, one.text, one.written_ms);
    if (lines.length) this.sendCart();
  }

  /** A message of files alone. Its place is among what was written, from this moment on. */
  attach(from: Iterable<File> | null = []): void {
    const files = [...(from ?? [])].slice(0, FILES_MAX);
    const { session, outbox } = this;
    if (!files.length || !session?.uploads?.length) return;
    this.outside.running(true);
    const id = newId();
    this.later.picked.set(id, files);
    const names = files.map((one) => one.name);
    outbox?.post(session.conversation_id, id, '', writtenMs(), names);
    void this.later.withFiles();
  }

  retry(messageId: string): void {
    this.outbox?.retry(messageId);
  }

  discard(messageId: string): void {
    this.outbox?.discard(messageId);
  }

  async wantPerson(): Promise<void> {
    this.outside.running(true);
    this.wantsPerson = !this.session;
    if (await this.ask('handoff')) this.sendCart();
    else this.changed();
  }

  wantCallback(contact: string, how: 'callback' | 'email' = 'callback'): Promise<boolean> {
    return this.ask('callback', { contact, how });
  }

  /** Which choices are on offer: a new reason makes them new. */
  get offer(): string {
    const { escalation_id = '', fallback_because = [] } = this.conversation.escalation ?? {};
    return `${escalation_id}:${fallback_because.length}`;
  }

  /** The customer chose among these, on this device: they are not shown again. */
  get waits(): boolean {
    return this.place.shelf?.getItem(`eh:${this.place.site}:waits`) === this.offer || this.waitsFor === this.offer;
  }

  willWait(): void {
    this.waitsFor = this.offer;
    put(this.place.shelf, `eh:${this.place.site}:waits`, this.offer);
    this.changed();
  }

  /** Go on with the bot while waiting, or only wait. */
  keepBot(bot: boolean): Promise<boolean> {
    this.willWait();
    return this.ask('company', { bot });
  }

  endChat(): Promise<boolean> {
    return this.ask('leave');
  }

  /** The server asks whether somebody is there. */
  get askedStill(): boolean {
    return this.attention?.asked ?? false;
  }

  amHere(): void {
    this.attention?.answer();
  }

  mailCopy(contact: string): Promise<boolean> {
    return this.ask('copy', { contact });
  }

  /** Have a code sent to this address, or enter the one that was. */
  prove(contact: string, code = ''): Promise<boolean> {
    return this.ask('proof', { contact, code });
  }

  rate(score: number, comment: string): Promise<boolean> {
    return this.ask('rating', { score, comment });
  }

  types(): void {
    const now = Date.now();
    if (now - this.typedAt < TYPING_EVERY_MS || !this.session) return;
    this.typedAt = now;
    this.connection?.send({ type: 'typing', conversation_id: this.session.conversation_id });
  }

  setCart(cart: Cart): void {
    this.cart = cart;
    if (this.conversation.seq) this.sendCart();
  }

  setOpen(open: boolean, full = false): void {
    this.open = open;
    this.full = full;
    this.markRead();
    this.changed();
  }

  private async ask(what: string, body: Record<string, unknown> = {}): Promise<boolean> {
    if (!this.session || !this.connection) return false;
    this.busy = what;
    this.refusal = this.refusedAs = '';
    this.changed();
    try {
      await this.connection.ask(this.session.conversation_id, what, body);
      return true;
    } catch (error) {
      this.refusedAs = error instanceof Refusal ? error.code : '';
      // A form says these itself, in the customer's language.
      if (!['unverified', 'wrong_code'].includes(this.refusedAs)) this.refusal = (error as Error).message;
      return false;
    } finally {
      this.busy = '';
      this.changed();
    }
  }

  /** With the identity we have, else with a fresh one, else as an anonymous shopper: nobody is left without help. */
  private async openSession(): Promise<Session> {
    try {
      return await this.sessionFor(this.identity);
    } catch (error) {
      if (!(error instanceof SessionRefused) || !this.identity) throw error;
      const fresh = await this.outside.identify(this.identity);
      this.identity = fresh === this.identity ? '' : fresh;
      return this.sessionFor(this.identity);
    }
  }

  private sessionFor(identity: string): Promise<Session> {
    const { site, locale, shelf } = this.place;
    const wish = { site, locale, identity, page: this.page, left: this.session?.conversation_id ?? '' };
    return openSession(wish, shelf, () => {
      wipe(shelf, site);
      this.early.forget(this.round > 1);
      this.person += 1;
    });
  }

  private settle(session: Session): void {
    this.session = session;
    this.unreachable = false;
    const connection = new Connection({
      url: socketUrl(this.place.origin),
      token: () => this.session?.token ?? '',
      renew: () => this.renew(),
      awaits: () => this.open && document.visibilityState === 'visible' && this.isAwaiting,
    });
    this.connection = connection;
    this.outbox = new Outbox(connection, `eh:${this.place.site}:out:`, this.place.shelf, () => this.changed());
    this.outbox.bring = async (one) => (await this.later.withFiles()).sends.bring(one);
    this.outbox.gone = (id) => this.later.files?.sends.forget(id);
    this.outbox.alone = () => this.wantPerson();
    this.outbox.move(session.conversation_id);
    connection.onState(() => this.changed());
    connection.listen((frame) => this.heard(frame));
    connection.follow(session.conversation_id);
    connection.start();
    this.postEarly();
    if (this.wantsPerson) void this.wantPerson();
    const unwake = wakeWithPage(connection);
    const elsewhere = (event: StorageEvent) => event.key === this.readKey && this.markRead();
    addEventListener('storage', elsewhere);
    this.unwake = () => {
      unwake();
      removeEventListener('storage', elsewhere);
    };
    this.attention = new Attention(connection, () => {
      this.markRead();
      this.changed();
    });
    this.changed();
  }

  /** Somebody is to answer: the bot, whoever has it, or the queue. */
  private get isAwaiting(): boolean {
    const { status, entries } = this.conversation;
    return status === 'queued' || status === 'reserved' || entries.at(-1)?.author?.role === 'customer';
  }

  private leave(): void {
    this.unwake();
    this.attention?.stop();
    this.attention = null;
    this.connection?.stop();
    this.connection = null;
    this.outbox = null;
    this.session = null;
    this.typing = '';
    this.seenUpto = 0;
    this.refusal = '';
    this.outside.unread(0);
    this.changed();
  }

  /** The token is not known any more: the conversation goes on, or another one begins with what was lost of this one. */
  private async renew(): Promise<boolean> {
    const { connection, session: before } = this;
    const session = await this.openSession();
    if (!before || this.connection !== connection) return false;
    const left = connection?.pictures.get(before.conversation_id);
    if (session.conversation_id === before.conversation_id) this.session = session;
    else {
      this.leave();
      this.settle(session);
      if (session.lost && left) this.connection?.inherit(session.conversation_id, left);
    }
    return this.connection === connection;
  }

  private heard(frame: FromServer): void {
    if (frame.type === 'typing') this.showTyping(frame.role === 'customer' ? '' : frame.name);
    if (frame.type === 'seen') this.sawUpto(frame.upto);
    if (frame.type !== 'events' && frame.type !== 'snapshot') return;
    this.showTyping('');
    this.outside.running(this.conversation.seq > 0 && this.conversation.status !== 'closed');
    this.markRead();
    this.changed();
  }

  private sawUpto(upto: number): void {
    this.seenUpto = Math.max(this.seenUpto, upto);
    this.changed();
  }

  private showTyping(name: string): void {
    clearTimeout(this.typingEnds);
    this.typing = name;
    if (name) this.typingEnds = setTimeout(() => this.showTyping(''), TYPING_LASTS_MS);
    this.changed();
  }

  /** How many words of the other side came since the panel was last seen open. */
  private markRead(): void {
    const { seq, entries } = this.conversation;
    const { shelf } = this.place;
    if (this.open && shelf?.getItem(this.readKey) !== String(seq)) put(shelf, this.readKey, String(seq));
    const read = Number(shelf?.getItem(this.readKey) ?? 0);
    const fresh = entries.filter((one) => one.kind === 'message' && one.seq > read && one.author?.role !== 'customer');
    this.outside.unread(this.open ? 0 : fresh.length + (this.askedStill ? 1 : 0));
  }

  private get readKey(): string {
    return `eh:${this.place.site}:read`;
  }

  private sendCart(): void {
    if (!this.cart || !this.session) return;
    const body = { ...this.cart, page: this.page.url };
    this.connection?.ask(this.session.conversation_id, 'cart', body).catch(() => undefined);
  }

  changed(): void {
    this.version += 1;
    for (const watcher of this.watchers) watcher();
  }
}
