import { useEffect, useState } from 'react';
import { call } from '../api';
import { type Difference, shown } from './TextRoom';

interface Version {
  version: number;
  since_at: string;
  by: string;
  because: string;
}

interface Props {
  noun: string;
  version: number;
  onBack: (found: Version & { text: string }, words: string) => void;
}

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Who put what in force, and when; any of them can be in force again. */
export function Versions({ noun, version, onBack }: Props) {
  const [known, setKnown] = useState<Version[]>([]);
  const [open, setOpen] = useState(0);
  const [why, setWhy] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when another version is in force
  useEffect(() => {
    call<{ versions: Version[] }>('GET', `/v1/${noun}/versions`).then(
      (told) => setKnown(told.versions),
      (error: Error) => setWhy(error.message),
    );
  }, [version, noun]);
  const back = (number: number) =>
    call<Version & { text: string }>('POST', `/v1/${noun}/rollback`, {
      version: number,
      expected_version: version,
    }).then(
      (found) => onBack(found, `What version ${number} said is in force again, as version ${found.version}.`),
      (error: Error) => setWhy(error.message),
    );
  return (
    <>
      <h3>Versions</h3>
      {why && <p className="bad">{why}</p>}
      <ol className="versions" reversed>
        {known.map((one) => (
          <li key={one.version} value={one.version}>
            <button
              type="button"
              className="quiet"
              aria-expanded={open === one.version}
              onClick={() => setOpen(open === one.version ? 0 : one.version)}
            >
              {one.version} · {when.format(new Date(one.since_at))}
            </button>{' '}
            <span className="soft">
              {one.by}
              {one.because && `: ${one.because}`}
            </span>
            {one.version === version ? (
              <span className="badge good">in force</span>
            ) : (
              <button
                type="button"
                onClick={() => void back(one.version)}
                aria-label={`Roll back to version ${one.version}`}
              >
                Roll back
              </button>
            )}
            {open === one.version && <Said noun={noun} version={one.version} />}
          </li>
        ))}
      </ol>
    </>
  );
}

function Said({ noun, version }: { noun: string; version: number }) {
  const [found, setFound] = useState<Difference[] | null>(null);
  useEffect(() => {
    call<{ differences: Difference[] }>('GET', `/v1/${noun}/versions/${version}`).then(
      (told) => setFound(told.differences),
      () => setFound([]),
    );
  }, [noun, version]);
  if (!found) return null;
  return (
    <ul className="differences">
      {found.slice(0, 30).map((one) => (
        <li key={one.at}>
          <code>{one.at}</code> {one.before !== null && <del>{shown(one.before)}</del>}{' '}
          {one.after !== null && <ins>{shown(one.after)}</ins>}
        </li>
      ))}
      {!found.length && <li className="soft">It says the same as the one before.</li>}
      {found.length > 30 && <li className="soft">and {found.length - 30} more</li>}
    </ul>
  );
}
