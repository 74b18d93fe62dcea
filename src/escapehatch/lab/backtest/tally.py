"""Takes records one by one, lets each policy decide along them, and keeps what a report needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ...conversation.events import Recorded
from ...conversation.values import Role
from ...handoff.policy import Policy
from ...handoff.stretch import quote
from ..replay import Mask, Read
from .marks import mark
from .report import Case
from .retold import Course, never, retell
from .script import Script, from_journal, from_transcript


class Tally:
    """Each record is told to every policy, as its reader hears it. Transcripts and exported journals are both taken.

    ``reads``: a reader for each policy, or one for all. A journal's readings are those that were recorded.
    """

    def __init__(self, policies: Sequence[Policy], reads: Sequence[Read] | Read, mask: Mask) -> None:
        self._policies = [(x, never(x)) for x in policies]
        self._reads = [reads] * len(policies) if callable(reads) else list(reads)
        self._mask = mask
        self._open: tuple[str, list[Recorded]] = ("", [])
        self._done: set[str] = set()
        self.cases: list[list[Case]] = [[] for _ in policies]

    def take(self, record: Mapping[str, Any]) -> None:
        """One line. Raises ValueError when it is neither a transcript nor an event."""
        if "messages" not in record and "event" in record and "conversation_id" in record:
            self._event(record)
        else:
            self.finish()
            scripts = {id(x): from_transcript(record, x, self._mask) for x in {id(y): y for y in self._reads}.values()}
            self._tell([scripts[id(x)] for x in self._reads])

    @property
    def told(self) -> int:
        """Conversations so far."""
        return len(self.cases[0])

    def finish(self) -> None:
        """Tell the conversation whose events were gathered last."""
        conversation_id, records = self._open
        self._open = ("", [])
        if records:
            self._done.add(conversation_id)
            self._tell([from_journal(conversation_id, records)] * len(self._policies))

    def _event(self, record: Mapping[str, Any]) -> None:
        conversation_id = str(record["conversation_id"])
        if conversation_id != self._open[0]:
            self.finish()
            if conversation_id in self._done:
                raise ValueError(
                    f"the events of {conversation_id} stand apart; `escapehatch export` keeps them together"
                )
            self._open = (conversation_id, [])
        self._open[1].append(msgspec.convert(record, Recorded, strict=False))

    def _tell(self, scripts: Sequence[Script]) -> None:
        for cases, (policy, lenient), script in zip(self.cases, self._policies, scripts, strict=True):
            course = retell(script, policy, lenient)
            cases.append(Case(script.id, mark(script, course), _spare(course), _words(script, course)))


def _spare(course: Course) -> Course:
    """Without what no report shows: evidence is by message id, which only the conversation knows."""
    if course.reason is None:
        return course
    return msgspec.structs.replace(course, reason=msgspec.structs.replace(course.reason, evidence=()))


def _words(script: Script, course: Course) -> str:
    """The customer's words at the handoff, or where a person was needed and none came."""
    at = course.i if course.i is not None else script.truth.at
    if course.i is None and not script.truth.needed:
        return ""
    said = [x for x in script.beats if x.role == Role.CUSTOMER and (at is None or x.i <= at)]
    return quote(said[-1].text) if said else ""
