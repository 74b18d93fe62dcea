"""What leads try before it is so: a draft of the policy checked, told in words and played; a day of their own; what is set up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from .adapters import reader_of
from .checked_policy import checked
from .conversation.requests import Request, Stay, requests, stays
from .handoff.explained import explain
from .handoff.policy import Policy, PolicyRefused
from .handoff.versions import difference
from .lab.pages import play, read_page
from .lab.play import PageWrong
from .lab.staffing.own import own_day
from .lab.staffing.typed import bounded_page
from .ports import Clock, Journal
from .routing.roster import Roster

#: Golden pages of the house that are played at once.
PAGES_MAX: Final = 100


class Studio:
    """``policy``, ``roster``: what is in force. ``golden``: the folder of golden pages, where there is one."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        policy: Callable[[], Policy],
        roster: Callable[[], Roster],
        golden: Path | None,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._policy = policy
        self._roster = roster
        self._golden = golden
        self._one_at_a_time = asyncio.Lock()

    async def check(self, draft: Policy) -> dict[str, Any]:
        """Findings with their place, what is proved, the draft in words, and what it says otherwise."""
        async with self._one_at_a_time:
            found = await asyncio.to_thread(checked, draft, self._roster(), self._clock.now(), "the roster")
        return {
            "problems": [{"file": file, **msgspec.to_builtins(x)} for file, x in found.findings],
            "proved": found.as_json()["proved"],
            "words": msgspec.to_builtins(explain(draft)),
            "differences": [msgspec.to_builtins(x) for x in difference(self._policy(), draft)],
        }

    async def pages(self, draft: Policy, own: Mapping[str, str]) -> list[dict[str, Any]]:
        """Each page played under the draft: whether it holds, and how it reads."""
        given = dict(own) or await asyncio.to_thread(self._house_pages)
        async with self._one_at_a_time:
            return await asyncio.to_thread(lambda: [_played(name, text, draft) for name, text in given.items()])

    def _house_pages(self) -> dict[str, str]:
        if self._golden is None or not self._golden.is_dir():
            return {}
        paths = sorted(x for x in self._golden.glob("*.md") if x.name != "README.md")[:PAGES_MAX]
        return {x.stem: x.read_text("utf-8") for x in paths}

    async def day(self) -> dict[str, Any]:
        """An average day of one's own, to begin a staffing question with."""
        asked: list[Request] = []
        had: list[Stay] = []
        async for _, records in self._journal.every():
            asked += requests(records)
            had += stays(records)
        roster = self._roster()
        zone = roster.queues[0].hours.zone if roster.queues else "UTC"
        people = sum(1 for x in roster.agents if x.capacity > 0)
        most = max((x.capacity for x in roster.agents), default=1)
        found = await asyncio.to_thread(own_day, asked, had, self._clock.now(), zone)
        return {**found, "agents": max(people, 1), "concurrency": max(1, round(most))}

    async def staffing_page(self, asked: Mapping[str, Any]) -> str:
        """The forecast as a page, one question at a time. Raises ValueError."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(bounded_page, asked)


def _played(name: str, text: str, draft: Policy) -> dict[str, Any]:
    try:
        found = play(read_page(text, name, draft), reader_of("plain").read)
    except (PageWrong, PolicyRefused) as wrong:
        return {"name": name, "title": name, "holds": False, "text": "", "diff": "", "problem": str(wrong)}
    return {
        "name": name,
        "title": found.page.title,
        "holds": not found.diff,
        "text": found.text,
        "diff": found.diff,
        "problem": "",
    }
