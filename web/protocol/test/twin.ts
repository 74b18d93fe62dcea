/** In-memory twins of the socket and the clock, driven by the test. */
import type { Clock, Wire } from '../src/connection';
import type { Conversation } from '../src/wire';

export class TwinWire implements Wire {
  onopen: Wire['onopen'] = null;
  onmessage: Wire['onmessage'] = null;
  onclose: Wire['onclose'] = null;
  sent: Record<string, unknown>[] = [];
  said: Record<string, unknown>[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
  }

  get last(): Record<string, unknown> {
    return this.sent.at(-1) ?? {};
  }

  ofType(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame['type'] === type);
  }

  say(frame: Record<string, unknown>): void {
    this.said.push(frame);
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The server's greeting. */
  accept(epoch = 1, traced = false): void {
    const you = { role: 'customer', id: 'ada' };
    this.onopen?.();
    this.say({ type: 'welcome', you, build: '1', now: '2026-01-01T00:00:00Z', epoch, traced });
  }

  snapshot(conversation: Partial<Conversation>, upto: number): void {
    this.say({ type: 'snapshot', conversation, upto });
  }

  break(code = 1006): void {
    this.onclose?.({ code });
  }
}

export class TwinClock implements Clock {
  private timers: { at: number; run: () => void }[] = [];
  private time = 0;
  luck = 1;

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): unknown {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return timer;
  }

  cancel(timer: unknown): void {
    this.timers = this.timers.filter((one) => one !== timer);
  }

  chance(): number {
    return this.luck;
  }

  pass(ms: number): void {
    const until = this.time + ms;
    for (let next = this.due(until); next; next = this.due(until)) {
      this.time = next.at;
      this.cancel(next);
      next.run();
    }
    this.time = until;
  }

  private due(until: number) {
    return this.timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
  }
}

/** A shelf like `localStorage`. */
export class TwinShelf {
  private readonly kept = new Map<string, string>();

  get length(): number {
    return this.kept.size;
  }

  key(place: number): string | null {
    return [...this.kept.keys()][place] ?? null;
  }

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }

  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

/** Let promises settle. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
