import { useState } from 'react';
import { call } from '../api';
import { draft, keepDraft } from './draft';
import { type Checked, TextRoom } from './TextRoom';

interface Played {
  name: string;
  title: string;
  holds: boolean;
  text: string;
  diff: string;
  problem: string;
}

const OWN =
  '# What happens when ...\n\n10:00:00 customer  Where is my parcel?\n10:00:03 bot       It is on its way.\n10:00:20 customer  I want a real person.\n';

/** The policy: when a person comes in, and which. */
export function Policy() {
  return (
    <TextRoom
      noun="policy"
      begin={draft()}
      onDraft={keepDraft}
      about={
        <p className="soft about">
          When a person comes in, and which. A draft decides nothing until you deploy it; whoever asks for a person gets
          one under every policy. <a href="#/studio/backtest">Backtest the draft</a> on past conversations first.
        </p>
      }
    >
      {(text, checked, show) => (
        <div className="below">
          <InWords checked={checked} show={show} />
          <GoldenPages text={text} />
        </div>
      )}
    </TextRoom>
  );
}

/** What the draft says, part by part; a click leads to the line. */
function InWords({ checked, show }: { checked: Checked | null; show: (line: number) => void }) {
  if (!checked?.words?.length) return null;
  return (
    <section className="card" aria-label="In words">
      <h3>What it says, in words</h3>
      <dl className="words">
        {checked.words.map((one) => (
          <div key={one.part}>
            <dt>
              {one.line > 0 ? (
                <button type="button" className="quiet" onClick={() => show(one.line)} title={`Line ${one.line}`}>
                  {one.part}
                </button>
              ) : (
                <span>{one.part}</span>
              )}
            </dt>
            <dd>{one.sentence}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Transcripts that must come out as written; and one of one's own, to see what would happen. */
function GoldenPages({ text }: { text: string }) {
  const [played, setPlayed] = useState<Played[] | null>(null);
  const [own, setOwn] = useState(OWN);
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const play = async (pages: Record<string, string>) => {
    setBusy(true);
    try {
      const told = await call<{ pages: Played[]; problems: unknown[] }>('POST', '/v1/policy/pages', { text, pages });
      setPlayed(told.pages);
      setWhy(told.problems.length ? 'The draft does not check: nothing can be played.' : '');
    } catch (error) {
      setWhy((error as Error).message);
    }
    setBusy(false);
  };
  const broken = played?.filter((one) => !one.holds).length ?? 0;
  return (
    <section className="card" aria-label="Golden pages">
      <h3>Golden pages</h3>
      <p className="soft">Conversations that must go as they are written. They are played under the draft.</p>
      <p className="bar">
        <button type="button" disabled={busy} onClick={() => void play({})}>
          Play the golden pages
        </button>
        <span role="status">
          {played && !why && (broken ? `${broken} of ${played.length} do not hold` : `${played.length} hold`)}
        </span>
      </p>
      {why && <p className="bad">{why}</p>}
      <ul className="played">
        {played?.map((one) => (
          <li key={one.name}>
            <details open={one.name === 'mine'}>
              <summary>
                {one.name !== 'mine' && (
                  <span className={one.holds ? 'badge good' : 'badge hot'}>{one.holds ? 'holds' : 'differs'}</span>
                )}{' '}
                {one.title}
              </summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
              <pre tabIndex={0}>{one.problem || (one.name === 'mine' ? one.text : one.diff || one.text)}</pre>
            </details>
          </li>
        ))}
      </ul>
      <details>
        <summary>Try a conversation of your own</summary>
        <textarea
          aria-label="A conversation, line by line"
          rows={7}
          value={own}
          onChange={(event) => setOwn(event.target.value)}
        />
        <button type="button" disabled={busy} onClick={() => void play({ mine: own })}>
          Play it
        </button>
      </details>
    </section>
  );
}
