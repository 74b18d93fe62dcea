"""A policy decides along a script: where it would have brought a person in, and at which chance of being needed.

``judge`` is asked after each message, as the server asks it, until the policy hands off. What a lower or higher handoff
threshold (and an offer's no higher than it) would have done is known from the same telling: below the threshold nothing differs, and where only the
threshold brought a person in, the telling goes on without it.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from ...conversation import events as e
from ...conversation.fold import Conversation, apply
from ...conversation.values import Reason, Role
from ...handoff.costs import enough
from ...handoff.judge import judge
from ...handoff.policy import Policy
from .script import Happened, Script, blank

#: A threshold that no chance reaches.
NEVER = 2.0


class Course(Struct, frozen=True):
    """What one policy made of one conversation. Turns count the customer's messages from 0.

    ``turn``, ``i``, ``reason``: of the handoff; None when there is none. ``offered``: the turn at which a person was
    offered. ``steps``: (turn, chance) wherever the chance rose to a new height, until ``certain``: the turn at which a
    person comes whatever the threshold.
    """

    turn: int | None = None
    i: int | None = None
    reason: Reason | None = None
    offered: int | None = None
    steps: tuple[tuple[int, float], ...] = ()
    certain: int | None = None

    def at(self, threshold: float) -> int | None:
        """The turn of the handoff, were the threshold this."""
        reached = next((turn for turn, score in self.steps if score >= threshold), None)
        known = [x for x in (reached, self.certain) if x is not None]
        return min(known, default=None)

    @property
    def height(self) -> float:
        """The highest chance before anything was certain."""
        return self.steps[-1][1] if self.steps else 0.0


def retell(script: Script, policy: Policy, lenient: Policy | None = None) -> Course:
    """What ``policy`` would have done. ``lenient``: the same as ``never(policy)``, when it is at hand."""
    lenient = lenient or never(policy)
    c = _fold(blank(), script.begin)
    found = Course()
    steps: list[tuple[int, float]] = []
    turn = -1
    for beat in script.beats:
        c = _fold(c, beat.events)
        turn += beat.role == Role.CUSTOMER
        if c.agent is not None:
            break
        if beat.role not in (Role.CUSTOMER, Role.BOT):
            continue
        here = max(turn, 0)
        decision = judge(c, policy if found.turn is None else lenient, beat.at)
        if decision.score > (steps[-1][1] if steps else 0.0):
            steps.append((here, decision.score))
        if decision.kind == "handoff" and found.turn is None:
            found = replace(found, turn=here, i=beat.i, reason=decision.reason)
            decision = judge(c, lenient, beat.at)
        if decision.kind == "handoff":
            found = replace(found, certain=here)
            break
        if decision.kind == "offer" and decision.reason:
            found = replace(found, offered=here) if found.turn is None else found
            c = _fold(c, ((e.HandoffOffered(decision.reason), beat.at),))
    return replace(found, steps=tuple(steps))


def threshold(policy: Policy) -> float:
    """The chance from which the policy brings a person in whatever the triggers say: below the offer's, nothing counts.

    With costs it is what they come to where no topic and no crowd changes them.
    """
    if policy.costs:
        return enough(policy.costs)
    return max(policy.thresholds.offer, policy.thresholds.handoff)


def never(policy: Policy) -> Policy:
    """The policy without its threshold: only triggers and rules bring a person in."""
    return replace(policy, thresholds=policy.thresholds.model_copy(update={"handoff": NEVER}), costs=None)


def _fold(c: Conversation, happened: tuple[Happened, ...]) -> Conversation:
    for event, at in happened:
        c = apply(c, e.Recorded(c.seq + 1, at, event))
    return c
