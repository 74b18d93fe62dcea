"""What the API needs of the house, handed in by ``app``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..conversation.fold import Conversation
from ..desk.announcer import Announcer
from ..desk.desk import Desk
from ..desk.drafts import Drafts
from ..desk.lobby import Lobby
from ..desk.presence import Floor
from ..desk.rosters import Rosters
from ..ports import Clock, Journal, Seat
from ..routing.roster import Roster
from .grants import Grants


class Parts(Struct, frozen=True):
    """``seat``: the claim on a seat of this agent for a conversation; None when they are not there. ``origins``: where this server's own pages are served from. ``state``: what ``doctor`` and ``/readyz`` say."""

    journal: Journal
    desk: Desk
    floor: Floor
    lobby: Lobby
    drafts: Drafts
    announcer: Announcer
    grants: Grants
    clock: Clock
    new_id: Callable[[], str]
    roster: Callable[[], Roster]
    rosters: Rosters
    packet: Callable[[Conversation], dict[str, Any]]
    packet_schema: Callable[[], dict[str, Any]]
    carried: Callable[[Conversation, str], Any]
    known: Callable[[Conversation, str], tuple[dict[str, Any], ...]]
    seat: Callable[[str, Conversation], Seat | None]
    promise: Callable[[Conversation], tuple[Any, Any]]
    numbers: Callable[[], Awaitable[dict[str, Any]]]
    requests: Callable[[float, datetime | None, datetime | None, int], Awaitable[dict[str, Any]]]
    staffing: Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]
    state: Callable[[], Mapping[str, Any]]
    origins: frozenset[str]
    shop_origins: tuple[str, ...]
    web_dist: Path
    build: str
    bot_name: str
    dispositions: tuple[str, ...] = ("resolved", "refunded", "replaced", "answered", "abandoned", "spam")
