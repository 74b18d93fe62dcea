"""What every agent's page is told, made once for all of them: two hundred pages hear of each message."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

from ..conversation.fold import Conversation
from ..conversation.lifecycle import Status
from ..conversation.values import Role
from . import wire
from .frames import deflated
from .rows import row

if TYPE_CHECKING:
    from .asks import Asker

#: Rows kept as they are sent, of the conversations of which there was news last: about two megabytes.
ROWS_MAX: Final = 2_000
#: Colleagues are told of at most this often, seconds: when all come at once, each page hears of all in a few frames.
TEAM_EVERY_S: Final = 1.0
#: An agent's page is told of others at most this often, seconds: as often as the eye follows, and more seldom the more pages
#: there are, so that what all of them cost does not grow with the square of the team.
QUICKEST_S: Final = 0.1
EACH_S: Final = 0.005
SLOWEST_S: Final = 1.0
#: Frames kept for pages that are told the same: of lists, and of packets.
WRITTEN_MAX: Final = 16
PACKETS_MAX: Final = 64
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


def pace_s(pages: int) -> float:
    """How long an agent's page lets news of others gather, when so many pages are told of it, seconds."""
    return min(SLOWEST_S, max(QUICKEST_S, pages * EACH_S))


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
    """The colleagues, looked at once for all pages. A page says up to which of their changes it knows them."""

    def __init__(self) -> None:
        self.change = 0
        self._rows: dict[str, tuple[int, Row]] = {}
        self._next_s = 0.0
        self._asked = False

    def look(self, now_s: float, there: Callable[[], Iterable[Row]], later: Callable[[float], object]) -> None:
        """See who has changed; when that was done a moment ago, ``later(seconds)`` is asked to have it done again."""
        left_s = self._next_s - now_s
        if left_s > 0:
            if not self._asked:
                later(left_s)
            self._asked = True
            return
        self._asked, self._next_s = False, now_s + TEAM_EVERY_S
        found = {str(x["id"]): x for x in there()}
        gone = {x: {"id": x, "state": GONE} for x in self._rows.keys() - found.keys()}
        changed = {k: x for k, x in (found | gone).items() if self._rows.get(k, (0, {}))[1] != x}
        self.change += bool(changed)
        self._rows |= {k: (self.change, x) for k, x in changed.items()}

    def since(self, change: int) -> tuple[Row, ...]:
        """Those who have changed since, and those who are gone; for 0, everybody who is there."""
        news = [x for at, x in self._rows.values() if at > change]
        return tuple(news if change else [x for x in news if x["state"] != GONE])


class Inboxes:
    """What agents' pages are told, written once for all that are told the same at the same moment."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.team = Team()
        self._written: OrderedDict[Hashable, str] = OrderedDict()
        self._packets: OrderedDict[Hashable, str] = OrderedDict()

    def frame(self, found: Sequence[Conversation], change: int) -> str:
        """News of these, and of colleagues since ``change``; empty when there is none."""
        if any(c.status == Status.ERASED for c in found):
            self._forget()
        key = (frozenset((c.id, c.seq) for c in found), change, self.team.change)
        return _once(self._written, WRITTEN_MAX, key, lambda: self._write(found, change))

    def packet(self, c: Conversation, now: datetime, made: Callable[[Conversation], dict[str, Any]]) -> str:
        """The packet of ``c``, put together once a version and second for all who have it open."""
        key = (c.id, c.seq, now.replace(microsecond=0))
        whole = partial(wire.Packet, c.id, upto=c.seq)
        return _once(self._packets, PACKETS_MAX, key, lambda: msgspec.json.encode(whole(packet=made(c))).decode())

    def _forget(self) -> None:
        """Nothing is kept of what pages were told before: somebody in it is to be forgotten (G22)."""
        self._written.clear()
        self._packets.clear()
        deflated.cache_clear()

    def _write(self, found: Sequence[Conversation], change: int) -> str:
        rows, team = self.rows.all(found), tuple(dict(x) for x in self.team.since(change))
        return msgspec.json.encode(wire.Inbox(rows, team)).decode() if rows or team else ""


def _once(kept: OrderedDict[Hashable, str], most: int, key: Hashable, make: Callable[[], str]) -> str:
    """What is kept under ``key``, or was made just now and is kept; the oldest goes."""
    text = kept.get(key)
    if text is None:
        text = kept[key] = make()
        while len(kept) > most:
            kept.popitem(last=False)
    return text
