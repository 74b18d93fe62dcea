"""Which parts, with which settings? The only file that knows every adapter, the clock, and where ids come from."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import msgspec
import structlog
import uuid_utils.compat as uuids
from fastapi import FastAPI
from msgspec.structs import replace

from . import logs
from .adapters import following_of, lacking, outside_of, own_triggers, soon
from .api import wire
from .api.draining import Door
from .api.gauges import Gauges
from .api.grants import Grants, Site
from .api.parts import Parts
from .api.proofs import Proofs
from .api.server import create
from .api.sightings import Sightings
from .backtests import Backtests
from .conversation.fold import Conversation
from .conversation.requests import requests
from .conversation.values import Reading, Role
from .desk import diary
from .desk.announcer import Announcer
from .desk.awake import Awake
from .desk.beside import again, once
from .desk.bot_turn import BotTurns, welcome_meanwhile
from .desk.deadlines import Deadlines, Patience, deadlines
from .desk.desk import Desk, Knowledge, ShadowJudgement
from .desk.dispatcher import Dispatcher
from .desk.drafts import Drafts
from .desk.enrich import Enricher
from .desk.erasures import Erasures
from .desk.guidance import Guidance
from .desk.letters import Letters
from .desk.lobby import Lobby
from .desk.outbox import Outbox
from .desk.policies import policies
from .desk.postage import Postage
from .desk.presence import Floor
from .desk.pulse import Pulse
from .desk.rosters import rosters
from .desk.steady import SteadyClock, after_all, passing
from .desk.summaries import Summaries
from .desk.uploads import Uploads
from .handoff import carried, packet, policy, reask
from .handoff import versions as policy_versions
from .handoff.judge import judge, more_urgent
from .journals.black_box import BlackBox
from .journals.sqlite import SqliteJournal
from .lab import evidence
from .metrics import Known
from .ports import Clock, Journal, Outside, Page, Reader, Seat
from .reading.secrets import mask
from .reading.taught import TaughtReader
from .reading.wanted import wanted
from .relays.memory import MemoryRelay
from .routing import roster
from .routing.ladder import promise, rungs
from .settings import Settings
from .setup.checks import Setup
from .studio import Studio
from .watched import Watched

log = structlog.get_logger(__name__)

#: How often the policy and roster files are looked at for changes.
RELOAD_S: Final = 1.0
#: The numbers page is computed at most this often.
NUMBERS_FOR: Final = timedelta(seconds=5)

#: How long the bot's turns may still run at a stop, seconds; then a person is asked for.
TURNS_S: Final = 12.0

VERSION: Final = metadata.version("escapehatch")


class SystemClock(SteadyClock):
    """The machine's clock, steady."""

    def __init__(self) -> None:
        super().__init__(lambda: datetime.now(UTC), passing())


def new_id() -> str:
    """A time-ordered, unguessable id."""
    return str(uuids.uuid7())


def new_secret() -> str:
    """256 random bits, as text for URLs."""
    return secrets.token_urlsafe(32)


def web_dist() -> Path:
    return Path(__file__).parent / "web_dist"


