"""Answer, offer, or hand off? One question, asked after each customer message, bot message and failed turn.

Every trigger that is on and every rule of the policy is heard; the weightiest reason speaks. A person is
offered once and never twice: after an offer only a yes, or something stronger, brings one. A rule that cannot
be evaluated counts as a reason for a person: when in doubt, a person. Silence alone never is (B14): nothing
here asks how long the customer has been quiet.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from ..conversation.fold import Conversation
from ..conversation.lifecycle import WAITING, Status
from ..conversation.values import Reason, Role
from .cel import CelFailed
from .chance import chance, in_words
from .consent import says_no
from .costs import enough_now
from .policy import Policy
from .signal import Signal
from .signs import failures, level, offer_seq, repeats, topics_heard
from .stretch import heard, language, latest_reading, lines, quote

#: After an offer that was not taken up, a new sign must be this much surer than the one that led to the offer.
STRONGER: Final = 0.1
#: Triggers that say that the bot's answers do not help, whatever the mood.
FAILING: Final = frozenset({"bot_failed", "bot_repeats", "customer_repeats"})
#: A guideline holds from here on.
HOLDS_AT: Final = 0.5

Kind = Literal["answer", "offer", "handoff"]


class Decision(Struct, frozen=True):
    """What to do now. ``score`` is the calibrated chance (0..1) that a person is needed now, whatever the policy makes of it
    (see ``chance``); ``reason`` is None on an answer, and its own score is how sure its sign is."""

    kind: Kind
    reason: Reason | None = None
    signals: tuple[Signal, ...] = ()
    score: float = 0.0


def judge(conversation: Conversation, policy: Policy, now: datetime) -> Decision:
    """What the policy makes of the conversation at ``now``."""
    if conversation.status != Status.WITH_BOT or not conversation.seq:
        return Decision("answer")
    signals = (
        *_triggers(conversation, policy, now),
        *_rules(conversation, policy, now),
        *_guidance(conversation, policy),
    )
    score = chance(conversation, signals)
    signals += _combined(conversation, policy, signals, score)
    wanted = [x for x in signals if x.decision == "handoff" or _outgrows(conversation, x)]
    if wanted:
        return Decision("handoff", _reason(conversation, policy, _weightiest(wanted)), signals, score)
    if signals and not conversation.offered:
        return Decision("offer", _reason(conversation, policy, _weightiest(signals)), signals, score)
    return Decision("answer", None, signals, score)


def more_urgent(c: Conversation, policy: Policy, now: datetime) -> Reason | None:
    """Why somebody who waits for a person matters more than was thought: what they wrote since. None where it does not."""
    if c.status not in WAITING or not c.escalation:
        return None
    last = c.said(Role.CUSTOMER)[-1]
    if not heard(c, last).topics:
        return None
    wanted = [x for x in _triggers(c, policy, now) if x.decision == "handoff" and last.id in x.evidence]
    reason = _reason(c, policy, _weightiest(wanted)) if wanted else None
    return reason if reason and reason.priority > c.escalation.priority else None


def _triggers(c: Conversation, policy: Policy, now: datetime) -> tuple[Signal, ...]:
    found = []
    for trigger, knobs in policy.triggers:
        signal = trigger.fires(c, knobs, now)
        if signal:
            found.append(
                replace(
                    signal,
                    trigger=trigger.name,
                    queue=signal.queue or knobs.queue,
                    priority=max(signal.priority, knobs.priority),
                    skills=tuple(dict.fromkeys((*signal.skills, *knobs.skills))),
                )
            )
    return tuple(found)


def _rules(c: Conversation, policy: Policy, now: datetime) -> tuple[Signal, ...]:
    if not policy.rules:
        return ()
    values = names(c, now)
    said = lines(c, Role.CUSTOMER)
    evidence = (said[-1].id,) if said else ()
    found = []
    for rule, condition in policy.rules:
        because, decision = rule.because or rule.name, rule.decision
        try:
            if not condition.holds(values):
                continue
        except CelFailed as failed:
            because, decision = f"the policy's rule '{rule.name}' could not be evaluated ({failed})", "handoff"
        score = 0.9 if decision == "handoff" else 0.6
        found.append(
            Signal(
                because,
                evidence,
                score,
                decision,
                rule.queue,
                rule.priority,
                tuple(rule.skills),
                trigger=f"rule: {rule.name}",
            )
        )
    return tuple(found)


def _guidance(c: Conversation, policy: Policy) -> tuple[Signal, ...]:
    """The guidelines that hold, as the model last answered in this stretch. What was not answered does not hold."""
    if not policy.guidance:
        return ()
    answers = {x.name: (entry, x) for entry in lines(c, Role.CUSTOMER) for x in heard(c, entry).guided}
    found = []
    for guideline in policy.guidance:
        entry, answer = answers.get(guideline.name, (None, None))
        if entry is None or answer is None or answer.holds < HOLDS_AT:
            continue
        because = f"{guideline.name}: {quote(answer.quote or entry.text)}"
        where = guideline.queue, guideline.priority, tuple(guideline.skills)
        trigger = f"guidance: {guideline.name}"
        found.append(Signal(because, (entry.id,), answer.holds, guideline.decision, *where, trigger=trigger))
    return tuple(found)


def names(c: Conversation, now: datetime) -> dict[str, object]:
    """The values that a condition may name (see ``cel.NAMES``)."""
    reading = latest_reading(c)
    minutes = (now - c.started_at).total_seconds() / 60 if c.started_at else 0.0
    return {
        "customer.id": c.customer.id,
        "customer.tier": c.customer.tier if c.customer.verified else "",
        "customer.verified": c.customer.verified,
        "cart.total": float(c.cart.total),
        "cart.items": len(c.cart.items),
        "reading.intent": reading.intent,
        "reading.intent_score": reading.intent_score,
        "reading.asks_for_human": reading.asks_for_human,
        "reading.frustration": level(c),
        "reading.language": language(c),
        "conversation.turns": len(lines(c, Role.CUSTOMER)),
        "conversation.bot_failures": len(failures(c)),
        "conversation.repeats": len(repeats(c)),
        "conversation.minutes": minutes,
        "conversation.channel": c.channel,
        "topics": list(topics_heard(c)),
    }


def _combined(c: Conversation, policy: Policy, signals: tuple[Signal, ...], score: float) -> tuple[Signal, ...]:
    """A signal of its own when the chance reaches what the policy asks for, though no trigger fired by itself."""
    limits = policy.thresholds
    fired: set[str] = {x.decision for x in signals}
    said = lines(c, Role.CUSTOMER)
    enough = enough_now(policy.costs, c) if policy.costs else limits.handoff
    if not said or score < min(limits.offer, enough) or "handoff" in fired:
        return ()
    if score < enough and "offer" in fired:
        return ()
    told = "; ".join(x.because for x in signals) or f"{in_words(c, signals)}: {quote(said[-1].told)}"
    evidence = tuple(dict.fromkeys(y for x in signals for y in x.evidence)) or (said[-1].id,)
    decision: Literal["offer", "handoff"] = "handoff" if score >= enough else "offer"
    return (Signal(f"several signs together: {told}", evidence, score, decision, trigger="combined"),)


def _outgrows(c: Conversation, signal: Signal) -> bool:
    """Whether an offer-worthy sign, after an offer that was passed over in silence, is reason enough for more.

    It is when it is stronger than what led to the offer, or when, for the first time, the answers are failing.
    """
    if not c.offered:
        return False
    fails_now = signal.trigger in FAILING and c.offered.trigger not in FAILING
    if not fails_now and signal.score < c.offered.score + STRONGER:
        return False
    offered_at = offer_seq(c)
    after = [x for x in lines(c) if x.seq > offered_at]
    theirs = [x for x in after if x.author and x.author.role == Role.CUSTOMER]
    if not theirs or says_no(theirs[0].text):
        return False
    return any(x.id in signal.evidence for x in (after if fails_now else theirs))


def _weightiest(signals: tuple[Signal, ...] | list[Signal]) -> Signal:
    return max(signals, key=lambda x: (x.decision == "handoff", x.priority, x.score))


def _reason(c: Conversation, policy: Policy, x: Signal) -> Reason:
    return policy.route(c, Reason(x.trigger, x.because, x.evidence, x.score, x.queue, x.priority, x.skills))
