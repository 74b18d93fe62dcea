"""Talks whose readings are stated, for the backtests: what was said decides what is heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from escapehatch.conversation.values import Reading, Role
from escapehatch.handoff.policy import Policy, parse
from escapehatch.lab.backtest.report import Report, Wanted, report
from escapehatch.lab.backtest.retold import threshold
from escapehatch.lab.backtest.tally import Tally
from escapehatch.lab.replay import unmasked

#: What a reader hears in these talks.
HEARD = {
    "person": Reading(language="en", asks_for_human=0.97),
    "angry": Reading(language="en", frustration=0.95),
    "cross": Reading(language="en", frustration=0.45),
}


def read(text: str, role: Role, before: str = "", earlier: Sequence[tuple[str, str]] = ()) -> Reading:
    return HEARD.get(text, Reading(language="en")) if role == Role.CUSTOMER else Reading(language="en")


def talk(conversation_id: str, *said: str, **known: Any) -> dict[str, Any]:
    """A transcript: customer and bot by turns."""
    messages = [{"i": n, "role": "bot" if n % 2 else "customer", "text": x} for n, x in enumerate(said)]
    return {"id": conversation_id, "messages": messages, **known}


TALKS = [
    talk("on-time", "where is it?", "on its way", "person", "a moment", handoff_at=2),
    talk("early", "person", "on its way", "and now?", "no", "help", "ok", handoff_at=4),
    talk("missed", "where is it?", "on its way", "hm", "yes", handoff_at=2),
    talk("needless", "person", "on its way", outcome="bot_resolved"),
    talk("left", "where is it?", "no idea", outcome="left"),
    talk("fine", "where is it?", "there", "thanks", handoff_at=None),
    talk("nobody knows", "person"),
]


def tally(talks: Sequence[dict[str, Any]], *policies: Policy) -> Tally:
    found = Tally(policies, read, unmasked)
    for x in talks:
        found.take(x)
    found.finish()
    return found


def told(talks: Sequence[dict[str, Any]], *policies: Policy, wanted: Wanted = Wanted()) -> Report:
    cases = tally(talks, *policies).cases
    return report([(x.name, threshold(x), c) for x, c in zip(policies, cases, strict=True)], wanted)


LAX = parse("version: 1\ntriggers:\n  frustration: {on: false}\nthresholds: {offer: 1.0, handoff: 1.0}\n", "lax.yaml")
EAGER = parse("version: 1\nrules:\n  - {name: at once, when: conversation.turns >= 1}\n", "eager.yaml")
