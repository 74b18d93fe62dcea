"""Runs the bot's turns: one at a time for a conversation, each under the epoch in which it began.

A newer customer message replaces the turn, so one answer covers both (A09). A takeover does not stop the bot's work, it
stops its words: they are committed against the epoch and kept as suppressed (G4). Whatever fails becomes a reason for a
person, never silence (G11).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

import structlog

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.lifecycle import BOT_ANSWERS
from ..conversation.values import Author, Reading, Role
from ..ports import Bot, BotLine, BotReply, BotRequest, Clock, Journal, JournalUnavailable, Unreachable
from .desk import Desk

log = structlog.get_logger(__name__)

NO_BOT: Final = "No bot is set up."
STOPPED: Final = "The server stopped before the bot could answer."
#: An intent is handed to the bot from this score on.
SURE: Final = 0.5
#: Conversations that are looked through after a restart, the newest first; a bot that stays silent is noticed in all of them.
RESUMED_MAX: Final = 1_000


#: Why a person was asked for when the bot itself is what is wrong: nobody is sent back to it while they wait.
AT_FAULT: Final = frozenset(
    {"bot_silent", "bot_failed", "bot_broke_down", "bot_repeats", "customer_repeats", "unread", "internal"}
)
#: From this priority on (safety) only a person will do.
PERSON_ONLY: Final = 3


def welcome_meanwhile(c: Conversation) -> bool:
    """Whether the bot may keep this customer company while they wait: it is not with them yet, and not why they wait."""
    waits = c.escalation
    return (
        waits is not None
        and waits.kept_at is None
        and waits.reason.trigger not in AT_FAULT
        and waits.priority < PERSON_ONLY
    )


class BotTurns:
    """Starts a turn when the bot owes an answer: it has the conversation, or the customer keeps it while they wait."""

    def __init__(
        self,
        desk: Desk,
        bot: Bot | None,
        clock: Clock,
        new_id: Callable[[], str],
        patience: Callable[[], timedelta],
        known: Callable[[Conversation], Mapping[str, str]],
    ) -> None:
        self._desk = desk
        self._bot = bot
        self._clock = clock
        self._new_id = new_id
        self._patience = patience
        self._known = known
        self._running: dict[str, asyncio.Task[None]] = {}

    def react(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        """After a commit: is it the bot's turn now?"""
        woke = any(isinstance(x.event, e.MessagePosted | e.ReturnedToBot | e.BotKept) for x in records)
        if woke and c.owed:
            self.begin(c.id)

    def begin(self, conversation_id: str) -> None:
        """Begin a turn, in place of one under way."""
        running = self._running.pop(conversation_id, None)
        if running:
            running.cancel()
        task = asyncio.create_task(self._turn(conversation_id))
        self._running[conversation_id] = task
        task.add_done_callback(lambda done: self._forget(conversation_id, done))

    async def resume(self, journal: Journal) -> None:
        """After a restart the bot answers what it had not answered; its patience still runs from the message."""
        for row in await journal.standings(sorted(BOT_ANSWERS), limit=RESUMED_MAX):
            if (await self._desk.load(row.conversation_id)).owed and row.conversation_id not in self._running:
                self.begin(row.conversation_id)

    async def finish(self, within_s: float) -> None:
        """The server stops: turns under way may end (G19). Whoever has no answer by then gets a person at once."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within_s
        while self._running and (left_s := until - loop.time()) > 0:
            await asyncio.wait(set(self._running.values()), timeout=left_s)
            await asyncio.sleep(0)  # those that ended are forgotten now
        for conversation_id, task in list(self._running.items()):
            task.cancel()
            c = await self._desk.load(conversation_id)
            if c.turn:
                await self._fail(conversation_id, c.turn.turn_id, STOPPED)

    async def close(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, conversation_id: str, done: asyncio.Task[None]) -> None:
        if self._running.get(conversation_id) is done:
            del self._running[conversation_id]
        if not done.cancelled() and done.exception():
            log.error("bot_turn_failed", conversation_id=conversation_id, exc_info=done.exception())

    async def _turn(self, conversation_id: str) -> None:
        turn_id, patience = self._new_id(), self._patience()
        started = await self._desk.handle(conversation_id, do.StartBotTurn(turn_id, self._clock.now() + patience))
        c = started.conversation
        if started.refused or not c.turn or c.turn.turn_id != turn_id:
            return
        epoch = c.epoch
        try:
            if self._bot is None:
                raise Unreachable("bot", NO_BOT)
            async with asyncio.timeout(patience.total_seconds()):
                reply = await self._bot.answer(self._request(c, turn_id))
            await self._finish(c, turn_id, epoch, reply)
        except TimeoutError:
            await self._fail(conversation_id, turn_id, "The bot did not answer in time.")
        except Unreachable as failed:
            await self._fail(conversation_id, turn_id, failed.why)
        except JournalUnavailable:
            raise
        except Exception:
            log.exception("bot_failed", conversation_id=conversation_id)
            await self._fail(conversation_id, turn_id, "The bot broke down.")

    async def _finish(self, c: Conversation, turn_id: str, epoch: int, reply: BotReply) -> None:
        tried = tuple(e.BotAttempted(turn_id, x.what, x.subject, x.outcome, x.ok) for x in reply.tried)
        if not reply.text.strip():
            await self._fail(c.id, turn_id, reply.handoff or "The bot had no words.", tried, reply.handoff)
            return
        command = do.FinishBotTurn(
            turn_id,
            epoch,
            self._new_id(),
            Author(Role.BOT, "bot", self._bot.name if self._bot else ""),
            reply.text,
            cites=reply.cites,
            attempts=tried,
            quick_replies=reply.quick_replies,
        )
        outcome = await self._desk.handle(c.id, command, wish=reply.handoff)
        if outcome.refused:
            await self._fail(c.id, turn_id, outcome.refused.sentence, tried, reply.handoff)

    async def _fail(
        self, conversation_id: str, turn_id: str, because: str, tried: tuple[e.BotAttempted, ...] = (), wish: str = ""
    ) -> None:
        await self._desk.handle(conversation_id, do.FailBotTurn(turn_id, because, tried), wish=wish)

    def _request(self, c: Conversation, turn_id: str) -> BotRequest:
        heard = c.readings.get(c.owed[-1].id, Reading()) if c.owed else Reading()
        sure = heard.intent_score >= SURE
        return BotRequest(
            c.id,
            turn_id,
            lines_of(c),
            c.customer,
            c.locale,
            c.cart,
            c.page,
            _brief(c),
            self._known(c),
            heard.intent if sure else "",
            heard.language,
        )


def lines_of(c: Conversation) -> tuple[BotLine, ...]:
    """All that was said, as it is shown to a bot or a model."""
    return tuple(BotLine(x.author.role, x.told, x.author.name, x.at, x.attachments) for x in c.said() if x.author)


def _brief(c: Conversation) -> str:
    """What the last agent left for the bot, under the agent's name. How it ended is the team's: a bot says what it reads."""
    left = c.returned
    return f"{left.agent.name or left.agent.id}: {left.note}" if left and left.note else ""
