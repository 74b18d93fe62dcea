import { useState } from 'react';
import { call } from '../api';
import { moment } from '../times';
import { sentence } from '../words';
import { useAsked } from './asked';
import './letters.css';

interface Letter {
  effect: { effect_id: string; conversation_id: string; kind: string };
  reason: string;
  dead_at: string;
}

interface Isolated {
  conversation_id: string;
  during: string;
}

interface Found {
  letters: Letter[];
  isolated: Isolated[];
}

/** So many are shown by the server at once. */
const MOST = 1_000;

/** What other systems could not be told, and conversations that servers died of: each with the way out. */
export function Letters() {
  const { found, why: unheard, look } = useAsked<Found>(() => '/v1/letters');
  const [refused, setRefused] = useState('');
  const why = refused || unheard;
  const change: Change = (method, path) => {
    setRefused('');
    call(method, path)
      .catch((error: Error) => setRefused(error.message))
      .finally(look);
  };
  if (!found) return <p className={why ? 'bad' : 'soft'}>{why || 'Looking…'}</p>;
  const { letters, isolated } = found;
  const count = letters.length === MOST ? `${MOST} or more` : letters.length;
  return (
    <div className="set-aside">
      {why && (
        <p className="bad" role="alert">
          {why}
        </p>
      )}
      <section aria-label="Not told">
        <div className="bar">
          <h3>Not told to other systems: {count}</h3>
          {letters.length > 0 && (
            <button type="button" onClick={() => change('POST', '/v1/letters/replay')}>
              Try all again
            </button>
          )}
        </div>
        <p className="soft about">
          Each was tried again and again. Mend the other side, then try once more: it knows by the old id what it has
          heard.
        </p>
        <ul>
          {letters.map((one) => (
            <Undelivered key={one.effect.effect_id} letter={one} change={change} />
          ))}
        </ul>
        {letters.length === 0 && <p className="none">Everything was told.</p>}
      </section>
      {isolated.length > 0 && (
        <section aria-label="Left alone">
          <h3>Left alone: {isolated.length}</h3>
          <p className="soft about">
            The server ended three times in the middle of these. Their customers have a person. Take back the plug-in or
            reader that breaks, then go on.
          </p>
          <ul>
            {isolated.map((one) => (
              <li key={one.during + one.conversation_id}>
                <p>
                  <strong>{DURING[one.during] ?? sentence(one.during)}</strong>
                  {' · '}
                  <Place id={one.conversation_id} />
                </p>
                <button type="button" onClick={() => change('POST', `${isolatedAt(one.conversation_id)}/release`)}>
                  Go on
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

const DURING: Record<string, string> = {
  read: 'Reading a message',
  judge: 'Asking the policy',
  shadow: 'Asking the policy that only watches',
};

type Change = (method: 'POST' | 'DELETE', path: string) => void;

const isolatedAt = (id: string): string => `/v1/letters/isolated/${encodeURIComponent(id)}`;

function Place({ id }: { id: string }) {
  return <a href={`#/c/${id}`}>its conversation</a>;
}

function Undelivered({ letter, change }: { letter: Letter; change: Change }) {
  const [sure, setSure] = useState(false);
  const { effect, reason, dead_at } = letter;
  const path = `/v1/letters/${encodeURIComponent(effect.effect_id)}`;
  return (
    <li>
      <p>
        <strong>{sentence(effect.kind.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase())}</strong>
        {' · '}
        <Place id={effect.conversation_id} />
        {' · '}
        <span className="soft">{moment(dead_at)}</span>
      </p>
      <p dir="auto">{reason}</p>
      <button type="button" onClick={() => change('POST', `${path}/replay`)}>
        Try again
      </button>{' '}
      <button
        type="button"
        className="quiet"
        onClick={() => (sure ? change('DELETE', path) : setSure(true))}
        onBlur={() => setSure(false)}
      >
        {sure ? 'Nobody will be told. Give up?' : 'Give up'}
      </button>
    </li>
  );
}
