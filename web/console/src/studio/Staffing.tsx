import { useEffect, useMemo, useState } from 'react';
import { call } from '../api';
import { useFloor } from '../floor';
import { Drawn, fetchDrawn } from './Drawn';
import { useAnswer } from './draft';

interface Day {
  requests: number;
  days: number;
  profile: string;
  arrivals_h: number | null;
  handle_s: number | null;
  patience_s: number | null;
  agents: number;
  concurrency: number;
  zone: string;
}

interface Answer {
  agents: number;
  agents_needed: number;
  asa_s: number | null;
  wait_p90_s: number | null;
  p_abandon: number;
  service_level: number;
  occupancy: number;
}

/** What can be moved: name, words, unit, from, to, step. */
const SLIDERS = [
  ['agents', 'Agents', '', 1, 60, 1],
  ['arrivals', 'Requests for a person', 'an hour', 1, 300, 1],
  ['times', 'That many, times', '×', 0.5, 3, 0.1],
  ['handle', 'Handling a chat alone', 'min', 1, 40, 0.5],
  ['patience', 'Customers wait, on average', 'min', 0.5, 30, 0.5],
  ['concurrency', 'Chats at once', '', 1, 6, 1],
  ['slowdown', 'Each further chat adds', '%', 0, 80, 5],
  ['share', 'Target: this share', '%', 50, 99, 1],
  ['within', 'answered within', 's', 15, 300, 15],
] as const;

type Name = (typeof SLIDERS)[number][0];
type Values = Record<Name, number>;

const BEGIN: Values = {
  agents: 8,
  arrivals: 48,
  times: 1,
  handle: 9,
  patience: 5,
  concurrency: 3,
  slowdown: 30,
  share: 80,
  within: 60,
};
const SETTLE_MS = 250;

const near = (value: number, [, , , from, to, step]: (typeof SLIDERS)[number]) =>
  Math.min(to, Math.max(from, Math.round(value / step) * step));

/** Sliders over the staffing forecast: how many agents, how long a wait. */
export function Staffing() {
  const floor = useFloor();
  const [values, setValues] = useState(BEGIN);
  const [day, setDay] = useState<Day | null>(null);
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    call<Day>('GET', '/v1/staffing/day').then(
      (told) => {
        setDay(told);
        setValues((now) => fromDay(now, told));
      },
      () => undefined,
    );
  }, []);
  const asked = useMemo(() => question(values, whole && day?.profile ? day.profile : ''), [values, whole, day]);
  const key = JSON.stringify(asked);
  const figures = useAnswer(
    asked['profile'] ? null : () => call<Answer>('POST', '/v1/staffing/forecast', asked),
    key,
    SETTLE_MS,
  );
  const drawn = useAnswer(() => fetchDrawn('POST', '/v1/staffing/page', floor.me.csrf, asked), key, SETTLE_MS);
  return (
    <>
      <p className="soft about">
        How many agents, and how long a wait? The figures come from exact queueing formulas for chats at once and
        customers who leave.{' '}
        {day &&
          (day.days
            ? `Begun from your own last ${day.days} days (${day.requests} requests).`
            : 'Your own history is too short to begin from: the sliders begin at usual values.')}
      </p>
      <div className="what-if">
        <form className="card sliders" aria-label="What if" onSubmit={(event) => event.preventDefault()}>
          {SLIDERS.map((one) => (
            <Slider
              key={one[0]}
              one={one}
              value={values[one[0]]}
              onValue={(value) => setValues({ ...values, [one[0]]: value })}
              off={whole && (one[0] === 'arrivals' || one[0] === 'agents')}
            />
          ))}
          <label className="tick">
            <input
              type="checkbox"
              checked={whole}
              disabled={!day?.profile}
              onChange={(event) => setWhole(event.target.checked)}
            />
            Agents for each half hour of an average day of ours
          </label>
        </form>
        <section className="card answer" aria-label="The forecast">
          {!whole && figures.told && <Told told={figures.told} />}
          {(figures.why || drawn.why) && <p className="bad">{figures.why || drawn.why}</p>}
          <Drawn page={drawn.told} label="Curves of the forecast" />
        </section>
      </div>
    </>
  );
}

function fromDay(now: Values, day: Day): Values {
  const known: Partial<Values> = { agents: day.agents, concurrency: day.concurrency };
  if (day.arrivals_h) known.arrivals = day.arrivals_h;
  if (day.handle_s) known.handle = day.handle_s / 60;
  if (day.patience_s) known.patience = day.patience_s / 60;
  const pairs = SLIDERS.map((one) => [one[0], near(known[one[0]] ?? now[one[0]], one)]);
  return Object.fromEntries(pairs) as Values;
}

/** As `escapehatch forecast` takes it. */
function question(x: Values, profile: string): Record<string, unknown> {
  const slowdown = Array.from({ length: x.concurrency - 1 }, (_, n) => (1 + ((n + 1) * x.slowdown) / 100).toFixed(2));
  const came = profile
    ? { profile: profile.replace(/,(.+)$/gm, (_, count: string) => `,${(Number(count) * x.times).toFixed(4)}`) }
    : { arrivals: `${(x.arrivals * x.times).toFixed(2)}/h`, agents: x.agents };
  return {
    ...came,
    handle: `${x.handle}min`,
    patience: `${x.patience}min`,
    concurrency: x.concurrency,
    slowdown: slowdown.join(','),
    target: `${x.share}%/${x.within}s`,
  };
}

interface SliderProps {
  one: (typeof SLIDERS)[number];
  value: number;
  onValue: (value: number) => void;
  off: boolean;
}

function Slider({ one: [name, words, unit, from, to, step], value, onValue, off }: SliderProps) {
  return (
    <div className="slider">
      <label htmlFor={`what-${name}`}>{words}</label>
      <output htmlFor={`what-${name}`}>
        {Number.isInteger(value) ? value : value.toFixed(1)} {unit}
      </output>
      <input
        id={`what-${name}`}
        type="range"
        min={from}
        max={to}
        step={step}
        value={value}
        disabled={off}
        onChange={(event) => onValue(Number(event.target.value))}
      />
    </div>
  );
}

function Told({ told }: { told: Answer }) {
  const short = told.agents < told.agents_needed;
  const enough =
    told.agents_needed === 1 ? '1 agent reaches the target' : `${told.agents_needed} agents reach the target`;
  return (
    <p className={short ? 'verdict bad' : 'verdict sound'} role="status">
      {short
        ? `${told.agents_needed - told.agents} too few: ${enough}.`
        : `${enough}; ${told.agents - told.agents_needed} to spare.`}
    </p>
  );
}
