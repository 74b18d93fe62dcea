/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { Conversation } from '../../../protocol/src/wire';
import { fill } from '../../../protocol/src/words';
import type { Seen } from './Panel';

const SCORES = [1, 2, 3, 4, 5];
/** The mouth of each face, from unhappy to happy. */
const MOUTHS = ['M7 18q5-5 10 0', 'M8 17q4-3 8 0', 'M8 16h8', 'M8 15q4 3 8 0', 'M7 14q5 6 10 0z'];
const ENDINGS = ['ConversationClosed', 'ReturnedToBot'];

/** After an agent closed or returned it, until the customer goes on. */
export function mayRate(conversation: Conversation): boolean {
  const { entries, status, returned } = conversation;
  if (status !== 'closed' && !(status === 'with_bot' && returned)) return false;
  const end = entries.findLast((one) => one.kind === 'system' && ENDINGS.includes(one.text));
  return end !== undefined && !entries.some((one) => one.seq > end.seq && one.author?.role === 'customer');
}

/** Once it has ended, or an agent has given it back. */
export function mayKeep({ entries, status }: Conversation): boolean {
  return status === 'closed'
    ? entries.length > 0
    : status === 'with_bot' && entries.some((x) => x.text === 'ReturnedToBot');
}

export function Rating({ room, words }: Seen) {
  const given = room.conversation.rating;
  const [score, setScore] = useState(given);
  const [comment, setComment] = useState('');
  const [done, setDone] = useState(given > 0);
  if (done) return <p class="strip thanks">{words.rate_thanks}</p>;
  const rate = async () => {
    if (await room.rate(score, comment.trim())) setDone(true);
  };
  return (
    <form
      class="strip rating"
      onSubmit={(event) => {
        event.preventDefault();
        void rate();
      }}
    >
      <fieldset>
        <legend>{words.rate}</legend>
        {SCORES.map((value) => (
          <label key={value} class={value === score ? 'chosen' : ''}>
            <input type="radio" name="score" value={value} checked={value === score} onChange={() => setScore(value)} />
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <circle cx="12" cy="12" r="10" />
              <path d={`M9 9v.5M15 9v.5${MOUTHS[value - 1]}`} />
            </svg>
            <span class="hidden-visually">{fill(words, 'rate_n', { n: value })}</span>
          </label>
        ))}
      </fieldset>
      {score > 0 && (
        <>
          <input
            dir="auto"
            maxLength={1000}
            placeholder={words.comment}
            aria-label={words.comment}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" disabled={room.busy === 'rating'}>
            {words.send}
          </button>
        </>
      )}
    </form>
  );
}
