import { useEffect, useState } from 'react';
import { call } from '../api';
import { useFloor } from '../floor';
import { sentence, triggerName } from '../words';
import { Drawn, fetchDrawn } from './Drawn';
import { draft } from './draft';

interface Decision {
  turn: number | null;
  trigger: string;
  because: string;
}

interface Moved {
  id: string;
  kind: string;
  draft: Decision | null;
  in_force: Decision | null;
  said: string;
  messages: { role: string; text: string }[];
}

interface Figures {
  conversations: number;
  handed_off: number;
  handed_off_rate: number;
  agent_minutes: number;
}

interface Found {
  id: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'stopped';
  done: number;
  of: number;
  problem: string;
  numbers?: { draft: Figures; in_force: Figures };
  agents_needed?: (number | null)[];
  moved?: Moved[];
  moved_count?: number;
  unread?: { count: number; first: string[] };
}

const ASK_MS = 500;
const over = (found: Found) => !['waiting', 'running'].includes(found.state);

/** A draft against the policy in force, on past conversations. */
export function Backtest() {
  const [found, setFound] = useState<Found | null>(null);
  const [why, setWhy] = useState('');
  const id = found?.id;
  const running = found !== null && !over(found);
  useEffect(() => {
    if (!id || !running) return;
    const timer = setInterval(() => {
      call<Found>('GET', `/v1/policy/backtests/${id}`).then(setFound, (error: Error) => setWhy(error.message));
    }, ASK_MS);
    return () => clearInterval(timer);
  }, [id, running]);
  const begin = async (asked: Record<string, unknown>) => {
    setWhy('');
    try {
      const text = draft() || (await call<{ text: string }>('GET', '/v1/policy')).text;
      setFound(await call<Found>('POST', '/v1/policy/backtests', { text, ...asked }));
    } catch (error) {
      setWhy((error as Error).message);
    }
  };
  return (
    <>
      <p className="soft about">
        What would the draft have done with past conversations, and what the policy in force?{' '}
        {draft() ? 'Your draft from the editor is compared.' : 'There is no draft: '}
        {!draft() && <a href="#/studio/policy">write one first</a>}
        {!draft() && ', or see what the policy in force does.'}
      </p>
      <Asking begin={begin} running={running} />
      {why && (
        <p className="bad" role="alert">
          {why}
        </p>
      )}
      {found && running && (
        <p className="bar" role="status">
          <progress aria-label="How far it is" max={Math.max(found.of, 1)} value={found.done} />{' '}
          {found.of ? `${found.done} of ${found.of} records` : 'Beginning…'}
          <button type="button" onClick={() => void call('DELETE', `/v1/policy/backtests/${found.id}`)}>
            Stop
          </button>
        </p>
      )}
      {found && (found.state === 'failed' || found.state === 'stopped') && (
        <p className="bad">{found.problem || 'It was stopped.'}</p>
      )}
      {found?.state === 'done' && <Results found={found} />}
    </>
  );
}

const BESIDE = [
  ['arrivals', 'Conversations that reach the bot', '200/h'],
  ['handle', 'A handoff keeps an agent', '9min'],
  ['patience', 'Customers wait, on average', '5min'],
  ['target', 'Target', '80%/60s'],
] as const;

function Asking({ begin, running }: { begin: (asked: Record<string, unknown>) => Promise<void>; running: boolean }) {
  const [source, setSource] = useState<'own' | 'file'>('own');
  const [records, setRecords] = useState('');
  const [typed, setTyped] = useState<Record<string, string>>({
    arrivals: '200/h',
    handle: '9min',
    patience: '5min',
    target: '80%/60s',
  });
  const ready = !running && (source === 'own' || records !== '');
  return (
    <form
      className="card asking"
      onSubmit={(event) => {
        event.preventDefault();
        void begin({ ...typed, ...(source === 'file' ? { records } : {}) });
      }}
    >
      <fieldset>
        <legend>On which conversations?</legend>
        <label>
          <input type="radio" name="source" checked={source === 'own'} onChange={() => setSource('own')} /> Our own, the
          latest 5,000
        </label>
        <label>
          <input type="radio" name="source" checked={source === 'file'} onChange={() => setSource('file')} /> A file
          (JSON Lines or vCon)
        </label>
        {source === 'file' && (
          <input
            type="file"
            aria-label="The file"
            accept=".jsonl,.json,.vcon,.ndjson"
            onChange={(event) => void event.target.files?.[0]?.text().then(setRecords)}
          />
        )}
      </fieldset>
      <fieldset>
        <legend>For the staffing effect</legend>
        {BESIDE.map(([name, words, like]) => (
          <label key={name}>
            {words}
            <input
              placeholder={like}
              value={typed[name] ?? ''}
              onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
            />
          </label>
        ))}
      </fieldset>
      <button type="submit" className="primary" disabled={!ready}>
        Run the backtest
      </button>
    </form>
  );
}

