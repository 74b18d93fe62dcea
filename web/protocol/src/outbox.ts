/**
 * Messages that the server has not confirmed yet. They outlive the page and are sent again, by the same id, until the
 * server says done or refused: what was typed is never lost and never doubled.
 */
import { type Connection, Refusal } from './connection';

export interface Waiting {
  conversation_id: string;
  message_id: string;
  text: string;
  /** Milliseconds since 1970, by this device: for order and display only. */
  written_ms: number;
  /** Why the server refused it; empty while it is under way. */
  failed: string;
  /** The version that contains it, once the server has it: shown until the picture has caught up. */
  upto: number;
  /** Names of the files that go along, and the server's ids of them once it has their bytes. */
  names: string[];
  attachments: string[];
}

/** The part of `localStorage` that is used. Every message has its own key, so two tabs do not overwrite each other. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Refusals that another try may overcome. */
const PASSING = new Set(['unreachable', 'stopped', 'unavailable', 'too_fast']);
/** No person is there, nor asked for. */
const ALONE = new Set(['with_bot', 'wrap_up', 'closed']);
const AGAIN_AFTER_MS = 3_000;

export class Outbox {
  private readonly waiting = new Map<string, Waiting>();
  private sending = false;
  /** Takes a message's files to the server first; what stands behind it waits. */
  bring: (one: Waiting) => Promise<string[]> = async () => [];
  /** Told of each message that is not waiting any more. */
  gone: (messageId: string) => void = () => undefined;
  /** Told after a restore where a person was there, or asked for, and the bot is now. */
  alone: () => void = () => undefined;

  constructor(
    private readonly connection: Connection,
    private readonly prefix: string,
    private readonly shelf: Shelf | null,
    private readonly changed: () => void,
    private readonly later: (ms: number, run: () => void) => unknown = (ms, run) => setTimeout(run, ms),
  ) {
    for (const kept of this.stored()) this.waiting.set(kept.message_id, kept);
    connection.onState(() => void this.drain());
    connection.listen((frame) => {
      if (frame.type === 'snapshot') this.recover(frame.conversation.id);
      if (frame.type === 'events' || frame.type === 'snapshot') this.confirm();
    });
  }

  /** Oldest first. */
  list(conversationId: string): Waiting[] {
    const mine = [...this.waiting.values()].filter((one) => one.conversation_id === conversationId);
    return mine.sort((a, b) => a.written_ms - b.written_ms);
  }

  post(
    conversation_id: string,
    message_id: string,
    text: string,
    written_ms: number,
    names: string[] = [],
    attachments: string[] = [],
  ): void {
    this.keep({ conversation_id, message_id, text, written_ms, failed: '', upto: 0, names, attachments });
    void this.drain();
  }

  retry(messageId: string): void {
    const one = this.waiting.get(messageId);
    if (one) this.keep({ ...one, failed: '' });
    void this.drain();
  }

  discard(messageId: string): void {
    this.waiting.delete(messageId);
    this.gone(messageId);
    this.shelf?.removeItem(this.prefix + messageId);
    this.changed();
  }

  /** Where some of it was written is gone: all that waits belongs here now. Files go again from the beginning. */
  move(conversation_id: string): void {
    for (const one of this.waiting.values())
      if (one.conversation_id !== conversation_id) this.keep({ ...one, conversation_id, attachments: [] });
  }

  /** What the server already told us it has needs no sending. */
  private confirm(): void {
    for (const one of [...this.waiting.values()]) {
      const picture = this.connection.pictures.get(one.conversation_id);
      const there = picture?.conversation.entries.some((entry) => entry.id === one.message_id);
      if (there || (one.upto && picture && picture.upto >= one.upto)) this.discard(one.message_id);
    }
  }

