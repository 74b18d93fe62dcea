"""Can a rule of the policy keep from a person somebody who asks for one? The real judge is tried on every way it might.

Conditions enter a judgement only as true, false or failed. So each rule is made true, made to fail, and made false, alone and
all together, in every kind of stretch in which a customer can ask: what then holds, holds whatever the conditions say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ...conversation import events as e
from ...conversation.fold import Conversation, apply
from ...conversation.values import Author, Customer, Guided, Reading, Reason, Role, Topic
from ..cel import CelFailed, Condition
from ..judge import judge
from ..policy import Policy

AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
ADA: Final = Author(Role.CUSTOMER, "ada", "Ada")
PIP: Final = Author(Role.BOT, "pip", "Pip")
DANA: Final = Author(Role.AGENT, "dana", "Dana")

ASKS: Final = Reading(language="en", asks_for_human=1.0)
#: What brings a person whatever else is so: the way out and the safety set.
MUST: Final[Mapping[str, Reading]] = {
    "asks for a person": ASKS,
    "asks while the team is crowded": replace(ASKS, pressure=50.0),
    "somebody's safety is at stake": Reading(language="en", topics=(Topic("safety", 0.95),)),
    "the message could not be read": Reading(reader="failed"),
}


class Held(Condition, frozen=True):
    """A condition whose answer is settled. ``answer`` None: it fails when it runs."""

    answer: bool | None = False

    def holds(self, values: Mapping[str, object]) -> bool:
        if self.answer is None:
            raise CelFailed("it fails")
        return self.answer


class Tried(Struct, frozen=True):
    """How many conversations were tried, and each in which no person came, in words."""

    count: int
    stuck: tuple[str, ...]


def try_way_out(policy: Policy) -> Tried:
    """Try every way. A policy that reads well has none that is stuck."""
    count, stuck = 0, []
    for settled, named in _settled(policy):
        for before, c in _stretches(policy):
            for why, reading in MUST.items():
                count += 1
                if judge(_said(c, "m9", ADA, "Now.", reading), settled, AT).kind != "handoff":
                    stuck.append(f"{why}, {before}, {named}")
    return Tried(count, tuple(stuck))


def _settled(policy: Policy) -> Iterator[tuple[Policy, str]]:
    """The policy with every condition settled: none holds, all hold, all fail, each holds alone."""
    rules = [x for x, _ in policy.rules]
    for answer, named in ((False, "no rule holds"), (True, "every rule holds"), (None, "every rule fails")):
        yield replace(policy, rules=tuple((x, Held(x.when, None, answer)) for x in rules)), named
    for alone in rules:
        held = tuple((x, Held(x.when, None, x is alone)) for x in rules)
        yield replace(policy, rules=held), f"rule '{alone.name}' alone holds"


def _stretches(policy: Policy) -> Iterator[tuple[str, Conversation]]:
    """The kinds of stretch in which somebody may ask."""
    begun = _happened(Conversation(), e.ConversationStarted("c1", Customer("ada", "Ada")))
    yield "at the first word", begun
    guided = tuple(Guided(x.name, 1.0) for x in policy.guidance)
    hello = _said(begun, "m1", ADA, "Hello.", Reading(language="en", guided=guided))
    answered = _said(hello, "m2", PIP, "Hello, how can I help?", Reading(language="en"))
    yield "after an answer", answered
    offered = _happened(answered, e.HandoffOffered(Reason("frustration", "upset", score=1.0)))
    yield "after an offer", offered
    yield "after no to an offer", _said(_said(offered, "m3", ADA, "No.", Reading()), "m4", PIP, "Alright.", Reading())
    failed = answered
    for n in range(3):
        failed = _said(
            _said(failed, f"f{n}", ADA, "And?", Reading()), f"g{n}", PIP, "I do not know.", Reading(gives_up=1.0)
        )
    yield "amid failed answers", failed
    asked = e.HandoffRequested("e1", Reason("asked_for_person", "asked", queue=policy.queue))
    back = _happened(hello, asked, e.AgentJoined(DANA), e.ReturnedToBot("dana", "Sent it again."))
    yield "after an agent gave the conversation back", back
    over = _happened(hello, e.ConversationClosed(ADA, "resolved"), e.ConversationReopened("wrote again"))
    yield "after the conversation was over", over


def _said(c: Conversation, message_id: str, author: Author, text: str, reading: Reading) -> Conversation:
    return _happened(c, e.MessagePosted(message_id, author, text), e.ReadingRecorded(message_id, reading))


def _happened(c: Conversation, *events: e.Event) -> Conversation:
    for event in events:
        c = apply(c, e.Recorded(c.seq + 1, AT, event))
    return c
