import { SHAPES } from './wire';

type Plain = Record<string, unknown>;

/**
 * `raw` with every field that Python left out because it has its default value.
 *
 * `name` is the struct's name in `wire.ts`; `Event` finds the name in the value's own tag. Unknown names and unknown
 * fields pass through, so that a newer server does not break an older page.
 */
export function complete<T>(name: string, raw: unknown): T {
  if (raw === null || typeof raw !== 'object') return raw as T;
  const given = raw as Plain;
  const shape = SHAPES[name === 'Event' ? String(given['type']) : name];
  if (!shape) return raw as T;
  const [defaults, holds] = shape;
  const whole: Plain = { ...defaults, ...given };
  for (const field in holds) whole[field] = held(holds[field] ?? '', whole[field]);
  return whole as T;
}

function held(kind: string, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  const inner = kind.slice(1, -1);
  if (kind.startsWith('[')) return (value as unknown[]).map((one) => complete(inner, one));
  if (!kind.startsWith('{')) return complete(kind, value);
  const entries = Object.entries(value as Plain);
  return Object.fromEntries(entries.map(([key, one]) => [key, complete(inner, one)]));
}
