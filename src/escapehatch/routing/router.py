"""Whom does the next free agent get? ``Router`` holds who waits and who is there, and answers with one match at a time.

State without IO, clock or chance: the same facts in any order give the same answer. Customers who are alike to the router
stand in one line, first come first served, so a choice looks at the head of each line and not at everybody who waits. Order
of heads: an answer that is owed (a promised callback, a legal deadline, safety), then whoever has waited past the cap of
their class, then the index of ``classes``. An agent never stays idle for somebody more important who may come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Final, NamedTuple

from msgspec.structs import replace

from ..conversation.values import Candidate, Choice, Rival
from . import rules
from .classes import CustomerClass, class_of, index
from .line import Kind, Line
from .load import Load
from .reach import Group, Pool, flexibility, group_of, step_of
from .roster import DEFAULT, Roster
from .waiting import Match, Ready, Waiting

#: Candidates and rivals that are kept with a choice.
TOP: Final = 3
#: Before a deadline passes there must be time for an offer to be accepted.
LEAD: Final = timedelta(seconds=30)
#: Whoever refused last is asked again when nobody else is there, but no sooner.
AGAIN_AFTER: Final = timedelta(seconds=30)
#: Somebody who was handed to one agent by name is kept for them so long while they are full.
WANTED_FOR: Final = timedelta(seconds=120)
#: Of the time left until the target, this share at most is spent on waiting for the agent one knows.
STICKY_SHARE: Final = 0.25

OWED, STARVED, BY_INDEX = 0, 1, 2


class Place(NamedTuple):
    """How the head of a line stands among others: smaller goes first. ``value`` counts within a tier.

    ``crowded_out`` counts before all tiers: in a flood every stranger soon is past any cap.
    """

    crowded_out: bool
    tier: int
    value: float
    since: datetime
    conversation_id: str


class Router:
    """Feed it with ``put`` and ``seat``; ask ``next`` after each event. O(lines + agents) a choice, O(log n) a change."""

    def __init__(self, roster: Roster = DEFAULT) -> None:
        self.roster = roster
        self.load = Load()
        self._waiting: dict[str, Waiting] = {}
        self._lines: dict[Kind, Line] = {}
        self._line_of: dict[str, Line] = {}
        self._later: dict[str, datetime] = {}
        self._calls: list[tuple[datetime, str]] = []
        self._kept: dict[str, tuple[datetime, str]] = {}
        self._agents: dict[str, Ready] = {}
        self._pools: dict[Group, Pool] = {}
        self._seats = 0.0
        self._strangers: Counter[str] = Counter()
        self._served: dict[str, Counter[bool]] = {}
        #: Counts up whenever somebody begins to wait, stops waiting, or waits otherwise.
        self.changes = 0

    # Who waits

    def put(self, one: Waiting) -> None:
        """Somebody waits, or something about them changed. The same again changes nothing."""
        known = self._waiting.get(one.conversation_id)
        if known == one:
            return
        if known:
            self.drop(one.conversation_id)
        else:
            self.load.came(one.waiting_since, one.seats * self._class(one).handle_s)
        self._waiting[one.conversation_id] = one
        self.changes += 1
        if one.callback and not one.away:
            self._later[one.conversation_id] = one.callback[0]
            heappush(self._calls, (one.callback[0], one.conversation_id))
        elif not one.away:
            self._line_up(one)

    def drop(self, conversation_id: str) -> None:
        """They have somebody, or left. Who is not known is no fault."""
        if self._waiting.pop(conversation_id, None):
            self.changes += 1
            self._later.pop(conversation_id, None)
            self._kept.pop(conversation_id, None)
            self._leave_line(conversation_id)

    def _line_up(self, one: Waiting) -> None:
        line = self._line(one)
        self._line_of[one.conversation_id] = self._lines.setdefault(line.kind, line)
        self._lines[line.kind].put(one)
        if not one.verified:
            self._strangers[line.queue.id] += 1

    def _leave_line(self, conversation_id: str) -> None:
        line = self._line_of.pop(conversation_id, None)
        if line is None:
            return
        line.drop(conversation_id)
        if not line:
            del self._lines[line.kind]
        if not line.kind.verified:
            self._strangers[line.queue.id] -= 1

    def _class(self, one: Waiting) -> CustomerClass:
        return class_of(one, self.roster.classes)

    def _line(self, one: Waiting) -> Line:
        """The line that somebody belongs into: the one that is there, or a new one."""
        queue, their = self.roster.queue(one.queue), self._class(one)
        kind = Kind(
            queue_id=queue.id,
            class_id=their.id,
            skills=tuple(sorted({*one.skills, *queue.skills})),
            language=one.language if queue.needs_language else "",
            seats=one.seats,
            verified=one.verified,
            refused=one.refused_by,
            owed=one.callback is not None,
        )
        return self._lines.get(kind) or Line(kind, queue, their)

    # Who is there

    def seat(self, agent: Ready) -> None:
        """An agent as they are now."""
        self.unseat(agent.agent_id)
        self._agents[agent.agent_id] = agent
        if agent.available and agent.capacity > 0:
            group = group_of(agent)
            self._pools.setdefault(group, Pool(group)).put(agent)
            self._seats += agent.capacity

    def unseat(self, agent_id: str) -> None:
        known = self._agents.pop(agent_id, None)
        if known and known.available and known.capacity > 0:
            pool = self._pools[group_of(known)]
            pool.drop(agent_id)
            if not pool.members:
                del self._pools[pool.group]
            self._seats -= known.capacity

    # The choice

    def next(self, now: datetime) -> Match | None:
        """The best match there is now, taken into account from here on; None when there is none."""
        self._bring_back(now)
        free = [pool for pool in self._pools.values() if pool.open]
        if not self._lines or not free:
            return None
        self.load.judge(now, self._seats)
        while (first := self._first(free, now)) and self._is_kept(first[0][0], first[1], now):
            pass  # Whoever stands aside leaves their line to the next one, who may come after the heads of others.
        return self._take(*first, now) if first else None

    def _first(self, free: Sequence[Pool], now: datetime) -> tuple[list[Line], list[Ready]] | None:
        """The lines whose heads go before all others, and who could take the first of them now."""
        lines = [x for x in self._lines.values() if self._reached(x.head, x, free, now)]
        heads = sorted(((self.place(x.head, x, now), x) for x in lines), key=lambda x: x[0])
        for n, (_, line) in enumerate(heads):
            able = self._able(line.head, line, now)
            if able:
                return [x for _, x in heads[n : n + TOP]], able
        return None

    def all(self, now: datetime) -> Iterator[Match]:
        """Every match there is now."""
        while match := self.next(now):
            yield match

    def _bring_back(self, now: datetime) -> None:
        """Callbacks whose time has come, and those who were kept for an agent who is free now or will not be in time."""
        while self._calls and self._calls[0][0] <= now:
            at, conversation_id = heappop(self._calls)
            if self._later.get(conversation_id) == at:
                del self._later[conversation_id]
                self._line_up(self._waiting[conversation_id])
        for conversation_id, (until, agent_id) in list(self._kept.items()):
            one, agent = self._waiting[conversation_id], self._agents.get(agent_id)
            if until <= now or agent is None or not agent.available or agent.has_room(one.seats):
                del self._kept[conversation_id]
                self._line_up(one)

    def place(self, one: Waiting, line: Line, now: datetime) -> Place:
        """Where somebody stands: an answer owed by the earliest moment first, then the longest wait, then the largest index."""
        their, age_s = line.customer_class, (now - one.waiting_since).total_seconds()
        owed_at = _owed_at(one, their)
        if owed_at is not None and (one.callback or owed_at - LEAD <= now):
            return Place(False, OWED, owed_at.timestamp(), one.waiting_since, one.conversation_id)
        crowds = self._crowds(line)
        if age_s > their.cap_s:
            return Place(crowds, STARVED, one.waiting_since.timestamp(), one.waiting_since, one.conversation_id)
        value = -index(their, age_s, self.load.over)
        return Place(crowds, BY_INDEX, value, one.waiting_since, one.conversation_id)

    def _crowds(self, line: Line) -> bool:
        """Under a flood of strangers, known customers get every other seat."""
        if line.kind.verified or self._strangers[line.queue.id] <= line.queue.flood:
            return False
        served = self._served.get(line.queue.id, Counter())
        return served[False] > served[True]

    def _able(self, one: Waiting, line: Line, now: datetime) -> list[Ready]:
        """Who has room for it now, and has not just refused it."""
        pools = self._reached(one, line, self._pools.values(), now)
        room = [x for pool in pools for x in pool.open.values() if x.has_room(one.seats)]
        if not one.refused_by or not room:
            return room
        there = [x for pool in pools for x in pool.members]
        if any(x not in one.refused_by for x in there):
            return [x for x in room if x.agent_id not in one.refused_by]
        alone = len(there) == 1 and (one.refused_at is None or now >= one.refused_at + AGAIN_AFTER)
        return [x for x in room if alone or x.agent_id != one.refused_by[-1]]

    def _reached(self, one: Waiting, line: Line, pools: Iterable[Pool], now: datetime) -> list[Pool]:
        """Those of the pools whose agents could take it."""
        step = step_of(line.queue, (now - one.waiting_since).total_seconds()) if line.queue.widen else 0
        return [pool for pool in pools if line.reached(step, pool.group)]

    def _is_kept(self, line: Line, able: Sequence[Ready], now: datetime) -> bool:
        """Whether the head is to wait a moment for the agent they were handed to, or know. Then they stand aside."""
        one = line.head
        for agent_id, until in self._worth_waiting(one, line, now):
            agent = self._agents.get(agent_id)
            if agent and agent.available and until > now and agent not in able and agent_id not in one.refused_by:
                self._leave_line(one.conversation_id)
                self._kept[one.conversation_id] = (until, agent_id)
                return True
        return False

    def _worth_waiting(self, one: Waiting, line: Line, now: datetime) -> Iterator[tuple[str, datetime]]:
        """For whom, and until when."""
        if one.wanted_agent_id:
            yield one.wanted_agent_id, (one.wanted_at or one.waiting_since) + WANTED_FOR
        known = self._agents.get(one.previous_agent_id)
        if known and known.free_by:
            slack_s = line.customer_class.target_s - (now - one.waiting_since).total_seconds()
            if known.free_by <= now + timedelta(seconds=min(line.queue.sticky_s, STICKY_SHARE * slack_s)):
                yield known.agent_id, known.free_by

    def _take(self, rivals: Sequence[Line], able: list[Ready], now: datetime) -> Match:
        """Give the first line's head to the best of those who could."""
        line = rivals[0]
        one = line.head
        ranked = sorted(able, key=lambda x: _rank(one, x, now))
        choice = Choice(
            rivals=tuple(self._rival(x, now) for x in rivals),
            candidates=tuple(_candidate(one, x, now) for x in ranked[:TOP]),
            overloaded=self.load.over,
        )
        if self._strangers[line.queue.id] > line.queue.flood:
            self._served.setdefault(line.queue.id, Counter())[one.verified] += 1
        else:
            self._served.pop(line.queue.id, None)
        self.drop(one.conversation_id)
        self.seat(replace(ranked[0], load=ranked[0].load + one.seats))
        why = tuple(_words(x, y) for x, y in zip(ranked, choice.candidates, strict=False))
        return Match(one.conversation_id, ranked[0].agent_id, why, choice)

    def _rival(self, line: Line, now: datetime) -> Rival:
        one, their = line.head, line.customer_class
        waited_s = (now - one.waiting_since).total_seconds()
        value = index(their, waited_s, self.load.over)
        return Rival(one.conversation_id, their.id, self.place(one, line, now).tier, round(value, 6), waited_s)

    # Questions

    def waiting(self, conversation_id: str) -> Waiting | None:
        return self._waiting.get(conversation_id)

    def lines(self) -> Iterator[tuple[Line, tuple[Waiting, ...]]]:
        """Those who stand in line, in no order within; and those who stand aside for a moment, with the line they will join."""
        for line in self._lines.values():
            yield line, line.everybody()
        for conversation_id in (*self._later, *self._kept):
            one = self._waiting[conversation_id]
            yield self._line(one), (one,)

    def agents(self) -> tuple[Ready, ...]:
        return tuple(self._agents.values())

    def agent(self, agent_id: str) -> Ready | None:
        return self._agents.get(agent_id)

    def everybody(self) -> tuple[Waiting, ...]:
        """All who wait: callbacks that are not due and those who are away included."""
        return tuple(self._waiting.values())

    def there(self, queue_id: str, age_s: float = 0.0) -> tuple[Ready, ...]:
        """Agents at work whom somebody of this queue could be offered after such a wait, with room or without."""
        queue = self.roster.queue(queue_id)
        probe = Line(Kind(queue.id, "", queue.skills, "", 1.0, False, (), False), queue, self.roster.classes[-1])
        step = step_of(queue, age_s)
        return tuple(x for p in self._pools.values() if probe.reached(step, p.group) for x in p.members.values())

    def wakes_at(self, now: datetime) -> datetime | None:
        """When a choice may come out otherwise though nothing happens: a callback's time, a widening, the end of keeping."""
        moments = [at for at, _ in self._calls[:1]] + [until for until, _ in self._kept.values()]
        for line in self._lines.values():
            one = line.head
            moments += [one.waiting_since + timedelta(seconds=x.after_s) for x in line.queue.widen]
            moments += [one.refused_at + AGAIN_AFTER] if one.refused_at else []
        return min((x for x in moments if x > now), default=None)

    def in_order(self, queue_id: str, now: datetime) -> tuple[Waiting, ...]:
        """Those who wait in a queue, as they would be taken now. O(n log n): for telling people, not for choosing."""
        here = [x for x in self._waiting.values() if self.roster.queue(x.queue).id == queue_id and not x.away]
        return tuple(sorted(here, key=lambda x: self.place(x, self._line(x), now)))

    def exhausted(self, conversation_id: str, now: datetime) -> bool:
        """Everybody who is there and could take it has refused: a state of its own, for the ladder and the alarm (E12)."""
        one = self._waiting.get(conversation_id)
        if one is None:
            return False
        there = [x for pool in self._reached(one, self._line(one), self._pools.values(), now) for x in pool.members]
        return bool(there) and set(there) <= set(one.refused_by)

    def why_nobody(self, conversation_id: str, now: datetime) -> str:
        """Why this one is not being offered to anybody, in one sentence."""
        one = self._waiting.get(conversation_id)
        if one is None:
            return "Nobody is being waited for in this conversation."
        if one.away:
            return "The customer does not seem to be there; their place is kept."
        if conversation_id in self._later:
            return "A callback is promised, and its time has not come."
        if conversation_id in self._kept:
            agent = self._agents[self._kept[conversation_id][1]]
            return f"It is kept for {agent.name or agent.agent_id} for a moment."
        return self._nobody(one, self._line(one), now)

    def _nobody(self, one: Waiting, line: Line, now: datetime) -> str:
        queues = {line.queue.id, *(x for w in line.queue.widen for x in w.queues)}
        serving = [x for x in self._agents.values() if queues & set(x.queues)]
        there = [x for pool in self._reached(one, line, self._pools.values(), now) for x in pool.members.values()]
        if not serving:
            return f"No agent serves the queue {line.queue.id}."
        if not any(x.available for x in serving):
            return f"Nobody of the queue {line.queue.id} is there."
        if not there:
            asked = [*line.kind.skills, one.language] if line.queue.needs_language else line.kind.skills
            return f"Nobody who is there has what is needed: {', '.join(x for x in asked if x) or 'a seat'}."
        if not any(x.has_room(one.seats) for x in there):
            return f"All {len(there)} who could are full."
        if not self._able(one, line, now):
            return "Everybody who is free has declined."
        return "It is about to be offered."


