"""The router's state as a prediction needs it: lines of those who are alike, seats that free up, who else will come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import floor
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from .classes import CustomerClass
from .history import Learned
from .hours import is_open, next_closing, next_opening
from .line import Kind, Line
from .reach import Group, flexibility, group_of
from .replay import AGES, LINE_MAX, NEVER, Ahead, Busy, Scene, Team
from .roster import Queue, Roster
from .router import BY_INDEX, STARVED, Router
from .waiting import SEAT_DUST, Ready, Waiting

#: Shifts and doors are looked ahead so far.
AHEAD: Final = timedelta(hours=4)
#: Tiers are kept apart by more than any index or age.
TIER: Final = 1e7
#: The least time that there is.
MOMENT: Final = timedelta.resolution
EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)

#: Seconds from now, and seats that open (or close, below 0).
Changes = tuple[tuple[float, int], ...]


class Chat(Struct, frozen=True):
    """A conversation that an agent has, or was offered. ``class_id``: of its customer."""

    agent_id: str
    since: datetime
    class_id: str


class _Like(Struct, frozen=True):
    """What makes two people differ to a prediction. ``after_s``: when each team may serve them."""

    customer_class: CustomerClass
    owed: bool
    seats: float
    after_s: tuple[float, ...]


class Picture(Struct, frozen=True):
    """A scene, and who is who in it: ids by line, in the order of its ages."""

    scene: Scene
    ids: tuple[tuple[str, ...], ...]


def picture(
    router: Router,
    held: Iterable[Chat],
    learned: Learned,
    now: datetime,
    changes: Mapping[str, Changes] | None = None,
    level: float = 1.0,
) -> Picture:
    """Everybody who waits, as the router has them. ``changes``: by agent; see ``shifts``. ``level``: today's, beside other days."""
    agents = [x for x in router.agents() if x.available or (changes or {}).get(x.agent_id)]
    teams = _teams(agents, changes or {})
    people: dict[_Like, list[tuple[float, str]]] = defaultdict(list)
    for line, those in router.lines():
        like = _like(line, [group for group, _ in teams])
        people[like] += [(_age_s(x, now), x.conversation_id) for x in those if not x.away]
    if not any(people.values()):
        return Picture(Scene((), ()), ())
    for like in _newcomers(list(people), router.roster, learned, now):
        people[like] = []
    shared = Counter(x.customer_class.id for x in people)
    full = _full(agents)
    lines, ids = [], []
    for like, everybody in people.items():
        first = sorted(everybody, reverse=True)[:LINE_MAX]
        lines.append(_ahead(like, [age for age, _ in first], learned, full))
        ids.append(tuple(x for _, x in first))
    if len(lines) > 1:
        lines = [
            replace(
                ahead,
                standing=standing(like.customer_class, like.owed, router.load.over),
                coming=_coming(like, learned, now) * level / shared[like.customer_class.id],
            )
            for like, ahead in zip(people, lines, strict=True)
        ]
    return Picture(Scene(tuple(lines), _held_seats(teams, held, learned, now)), tuple(ids))


def _ahead(like: _Like, ages_s: Sequence[float], learned: Learned, full: float) -> Ahead:
    """``full``: conversations that an agent holds by the time that somebody who waits is served."""
    handle = learned.handling(like.customer_class.id, full)
    if like.seats != 1.0:
        handle = handle.times(max(like.seats, SEAT_DUST))
    return Ahead(tuple(ages_s), handle, learned.patient(like.customer_class.id), like.after_s)


def _coming(like: _Like, learned: Learned, now: datetime) -> float:
    return 0.0 if like.owed else learned.coming(like.customer_class.id, now)


def shifts(roster: Roster, agents: Iterable[Ready], now: datetime) -> dict[str, Changes]:
    """Seats that will open or close with the agents' hours, by agent."""
    found: dict[str, Changes] = {}
    for agent in agents:
        profile = roster.agent(agent.agent_id)
        if profile is None or agent.capacity < 1:
            continue
        seats = floor(agent.capacity + SEAT_DUST)
        if agent.available:
            ends = next_closing(profile.hours, now)
            if ends and ends - now <= AHEAD:
                found[agent.agent_id] = (((ends - now).total_seconds(), -seats),)
        elif not is_open(profile.hours, now):
            begins = next_opening(profile.hours, now)
            if begins and begins - now <= AHEAD:
                found[agent.agent_id] = (((begins - now).total_seconds(), seats),)
    return found


