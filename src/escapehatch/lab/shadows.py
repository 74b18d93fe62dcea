"""What a policy that only watches (``shadow`` in the settings) would have done otherwise, as the journal tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from ..conversation import events as e
from ..conversation.events import Recorded

#: How much each decision is.
WEIGHT: Final = {"answer": 0, "offer": 1, "handoff": 2}


class Shadow(Struct):
    """Counts of conversations. ``sooner``: it would have offered or brought a person where the policy in force did less;
    ``later``: where it did more. A conversation that went to a person was not watched further."""

    version: str
    sooner: int = 0
    later: int = 0
    reasons: Counter[str] = Counter()
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.version}: sooner in {self.sooner} conversations, later in {self.later}"]
        lines += [f"  {count:6}  {reason}" for reason, count in self.reasons.most_common()]
        return "\n".join([*lines, *(f"  for example {x}" for x in self.examples)])


#: Conversations named as examples.
EXAMPLES_MAX: Final = 3


def shadows(conversations: Iterable[tuple[str, Sequence[Recorded]]]) -> tuple[int, list[Shadow]]:
    """How many conversations there are, and for each shadow policy, most recent version last, where it differed."""
    found: dict[str, Shadow] = {}
    count = 0
    for conversation_id, records in conversations:
        count += 1
        for version, differed in _first(records).items():
            shadow = found.setdefault(version, Shadow(version, reasons=Counter()))
            more = WEIGHT[differed.kind] > WEIGHT[differed.live]
            shadow.sooner, shadow.later = shadow.sooner + more, shadow.later + (not more)
            trigger = differed.reason.trigger if differed.reason else "nothing"
            shadow.reasons[f"{differed.live} -> {differed.kind} ({trigger})"] += 1
            if len(shadow.examples) < EXAMPLES_MAX:
                shadow.examples += (conversation_id,)
    return count, list(found.values())


def _first(records: Sequence[Recorded]) -> dict[str, e.ShadowDiffered]:
    """The first difference of each shadow policy in a conversation."""
    found: dict[str, e.ShadowDiffered] = {}
    for record in records:
        if isinstance(record.event, e.ShadowDiffered):
            found.setdefault(record.event.policy, record.event)
    return found
