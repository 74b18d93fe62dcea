"""Looks whether each step of the guided setup is done: from what is in force, what answers, and what has happened here.

A step is ``done``, still ``to do``, or ``wrong``: set up, and it does not work. Nothing is asked of a bot or a model for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import msgspec
import structlog
from msgspec import Struct

from ..adapters import greet_mail
from ..api.gauges import Gauges
from ..api.grants import Login
from ..api.sightings import KIND as SIGHTINGS
from ..api.sightings import Sighting
from ..conversation.fold import Conversation
from ..conversation.lifecycle import WAITING
from ..conversation.values import Role
from ..desk.desk import Desk
from ..handoff.policy import Policy
from ..journals.copies import last_copied_at
from ..ports import Clock, Journal, Shop, Unreachable
from ..routing.hours import is_open
from ..routing.roster import Roster
from ..settings import Settings
from ..watched import Watched
from .guide import steps

log = structlog.get_logger(__name__)

DONE, TO_DO, WRONG = "done", "to do", "wrong"
#: How long the shop and the mail server may take to answer.
ANSWER_S: Final = 5.0
#: What has happened is looked for in so many conversations, latest first.
LOOK_BACK: Final = 200
#: A copy that is older counts as none.
COPY_FRESH: Final = timedelta(days=7)
#: Figures that nobody has asked for in so long are not collected. Once is somebody's look, and no collection.
SCRAPE_FRESH: Final = timedelta(minutes=5)
SCRAPES_MIN: Final = 2
#: What was found is told again this long, whoever asks; what others answered, this long unless it is wanted fresh.
FOUND_FOR: Final = timedelta(seconds=3)
OUTSIDE_FOR: Final = timedelta(minutes=1)


class Studio(Protocol):
    """What is proved of a policy, and what its golden pages say."""

    async def check(self, draft: Policy) -> dict[str, Any]: ...

    async def pages(self, draft: Policy, own: Mapping[str, str]) -> list[dict[str, Any]]: ...


class Reads(Protocol):
    """``able``: it knows what words mean."""

    @property
    def able(self) -> bool: ...


class Found(Struct, frozen=True):
    """``state``: done, to do, wrong. ``told``: what was found, in a sentence or two."""

    state: str
    told: str


class House(Protocol):
    """The parts of the house that are looked at."""

    @property
    def settings(self) -> Settings: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def policy(self) -> Watched[Policy]: ...
    @property
    def roster(self) -> Watched[Roster]: ...
    @property
    def shop(self) -> Shop | None: ...
    @property
    def bot(self) -> object: ...
    @property
    def studio(self) -> Studio: ...
    @property
    def reader(self) -> Reads: ...
    @property
    def gauges(self) -> Gauges: ...


class Setup:
    """The checklist: every step with its words and with what is so now."""

    def __init__(self, house: House) -> None:
        self._at = house
        self._one_at_a_time = asyncio.Lock()
        self._last: tuple[datetime, dict[str, Any]] | None = None
        self._outside: dict[str, tuple[datetime, Found]] = {}
        self._proved: tuple[tuple[str, str], dict[str, Any], list[dict[str, Any]]] | None = None

    async def look(self, fresh: bool = False) -> dict[str, Any]:
        """``steps`` in order, ``done`` of ``wanted``: those that are not optional. ``fresh``: whoever is outside is asked again."""
        async with self._one_at_a_time:
            now = self._at.clock.now()
            if fresh:
                self._last, self._outside = None, {}
            if self._last is None or not timedelta() <= now - self._last[0] < FOUND_FOR:
                self._last = (now, await self._look())
            return self._last[1]

    async def _look(self) -> dict[str, Any]:
        await self._prove()
        past = await self._past()
        found = await asyncio.gather(*(self._one(x.name, past) for x in steps()))
        told = [
            {**msgspec.to_builtins(x), "state": y.state, "told": y.told} for x, y in zip(steps(), found, strict=True)
        ]
        wanted = [x for x in told if not x["optional"]]
        return {"steps": told, "done": sum(x["state"] == DONE for x in wanted), "wanted": len(wanted)}

    async def _one(self, name: str, past: Sequence[Conversation]) -> Found:
        """A check that fails is a bug of ours: it is logged whole, and the others are told."""
        try:
            return await checks()[name](self, past)
        except Exception:
            log.exception("setup_check_failed", part=name)
            return Found(WRONG, "It could not be looked at. The server's log says why.")

    async def _prove(self) -> None:
        """Once for each policy and roster: it takes a second."""
        at = self._at
        key = (at.policy.value.version, at.roster.text)
        if self._proved is None or self._proved[0] != key:
            held = at.policy.value
            self._proved = (key, await at.studio.check(held), await at.studio.pages(held, {}))

    async def _past(self) -> tuple[Conversation, ...]:
        rows = await self._at.journal.standings(limit=LOOK_BACK)
        return tuple([await self._at.desk.load(x.conversation_id) for x in rows])

    async def _sighting(self, kind: str) -> tuple[str, Sighting] | None:
        kept = await self._at.journal.kept(SIGHTINGS)
        seen = [
            (x.partition(":")[2], msgspec.json.decode(raw, type=Sighting))
            for x, raw in kept.items()
            if x.startswith(kind)
        ]
        return max(seen, key=lambda x: x[1].at, default=None)

    async def _answers(self, name: str, ask: Callable[[], Awaitable[str]]) -> Found:
        """Whether somebody outside answers in time."""
        now = self._at.clock.now()
        asked_at, found = self._outside.get(name, (now - OUTSIDE_FOR, Found(TO_DO, "")))
        if now - asked_at < OUTSIDE_FOR:
            return found
        try:
            async with asyncio.timeout(ANSWER_S):
                found = Found(DONE, await ask())
        except Unreachable as failed:
            found = Found(WRONG, failed.why)
        except TimeoutError:
            found = Found(WRONG, f"There was no answer within {ANSWER_S:g} s.")
        self._outside[name] = (now, found)
        return found

    def _errors(self, of_roster: bool) -> list[str]:
        assert self._proved
        problems = self._proved[1]["problems"]
        return [
            x["sentence"] for x in problems if x["severity"] == "error" and (x["file"] == "the roster") == of_roster
        ]

    # The steps, as they are called in steps.yaml

    async def address(self, past: Sequence[Conversation]) -> Found:
        origin = self._at.settings.own_origin
        at = urlsplit(origin)
        if _only_here(at.hostname or ""):
            return Found(TO_DO, f"Only this machine can reach it: {origin}.")
        return Found(DONE, f"{origin}.") if at.scheme == "https" else Found(WRONG, f"{origin} is not protected by TLS.")

    async def site(self, past: Sequence[Conversation]) -> Found:
        sites = self._at.settings.sites
        if not sites:
            return Found(TO_DO, "No site is in the settings: no page may show the chat.")
        bare = [name for name, x in sites.items() if not x.origins]
        if bare:
            return Found(WRONG, f"No page may show the chat of {_list(bare)}: there are no origins.")
        return Found(DONE, "; ".join(f"{name}: {_list(x.origins)}" for name, x in sites.items()) + ".")

    async def widget(self, past: Sequence[Conversation]) -> Found:
        seen = await self._sighting("widget:")
        if seen is None:
            return Found(TO_DO, "Nobody has opened the chat on a page yet.")
        return Found(DONE, f"Opened on {seen[1].page or 'a page'} ({seen[0]}) on {_day(seen[1].at)}.")

    async def identity(self, past: Sequence[Conversation]) -> Found:
        seen = await self._sighting("identity:")
        if seen:
            return Found(DONE, f"{seen[0]} signed the first one on {_day(seen[1].at)}.")
        if not any(x.secrets for x in self._at.settings.sites.values()):
            return Found(TO_DO, "No site has a secret to sign with.")
        return Found(TO_DO, "No signed identity has come in yet: every visitor is a stranger.")

    async def shop(self, past: Sequence[Conversation]) -> Found:
        if self._at.shop is None:
            return Found(TO_DO, "No shop is connected: the bot and the agents see no orders and no pages.")
        return await self._answers("shop", self._shop_answers)

    async def _shop_answers(self) -> str:
        assert self._at.shop
        pages, products = await self._at.shop.pages(), await self._at.shop.products()
        return f"It answers: {_many(len(pages), 'page')}, {_many(len(products), 'product')}."

    async def bot(self, past: Sequence[Conversation]) -> Found:
        if self._at.bot is None and self._at.settings.bot.kind != "api":
            return Found(TO_DO, "No bot is set up: every conversation goes to a person.")
        last = next((x for x in past if x.failed_turns or x.said(Role.BOT)), None)
        if last is None:
            return Found(TO_DO, "It is set up and has not answered anybody yet. Ask it something in the chat.")
        if last.failed_turns:
            return Found(WRONG, f"Its last turn failed, on {_day(last.updated_at)}. That conversation says why.")
        return Found(DONE, f"{self._at.settings.bot.name} answered on {_day(last.said(Role.BOT)[-1].at)}.")

    async def reading(self, past: Sequence[Conversation]) -> Found:
        if self._at.reader.able:
            return Found(DONE, "Messages are read by the encoder.")
        return Found(TO_DO, "Messages are read by patterns alone.")

    async def roster(self, past: Sequence[Conversation]) -> Found:
        held = self._at.roster
        if held.faults:
            return Found(WRONG, f"The file is faulty, and the last good one is in force. {held.faults[0]}")
        if not held.value.agents:
            return Found(TO_DO, "Nobody is on the roster: whoever asks for a person is offered a callback.")
        if errors := self._errors(of_roster=True):
            return Found(WRONG, errors[0])
        now = self._at.clock.now()
        opened = [x.title or x.id for x in held.value.queues if is_open(x.hours, now)]
        team = f"{_many(len(held.value.agents), 'agent')} in {_many(len(held.value.queues), 'queue')}"
        return Found(DONE, f"{team}; open now: {_list(opened) or 'none'}.")

    async def people(self, past: Sequence[Conversation]) -> Found:
        team = [x for x in self._at.roster.value.agents if x.capacity > 0]
        logins = [msgspec.json.decode(x, type=Login) for x in (await self._at.journal.kept("login")).values()]
        known = {x.id for x in logins if x.kind == "agent"}
        missing = [x.name for x in team if x.id not in known]
        if len(missing) == len(team):
            return Found(TO_DO, "Nobody who takes conversations has signed in yet.")
        rest = f" Not yet: {_list(missing)}." if missing else ""
        return Found(DONE, f"{len(team) - len(missing)} of {len(team)} have signed in.{rest}")

    async def policy(self, past: Sequence[Conversation]) -> Found:
        held = self._at.policy
        if held.faults:
            return Found(WRONG, f"The file is faulty, and the last good one is in force. {held.faults[0]}")
        if errors := self._errors(of_roster=False):
            return Found(WRONG, errors[0])
        if not held.in_file and not held.text:
            return Found(TO_DO, "The built-in policy is in force.")
        assert self._proved
        return Found(
            DONE, f"{held.value.name} is in force. {_many(len(self._proved[1]['proved']), 'thing')} proved of it."
        )

    async def golden(self, past: Sequence[Conversation]) -> Found:
        assert self._proved
        pages = self._proved[2]
        failing = [x["title"] for x in pages if not x["holds"]]
        if not pages:
            return Found(TO_DO, "There are no golden pages.")
        if failing:
            return Found(WRONG, f"{len(failing)} of {_many(len(pages), 'page')} do not hold: {_list(failing)}.")
        return Found(DONE, f"{_many(len(pages), 'page')}, and all hold.")

    async def handover(self, past: Sequence[Conversation]) -> Found:
        served = [x for x in past if x.escalations and x.said(Role.AGENT)]
        if served:
            first = served[-1].said(Role.AGENT)[0]
            who = (first.author.name or first.author.id) if first.author else "An agent"
            return Found(DONE, f"{who} answered on {_day(first.at)}.")
        waiting = sum(x.status in WAITING for x in past)
        now = f" {_many(waiting, 'customer')} waiting now." if waiting else ""
        return Found(TO_DO, f"No person has answered in the last {_many(len(past), 'conversation')}.{now}")

    async def mail(self, past: Sequence[Conversation]) -> Found:
        if not self._at.settings.mail.host:
            return Found(TO_DO, "No mail server is set: e-mail is not offered to customers.")
        return await self._answers("mail", self._mail_answers)

    async def _mail_answers(self) -> str:
        mail = self._at.settings.mail
        await greet_mail(mail)
        return f"{mail.host} answers; customers see {mail.sender}."

    async def helpdesk(self, past: Sequence[Conversation]) -> Found:
        set_up = self._at.settings.helpdesk
        if set_up.kind == "none":
            return Found(TO_DO, "No helpdesk is told.")
        return Found(DONE, f"By {set_up.kind}, to {urlsplit(set_up.url).hostname or set_up.to}.")

    async def metrics(self, past: Sequence[Conversation]) -> Found:
        asked = self._at.gauges
        if asked.scraped_at is None:
            return Found(TO_DO, "Nobody has asked for /metrics since the server started.")
        ago = self._at.clock.now() - asked.scraped_at
        if asked.scrapes < SCRAPES_MIN:
            return Found(TO_DO, "/metrics was asked for once. Whoever collects them asks again and again.")
        if ago > SCRAPE_FRESH:
            return Found(WRONG, f"/metrics was last asked for {_many(ago // timedelta(minutes=1), 'minute')} ago.")
        return Found(
            DONE, f"/metrics was asked for {_many(asked.scrapes, 'time')} since the server started, and just now."
        )

    async def backup(self, past: Sequence[Conversation]) -> Found:
        taken_at = await asyncio.to_thread(last_copied_at, self._at.settings.journal)
        if taken_at is None:
            return Found(TO_DO, "No copy has been taken with `backup`.")
        old = self._at.clock.now() - taken_at > COPY_FRESH
        return Found(WRONG if old else DONE, f"The last copy was taken on {_day(taken_at)}.")


@cache
def checks() -> Mapping[str, Callable[[Setup, Sequence[Conversation]], Awaitable[Found]]]:
    """A method of ``Setup`` for each step, of its name."""
    return {x.name: getattr(Setup, x.name) for x in steps()}


def _only_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _list(names: Sequence[str]) -> str:
    """At most five of them."""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _day(at: datetime | None) -> str:
    return f"{at:%d %b %Y, %H:%M} UTC" if at else "an unknown day"
