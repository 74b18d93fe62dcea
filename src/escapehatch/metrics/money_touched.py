"""Money touched: carts that were open in conversations with a person, and the disputes and chargebacks that came up.

`carts` are of conversations in which an agent answered and something lay in the cart; `cart_totals` adds them up by currency.
It is what was at stake, not what was won: whether it was bought afterwards only the shop knows, so nothing here claims so. `chargebacks`
and `disputes` are conversations in which that topic was heard, `reached_a_person` how many of them an agent answered: what came of them
only the bank knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from ..conversation.fold import Conversation

#: A topic counts as heard from this score on.
HEARD = 0.5
CHARGEBACK = "chargeback"
DISPUTE = "billing_dispute"


class MoneyTouched(Struct, frozen=True):
    """Counts, sums by currency, and the share of disputes and chargebacks that reached a person (none when there are none)."""

    carts: int
    cart_totals: dict[str, float]
    disputes: int
    chargebacks: int
    reached_a_person: int
    reached_rate: float | None


def measure(conversations: Iterable[Conversation]) -> MoneyTouched:
    totals: dict[str, float] = defaultdict(float)
    carts = disputes = chargebacks = either = reached = 0
    for c in conversations:
        attended, heard = bool(c.said("agent")), _heard(c)
        if attended and c.cart.total > 0:
            carts += 1
            totals[c.cart.currency] += c.cart.total
        disputes += DISPUTE in heard
        chargebacks += CHARGEBACK in heard
        either += bool(heard)
        reached += bool(heard) and attended
    rate = reached / either if either else None
    return MoneyTouched(carts, dict(sorted(totals.items())), disputes, chargebacks, reached, rate)


def _heard(c: Conversation) -> set[str]:
    """Which of the two came up."""
    said = (c.readings[x.id] for x in c.said("customer") if x.id in c.readings)
    return {y.name for x in said for y in x.topics if y.score >= HEARD} & {CHARGEBACK, DISPUTE}
