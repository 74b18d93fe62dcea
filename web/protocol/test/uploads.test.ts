// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Waiting } from '../src/outbox';
import { STALLED_MS, Uploads } from '../src/uploads';

/** A call whose bytes go as far as the test says. */
class Call {
  static last: Call;
  status = 0;
  response: unknown = null;
  upload: { onprogress?: (event: { total: number; loaded: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  onloadend?: () => void;

  constructor() {
    Call.last = this;
  }
  open(): void {}
  setRequestHeader(): void {}
  send(): void {}
  abort(): void {
    this.onabort?.();
    this.onloadend?.();
  }
}

const real = globalThis.XMLHttpRequest;
beforeEach(() => {
  vi.useFakeTimers();
  globalThis.XMLHttpRequest = Call as unknown as typeof XMLHttpRequest;
});
afterEach(() => {
  vi.useRealTimers();
  globalThis.XMLHttpRequest = real;
});

/** How an upload stands after a while. */
async function standing() {
  const uploads = new Uploads({ headers: () => ({}), changed: () => undefined });
  uploads.hold('m1', [new File(['x'], 'a.txt', { type: 'text/plain' })]);
  const told: string[] = [];
  uploads.bring({ conversation_id: 'c1', message_id: 'm1' } as Waiting).then(
    (ids) => told.push(...ids),
    (error: { code: string }) => told.push(error.code),
  );
  await vi.advanceTimersByTimeAsync(0);
  return told;
}

describe('an upload', () => {
  it('is begun anew when its line is dead, so that what stands behind it goes (G5, G29)', async () => {
    const told = await standing();
    await vi.advanceTimersByTimeAsync(STALLED_MS - 1);
    Call.last.upload.onprogress?.({ total: 2, loaded: 1 });
    await vi.advanceTimersByTimeAsync(STALLED_MS - 1);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['stopped']);
  });

  it('is over with its answer', async () => {
    const told = await standing();
    Object.assign(Call.last, { status: 200, response: { blob_id: 'b1' } });
    Call.last.onload?.();
    Call.last.onloadend?.();
    await vi.advanceTimersByTimeAsync(2 * STALLED_MS);
    expect(told).toEqual(['b1']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