@lru_cache(maxsize=256)
def standing(their: CustomerClass, owed: bool, over: bool) -> tuple[float, ...]:
    """The router's own order over ages: what ``Router.place`` says of somebody of this class, a moment after each of ``AGES``.

    At the age itself a cap is not passed yet, and what is read there stands for all ages up to the next.
    """
    router = Router()
    router.load.over = over
    line = Line(Kind("", their.id, (), "", 1.0, True, (), owed), Queue(""), their)
    one = Waiting("", "", EPOCH, callback=(EPOCH, EPOCH) if owed else None)
    found = []
    for age_s in AGES.tolist():
        now = EPOCH + timedelta(seconds=age_s) + MOMENT
        place = router.place(one, line, now)
        late = -place.value if place.tier == BY_INDEX else now.timestamp() - place.value
        found.append((STARVED + 1 - place.tier) * TIER + late)
    return tuple(found)


def _age_s(one: Waiting, now: datetime) -> float:
    return (now - (one.callback[0] if one.callback else one.waiting_since)).total_seconds()


def _like(line: Line, groups: Sequence[Group]) -> _Like:
    return _Like(line.customer_class, line.kind.owed, line.kind.seats, tuple(_reached_after_s(line, x) for x in groups))


def _reached_after_s(line: Line, group: Group) -> float:
    """The age from which agents of the group may take such a customer."""
    for step, after_s in enumerate((0.0, *(x.after_s for x in line.queue.widen))):
        if line.reached(step, group):
            return after_s
    return NEVER


def _newcomers(here: Sequence[_Like], roster: Roster, learned: Learned, now: datetime) -> list[_Like]:
    """Classes of which nobody waits now, but somebody may come: reached as those who wait are."""
    known = {x.customer_class.id for x in here}
    coming = [x for x in roster.classes if x.id not in known and learned.coming(x.id, now) > 0]
    return [replace(here[0], customer_class=x, owed=False, seats=1.0) for x in coming]


def _teams(agents: Iterable[Ready], changes: Mapping[str, Changes]) -> list[tuple[Group, list[tuple[Ready, Changes]]]]:
    """Agents who can do the same and whose shifts change alike: the least flexible first."""
    teams: dict[tuple[Group, tuple[float, ...]], list[tuple[Ready, Changes]]] = defaultdict(list)
    for agent in agents:
        own = changes.get(agent.agent_id, ())
        teams[group_of(agent), tuple(at for at, _ in own)].append((agent, own))
    return sorted(((k[0], v) for k, v in teams.items()), key=lambda x: flexibility(x[1][0][0]))


def _held_seats(
    teams: Iterable[tuple[Group, list[tuple[Ready, Changes]]]], held: Iterable[Chat], learned: Learned, now: datetime
) -> tuple[Team, ...]:
    by_agent: dict[str, list[Chat]] = defaultdict(list)
    for chat in held:
        by_agent[chat.agent_id].append(chat)
    found = []
    for _, members in teams:
        idle, busy, later = 0, list[Busy](), list[tuple[float, int]]()
        for agent, own in members:
            later += own
            if agent.available:
                chats = by_agent[agent.agent_id]
                busy += [Busy(_elapsed_s(x, now), learned.handling(x.class_id, len(chats))) for x in chats]
                room = floor(agent.capacity - max(agent.load, len(chats)) + SEAT_DUST)
                idle += max(room, 0)
                later += [(0.0, room)] if room < 0 else []
        found.append(Team(idle, tuple(busy), tuple(sorted(later))))
    return tuple(found)


def _elapsed_s(chat: Chat, now: datetime) -> float:
    return max((now - chat.since).total_seconds(), 0.0)


def _full(agents: Sequence[Ready]) -> float:
    """Conversations that an agent holds when all seats are taken."""
    there = [x.capacity for x in agents if x.available]
    return sum(there) / len(there) if there else 0.0
