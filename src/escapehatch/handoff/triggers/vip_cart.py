"""A customer or a purchase that is worth a person.

Notices: a customer of a named tier (as the shop's back end vouched for) in any trouble, or a large cart with a question
before the sale. Why: here a person earns more than they cost. Wrong when: the question was small and the bot's answer
good; so a person is offered, not sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pydantic import Field

from ...conversation.fold import Conversation
from ...conversation.values import Role
from .. import signal
from ..signal import Signal
from ..signs import failures, level, repeats
from ..stretch import heard_lines, latest_reading, lines, quote

#: Intents with which a customer asks before buying.
BEFORE_SALE: Final = frozenset(
    {"pre_sale", "product_question", "availability", "discount", "shipping_question", "payment_failed"}
)
#: Intents that are trouble by themselves.
TROUBLE: Final = frozenset(
    {
        "complaint",
        "refund_missing",
        "delivery_problem",
        "not_received",
        "damaged",
        "defective",
        "wrong_item",
        "billing_dispute",
    }
)
#: A level of frustration that counts as trouble.
ANNOYED: Final = 0.3


class Knobs(signal.Knobs):
    tiers: list[str] = Field(
        default_factory=lambda: ["vip", "platinum"], description="Tiers that get a person offered in trouble."
    )
    cart_from: float = Field(500.0, gt=0, description="Cart total, in the shop's currency, that counts as large.")
    decision: signal.Wish = Field("offer", description="offer or handoff.")


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    said = lines(conversation, Role.CUSTOMER)
    if not said:
        return None
    tier, cart = conversation.customer.tier, conversation.cart
    if conversation.customer.verified and tier.lower() in {x.lower() for x in knobs.tiers} and _trouble(conversation):
        return Signal(
            f"a {tier} customer is in trouble: {quote(said[-1].text)}", (said[-1].id,), 0.65, knobs.decision, priority=1
        )
    if cart.total >= knobs.cart_from and (_before_sale(conversation) or _trouble(conversation)):
        because = f"a cart of {cart.total:,.2f} {cart.currency} and a question: {quote(said[-1].text)}"
        return Signal(because, (said[-1].id,), 0.6, knobs.decision, priority=1)
    return None


def _trouble(c: Conversation) -> bool:
    intents = {heard.intent for _, heard in heard_lines(c, Role.CUSTOMER) if heard.intent_score >= 0.5}
    return bool(level(c) >= ANNOYED or failures(c) or repeats(c) or intents & TROUBLE)


def _before_sale(c: Conversation) -> bool:
    reading = latest_reading(c)
    return reading.intent in BEFORE_SALE and reading.intent_score >= 0.5
