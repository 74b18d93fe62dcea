/** Real pages without a screen: the widget's connection and outbox, and the console's floor. They write down what they would show. */
import type { Connection } from '../../../protocol/src/connection';
import { ATTENDED } from '../../../protocol/src/lifecycle';
import { Outbox } from '../../../protocol/src/outbox';
import type { Conversation } from '../../../protocol/src/wire';
import type { TwinShelf } from '../../../protocol/test/twin';
import type { Me } from '../../src/api';
import { Floor } from '../../src/floor';
import { broken } from './broken';
import { type Place, rest } from './place';

/** A conversation of more messages than this is not answered any more. */
const ANSWERED_MAX = 60;
/** A program that posts waits so long for an answer, and tries again. */
const POST_WITHIN_MS = 3_000;

const said = (c: Conversation | undefined) => (c?.entries ?? []).filter((one) => one.kind === 'message');

/** As views are drawn: once for all that one frame has changed. */
function soon(draw: () => unknown): () => void {
  let due = false;
  return () => {
    if (!due)
      queueMicrotask(() => {
        due = false;
        draw();
      });
    due = true;
  };
}

/** What is still to be sent; not what the server has refused. */
const unsent = (outbox: Outbox, id: string) => outbox.list(id).filter((one) => !one.failed);

function refused(place: Place, outbox: Outbox, ids: string[]): void {
  const failed = ids.flatMap((id) => outbox.list(id)).filter((one) => one.failed);
  if (failed.length) place.record({ t: 'refused', ids: failed.map((one) => one.message_id), why: failed[0]?.failed });
}

/** The same value, the same text. */
export function text(value: unknown): string {
  const sorted = (_: string, one: unknown) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one;
  return JSON.stringify(value, sorted) ?? 'null';
}

/** A tab of a customer; `shelf` is what the device keeps, for all tabs. */
export class Tab {
  connection!: Connection;
  outbox!: Outbox;
  private last = '';
  private life = 0;

  constructor(
    private readonly place: Place,
    readonly name: string,
    readonly token: string,
    readonly id: string,
    private readonly shelf: TwinShelf,
  ) {
    this.load();
  }

  /** The page is loaded (again): nothing is known but what the device has kept. */
  load(): void {
    if (this.life) this.leave();
    this.life += 1;
    const { life } = this;
    const connection = this.place.connection(this.token);
    const show = soon(() => life === this.life && this.show());
    this.connection = connection;
    this.outbox = new Outbox(connection, 'out:', this.shelf, show, this.place.later);
    connection.listen(show);
    connection.follow(this.id);
    connection.start();
  }

  /** Names what was refused: it is not to arrive. */
  leave(): void {
    refused(this.place, this.outbox, [this.id]);
    this.connection.stop();
  }

  write(id: string): void {
    this.place.record({ t: 'wrote', who: this.name, place: this.id, id });
    this.outbox.post(this.id, id, `What about ${id}?`, Date.now());
  }

  get empty(): boolean {
    return unsent(this.outbox, this.id).length === 0;
  }

  private show(): void {
    const picture = this.connection.pictures.get(this.id);
    if (!picture) return;
    const ids = said(picture.conversation).map((one) => one.id);
    const own = this.outbox?.list(this.id).map((one) => one.message_id) ?? [];
    const row = { t: 'shown', who: this.name, place: this.id, life: this.life, upto: picture.upto, ids, own };
    const now = JSON.stringify(row);
    if (now !== this.last) this.place.record(row);
    this.last = now;
  }
}

/** A program: it posts over HTTP, and again until it is told that it was done. */
export async function post(place: Place, token: string, id: string, message: string): Promise<void> {
  place.record({ t: 'wrote', who: `post ${id}`, place: id, id: message });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ message_id: message, text: `And ${message}?` });
  for (;;) {
    try {
      const url = `http://127.0.0.1:${place.plan.proxy}/v1/conversations/${id}/messages`;
      const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(POST_WITHIN_MS) });
      await answer.text();
      if (answer.ok) return;
      place.record({ t: 'odd', who: `post ${id}`, status: answer.status });
    } catch {
      // The line: again.
    }
    await rest(100);
  }
}

/** A console. It accepts what it is offered, opens what it has, and answers each message. */
export class Console {
  floor!: Floor;
  private readonly last = new Map<string, string>();
  private readonly asked = new Set<string>();
  private readonly answered = new Set<string>();
  private life = 0;
  private works = false;

  constructor(
    private readonly place: Place,
    readonly name: string,
    readonly token: string,
  ) {
    this.load();
  }

  load(): void {
    if (this.life) this.leave();
    this.life += 1;
    const { life } = this;
    const floor = console_(this.place, this.name, this.token);
    this.floor = floor;
    this.asked.clear();
    floor.watch(soon(() => life === this.life && this.shown()));
    floor.connection.start();
  }

  get empty(): boolean {
    return [...this.floor.connection.pictures.keys()].every((id) => unsent(this.floor.outbox, id).length === 0);
  }

  leave(): void {
    refused(this.place, this.floor.outbox, [...this.floor.connection.pictures.keys()]);
    this.floor.connection.stop();
  }

  private shown(): void {
    for (const [id, { conversation, upto }] of this.floor.connection.pictures) this.show(id, conversation, upto);
    if (!this.works) setTimeout(() => this.work(), 10);
    this.works = true;
  }

  private show(id: string, c: Conversation, upto: number): void {
    const ids = said(c).map((one) => one.id);
    const own = unsent(this.floor.outbox, id).map((one) => one.message_id);
    const row = { t: 'shown', who: `${this.name} ${id}`, place: id, life: this.life, upto, ids, own };
    const now = JSON.stringify(row);
    if (now !== this.last.get(id)) this.place.record(row);
    this.last.set(id, now);
  }

  private work(): void {
    const { floor } = this;
    this.works = false;
    for (const row of floor.offers) {
      const offer = row.reservation?.reservation_id ?? '';
      if (this.asked.has(offer)) continue;
      this.asked.add(offer);
      void floor.accept(row).finally(() => setTimeout(() => this.asked.delete(offer), 2_000));
    }
    for (const row of floor.rows) {
      const mine = ATTENDED.includes(row.status) && row.agent_id === this.name;
      if (mine && !floor.connection.pictures.has(row.conversation_id)) floor.select(row.conversation_id);
    }
    for (const [id, { conversation }] of floor.connection.pictures) this.answer(id, conversation);
  }

  private answer(id: string, c: Conversation): void {
    const there = said(c);
    if (!this.floor.holds(c) || there.length > ANSWERED_MAX) return;
    const ids = new Set(there.map((one) => one.id));
    for (const one of there) {
      const reply = `${one.id}-${this.name}`;
      if (one.author?.role !== 'customer' || ids.has(reply) || this.answered.has(reply)) continue;
      this.answered.add(reply);
      this.place.record({ t: 'wrote', who: this.name, place: id, id: reply });
      this.floor.outbox.post(id, reply, `It comes, ${one.id}.`, Date.now());
    }
  }
}

/** `sound`: straight to the server. */
export function console_(place: Place, name: string, token: string, sound = false): Floor {
  const me = { agent: { id: name, name }, roster: { queues: [], agents: [] } } as unknown as Me;
  const floor = new Floor(me, place.settings(token, sound));
  if (!sound) broken(floor.connection, place.plan.broken);
  return floor;
}