  /** After a restore: what this side had said and the server no longer has is unsent again, under the same id. */
  private recover(conversation_id: string): void {
    const { former, pictures, welcome } = this.connection;
    const you = welcome?.you;
    // A customer's page has one customer, whatever they were called before.
    const name = you?.['role'] === 'customer' ? 'role' : 'id';
    const before = former.get(conversation_id)?.conversation;
    const now = pictures.get(conversation_id)?.conversation;
    former.delete(conversation_id);
    if (now?.status === 'with_bot' && before && !ALONE.has(before.status)) this.alone();
    const there = new Set(now?.entries.map((entry) => entry.id));
    // Confirmed, and lost before this page was told of it.
    for (const one of this.list(conversation_id))
      if (one.upto && !there.has(one.message_id)) this.keep({ ...one, upto: 0 });
    for (const { kind, id, text, at, author, attachments } of before?.entries ?? []) {
      const mine = kind === 'message' && author?.[name] === you?.[name];
      const told = (['name', 'blob_id'] as const).map((what) => attachments.map((one) => one[what]));
      if (mine && !there.has(id)) this.post(conversation_id, id, text, Date.parse(at), ...told);
    }
    void this.drain();
  }

  /** One at a time, so that they arrive in the order in which they were written. */
  private async drain(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let next = this.next(); next && this.connection.state === 'open'; next = this.next())
        await this.deliver(next);
    } finally {
      this.sending = false;
    }
  }

  /** What may have to be said before it is not known yet where a restored server has not told what it has. */
  private next(): Waiting | undefined {
    const { former } = this.connection;
    const unsent = [...this.waiting.values()].filter(
      (one) => !one.failed && !one.upto && !former.has(one.conversation_id),
    );
    return unsent.sort((a, b) => a.written_ms - b.written_ms)[0];
  }

  private async deliver(one: Waiting): Promise<void> {
    const { message_id, text, names } = one;
    let { attachments } = one;
    try {
      if (attachments.length < names.length) {
        attachments = await this.bring(one);
        if (!this.waiting.has(message_id)) return;
        this.keep({ ...one, attachments });
      }
      const body = names.length ? { message_id, text, attachments } : { message_id, text };
      const { upto } = await this.connection.ask(one.conversation_id, 'messages', body);
      this.delivered({ ...one, attachments }, upto);
    } catch (error) {
      const { code, message } = error as Refusal;
      if (PASSING.has(code)) await new Promise<void>((rested) => this.later(AGAIN_AFTER_MS, rested));
      else if (this.waiting.has(message_id)) {
        // What was swept away meanwhile goes again from the beginning, where its bytes are still at hand.
        const kept = code === 'attachment_gone' ? [] : attachments;
        this.keep({ ...one, attachments: kept, failed: message || code });
      }
    }
  }

  /** The server has it. Its event may come a moment later: until then it stays in sight. */
  private delivered(one: Waiting, upto: number): void {
    this.shelf?.removeItem(this.prefix + one.message_id);
    if (!this.waiting.has(one.message_id)) return;
    this.waiting.set(one.message_id, { ...one, upto: Math.max(1, upto) });
    this.confirm();
    this.changed();
  }

  private keep(one: Waiting): void {
    this.waiting.set(one.message_id, one);
    put(this.shelf, this.prefix + one.message_id, JSON.stringify(one));
    this.changed();
  }

  private *stored(): Generator<Waiting> {
    for (let place = 0; this.shelf && place < this.shelf.length; place += 1) {
      const key = this.shelf.key(place);
      const text = key?.startsWith(this.prefix) ? this.shelf.getItem(key) : null;
      if (text) yield { names: [], attachments: [], ...(JSON.parse(text) as Partial<Waiting>) } as Waiting;
    }
  }
}

/** `localStorage`, or null where the browser forbids it (blocked third-party storage). It may be full. */
export function shelf(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** Keep it, where there is room: else it lives as long as the page. */
export function put(shelf: Shelf | null, key: string, text: string): void {
  try {
    shelf?.setItem(key, text);
  } catch {
    // Full.
  }
}