def _owed_at(one: Waiting, their: CustomerClass) -> datetime | None:
    """By when an answer is owed: a promised callback, safety (at once), a legal deadline."""
    if one.callback:
        return one.callback[1]
    if their.safety:
        return one.waiting_since
    return None if their.deadline_s is None else one.waiting_since + timedelta(seconds=their.deadline_s)


def _rank(one: Waiting, agent: Ready, now: datetime) -> tuple[float, int, float, datetime, str]:
    """What the rules prefer, then the least flexible, the lightest load, the longest idle."""
    share = agent.load / agent.capacity
    return (-rules.total(one, agent, now), flexibility(agent), share, agent.idle_since, agent.agent_id)


def _candidate(one: Waiting, agent: Ready, now: datetime) -> Candidate:
    scores = {name: score(one, agent, now) for name, score in rules.found()}
    idle_s = (now - agent.idle_since).total_seconds()
    return Candidate(agent.agent_id, scores, flexibility(agent), agent.load, agent.capacity, idle_s)


def _words(agent: Ready, seen: Candidate) -> str:
    said = [f"{name} {score:.2f}" for name, score in seen.scores.items() if score]
    return ", ".join([f"{agent.name or agent.agent_id}: load {agent.load:g} of {agent.capacity:g}", *said])
