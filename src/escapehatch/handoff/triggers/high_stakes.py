"""Something is at stake that a bot should not decide.

Notices: a topic or intent from a list: safety, fraud, legal threats, chargebacks, the press; a disputed charge
after the bot has had one answer at it, or at once when the customer is annoyed. Why: a wrong answer here costs
more than any agent's time. Wrong when: the word is there and the matter is not ("is this fire-safe?"). Safety
always brings a person; fraud, legal and chargeback may be softened but not ignored.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from pydantic import Field, field_validator

from ...conversation.fold import Conversation, Entry
from ...conversation.values import Role
from .. import signal
from ..signal import Signal
from ..signs import first_heard, heard_topics
from ..stretch import heard, lines, quote

ALWAYS = True

Stance = Literal["answer", "offer", "after_one_answer", "handoff"]

TOPICS: Final[dict[str, Stance]] = {
    "safety": "handoff",
    "fraud": "handoff",
    "legal": "handoff",
    "chargeback": "handoff",
    "press": "handoff",
    "billing_dispute": "after_one_answer",
}
PRIORITY: Final = {"safety": 3}
#: Priority of the other high-stakes topics.
HIGH: Final = 2
#: A disputed charge does not wait for the bot's answer when the customer is this frustrated.
ANNOYED: Final = 0.4

WORDS: Final = {
    "safety": "somebody's safety is at stake",
    "fraud": "speaks of fraud",
    "legal": "speaks of legal steps",
    "chargeback": "speaks of a chargeback",
    "press": "speaks of the press",
    "billing_dispute": "disputes a charge",
}


class Knobs(signal.Knobs):
    at: float = Field(0.5, gt=0, le=0.9, description="How surely the topic must have been heard (0..1).")
    topics: dict[str, Stance] = Field(
        default_factory=dict,
        description="What to do on a topic: answer (nothing), offer, after_one_answer, handoff. Adds to ours.",
    )

    @field_validator("topics")
    @classmethod
    def _safe(cls, topics: dict[str, Stance]) -> dict[str, Stance]:
        if topics.get("safety", "handoff") != "handoff":
            raise ValueError("safety always brings a person; this cannot be changed")
        for name in ("fraud", "legal", "chargeback"):
            if topics.get(name) == "answer":
                raise ValueError(f"{name} can be softened to offer or after_one_answer, but not ignored")
        return topics


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    stances: dict[str, Stance] = {**TOPICS, **knobs.topics}
    found = [
        (first[1].seq, name, *first)
        for name, stance in stances.items()
        if stance != "answer" and (first := first_heard(conversation, name, knobs.at))
    ]
    found.sort(key=lambda x: x[0])
    signals = [x for _, name, p, entry in found if (x := _signal(conversation, stances[name], name, p, entry))]
    return max(signals, key=lambda x: (x.decision == "handoff", x.priority, x.score), default=None)


def _signal(c: Conversation, stance: Stance, name: str, score: float, entry: Entry) -> Signal | None:
    decision: signal.Wish = "offer" if stance == "offer" else "handoff"
    evidence = [entry]
    if stance == "after_one_answer":
        insisting = _insists(c, entry, name)
        if insisting is None:
            return None
        evidence = [entry, insisting] if insisting is not entry else [entry]
    because = f"{WORDS.get(name, 'speaks of ' + name.replace('_', ' '))}: {quote(evidence[-1].text)}"
    priority = PRIORITY.get(name, HIGH)
    return Signal(because, tuple(x.id for x in evidence), score, decision, priority=priority, topic=name)


def _insists(c: Conversation, raised: Entry, name: str) -> Entry | None:
    """The message in which the customer, after an answer or in anger, is still on the matter."""
    answered = False
    for entry in lines(c):
        if entry.seq < raised.seq:
            continue
        if entry.author and entry.author.role != Role.CUSTOMER:
            answered = True
        elif heard(c, entry).frustration >= ANNOYED or (
            answered
            and (heard(c, entry).repeats >= 0.8 or name in {n for n, p in heard_topics(heard(c, entry)) if p >= 0.5})
        ):
            return entry
    return None
