import { useEffect, useState } from 'react';
import type { Author, Choice, Conversation } from '../../protocol/src/wire';
import { call } from './api';
import { Dialog } from './Dialog';
import { useFloor } from './floor';
import { clock } from './times';
import { plain, sentence } from './words';

interface Offer {
  at: string;
  agent: Author;
  why: string[];
  choice: Partial<Choice> | null;
  outcome: string;
}

interface Told {
  offers: Offer[];
  why_nobody: string;
}

/** How the router chose, in words and in numbers; for whoever waits, why nobody comes. */
export function RoutingDialog({ conversation }: { conversation: Conversation }) {
  const [told, setTold] = useState<Told | null>(null);
  const [why, setWhy] = useState('');
  const { id, seq, status } = conversation;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked again whenever something happened
  useEffect(() => {
    call<Told>('GET', `/v1/conversations/${encodeURIComponent(id)}/routing`).then(setTold, (error: Error) =>
      setWhy(error.message),
    );
  }, [id, seq]);
  const waits = status === 'queued' || status === 'queued_with_bot';
  return (
    <Dialog title="How it was routed" wide>
      {why && <p className="bad">{why}</p>}
      {!told && !why && <p className="soft">Asking the router…</p>}
      {told && waits && (
        <p className="notice">
          <strong>Why nobody:</strong> {told.why_nobody}
        </p>
      )}
      {told?.offers.length === 0 && <p className="soft none">It has not been offered to anybody.</p>}
      {told?.offers
        .slice()
        .reverse()
        .map((one) => (
          <OfferTold key={one.at} offer={one} />
        ))}
    </Dialog>
  );
}

const OUTCOMES: Record<string, string> = {
  open: 'is being asked',
  accepted: 'accepted',
  declined: 'declined',
  lapsed: 'did not answer in time',
};

function OfferTold({ offer }: { offer: Offer }) {
  const { at, agent, why, choice, outcome } = offer;
  return (
    <section className="routing">
      <h3>
        {agent.name || agent.id}{' '}
        <span className={`badge ${outcome === 'accepted' ? 'good' : ''}`}>{OUTCOMES[outcome]}</span>{' '}
        <time className="soft" dateTime={at}>
          {clock(at)}
        </time>
      </h3>
      <ul>
        {why.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      {!!choice?.candidates?.length && <Candidates choice={choice} />}
      {!!choice?.rivals?.length && <Rivals choice={choice} />}
    </section>
  );
}

/** Who could have come, best first. */
function Candidates({ choice }: { choice: Partial<Choice> }) {
  const floor = useFloor();
  const all = choice.candidates ?? [];
  const rules = [...new Set(all.flatMap((one) => Object.keys(one.scores)))];
  return (
    <table>
      <caption>Who could have come</caption>
      <thead>
        <tr>
          <th scope="col">Agent</th>
          {rules.map((rule) => (
            <th key={rule} scope="col" className="number">
              {sentence(rule)}
            </th>
          ))}
          <th scope="col" className="number">
            Seats
          </th>
          <th scope="col" className="number">
            Idle
          </th>
        </tr>
      </thead>
      <tbody>
        {all.map((one) => (
          <tr key={one.agent_id}>
            <th scope="row">{floor.nameOf(one.agent_id)}</th>
            {rules.map((rule) => (
              <td key={rule} className="number">
                {(one.scores[rule] ?? 0).toFixed(2)}
              </td>
            ))}
            <td className="number">
              {one.load}/{one.capacity}
            </td>
            <td className="number">{Math.round(one.idle_s)} s</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const TIERS = ['owed an answer now', 'waited very long', 'by cost of waiting'];

/** Who else waited, in the order in which they were served. */
function Rivals({ choice }: { choice: Partial<Choice> }) {
  const floor = useFloor();
  const nameOf = (id: string) => {
    if (id === floor.selected) return 'This customer';
    return floor.rows.find((one) => one.conversation_id === id)?.customer.name || 'Another customer';
  };
  return (
    <table>
      <caption>Who waited then{choice.overloaded ? ' (more came than can be served)' : ''}</caption>
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col">Class</th>
          <th scope="col">Order</th>
          <th scope="col" className="number">
            Index
          </th>
          <th scope="col" className="number">
            Waited
          </th>
        </tr>
      </thead>
      <tbody>
        {(choice.rivals ?? []).map((one) => (
          <tr key={one.conversation_id}>
            <th scope="row" dir="auto">
              {nameOf(one.conversation_id)}
            </th>
            <td>{plain(one.customer_class)}</td>
            <td>{TIERS[one.tier] ?? one.tier}</td>
            <td className="number">{one.index.toFixed(2)}</td>
            <td className="number">{Math.round(one.waited_s)} s</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
