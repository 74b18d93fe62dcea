"""What every agent's page is told, made once for all of them: two hundred pages hear of each message."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

from ..conversation.fold import Conversation
from ..conversation.values import Role
from . import wire
from .rows import row

if TYPE_CHECKING:
    from .asks import Asker

#: Rows kept as they are sent, of the conversations of which there was news last: about two megabytes.
ROWS_MAX: Final = 2_000
#: Colleagues are told of at most this often, seconds: when all come at once, each page hears of all in a few frames.
TEAM_EVERY_S: Final = 1.0
#: The state of somebody who is not on the roster any more.
GONE: Final = "gone"

Row = Mapping[str, Any]


def may_hear(who: Asker, sign: wire.FromServer) -> bool:
    """A whisper is for two agents alone, who looks is for the team, what was seen is for the customer."""
    if who.role == Role.CUSTOMER:
        return not isinstance(sign, wire.Whisper | wire.Lookers)
    if not isinstance(sign, wire.Whisper):
        return not isinstance(sign, wire.Seen)
    return who.role == Role.AGENT and who.author.id in {sign.to, sign.by.get("id")}


class Rows:
    """Inbox rows as they are sent, each made once for a version of its conversation."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[int, msgspec.Raw]] = OrderedDict()

    def all(self, found: Iterable[Conversation]) -> tuple[dict[str, Any], ...]:
        return tuple(self.of(c) for c in found if c.seq)

    def of(self, c: Conversation) -> dict[str, Any]:
        """The row of ``c``, already written: only for a frame."""
        seq, raw = self._kept.get(c.id, (0, msgspec.Raw()))
        if seq != c.seq:
            raw = msgspec.Raw(msgspec.json.encode(row(c)))
            self._kept[c.id] = (c.seq, raw)
        self._kept.move_to_end(c.id)
        while len(self._kept) > ROWS_MAX:
            self._kept.popitem(last=False)
        return cast(dict[str, Any], raw)


class Team:
    """What one page knows of the colleagues. ``later(seconds)`` is asked for another look when this one comes too soon."""

    def __init__(self, now: Callable[[], float], later: Callable[[float], object]) -> None:
        self._now = now
        self._later = later
        self._known: dict[str, Row] = {}
        self._next_s = 0.0
        self._asked = False

    def news(self, there: Callable[[], Iterable[Row]]) -> tuple[Row, ...]:
        """Those who have changed since the last time, and those who are gone; nothing when that was a moment ago."""
        left_s = self._next_s - self._now()
        if left_s > 0:
            if not self._asked:
                self._later(left_s)
            self._asked = True
            return ()
        self._asked, self._next_s = False, self._now() + TEAM_EVERY_S
        found = {str(x["id"]): x for x in there()}
        gone = [{"id": x, "state": GONE} for x in self._known.keys() - found.keys()]
        changed = [x for name, x in found.items() if self._known.get(name) != x]
        self._known = found
        return (*changed, *gone)
