"""``escapehatch policy check``: everything that can be proved of a policy, alone and with a roster."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from .handoff.logic.findings import Finding, Looked, look
from .handoff.logic.way_out import Tried, try_way_out
from .handoff.policy import Policy
from .lab.soundness import Sound, sound
from .reading.intents import INTENTS
from .reading.topics import WORDS
from .routing.roster import Roster


class Checked(Struct, frozen=True):
    """``alone``: of the policy's text; ``tried``: of the way out; ``together``: with the roster, where one was given."""

    name: str
    roster: str
    alone: Looked
    tried: Tried
    together: Sound | None

    @property
    def findings(self) -> list[tuple[str, Finding]]:
        """Each with the file it is about."""
        stuck = [Finding(0, 0, "error", f"no person comes: {x}.") for x in self.tried.stuck]
        own = [(self.name, x) for x in (*self.alone.findings, *stuck)]
        return own + [(self.roster, x) for x in (self.together.findings if self.together else ())]

    def fails(self, strict: bool) -> bool:
        return any(strict or x.severity == "error" for _, x in self.findings)

    def as_text(self) -> str:
        lines = [x.told(file) for file, x in self.findings]
        return "\n".join([*lines, f"{self.name}: {_many(len(lines), 'problem')}.", "proved:", *self.proved()])

    def as_json(self) -> dict[str, Any]:
        problems = [{"file": file, **msgspec.to_builtins(x)} for file, x in self.findings]
        return {"policy": self.name, "problems": problems, "proved": [x.strip(" -") for x in self.proved()]}

    def proved(self) -> list[str]:
        """What is certain, in sentences; nothing that a finding contradicts."""
        told = []
        if not self.tried.stuck:
            told.append(
                f"a person comes for whoever asks, and for safety, whatever the rules say ({self.tried.count} ways)"
            )
        if not any(x.severity == "error" for x in self.alone.findings):
            alone = self.alone
            hard = f"; {alone.too_hard} questions were too hard" if alone.too_hard else ""
            each = f"{_many(alone.rules, 'rule')}, {_many(alone.pairs, 'pair')}, {_many(alone.routes, 'route')}"
            told.append(f"every rule can hold, and can be the one that speaks ({each}{hard})")
        return [f"  - {x}" for x in (*told, *self._of_roster())]

    def _of_roster(self) -> list[str]:
        found = self.together
        if found is None:
            return ["nothing of queues, skills and hours: give --roster"]
        if any(x.severity == "error" for x in found.findings):
            return []
        queues = ", ".join(found.queues)
        told = [f"at every minute of the coming year a customer has a next step ({found.minutes:,} minutes; {queues})"]
        told.append(f"somebody has the skills that are wanted together ({_many(found.demands, 'combination')})")
        for x in found.longest_closed:
            hours = x.lasts.total_seconds() / 3600
            told.append(f"{x.queue} is closed for {hours:.0f} h at most, from {x.since_at:%a %d %b %Y %H:%M} UTC")
        return told


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def checked(policy: Policy, roster: Roster | None, now: datetime, roster_name: str = "") -> Checked:
    """Look at all of it, from ``now`` on for a year."""
    alone = look(policy, WORDS.keys() | set(INTENTS), set(INTENTS))
    together = sound(policy, roster, now) if roster else None
    return Checked(policy.name, roster_name, alone, try_way_out(policy), together)
