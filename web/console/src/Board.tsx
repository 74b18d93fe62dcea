import { useEffect, useState } from 'react';
import { call } from './api';
import { type Floor, useFloor } from './floor';
import { sentence } from './words';

interface Queue {
  id: string;
  title: string;
  open: boolean;
  waiting: number;
  oldest_s: number | null;
  oldest_id: string;
  available: number;
  agents: number;
  load: number;
  capacity: number;
  service_level: number | null;
  today: number;
}

interface Told {
  waiting: number;
  pressure: number;
  service_level: number | null;
  within_s: number;
  today: number;
  queues: Queue[];
  agents: { id: string; name: string; state: string; load: number; capacity: number }[];
}

const EVERY_MS = 2_000;

/** The floor, live: queues, agents, and how today goes. */
export function Board() {
  const floor = useFloor();
  const [told, setTold] = useState<Told | null>(null);
  const [why, setWhy] = useState('');
  useEffect(() => {
    const ask = () =>
      call<Told>('GET', '/v1/wallboard').then(
        (board) => {
          setTold(board);
          setWhy('');
        },
        (error: Error) => setWhy(error.message),
      );
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <main className="page board" tabIndex={0} aria-label="Floor">
      <h2>Floor</h2>
      {why && <p className="bad">{why}</p>}
      {!told && !why && <p className="soft">Looking around…</p>}
      {told && <Figures told={told} />}
      {told && <Queues queues={told.queues} />}
      {told && <Agents told={told} floor={floor} />}
    </main>
  );
}

const share = (value: number | null): string => (value === null ? '–' : `${Math.round(100 * value)} %`);

function waited(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

function Figures({ told }: { told: Told }) {
  const oldest = Math.max(-1, ...told.queues.map((one) => one.oldest_s ?? -1));
  const there = told.agents.filter((one) => one.state === 'available');
  const figures: [string, string, string, boolean][] = [
    ['Waiting', String(told.waiting), 'people', told.waiting > 0],
    ['Longest wait', waited(oldest < 0 ? null : oldest), 'now', oldest > told.within_s],
    [
      `Within ${Math.round(told.within_s / 60)} min`,
      share(told.service_level),
      `of ${told.today} who asked today`,
      (told.service_level ?? 1) < 0.8,
    ],
    ['Pressure', told.pressure.toFixed(1), 'waiting for each seat', told.pressure > 1],
    ['Available', `${there.length} of ${told.agents.length}`, 'agents', false],
  ];
  return (
    <ul className="figures">
      {figures.map(([name, value, unit, hot]) => (
        <li key={name} className={hot ? 'figure hot' : 'figure'}>
          <span className="soft">{name}</span>
          <strong>{value}</strong>
          <span className="soft">{unit}</span>
        </li>
      ))}
    </ul>
  );
}

function Queues({ queues }: { queues: Queue[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="card" tabIndex={0} aria-label="Queues">
      <table>
        <caption>Queues</caption>
        <thead>
          <tr>
            <th scope="col">Queue</th>
            <th scope="col" className="number">
              Waiting
            </th>
            <th scope="col" className="number">
              Longest
            </th>
            <th scope="col" className="number">
              Agents
            </th>
            <th scope="col">Seats</th>
            <th scope="col" className="number">
              In time today
            </th>
          </tr>
        </thead>
        <tbody>
          {queues.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {one.title} {!one.open && <span className="badge">closed now</span>}
              </th>
              <td className={one.waiting ? 'number hot' : 'number'}>{one.waiting}</td>
              <td className="number">
                {one.oldest_id ? <a href={`#/c/${one.oldest_id}`}>{waited(one.oldest_s)}</a> : '–'}
              </td>
              <td className="number">
                {one.available} of {one.agents}
              </td>
              <td>
                <Load load={one.load} capacity={one.capacity} />
              </td>
              <td className="number">
                {share(one.service_level)} <span className="soft">of {one.today}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Load({ load, capacity }: { load: number; capacity: number }) {
  const full = capacity > 0 && load >= capacity;
  return (
    <span className={full ? 'load full' : 'load'}>
      <meter min={0} max={Math.max(capacity, 1)} value={load} aria-label="Seats taken" />
      <span className="soft">
        {load}/{capacity}
      </span>
    </span>
  );
}

/** Each agent with whom they are; going there is watching. */
function Agents({ told, floor }: { told: Told; floor: Floor }) {
  const held = floor.rows.filter((one) => ['with_agent', 'wrap_up', 'reserved'].includes(one.status));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="card" tabIndex={0} aria-label="Agents">
      <table>
        <caption>Agents</caption>
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col">State</th>
            <th scope="col">Seats</th>
            <th scope="col">With</th>
          </tr>
        </thead>
        <tbody>
          {told.agents.map((one) => (
            <tr key={one.id}>
              <th scope="row">{one.name}</th>
              <td>
                <span className={`state ${one.state}`}>
                  <i aria-hidden="true" />
                  {sentence(one.state)}
                </span>
              </td>
              <td>
                <Load load={one.load} capacity={one.capacity} />
              </td>
              <td>
                {held
                  .filter((row) => row.agent_id === one.id)
                  .map((row) => (
                    <a key={row.conversation_id} className="chip" href={`#/c/${row.conversation_id}`} dir="auto">
                      {row.customer.name || 'Not signed in'}
                      {row.status === 'reserved' && ' (offered)'}
                    </a>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
