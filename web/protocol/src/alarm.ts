import type { Clock } from './connection';

/** A timer that is only ever brought forward. */
export class Alarm {
  private timer: unknown;
  private at = Number.POSITIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly rings: () => void,
  ) {}

  within(ms: number): void {
    const at = this.clock.now() + ms;
    if (at >= this.at) return;
    this.off();
    this.at = at;
    this.timer = this.clock.after(ms, () => {
      this.off();
      this.rings();
    });
  }

  off(): void {
    this.clock.cancel(this.timer);
    this.at = Number.POSITIVE_INFINITY;
  }
}
