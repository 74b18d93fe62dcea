"""What the API needs of the house, handed in by ``app``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct, field

from ..conversation.fold import Conversation
from ..desk.announcer import Announcer
from ..desk.desk import Desk
from ..desk.drafts import Drafts
from ..desk.erasures import Erasures
from ..desk.lobby import Lobby
from ..desk.postage import Postage
from ..desk.presence import Floor
from ..desk.pulse import Pulse
from ..desk.reads import Together
from ..desk.texts import Texts
from ..desk.uploads import Uploads
from ..handoff.policy import Policy
from ..ports import Clock, Journal, Page, Seat
from ..routing.roster import Roster
from .draining import Door
from .gauges import Gauges
from .grants import Grants
from .looking import Lookers
from .proofs import Proofs
from .sightings import Sightings
from .telling import Inboxes


class Studio(Protocol):
    """What leads try before it is so."""

    async def check(self, draft: Policy) -> dict[str, Any]: ...

    async def pages(self, draft: Policy, own: Mapping[str, str]) -> list[dict[str, Any]]: ...

    async def day(self) -> dict[str, Any]: ...

    async def staffing_page(self, asked: Mapping[str, Any]) -> str: ...


class Setup(Protocol):
    """The guided setup: each step with its words, and whether it is done."""

    async def look(self, fresh: bool = False) -> dict[str, Any]: ...


class Backtest(Protocol):
    """One that was asked for, under way or over. ``found`` holds its page as ``html``."""

    id: str
    found: dict[str, Any]

    def plain(self) -> dict[str, Any]: ...


class Backtests(Protocol):
    """Backtests under way and the last few that are over."""

    @property
    def busy(self) -> int: ...

    def get(self, id: str) -> Backtest | None: ...

    def begin(
        self, by: str, policy: str, against: str, records: str | None, options: Mapping[str, Any]
    ) -> Backtest: ...

    def stop(self, id: str) -> None: ...


class Parts(Struct, frozen=True):
    """``seat``: the claim on a seat of this agent for a conversation; None when they are not there.

    ``load``: seats that an agent's conversations take. ``pressure``: people who wait for each seat. ``why_nobody``: why a
    conversation is not being offered to anybody. ``origins``: where this server's own pages are served from. ``state``:
    what ``doctor`` and ``/readyz`` say.
    """

    journal: Journal
    pulse: Pulse
    desk: Desk
    floor: Floor
    lobby: Lobby
    drafts: Drafts
    erasures: Erasures
    announcer: Announcer
    grants: Grants
    clock: Clock
    new_id: Callable[[], str]
    roster: Callable[[], Roster]
    rosters: Texts[Roster]
    policies: Texts[Policy]
    studio: Studio
    backtests: Backtests
    setup: Setup
    sightings: Sightings
    postage: Postage
    proofs: Proofs
    uploads: Uploads
    packet: Callable[[Conversation], dict[str, Any]]
    packet_schema: Callable[[], dict[str, Any]]
    carried: Callable[[Conversation, str], Any]
    known: Callable[[Conversation, str], tuple[dict[str, Any], ...]]
    seat: Callable[[str, Conversation], Seat | None]
    promise: Callable[[Conversation], tuple[Any, Any]]
    pages: Callable[[], Awaitable[tuple[Page, ...]]]
    load: Callable[[str], float]
    pressure: Callable[[], float]
    why_nobody: Callable[[str], str]
    numbers: Callable[[], Awaitable[dict[str, Any]]]
    requests: Callable[[float, datetime | None, datetime | None, int], Awaitable[dict[str, Any]]]
    staffing: Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]
    state: Callable[[], Mapping[str, Any]]
    origins: frozenset[str]
    shop_origins: tuple[str, ...]
    web_dist: Path
    build: str
    bot_name: str
    mails: bool = False
    dispositions: tuple[str, ...] = ("resolved", "refunded", "replaced", "answered", "abandoned", "spam")
    gauges: Gauges = field(default_factory=Gauges)
    door: Door = field(default_factory=Door)
    operator_token: str = ""
    lookers: Lookers = field(default_factory=Lookers)
    inboxes: Inboxes = field(default_factory=Inboxes)
    listing: Together[tuple[str, ...]] = field(default_factory=Together)

    def leads(self, agent_id: str) -> bool:
        """Whether this agent is a lead."""
        profile = self.roster().agent(agent_id)
        return profile is not None and profile.role == "lead"
