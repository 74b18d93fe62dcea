/** Where the fleet's pages live: addresses, a quicker clock, chance from a seed, and the record of what they show. */
import { type Clock, Connection, type Settings, type Wire } from '../../../protocol/src/connection';
import { broken } from './broken';

/** What the proofs hand over. `speed`: the pages' own timers run so much faster. */
export interface Plan {
  origin: string;
  server: number;
  proxy: number;
  seed: number;
  speed: number;
  each: number;
  pause_ms: number;
  reload_ms: number;
  patience_s: number;
  customers: [token: string, place: string][];
  posters: [token: string, place: string][];
  agents: [token: string, id: string][];
  /** Which of the clients' habits is missing, to see that it is missed; empty: none. */
  broken: string;
}

/** A small generator (mulberry32): the same seed, the same fleet. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const rest = (ms: number) => new Promise<void>((rested) => setTimeout(rested, ms));

export class Place {
  private clients = 0;

  constructor(
    readonly plan: Plan,
    readonly record: (row: Record<string, unknown>) => void,
  ) {}

  chance(): () => number {
    this.clients += 1;
    return dice(this.plan.seed * 7_919 + this.clients);
  }

  /** How a page of this fleet connects; `sound`: straight to the server, with nothing in between and nothing missing. */
  settings(token: string, sound = false): Settings & { clock: Clock } {
    const { origin, server, proxy, speed } = this.plan;
    const url = `ws://127.0.0.1:${sound ? server : proxy}/v1/socket`;
    const Socket = WebSocket as unknown as new (url: string, options: unknown) => Wire;
    return {
      url,
      token: () => token,
      awaits: () => true,
      dial: () => new Socket(url, { headers: { origin } }),
      clock: {
        after: (ms, run) => setTimeout(run, ms / speed),
        cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
        chance: this.chance(),
        now: () => performance.now() * speed,
      },
    };
  }

  later = (ms: number, run: () => void) => setTimeout(run, ms / this.plan.speed);

  connection(token: string, sound = false): Connection {
    const made = new Connection(this.settings(token, sound));
    return sound ? made : broken(made, this.plan.broken);
  }
}
