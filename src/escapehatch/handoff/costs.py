"""How sure must it be that a person is needed? As sure as one's own costs say.

A person who is not needed costs ``handoff``; one who is needed and does not come costs ``missed`` more. A person comes when
the chance that one is needed reaches handoff / (handoff + missed): there both mistakes cost the same. While people wait for
the team, each handoff also costs those their time, so it counts for more. An explicit request and the safety set are no
matter of cost: their triggers never ask here.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..conversation.fold import Conversation
from ..conversation.values import Role
from .schema import CostsSection
from .signs import topics_heard
from .stretch import heard, lines


def enough(costs: CostsSection, topics: Iterable[str] = (), pressure: float = 0.0) -> float:
    """The chance (0..1) from which a person is worth it. ``pressure``: people waiting for each seat of the team."""
    handoff = costs.handoff * (1 + costs.crowded * pressure)
    missed = max([costs.missed, *(costs.topics[x] for x in topics if x in costs.topics)])
    return handoff / (handoff + missed)


def enough_now(costs: CostsSection, c: Conversation) -> float:
    """The same, for what this stretch is about and how crowded the team was at the customer's latest message."""
    said = lines(c, Role.CUSTOMER)
    return enough(costs, topics_heard(c), heard(c, said[-1]).pressure if said else 0.0)
