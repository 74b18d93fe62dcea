import { type ReactNode, useEffect, useState } from 'react';
import { call, Unanswered } from '../api';
import { useAnswer } from './draft';
import { Editor, type Place } from './Editor';
import { Versions } from './Versions';

export interface Difference {
  at: string;
  before: unknown;
  after: unknown;
}

export interface Checked {
  problems: (Place & { file?: string; hint?: string })[];
  differences: Difference[];
  proved?: string[];
  words?: { line: number; part: string; sentence: string }[];
}

interface Standing {
  version: number;
  since_at: string;
  by: string;
  because: string;
  text: string;
}

interface Props {
  noun: 'policy' | 'roster';
  /** What a lead is told before the editor. */
  about: ReactNode;
  begin: string;
  onDraft: (text: string) => void;
  /** What stands below: it sees the draft and what was found. */
  children: (text: string, checked: Checked | null, show: (line: number, column?: number) => void) => ReactNode;
}

const CHECK_MS = 400;
const deploys = { policy: 'Deploy', roster: 'Put in force' };

/** A text in force, its draft, and the way from one to the other: check, compare, deploy, go back. */
export function TextRoom({ noun, about, begin, onDraft, children }: Props) {
  const [held, setHeld] = useState<Standing | null>(null);
  const [text, setText] = useState<string | null>(begin || null);
  const [given, setGiven] = useState({ text: begin });
  const [because, setBecause] = useState('');
  const [said, setSaid] = useState<{ words: string; bad: boolean }>({ words: '', bad: false });
  const [compared, setCompared] = useState(false);
  const [goTo, setGoTo] = useState<{ line: number; column: number; times: number } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once
  useEffect(() => {
    call<Standing>('GET', `/v1/${noun}`).then(
      (found) => {
        setHeld(found);
        if (!begin) give(found.text);
      },
      (error: Error) => setSaid({ words: error.message, bad: true }),
    );
  }, []);
  const ask = text === null ? null : () => call<Checked>('POST', `/v1/${noun}/check`, { text });
  const { told: checked, why } = useAnswer(ask, `${held?.version}:${text}`, CHECK_MS);
  const edit = (fresh: string) => {
    setText(fresh);
    onDraft(fresh);
  };
  const give = (fresh: string) => {
    setText(fresh);
    setGiven({ text: fresh });
  };
  const took = (found: Standing, words: string) => {
    setHeld(found);
    give(found.text);
    onDraft('');
    setBecause('');
    setSaid({ words, bad: false });
  };
  const deploy = async () => {
    try {
      const found = await call<Standing>('PUT', `/v1/${noun}`, { text, expected_version: held?.version ?? 0, because });
      took(found, `Version ${found.version} is in force.`);
    } catch (error) {
      setSaid({ words: (error as Error).message, bad: true });
      // Somebody was quicker: what is in force is shown beside the draft, which stays.
      if (error instanceof Unanswered && error.status === 409) setHeld(await call<Standing>('GET', `/v1/${noun}`));
    }
  };
  if (text === null || !held) return <p className={said.bad ? 'bad' : 'soft'}>{said.words || 'Opening…'}</p>;
  const refused = checked?.problems.some((one) => one.severity === 'refused' || (noun === 'roster' && !one.severity));
  const same = text === held.text;
  const show = (line: number, column = 1) => setGoTo((before) => ({ line, column, times: (before?.times ?? 0) + 1 }));
  return (
    <>
      {about}
      <div className="text-room">
        <section className="card writing" aria-label={`The ${noun}’s text`}>
          <div className="bar">
            <span>
              Version {held.version} <span className="soft">{held.by && `by ${held.by}`}</span>
              {!same && <span className="badge hot">changed</span>}
            </span>
            <button type="button" aria-pressed={compared} onClick={() => setCompared(!compared)}>
              Compare
            </button>
            <button
              type="button"
              className="quiet"
              disabled={same}
              onClick={() => {
                give(held.text);
                onDraft('');
              }}
            >
              Discard
            </button>
          </div>
          <Editor
            label={`The ${noun} as YAML`}
            given={given}
            onText={edit}
            problems={checked?.problems ?? []}
            against={compared ? held.text : null}
            goTo={goTo}
          />
          <form
            className="bar"
            onSubmit={(event) => {
              event.preventDefault();
              void deploy();
            }}
          >
            <input
              aria-label="Why, for those who read this later"
              placeholder="Why? (for those who read this later)"
              maxLength={300}
              value={because}
              onChange={(event) => setBecause(event.target.value)}
            />
            <button type="submit" className="primary" disabled={same || !checked || refused}>
              {deploys[noun]}
            </button>
          </form>
          <p className={said.bad ? 'bad said' : 'said'} role="status">
            {said.words || why}
          </p>
        </section>
        <section className="card findings" aria-label="What was found">
          <Problems checked={checked} noun={noun} show={show} />
          <Changes checked={checked} same={same} />
          {checked?.proved?.length ? (
            <>
              <h3>Proved</h3>
              <ul className="proved">
                {checked.proved.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </>
          ) : null}
          <Versions noun={noun} version={held.version} onBack={took} />
        </section>
      </div>
      {children(text, checked, show)}
    </>
  );
}

function Problems({
  checked,
  noun,
  show,
}: {
  checked: Checked | null;
  noun: string;
  show: (line: number, column: number) => void;
}) {
  if (!checked) return <p className="soft">Checking…</p>;
  if (!checked.problems.length) return <p className="sound">The {noun} checks.</p>;
  return (
    <ul className="problems" aria-label="Problems">
      {checked.problems.map((one) => (
        <li key={`${one.line}:${one.column}:${one.sentence}`} className={one.severity === 'warning' ? '' : 'bad'}>
          {one.line > 0 && (
            <button type="button" className="chip" onClick={() => show(one.line, one.column)}>
              {one.line}:{one.column}
            </button>
          )}{' '}
          {one.sentence} {one.hint}
        </li>
      ))}
    </ul>
  );
}

function Changes({ checked, same }: { checked: Checked | null; same: boolean }) {
  if (!checked || same) return null;
  if (!checked.differences.length && checked.problems.every((one) => one.severity === 'warning'))
    return <p className="soft">It says the same as what is in force.</p>;
  return (
    <>
      {checked.differences.length > 0 && <h3>Says otherwise than what is in force</h3>}
      <ul className="differences">
        {checked.differences.map((one) => (
          <li key={one.at}>
            <code>{one.at}</code> {one.before !== null && <del>{shown(one.before)}</del>}{' '}
            {one.after !== null && <ins>{shown(one.after)}</ins>}
          </li>
        ))}
      </ul>
    </>
  );
}

export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(', ') || 'nothing';
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .filter(([, one]) => one !== '' && !(Array.isArray(one) && !one.length))
      .map(([name, one]) => `${name}: ${shown(one)}`)
      .join(', ');
  return String(value);
}
