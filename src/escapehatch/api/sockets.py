"""The one socket: a reader that turns frames into asks, and a writer that sends what is new.

The writer reads the journal from the version the client last had, so a lost or doubled hint changes nothing (G5). A
client that is too slow is told less often, not more: news of one conversation coalesces in its ``Listener``.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec
import structlog
from msgspec.structs import replace
from starlette.websockets import WebSocket, WebSocketDisconnect

from .. import hops
from ..conversation.audience import for_customer
from ..conversation.events import Recorded
from ..conversation.fold import Conversation, replay
from ..conversation.lifecycle import FINAL
from ..conversation.values import Role
from ..desk.announcer import EVERYWHERE, FLOOR, Leaving, Listener, SignedOut
from ..desk.awake import Silence
from ..ports import JournalUnavailable
from . import wire
from .asks import Asker
from .beats import SILENT_S, beat
from .closing import BAD_FRAME, BUG, DENIED, RESTART, TOO_FAST, UNEVEN, close
from .doors import ask, refusal
from .parts import Parts
from .rows import floor, inbox
from .telling import may_hear, pace_s
from .who import COOKIE

log = structlog.get_logger(__name__)

#: Bytes in one frame.
FRAME_MAX: Final = 64 * 1024
#: Frames a connection may send at once, and how many a second it earns back.
BURST: Final = 60
RATE: Final = 20.0
#: Events sent in one frame; a client further behind gets a snapshot.
EVENTS_MAX: Final = 200
UNAVAILABLE: Final = "Nothing can be stored right now. It was not sent; please try again in a moment."

frames: Final = msgspec.json.Decoder(wire.FromClient)


class Session:
    """One connected client."""

    def __init__(self, parts: Parts, ws: WebSocket, who: Asker) -> None:
        self._parts = parts
        self._ws = ws
        self._who = who
        self._key = parts.new_id()
        self._has: dict[str, int] = {}
        owner = who.author.id if who.role == Role.AGENT else ""
        self._listener = Listener(who.start.conversation_id if who.start else EVERYWHERE, owner, self._has)
        self._team = 0
        self._sending = asyncio.Lock()
        self._hearing = asyncio.Lock()
        self._open = ""
        self._silence, self._silent = Silence(SILENT_S), timedelta(0)
        self._sent = self._heard = 0
        self._tokens = float(BURST)
        self._earned_at = asyncio.get_running_loop().time()

    async def run(self, hello: wire.Hello) -> None:
        """Serve until either side ends it."""
        self._parts.announcer.join(self._listener)
        if self._parts.door.closed:
            self._listener.notice(Leaving())
        self._parts.gauges.sockets.labels(str(self._who.role)).inc()
        try:
            await self._arrive()
            await self._welcome(hello)
            async with asyncio.timeout(None) as patience:
                await self._converse(hello.beats and self._who.role == Role.AGENT, patience)
        except TimeoutError:
            self._silent = timedelta(seconds=SILENT_S)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._parts.announcer.leave(self._listener)
            self._parts.gauges.sockets.labels(str(self._who.role)).dec()
            await self._depart()

    async def _converse(self, beats: bool, patience: asyncio.Timeout) -> None:
        """Until the client leaves; TimeoutError when one that answers beats is silent."""
        more = (beat(self._send), self._silence.ends(patience, self._hearing.locked)) if beats else ()
        telling = [asyncio.create_task(x) for x in (self._write(), *more)]
        try:
            await self._read()
        finally:
            for one in telling:
                one.cancel()
            await asyncio.gather(*telling, return_exceptions=True)

    async def _arrive(self) -> None:
        if self._who.role == Role.AGENT:
            await self._parts.floor.came(self._who.author.id)
        elif self._who.start:
            await self._parts.lobby.came(self._who.start.conversation_id, self._key)

    async def _depart(self) -> None:
        if self._who.role == Role.AGENT:
            self._look("")
            await self._parts.floor.went(self._who.author.id, self._silent)
        elif self._who.start:
            await self._parts.lobby.went(self._who.start.conversation_id, self._key)

    async def _send(self, frame: wire.FromServer) -> None:
        await self._send_text(msgspec.json.encode(frame).decode())

    async def _send_text(self, text: str) -> None:
        async with self._sending:
            await self._put(text)

    async def _put(self, text: str) -> None:
        self._sent = zlib.crc32(text.encode("utf-16-le"), self._sent)
        await self._ws.send_text(text)

    async def _welcome(self, hello: wire.Hello) -> None:
        author = self._who.author
        you = {"role": str(author.role), "id": author.id, "name": author.name}
        epoch = self._parts.journal.stream_epoch
        await self._send(wire.Welcome(you, self._parts.build, self._parts.clock.now(), epoch, hops.on()))
        start = self._who.start
        if start:
            seen = hello.seen if hello.epoch in {0, epoch} else {}
            self._has[start.conversation_id] = seen.get(start.conversation_id, 0)
            await self._update(start.conversation_id)
            if hello.epoch not in {0, epoch}:
                await self._lost(start.conversation_id)
            await self._seen(start.conversation_id)
        elif self._who.role == Role.AGENT:
            whole = True
            async for found in inbox(self._parts):
                team = self._colleagues() if whole else ()
                await self._send(wire.Inbox(self._parts.inboxes.rows.all(found), team, whole))
                whole = False

    # What the client says

    async def _read(self) -> None:
        """Until the client leaves."""
        while True:
            try:
                text = await self._ws.receive_text()
            except KeyError:  # bytes
                return await close(self._parts, self._ws, BAD_FRAME)
            self._silence.broken()
            if not self._afford():
                return await close(self._parts, self._ws, TOO_FAST)
            if len(text) > FRAME_MAX:
                return await close(self._parts, self._ws, BAD_FRAME)
            before, self._heard = self._heard, zlib.crc32(text.encode("utf-16-le"), self._heard)
            try:
                frame = frames.decode(text)
            except (msgspec.DecodeError, UnicodeError) as wrong:
                await self._send(wire.Refused("", "bad_frame", f"This frame cannot be read: {wrong}"))
                continue
            if isinstance(frame, wire.Ping) and frame.sum not in {0, before}:
                return await close(self._parts, self._ws, UNEVEN)
            if self._who.start:
                await self._noticed(self._who.start.conversation_id, frame)
            async with self._hearing:
                await self._served(frame)

    async def _noticed(self, conversation_id: str, frame: wire.FromClient) -> None:
        """A sign of life of a customer: of their device, or of themselves."""
        if isinstance(frame, wire.Here):
            await self._parts.lobby.seen(conversation_id, self._key, frame.visible)
        else:
            await self._parts.lobby.heard(conversation_id, acted=_acts(frame))

    def _afford(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._tokens = min(BURST, self._tokens + (now - self._earned_at) * RATE) - 1
        self._earned_at = now
        return self._tokens >= 0

    async def _served(self, frame: wire.FromClient) -> None:
        try:
            await self._hear(frame)
        except JournalUnavailable:
            await self._send(wire.Refused(getattr(frame, "ref", ""), "unavailable", UNAVAILABLE))

    async def _hear(self, frame: wire.FromClient) -> None:
        match frame:
            case wire.Ask():
                await self._ask(frame)
            case wire.Here():
                pass
            case wire.Applied() if self._who.role == Role.AGENT:
                hops.applied(frame.conversation_id, frame.seq, frame.took_ms)
            case wire.Ping():
                await self._pong()
            case wire.Typing():
                await self._typing(frame)
            case wire.Watch() if self._who.role != Role.CUSTOMER:
                self._has[frame.conversation_id] = frame.seq
                await self._update(frame.conversation_id, packet=True)
                await self._lost(frame.conversation_id)
                await self._done(frame.ref)
            case wire.Unwatch():
                self._has.pop(frame.conversation_id, None) if self._who.role != Role.CUSTOMER else None
            case wire.Draft() if self._who.role == Role.AGENT:
                await self._known(frame)
            case wire.Look() if self._who.role == Role.AGENT:
                self._look(frame.conversation_id)
                self._shown(await self._parts.desk.load(frame.conversation_id))
            case wire.Whisper() if self._who.role == Role.AGENT and self._parts.leads(self._who.author.id):
                await self._whisper(frame)
            case wire.Presence() if self._who.role == Role.AGENT and frame.state in {"available", "away"}:
                await self._parts.floor.choose(self._who.author.id, frame.state)
                await self._done(frame.ref)
            case _:
                ref = getattr(frame, "ref", "")
                await self._send(wire.Refused(ref, "not_allowed", f"A {self._who.role} may not do this."))

    async def _pong(self) -> None:
        async with self._sending:
            frame = wire.Pong(self._parts.clock.now(), self._sent)
            await self._put(msgspec.json.encode(frame).decode())

    async def _ask(self, frame: wire.Ask) -> None:
        start = self._who.start
        place = frame.conversation_id or (start.conversation_id if start else "")
        try:
            with hops.sent(place, frame.age_ms):
                outcome = await ask(self._parts, self._who, place, frame.do, frame.body)
        except JournalUnavailable:
            raise
        except Exception:
            log.exception("ask_failed", command=frame.do, conversation_id=place)
            sentence = "Something went wrong on our side. Nothing was lost; please try again."
            await self._send(wire.Refused(frame.ref, "internal", sentence))
            return
        if outcome.refused:
            said = refusal(outcome.refused)
            await self._send(wire.Refused(frame.ref, said["code"], said["sentence"], said["owner"]))
        else:
            await self._send(wire.Done(frame.ref, outcome.conversation.seq))

    async def _done(self, ref: str) -> None:
        if ref:
            await self._send(wire.Done(ref))

    async def _typing(self, frame: wire.Typing) -> None:
        c = await self._parts.desk.load(frame.conversation_id)
        if self._who.may_see(c):
            author = self._who.author
            shown = replace(frame, role=str(author.role), name=author.name)
            self._parts.announcer.sign(c.id, shown, but=self._listener)

    def _look(self, conversation_id: str) -> None:
        """The page shows another conversation: whoever has the old or the new one open is told."""
        for place, move in ((self._open, self._parts.lookers.leave), (conversation_id, self._parts.lookers.enter)):
            if place:
                move(place, self._who.author)
                self._parts.announcer.sign(place, wire.Lookers(place, self._parts.lookers.at(place)))
        self._open = conversation_id

    async def _whisper(self, frame: wire.Whisper) -> None:
        c = await self._parts.desk.load(frame.conversation_id)
        to = c.agent.id if c.agent else ""
        if not frame.text.strip() or not to or self._parts.floor.state(to) == "offline":
            sentence = "No agent is with this customer." if not to else "The agent is not connected."
            await self._send(wire.Refused(frame.ref, "nobody_hears", sentence))
            return
        by = {"id": self._who.author.id, "name": self._who.author.name}
        self._parts.announcer.sign(c.id, replace(frame, ref="", by=by, to=to))
        await self._done(frame.ref)

    def _shown(self, c: Conversation) -> None:
        """The agent's page shows this: their customer may know. Whoever only watches stays unseen."""
        if self._open == c.id and c.agent and c.agent.id == self._who.author.id:
            self._parts.announcer.sign(c.id, wire.Seen(c.id, c.seq))

    async def _lost(self, conversation_id: str) -> None:
        """A journal that went back to a backup may hold nothing of it: whoever has it open must hear that."""
        if not (await self._parts.desk.load(conversation_id)).seq:
            await self._send(wire.Snapshot(Conversation(id=conversation_id), 0))

    async def _seen(self, conversation_id: str) -> None:
        """A customer comes back: whether their agent has it open."""
        c = await self._parts.desk.load(conversation_id)
        if c.agent and c.agent.id in {x["id"] for x in self._parts.lookers.at(c.id)}:
            await self._send(wire.Seen(c.id, c.seq))

    async def _known(self, frame: wire.Draft) -> None:
        c = await self._parts.desk.load(frame.conversation_id)
        if c.agent and c.agent.id == self._who.author.id:
            self._parts.drafts.typed(c.id, c.agent.id, frame.text)
        facts = await asyncio.to_thread(self._parts.known, c, frame.text) if c.seq else ()
        await self._send(wire.Known(frame.ref, frame.conversation_id, tuple(facts)))

    # What the client is told

    async def _write(self) -> None:
        while True:
            ids, signs = await self._listener.news(pace_s(self._parts.announcer.everywhere))
            try:
                for sign in signs:
                    if isinstance(sign, Leaving):
                        await self._leave()
                    elif isinstance(sign, SignedOut):
                        if sign.token == self._ws.cookies.get(COOKIE, ""):
                            await close(self._parts, self._ws, DENIED)
                    elif may_hear(self._who, sign):
                        await self._send(sign)
                for conversation_id in sorted(ids & self._has.keys()):
                    await self._update(conversation_id, packet=True)
                if ids and self._who.role == Role.AGENT:
                    await self._inbox(ids)
            except JournalUnavailable:
                for conversation_id in ids:
                    self._listener.hear(conversation_id)
                await asyncio.sleep(1)
            except (WebSocketDisconnect, RuntimeError):
                return
            except Exception:
                log.exception("telling_failed")
                await close(self._parts, self._ws, BUG)
                return

    async def _leave(self) -> None:
        """What was being asked is answered first; what comes later is asked again, elsewhere."""
        async with self._hearing:
            await close(self._parts, self._ws, RESTART)

    async def _inbox(self, ids: frozenset[str]) -> None:
        found = [await self._parts.desk.load(x) for x in sorted(ids - {FLOOR})]
        self._look_around()
        told = self._parts.inboxes.frame(found, self._team)
        self._team = self._parts.inboxes.team.change
        if told:
            await self._send_text(told)

    def _look_around(self) -> None:
        parts, loop = self._parts, asyncio.get_running_loop()
        parts.inboxes.team.look(
            loop.time(), lambda: floor(parts), lambda s: loop.call_later(s, parts.announcer.sign_floor)
        )

    def _colleagues(self) -> tuple[dict[str, Any], ...]:
        self._look_around()
        self._team = self._parts.inboxes.team.change
        return tuple(dict(x) for x in self._parts.inboxes.team.since(0))

    async def _update(self, conversation_id: str, packet: bool = False) -> None:
        """Send what the client lacks: the rest of the events, or a snapshot when it has none or too few."""
        has = self._has[conversation_id]
        c = await self._parts.desk.load(conversation_id)
        if not c.seq or not self._who.may_see(c):
            return (
                await close(self._parts, self._ws, DENIED) if c.status in FINAL else None
            )  # erased: another life begins
        if c.seq != has:
            has = has if 0 < has < c.seq else 0  # a version that there is not says nothing
            records = await self._parts.desk.since(c, has)
            upto = records[-1].seq if records else has
            if has == 0 or len(records) > EVENTS_MAX:
                whole = await self._parts.desk.since(c, 0) if has else records
                upto = await self._snapshot(whole)
            else:
                shown = (
                    records if self._who.role != Role.CUSTOMER else tuple(y for x in records if (y := for_customer(x)))
                )
                await self._send(wire.Events(conversation_id, shown, upto, has))
            self._has[conversation_id] = upto
        if packet and self._who.role == Role.AGENT:
            c = await self._parts.desk.load(conversation_id)  # erased while that was sent, and nothing of it is kept
            await self._send_text(self._parts.inboxes.packet(c, self._parts.clock.now(), self._parts.packet))
        self._shown(c)

    async def _snapshot(self, records: Sequence[Recorded]) -> int:
        upto = records[-1].seq if records else 0
        shown: Conversation = (
            replay(records)
            if self._who.role != Role.CUSTOMER
            else replay([y for x in records if (y := for_customer(x))])
        )
        await self._send(wire.Snapshot(shown, upto))
        return upto


def _acts(frame: wire.FromClient) -> bool:
    """Whether a person did this, and not the page by itself."""
    return isinstance(frame, wire.Typing) or (isinstance(frame, wire.Ask) and frame.do != "cart")
