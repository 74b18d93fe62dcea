import type { Order, Profile } from './packet';
import { day, money } from './times';
import { plain } from './words';

export function ProfileCard({ profile }: { profile: Profile }) {
  return (
    <>
      <p>
        {[
          profile.customer.tier && `${profile.customer.tier} customer`,
          profile.since && `since ${day(profile.since)}`,
          profile.spent > 0 && `${money(profile.spent, profile.currency)} spent`,
          profile.order_ids.length > 0 && `${profile.order_ids.length} orders`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {profile.notes.map((note) => (
        <p key={note} className="soft" dir="auto">
          {note}
        </p>
      ))}
    </>
  );
}

/** One order; the one the conversation is about is open. */
export function OrderCard({ order, concerned }: { order: Order; concerned: boolean }) {
  return (
    <details className="order" open={concerned}>
      <summary>
        <b dir="auto">{order.order_id}</b>
        <span className={concerned ? 'badge good' : 'badge'}>{plain(order.status)}</span>
        {order.total !== null && <span className="order-total">{money(order.total, order.currency)}</span>}
      </summary>
      {order.own ? (
        <OrderInside order={order} />
      ) : (
        <p className="soft">Not proven to be this customer’s order: nothing of it is shown.</p>
      )}
    </details>
  );
}

function OrderInside({ order }: { order: Order }) {
  const dates = [
    order.placed_at && `placed ${day(order.placed_at)}`,
    order.expected_on && `expected ${day(order.expected_on)}`,
    order.delivered_at && `delivered ${day(order.delivered_at)}`,
    [order.carrier, order.tracking].filter(Boolean).join(' '),
  ].filter(Boolean);
  return (
    <>
      <p className="soft">{dates.join(' · ')}</p>
      <ul className="items">
        {order.items.map((item, place) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn whole, nothing in it moves
            key={`${place}${item.name}`}
            dir="auto"
          >
            {item.quantity > 1 && `${item.quantity} × `}
            {item.name} {item.price > 0 && <span className="soft">{money(item.price, order.currency)}</span>}
          </li>
        ))}
      </ul>
      {order.payments.length > 0 && (
        <ul className="payments">
          {order.payments.map((paid, place) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn whole, nothing in it moves
              key={`${place}${paid.at}`}
            >
              {plain(paid.kind)} <b>{money(paid.amount, order.currency)}</b>{' '}
              <span className="soft">{[paid.method, paid.at && day(paid.at)].filter(Boolean).join(', ')}</span>
            </li>
          ))}
        </ul>
      )}
      {order.notes.map((note) => (
        <p key={note} className="soft" dir="auto">
          {note}
        </p>
      ))}
    </>
  );
}