class House:
    """All rooms of one process, wired. ``running()`` starts the loops; ``app`` is the ASGI application."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        clock: Clock,
        reader: Reader,
        outside: Outside | None = None,
        new_id: Callable[[], str] = new_id,
    ) -> None:
        logs.unless_begun()
        outside = outside or outside_of(settings, clock, reader)
        self.settings = settings
        self.outside = outside
        self.new_id = new_id
        self.journal = journal
        self.clock = clock
        read = partial(policy.parse, own=own_triggers(settings.triggers))
        default = read(policy.DEFAULT_TEXT, policy.DEFAULT.name) if settings.triggers else policy.DEFAULT
        self.policy = Watched(settings.policy, read, default, policy.PolicyRefused)
        self.shadow = Watched(settings.shadow, read, policy.DEFAULT, policy.PolicyRefused)
        self.roster = Watched(settings.roster, roster.parse, roster.DEFAULT, roster.RosterRefused)
        self.shop, self.bot, self.helpdesk, self.mail = outside.shop, outside.bot, outside.helpdesk, outside.mail
        self.following = following_of(settings.turn_model)
        self.announcer = Announcer(MemoryRelay())
        self.reader = TaughtReader(reader, self.policy.value.topics)
        tells, mails = self.helpdesk is not None, self.mail is not None
        self.desk = Desk(
            journal, self.announcer, self.reader, self._knowledge(), clock, new_id, tell=tells, mails=mails
        )
        self.dispatcher = Dispatcher(journal, self.desk, clock, new_id, lambda: self.roster.value)
        self.floor = Floor(journal, self.desk, clock, self._floor_changed)
        self.dispatcher.floor = self.floor
        self.rosters = rosters(journal, clock, self.roster, self._floor_changed)
        self.policies = policies(journal, clock, self.policy, self._policy_changed, read)
        self.studio = Studio(journal, clock, lambda: self.policy.value, lambda: self.roster.value, settings.golden)
        self.backtests = Backtests(journal, new_id, settings.reader, tuple(settings.triggers))
        self.bots = BotTurns(
            self.desk, self.bot, clock, new_id, lambda: self.policy.value.patience, packet.values_known
        )
        self.guidance = Guidance(self.desk, outside.adviser, self._guidelines, settings.guidance.timeout_s)
        self.summaries = Summaries(self.desk, outside.summarist, settings.summary.timeout_s)
        self.enricher = Enricher(self.desk, self.shop, journal, packet.order_ids)
        self.awake = Awake(clock)
        ask, woke_at = (lambda x: self.announcer.sign(x, wire.Still(x))), self.awake.woke_at
        self.lobby = Lobby(self.desk, clock, ask, woke_at=woke_at)
        self.drafts, self.erasures = Drafts(self.desk), Erasures(self.desk, journal, clock)
        self.uploads = Uploads(journal, clock, new_secret, settings.uploads.kinds, mask)
        self.dispatcher.waits.choices = self._choices
        self.deadlines = Deadlines(journal, self.desk, clock, new_id, self.dispatcher.review, self._seat_there, woke_at)
        outbox = Outbox(journal, self.helpdesk, clock, self._carried, self.mail, Letters(self.desk, clock).of)
        self.outbox = [outbox] if tells or mails else []
        sites = {name: Site(name, tuple(x.secrets)) for name, x in settings.sites.items()}
        self.grants = Grants(journal, clock, new_secret, sites)
        self._forecasting, self._kept_policy = asyncio.Lock(), ""
        self.door, self.gauges = Door(), Gauges()
        self._numbers: tuple[datetime, dict[str, Any]] | None = None
        self._react()

    @cached_property
    def app(self) -> FastAPI:
        """The ASGI application of this process."""
        return create(self.parts, self.running)

    def _knowledge(self) -> Knowledge:
        return Knowledge(
            judge=lambda c, now: judge(c, self.policy.value, now),
            more_urgent=lambda c, now: more_urgent(c, self.policy.value, now),
            route=lambda c, reason: self.policy.value.route(c, reason),
            minimum_packet=packet.minimum,
            deadlines=lambda c: deadlines(c, Patience(self.policy.value.patience)),
            reasks=lambda c, text: reask.as_pairs(reask.check(text, c, wants=wanted())),
            mask=mask,
            also=self._also,
            shadow=self._shadow if self.settings.shadow else None,
            seats=lambda c: self.roster.value.seats(c.channel),
        )

    def _also(self, c: Conversation, role: Role, text: str, reading: Reading) -> Reading:
        """What else is known of a message: the turn model's chance, and how crowded the team is."""
        said = [(x.author.role, x.text) for x in c.said() if x.author]
        chance = self.following(c.id, [*said, (role, text)]) if self.following else 0.0
        return replace(reading, needs_person=chance, pressure=self.dispatcher.pressure)

    def _shadow(self, c: Conversation, now: datetime) -> ShadowJudgement | None:
        decision = judge(c, self.shadow.value, now)
        return ShadowJudgement(self.shadow.value.version, decision.kind, decision.reason)

    def _guidelines(self) -> Mapping[str, str]:
        return {x.name: x.when for x in self.policy.value.guidance}

    def _react(self) -> None:
        self.deadlines.watch = self.gauges.met
        if isinstance(self.journal, SqliteJournal):
            self.journal.watch = self.gauges.committed
        writes_itself = self.settings.bot.kind == "api"
        self.desk.reactions += [] if writes_itself else [self.bots.react]
        self.desk.reactions += [diary.react, self.announcer.react]
        more = (self.gauges, self.dispatcher, self.lobby, self.drafts, self.enricher, self.guidance, self.summaries)
        self.desk.reactions += [*(x.react for x in more), self.deadlines.react, *(x.react for x in self.outbox)]

    def _in_form(self, c: Conversation, form: str) -> Any:
        whole = carried.carry(packet.assemble(c, self.clock.now(), self.policy.value), c)
        return {"json": carried.as_plain, "vcon": carried.as_vcon, "text": carried.as_text}[form](whole)

    async def _carried(self, conversation_id: str) -> Any:
        return self._in_form(await self.desk.load(conversation_id), "json")

    def _floor_changed(self) -> None:
        self.dispatcher.wake()
        self.announcer.sign_floor()

    def _policy_changed(self) -> None:
        self.reader.teach(self.policy.value.topics)
        self.dispatcher.wake()

    @cached_property
    def parts(self) -> Parts:
        """What the API needs of this house."""
        origins = {self.settings.own_origin, self.settings.own_origin.replace("127.0.0.1", "localhost")}
        return Parts(
            journal=self.journal,
            pulse=Pulse(self.journal),
            gauges=self.gauges,
            door=self.door,
            operator_token=self.settings.operator_token,
            desk=self.desk,
            floor=self.floor,
            lobby=self.lobby,
            drafts=self.drafts,
            erasures=self.erasures,
            announcer=self.announcer,
            grants=self.grants,
            clock=self.clock,
            new_id=self.new_id,
            roster=lambda: self.roster.value,
            rosters=self.rosters,
            policies=self.policies,
            studio=self.studio,
            backtests=self.backtests,
            setup=Setup(self),
            sightings=Sightings(self.journal, self.clock),
            postage=Postage(self.clock),
            proofs=Proofs(self.journal, self.clock, new_secret, lambda: self.mail),
            uploads=self.uploads,
            packet=lambda c: msgspec.to_builtins(packet.assemble(c, self.clock.now(), self.policy.value)),
            packet_schema=packet.schema,
            carried=self._in_form,
            known=lambda c, draft: tuple(msgspec.to_builtins(x) for x in reask.check(draft, c, wants=wanted()).facts),
            seat=self._seat,
            promise=self._promise,
            pages=self._pages,
            load=self.dispatcher.load,
            pressure=lambda: self.dispatcher.pressure,
            why_nobody=lambda id: self.dispatcher.router.why_nobody(id, self.clock.now()),
            numbers=self.numbers,
            requests=self.requests,
            staffing=self.staffing,
            state=self.state,
            origins=frozenset(origins),
            shop_origins=tuple(o for site in self.settings.sites.values() for o in site.origins),
            web_dist=web_dist(),
            build=VERSION,
            bot_name=self.settings.bot.name,
            mails=self.mail is not None,
        )

    async def drain(self) -> None:
        """The server is to stop: nobody new, those who are there go elsewhere, the bot's turns end or hand off (G19)."""
        self.door.close()
        self.announcer.send_away()
        await self.bots.finish(TURNS_S)

    def _choices(self, c: Conversation) -> tuple[str, ...]:
        has_bot = self.bot is not None or self.settings.bot.kind == "api"
        return rungs(bot=has_bot and welcome_meanwhile(c), email=self.mail is not None)

    def _seat(self, agent_id: str, c: Conversation) -> Seat | None:
        profile = self.roster.value.agent(agent_id)
        return Seat(agent_id, profile.capacity, self.roster.value.seats(c.channel)) if profile else None

    def _seat_there(self, agent_id: str, c: Conversation) -> Seat | None:
        return self._seat(agent_id, c) if self.floor.state(agent_id) == "available" else None

    def _promise(self, c: Conversation) -> tuple[datetime, datetime]:
        queue = self.roster.value.queue(c.escalation.queue if c.escalation else "")
        return promise(queue, self.clock.now())

    async def _pages(self) -> tuple[Page, ...]:
        return await self.shop.pages() if self.shop else ()

    async def numbers(self) -> dict[str, Any]:
        """All metrics over all conversations, with their definitions."""
        now = self.clock.now()
        if not self._numbers or now - self._numbers[0] > NUMBERS_FOR:
            known = Known()
            async for _, records in self.journal.every():
                known.add(records)
            self._numbers = (now, msgspec.to_builtins(known.measured()))
        return self._numbers[1]

    async def requests(
        self, within_s: float, since: datetime | None, until: datetime | None, most: int
    ) -> dict[str, Any]:
        """Requests for a person as rows (``most`` of them) and as a table, and the share served in time."""
        found = [x async for _, records in self.journal.every() for x in requests(records)]
        return await asyncio.to_thread(evidence.report, found, within_s, since, until, self.clock.now(), most)

    async def staffing(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What ``escapehatch forecast`` answers, one question at a time. Raises ValueError."""
        from .lab.staffing.typed import bounded

        async with self._forecasting:
            return await asyncio.to_thread(bounded, asked)

    def state(self) -> Mapping[str, Any]:
        """What is set up, what is missing, and the next step."""
        held = self.policy.value
        wants = {"topics": bool(held.topics) and not self.reader.able, "guidance": bool(held.guidance)}
        missing = lacking(self.settings, self.outside, bool(self.roster.value.agents), wants)
        faults = [*self.policy.faults, *self.shadow.faults, *self.roster.faults]
        return {"version": VERSION, "missing": missing, "faults": faults}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The loops run while this is open; closing it stops them and the journal."""
        await after_all(self.clock, self.journal)
        await self.rosters.open()
        await self.policies.open()
        await self._keep_policy()
        await self.floor.open()
        loops: list[Coroutine[Any, Any, None]] = [
            self.dispatcher.run(),
            self.deadlines.run(),
            again(self._reload, RELOAD_S, "files"),
        ]
        loops += [once(self.enricher.resume(), "enriching"), self.erasures.run()]
        loops += [once(self.bots.resume(self.journal), "the bot")] if self.settings.bot.kind != "api" else []
        loops += [self.awake.run(), self.floor.run(), self.lobby.run(), self.uploads.run()]
        loops += [self.dispatcher.foresight.run(), *(x.run() for x in self.outbox)]
        tasks = [asyncio.create_task(loop) for loop in loops]
        self.dispatcher.wake()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for part in (self.bots, self.backtests, self.guidance, self.summaries, self.enricher):
                await part.close()
            self.announcer.close()
            self.desk.aside.box.close()
            await self.journal.close()

    async def _reload(self) -> None:
        """A version that could not be noted is noted later; it is in force all the same."""
        for watched in (self.policy, self.shadow, self.roster):
            if watched.refresh():
                log.info("reloaded", file=str(watched.path))
                self._policy_changed()
        await self.policies.note()
        await self.rosters.note()
        await self._keep_policy()

    async def _keep_policy(self) -> None:
        """Each version of the policy that was ever in force stays in the journal, with when it first was."""
        held = self.policy.value
        if held.version == self._kept_policy:
            return
        kept = policy_versions.Version(held.version, self.clock.now(), held.name, held.text)
        await self.journal.claim(policy_versions.KIND, held.version, policy_versions.written(kept))
        self._kept_policy = held.version


async def open_house(settings: Settings, clock: Clock | None = None, reader: Reader | None = None) -> House:
    """Open the journal and wire everything. Raises what is wrong with settings, policy, roster or journal."""
    journal = await SqliteJournal.open(settings.journal)
    try:
        house = House(settings, journal, clock or SystemClock(), reader or soon(settings.reader))
        house.desk.aside.box = BlackBox(Path(f"{settings.journal}.aside"))
        return house
    except BaseException:
        await journal.close()
        raise
