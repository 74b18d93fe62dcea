import type { Row } from './api';
import { useFloor, useNow } from './floor';
import { open } from './Shell';
import { age } from './times';
import { plain, priorityName } from './words';

/** What rings: the one thing on the page that may ask for attention. */
export function Offers() {
  const floor = useFloor();
  const offers = floor.offers;
  return (
    <section className="offers" aria-label="Offered to you">
      <p className="unseen" role="status" aria-live="assertive">
        {offers[0] &&
          `Offered to you: ${offers[0].customer.name || 'a customer'}. ${offers[0].reason}. Press a to accept.`}
      </p>
      {offers.map((row) => (
        <Offer key={row.reservation?.reservation_id} row={row} />
      ))}
    </section>
  );
}

function Offer({ row }: { row: Row }) {
  const floor = useFloor();
  const now = useNow(floor);
  const left = Math.max(0, Math.ceil((Date.parse(row.reservation?.expires_at ?? '') - now) / 1000));
  return (
    <article className="offer">
      <button type="button" className="offer-look" onClick={() => open(row.conversation_id)}>
        <strong dir="auto">{row.customer.name || 'A customer'}</strong>
        {row.customer.tier && <span className="badge">{row.customer.tier}</span>}
        {row.priority > 0 && <span className="badge hot">{priorityName(row.priority)}</span>}
        <span className="offer-why" dir="auto">
          {row.reason || row.title}
        </span>
        <span className="soft">
          {plain(row.queue)} · waiting {row.waiting_since ? age(row.waiting_since, now) : 'since just now'}
        </span>
      </button>
      <div className="offer-do">
        <button type="button" className="primary" onClick={() => void floor.accept(row)}>
          Accept <kbd>a</kbd>
        </button>
        <button type="button" onClick={() => void floor.decline(row)}>
          Decline <kbd>d</kbd>
        </button>
        <span className="soft left" aria-hidden="true">
          {left} s
        </span>
      </div>
    </article>
  );
}
