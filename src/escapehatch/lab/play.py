"""Plays one golden page: ``decide`` and ``judge`` under a scripted clock, with no model, no network and no
waiting.

What people did goes in line by line; what we did about it comes out as sentences. Whatever falls due between
two lines (an offer runs out, the bot's patience ends, a lost agent does not come back) happens at its own
moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.attachment import out_of_words
from ..conversation.decide import Refused, decide
from ..conversation.fold import Conversation, apply
from ..conversation.lifecycle import ATTENDED, BOT_ANSWERS, WAITING, Status
from ..conversation.values import Author, Cart, Customer, Reading, Reason, Role
from ..conversation.waits import ABANDONED_SILENT, open_promises
from ..desk.deadlines import LEFT_AFTER, SYSTEM
from ..handoff.judge import judge, more_urgent
from ..handoff.packet import known_facts, minimum
from ..handoff.policy import Policy
from ..handoff.reask import as_pairs, check
from ..reading.wanted import wanted
from ..routing.ladder import rungs
from .heard import heard
from .replay import EARLIER_MAX, Read
from .told import tell

#: An offer stands this long.
OFFER_FOR: Final = timedelta(seconds=30)
#: A lost agent has this long to come back.
GRACE: Final = timedelta(seconds=20)
#: A callback is promised for this long after opening.
CALLBACK_WITHIN: Final = timedelta(minutes=30)
#: A moment after a promise: what happens at its very instant still keeps it.
PASSED: Final = timedelta(seconds=1)
#: The day on which pages play.
DAY: Final = datetime(2026, 11, 23, tzinfo=UTC)

NAMES: Final = {"ada": "Ada", "bo": "Bo", "dana": "Dana", "eli": "Eli"}


class Step(Struct, frozen=True):
    """One line of what people did. ``act`` is what stood in parentheses, ``heard`` a stated reading."""

    line: int
    at: datetime
    who: str
    text: str = ""
    act: str = ""
    heard: str = ""


class Setting(Struct, frozen=True):
    """How a page begins: who is at work, who the customer is, what lies in the cart."""

    agents: tuple[str, ...] = ("dana", "eli")
    customer: Customer = Customer("ada", "Ada")
    cart: Cart | None = None
    locale: str = "en"
    opens_at: datetime | None = None


class PageWrong(Exception):
    """A line of a page cannot be understood."""


class Play:
    """One performance. ``records`` is the journal it made."""

    def __init__(self, setting: Setting, policy: Policy, read: Read) -> None:
        self.setting = setting
        self.policy = policy
        self.read = read
        self.now = DAY
        self.c = Conversation()
        self.records: list[e.Recorded] = []
        self.said: list[str] = []
        self.online = list(setting.agents)
        self.running: tuple[str, int] | None = None
        self._ids: dict[str, int] = {}
        self._late = False

    def step(self, step: Step) -> list[str]:
        """Do one line, with all that fell due before it; returns what we did about it."""
        self.said = []
        self._until(step.at)
        if not self.c.seq:
            self._begin()
        acts = {"customer": self._customer, "bot": self._bot, "clock": self._wait}
        acts.get(step.who, self._agent)(step)
        self._dispatch()
        return self.said

    def _begin(self) -> None:
        self._do(do.Start("page", self.setting.customer, locale=self.setting.locale))
        if self.setting.cart:
            self._do(do.ChangeCart(self.setting.cart))

    # Time

    def _until(self, at: datetime) -> None:
        while (due := self._due()) and due[0] <= at:
            self.now = max(due[0], self.now)
            self._late = True
            due[1]()
            self._dispatch()
        self._late = False
        if at < self.now:
            raise PageWrong("the lines of a page go forward in time")
        self.now = at

    def _due(self) -> tuple[datetime, Callable[[], object]] | None:
        c, rows = self.c, list[tuple[datetime, Callable[[], object]]]()
        if c.reservation:
            lapse = do.Lapse(c.reservation.reservation_id)
            rows.append((c.reservation.expires_at, lambda: self._do(lapse)))
        if c.grace_until and c.agent:
            lose = do.LoseAgent(c.agent.id, "The connection to the agent was lost.")
            rows.append((c.grace_until, lambda: self._do(lose)))
        if c.turn and c.status in BOT_ANSWERS:
            fail = do.FailBotTurn(c.turn.turn_id, "The bot did not answer in time.")
            rows.append((c.turn.due_at, lambda: self._do(fail)))
        back = c.escalation.callback if c.escalation else None
        if back and c.status == Status.QUEUED and self.now < back.not_before_at:
            rows.append((back.not_before_at, lambda: None))
        rows += self._due_later(c)
        return min(rows, key=lambda x: x[0], default=None)

    def _due_later(self, c: Conversation) -> Iterator[tuple[datetime, Callable[[], object]]]:
        """Promises, holds, and whoever has given no sign for long."""
        for kind, due_at in open_promises(c).items():
            yield due_at + PASSED, partial(self._do, do.BreakPromise(kind))
        if c.escalation and c.escalation.away_at and c.status in WAITING:
            yield c.escalation.away_at + LEFT_AFTER, partial(self._do, do.Close(SYSTEM, ABANDONED_SILENT))
        if c.hold and c.agent:
            because = "The customer wrote." if c.stirred else "The time has come."
            back = do.Resume(c.agent.id, because) if c.agent.id in self.online else do.EndHold(because)
            yield self.now if c.stirred else c.hold.until_at, partial(self._do, back)

    def _wait(self, step: Step) -> None:
        """Nothing happens but time."""

    # People

    def _customer(self, step: Step) -> None:
        customer = Author(Role.CUSTOMER, self.setting.customer.id, self.setting.customer.name)
        if not step.act:
            text, sent = out_of_words(step.text, lambda: self._id("b"))
            reading = self._reading(replace(step, text=text), Role.CUSTOMER) if text else None
            self._do(do.Post(self._id("m"), customer, text, reading=reading, attachments=sent))
            self._start_turn()
            return
        self._act(step, CUSTOMER_ACTS)

    def _start_turn(self) -> None:
        if not self.c.owed:
            return
        turn_id = self._id("t")
        self._do(do.StartBotTurn(turn_id, self.now + self.policy.patience))
        self.running = (turn_id, self.c.epoch)

    def _bot(self, step: Step) -> None:
        if step.act:
            self._act(step, BOT_ACTS)
            return
        bot, reading = Author(Role.BOT, "bot", self.policy.bot.name), self._reading(step, Role.BOT)
        running, self.running = self.running, None
        if running:
            self._do(do.FinishBotTurn(*running, self._id("m"), bot, step.text, reading=reading))
        else:
            self._do(do.Post(self._id("m"), bot, step.text, reading=reading))

    def _agent(self, step: Step) -> None:
        agent = self.agent(step.who)
        if step.act:
            self._act(step, AGENT_ACTS)
            return
        again = as_pairs(check(step.text, self.c, wants=wanted()))
        reading = self._reading(step, Role.AGENT)
        message_id = self._id("m")
        if self._do(do.Post(message_id, agent, step.text, reading=reading, escalation_id=self._id("e"))) and again:
            self._do(do.RecordReask(message_id, again))

    def _act(self, step: Step, acts: Sequence[tuple[str, Callable[[Play, str, str], object]]]) -> None:
        for pattern, act in acts:
            found = re.fullmatch(pattern, step.act, re.IGNORECASE)
            if found:
                act(self, step.who, (found[1] if found.groups() else "") or "")
                return
        raise PageWrong(f"'({step.act})' is not something {step.who} can do in a page")

    def agent(self, who: str) -> Author:
        return Author(Role.AGENT, who, NAMES.get(who, who.title()))

    # What we do about it

    def _do(self, command: do.Command) -> bool:
        """Decide and keep the events, then ask the policy, as the desk does in one transaction."""
        events = decide(self.c, command, self.now)
        if isinstance(events, Refused):
            self._say(self._refusal(command, events))
            return False
        self._keep(events)
        judged = isinstance(command, do.Post | do.FinishBotTurn | do.FailBotTurn)
        if events and judged and self.c.status == Status.WITH_BOT:
            self._judge(command)
        urgent = more_urgent(self.c, self.policy, self.now) if events and isinstance(command, do.Post) else None
        if urgent:
            self._do(do.RaisePriority(urgent.because, urgent.priority))
        return bool(events)

    def _judge(self, command: do.Command) -> None:
        decision = judge(self.c, self.policy, self.now)
        kind, reason = decision.kind, decision.reason
        if isinstance(command, do.FailBotTurn) and kind != "handoff":
            reason = self.policy.route(self.c, Reason("bot_failed", f"The bot could not answer: {command.because}"))
            kind = "handoff"
        if kind == "handoff" and reason:
            self._request(reason)
        elif kind == "offer" and reason:
            self._do(do.Offer(reason))

    def _request(self, reason: Reason) -> None:
        escalation_id = self._id("e")
        asked = apply(self.c, e.Recorded(self.c.seq + 1, self.now, e.HandoffRequested(escalation_id, reason)))
        self._do(do.RequestHandoff(escalation_id, reason, minimum(asked, self.now)))

    def _keep(self, events: Sequence[e.Event]) -> None:
        for event in events:
            record = e.Recorded(self.c.seq + 1, self.now, event)
            before, self.c = self.c, apply(self.c, record)
            self.records.append(record)
            self._say(tell(event, before))

    def _say(self, sentence: str) -> None:
        if sentence:
            self.said.append(f"{self.now:%H:%M:%S} {sentence}" if self._late else sentence)

    def _refusal(self, command: do.Command, refused: Refused) -> str:
        if refused.code == "not_your_turn":
            return f"refused: bot may not speak while {self.c.status}"
        return f"refused: {refused.sentence}"

    def _dispatch(self) -> None:
        """Offer to the first agent at work who has not turned it down; when there is none, say so to the customer."""
        c = self.c
        if c.status == Status.QUEUED_WITH_BOT and not c.turn:
            self._start_turn()
        if c.status not in WAITING - {Status.RESERVED} or not c.escalation or c.escalation.away_at:
            return
        back = c.escalation.callback
        if back and self.now < back.not_before_at:
            return
        free = [x for x in self.online if x not in c.escalation.refused_by]
        wanted = c.escalation.wanted_agent_id
        chosen = wanted if wanted in free else next(iter(free), None)
        if chosen:
            self._do(do.Reserve(self._id("r"), self.agent(chosen), self.now + OFFER_FOR))
        elif not back:
            shut = "closed" if self.setting.opens_at else "nobody_there"
            because = "all_declined" if self.online else shut
            self._do(do.OfferFallback(because, rungs(bot=True, email=True), self.setting.opens_at))

    def _reading(self, step: Step, role: Role) -> Reading:
        earlier = [(x.id, x.text) for x in self.c.said(role)][-EARLIER_MAX:]
        return heard(step.heard, self.read(step.text, role, self.c.before(role), earlier))

    def _id(self, kind: str) -> str:
        self._ids[kind] = self._ids.get(kind, 0) + 1
        return f"{kind}{self._ids[kind]}"


def _presses(p: Play, who: str, _: str) -> None:
    p._request(p.policy.route(p.c, Reason("asked_for_person", "pressed the button for a person")))


def _callback(p: Play, who: str, contact: str, how: str = "callback") -> None:
    opens = p.setting.opens_at or p.now
    p._do(do.PromiseCallback(opens + CALLBACK_WITHIN, opens, contact, how))


def _holds(p: Play, who: str, until: str) -> None:
    at, _, note = until.partition(": ")
    hour, minute = (int(x) for x in at.split(":"))
    p._do(do.PutOnHold(who, p.now.replace(hour=hour, minute=minute, second=0), note))


def _offline(p: Play, who: str, _: str) -> None:
    p.online = [x for x in p.online if x != who]


def _disconnects(p: Play, who: str, _: str) -> None:
    _offline(p, who, "")
    p._do(do.Disconnect(who, p.now + GRACE))


def _online(p: Play, who: str, _: str) -> None:
    p.online = [*[x for x in p.online if x != who], who]
    if p.c.status in ATTENDED and p.c.agent and p.c.agent.id == who:
        p._do(do.Reconnect(who))


def _returns(p: Play, who: str, note: str) -> None:
    if p._do(do.ReturnToBot(who, note, "resolved")):
        p._start_turn()


def _tries(p: Play, who: str, what: str) -> None:
    subject, _, outcome = what.partition(" -> ")
    turn_id = p.running[0] if p.running else ""
    p._keep((e.BotAttempted(turn_id, subject, outcome=outcome, ok="not" not in outcome and "fail" not in outcome),))


def _breaks(p: Play, who: str, because: str) -> None:
    turn_id = p.running[0] if p.running else ""
    p.running = None
    p._do(do.FailBotTurn(turn_id, because or "The bot broke down."))


def _reads(p: Play, who: str, _: str) -> None:
    """What the packet knows, each fact with the message it came from."""
    known = known_facts(p.c)
    listed = [(x.status, x) for x in (*known.current, *known.superseded)] + [("not given", x) for x in known.declined]
    for status, x in listed:
        value = f": {x.value}" if x.value else ""
        p._say(f"{status}: {x.type.replace('_', ' ')}{value} [{', '.join((x.message_id, *x.also))}]")


def _drafts(p: Play, who: str, draft: str) -> None:
    flag = check(draft, p.c, wants=wanted())
    for x in flag.facts:
        p._say(
            f"already {'declined' if x.declined else 'known'}: {x.type.replace('_', ' ')} {x.value}".rstrip()
            + f" [{x.message_id}]"
        )
    if not flag:
        p._say("asks for nothing known")


def _shop_says(p: Play, who: str, order: str) -> None:
    order_id, _, status = order.partition(" ")
    content = [{"order_id": order_id, "status": status, "own": True}]
    if p.c.escalation:
        p._do(do.AddContext(p.c.escalation.escalation_id, "orders", content, ""))


def _held(p: Play) -> str:
    return p.c.reservation.reservation_id if p.c.reservation else ""


Acts = Sequence[tuple[str, Callable[[Play, str, str], object]]]
CUSTOMER_ACTS: Final[Acts] = (
    (r"presses the button(?: for a person)?", _presses),
    (r"asks for a callback(?: at (.+))?", _callback),
    (r"asks for an answer by e-mail(?: at (.+))?", lambda p, who, to: _callback(p, who, to, "email")),
    (r"goes on with the bot", lambda p, who, _: p._do(do.KeepBot())),
    (r"only waits", lambda p, who, _: p._do(do.DismissBot())),
    (r"gives no sign", lambda p, who, _: p._do(do.GoAway(p.now))),
    (r"is back", lambda p, who, _: p._do(do.ComeBack())),
    (r"rates (\d)", lambda p, who, n: p._do(do.Rate(int(n)))),
    (
        r"signs in(?: as (.+))?",
        lambda p, who, tier: p._do(do.Identify(replace(p.setting.customer, tier=tier, verified=True))),
    ),
)
BOT_ACTS: Final[Acts] = (
    (r"breaks down(?:: (.+))?", _breaks),
    (r"tries (.+)", _tries),
)
AGENT_ACTS: Final[Acts] = (
    (r"reads the packet", _reads),
    (r"drafts (.+)", _drafts),
    (r"has the shop's record of (.+)", _shop_says),
    (r"accepts", lambda p, who, _: p._do(do.Accept(p.agent(who), _held(p)))),
    (r"declines", lambda p, who, _: p._do(do.Decline(who, _held(p)))),
    (r"takes over", lambda p, who, _: p._do(do.TakeOver(p.agent(who), p._id("e")))),
    (r"notes (.+)", lambda p, who, text: p._do(do.PostNote(p._id("n"), p.agent(who), text))),
    (r"returns(?: it)?(?: to the bot)?(?:: (.+))?", _returns),
    (r"transfers to (?:queue )?(\S+)", lambda p, who, queue: p._do(do.Transfer(who, queue))),
    (r"holds until (\d\d:\d\d(?:: .+)?)", _holds),
    (r"resumes", lambda p, who, _: p._do(do.Resume(who))),
    (r"wraps up", lambda p, who, _: p._do(do.StartWrapUp(who))),
    (r"closes(?:: (.+))?", lambda p, who, how: p._do(do.Close(p.agent(who), how or "resolved"))),
    (r"loses (?:the )?connection", _disconnects),
    (r"(?:comes online|is back)", _online),
    (r"goes (?:offline|home)", _offline),
)
