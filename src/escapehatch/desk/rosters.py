"""The roster as a text in force: what may be sent, and what a team must have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..ports import Clock, Journal
from ..routing.roster import Roster, RosterRefused, parse
from ..routing.versions import KIND
from .texts import Source, Texts

#: Characters of a roster that may be sent. Larger teams write the file.
TEXT_MAX_CHARS: Final = 500_000
#: The name by which problems call a text that was sent.
NAME: Final = "roster.yaml"


def rosters(journal: Journal, clock: Clock, source: Source[Roster], changed: Callable[[], None]) -> Texts[Roster]:
    """The rosters of this house."""
    return Texts(journal, clock, source, changed, KIND, _with_a_lead, RosterRefused)


def _with_a_lead(text: str) -> Roster:
    """Through the API only a lead may change it: a roster without one could never be changed there again."""
    roster = parse(text, NAME)
    if not any(x.role == "lead" for x in roster.agents):
        raise RosterRefused((f"{NAME}:1:1: Nobody is a lead any more. Give somebody `role: lead`.",))
    return roster