const count = (many: number) => `${many.toLocaleString()} ${many === 1 ? 'conversation' : 'conversations'}`;
const percent = (value: number | null | undefined) => (value == null ? '–' : `${(100 * value).toFixed(1)} %`);

function Results({ found }: { found: Found }) {
  const floor = useFloor();
  const [page, setPage] = useState<string | null>(null);
  const address = `/v1/policy/backtests/${found.id}/report`;
  useEffect(() => {
    fetchDrawn('GET', address, floor.me.csrf).then(setPage, () => setPage(null));
  }, [address, floor]);
  const { numbers, agents_needed: agents } = found;
  const rows: [string, string, string][] = numbers
    ? [
        ['Handed off', percent(numbers.in_force.handed_off_rate), percent(numbers.draft.handed_off_rate)],
        [
          'Agent minutes',
          Math.round(numbers.in_force.agent_minutes).toLocaleString(),
          Math.round(numbers.draft.agent_minutes).toLocaleString(),
        ],
        ['Agents needed', String(agents?.[1] ?? '–'), String(agents?.[0] ?? '–')],
      ]
    : [];
  return (
    <>
      <section className="card" aria-label="The effect">
        <table>
          <caption>{count(numbers?.draft.conversations ?? 0)}</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" className="number">
                In force
              </th>
              <th scope="col" className="number">
                Draft
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, before, now]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{before}</td>
                <td className="number">{now}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {found.unread && found.unread.count > 0 && (
          <p className="bad">
            {found.unread.count} could not be read, first: {found.unread.first[0]}
          </p>
        )}
      </section>
      <Otherwise moved={found.moved ?? []} count={found.moved_count ?? 0} />
      <section className="card" aria-label="The report">
        <p className="bar">
          <h3>The report</h3>
          <a href={address} target="_blank" rel="noreferrer">
            Open it alone
          </a>
        </p>
        <Drawn page={page} label="The report, with its pictures" />
      </section>
    </>
  );
}

function Otherwise({ moved, count }: { moved: Moved[]; count: number }) {
  return (
    <section className="card" aria-label="Decided otherwise">
      <h3>{count ? `${count} decided otherwise` : 'Every conversation is decided the same.'}</h3>
      {count > moved.length && <p className="soft">The first {moved.length} are shown.</p>}
      <ul className="moved">
        {moved.map((one) => (
          <li key={one.id}>
            <p>
              <span className={one.kind === 'no longer handed off' ? 'badge hot' : 'badge good'}>
                {sentence(one.kind)}
              </span>{' '}
              {one.messages.length ? <code>{one.id}</code> : <a href={`#/c/${one.id}`}>Open the conversation</a>}{' '}
              <span dir="auto">{one.said}</span>
            </p>
            <p className="soft">
              Draft: {how(one.draft)} In force: {how(one.in_force)}
            </p>
            {one.messages.length > 0 && (
              <details>
                <summary>Read it</summary>
                <ol className="said">
                  {one.messages.map((line, n) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change
                    <li key={n} dir="auto">
                      <span className="soft">{line.role}</span> {line.text}
                    </li>
                  ))}
                </ol>
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const how = (one: Decision | null): string =>
  one ? `${triggerName(one.trigger)}, at message ${(one.turn ?? 0) + 1}.` : 'no person.';
