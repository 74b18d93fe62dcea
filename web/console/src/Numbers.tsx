import { useEffect, useState } from 'react';
import { call } from './api';
import { useFloor } from './floor';
import { sentence } from './words';

interface Metric {
  name: string;
  title: string;
  value: string;
  /** What the value is of the metric, where that is not its title. */
  of: string;
  definition: string;
  more: [string, string][];
}

/** How well it goes: each number with what it means. */
export function Numbers() {
  const floor = useFloor();
  const [metrics, setMetrics] = useState<Metric[] | null>(null);
  const [why, setWhy] = useState('');
  useEffect(() => {
    call<unknown>('GET', '/v1/numbers').then(
      (told) => setMetrics(readNumbers(told)),
      (error: Error) => setWhy(error.message),
    );
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <main className="page numbers" tabIndex={0} aria-label="Numbers">
      <div className="numbers-head">
        <h2>Numbers</h2>
        <a href="/v1/numbers?form=csv" download="numbers.csv">
          Export as CSV
        </a>
        {floor.leads && (
          <a href="/v1/requests?form=csv" download="requests.csv">
            Every request as CSV
          </a>
        )}
      </div>
      {why && <p className="bad">{why}</p>}
      {!metrics && !why && <p className="soft">Counting…</p>}
      <div className="metrics">
        {metrics?.map((one) => (
          <article key={one.name} className="metric">
            <h3>{one.title}</h3>
            {one.value && (
              <p className={/\d/.test(one.value) ? 'value' : 'value none'}>
                {one.value} {one.of && <span className="of">{label(one.of)}</span>}
              </p>
            )}
            <dl>
              {one.more.map(([name, value]) => (
                <div key={name}>
                  <dt>{label(name)}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            {one.definition && (
              <details>
                <summary>What this means</summary>
                <p>{one.definition}</p>
              </details>
            )}
          </article>
        ))}
      </div>
    </main>
  );
}

/** `wait_s_p50` -> "Wait p50": the unit stands with the value. */
const label = (name: string): string => sentence(name.replace(/(?<!\d)_s(?=_|$)/g, ''));

type Raw = Record<string, unknown>;
const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Metrics as the server tells them: by name, or as a list; each a value with a definition and parts. */
export function readNumbers(told: unknown): Metric[] {
  const inside = isRaw(told) ? (told['metrics'] ?? told['numbers'] ?? told) : told;
  const pairs: [string, unknown][] = Array.isArray(inside)
    ? inside.map((one) => [String((isRaw(one) && one['name']) || ''), one])
    : Object.entries(isRaw(inside) ? inside : {});
  return pairs
    .filter(([, one]) => isRaw(one))
    .sort(([one], [other]) => place(one) - place(other))
    .map(([name, one]) => metric(name, one as Raw));
}

/** What a lead looks at first comes first. */
const ORDER = [
  'containment',
  'handoff_reasons',
  'time_to_human',
  'served_in_time',
  'abandonment',
  'repeat_rate',
  'return_success',
  'recontact',
  'satisfaction',
  'money_touched',
];

const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** The part that stands for the whole, where it is not called like the metric itself. */
const HEADLINES: Record<string, string> = {
  containment: 'containment',
  time_to_human: 'wait_s_p50',
  served_in_time: 'served_rate',
  abandonment: 'abandonment_rate',
  offers: 'missed_rate',
  occupancy: 'occupancy_rate',
  callbacks: 'kept_rate',
  handoff_reasons: 'requests',
  return_success: 'success_rate',
  recontact: 'recontact_24_h_rate',
  satisfaction: 'all: mean',
  money_touched: 'reached_rate',
};

/** Parts of parts by both names: a metric may answer for each queue. */
function flat(parts: Raw): Raw {
  const pairs = Object.entries(parts).flatMap(([name, value]): [string, unknown][] =>
    isRaw(value) ? Object.entries(value).map(([inner, one]) => [`${name}: ${inner}`, one]) : [[name, value]],
  );
  return Object.fromEntries(pairs);
}

function metric(name: string, one: Raw): Metric {
  const whole = isRaw(one['value']) ? one['value'] : { [name]: one['value'] };
  const parts = flat(whole);
  const keys = Object.keys(parts);
  const headline = [HEADLINES[name] ?? '', name].find((key) => key in parts) ?? '';
  const nothing = Object.values(parts).every((part) => !part);
  const more = keys.filter((key) => key !== headline).map((key): [string, string] => [key, shown(key, parts[key])]);
  return {
    name,
    title: String(one['title'] ?? sentence(name)),
    value: nothing ? 'nothing to count yet' : headline && shown(headline, parts[headline]),
    of: nothing || headline === name ? '' : headline,
    definition: String(one['definition'] ?? ''),
    more: nothing ? [] : more,
  };
}

function shown(name: string, value: unknown): string {
  if (value === null || value === undefined) return 'not yet known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'number') return String(value);
  if (/^within_|share|rate$|containment|ratio/.test(name) && value <= 1) return `${(100 * value).toFixed(1)} %`;
  if (/_s($|_)/.test(name)) return value < 90 ? `${Math.round(value)} s` : `${(value / 60).toFixed(1)} min`;
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
