"""The simulated queue against closed forms, and its checker against routers that break a promise on purpose."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest
from msgspec.structs import replace

from escapehatch.lab.queueing.figures import batch_error
from escapehatch.lab.queueing.load import DAY_S, Day, Kind, Steps, Times, Wave, days, flat
from escapehatch.lab.queueing.record import Record
from escapehatch.lab.queueing.run import Chooses, World, simulate
from escapehatch.lab.queueing.team import Offers, Shift
from escapehatch.lab.queueing.watch import Promise
from escapehatch.lab.queueing.yardstick import InOrder, narrowest, widest
from escapehatch.lab.staffing.erlang import erlang_c_wait
from escapehatch.lab.staffing.forecast import Question, forecast
from escapehatch.lab.staffing.patience import Exponential
from escapehatch.lab.staffing.priority import priority_waits
from escapehatch.routing.classes import CustomerClass
from escapehatch.routing.roster import AgentProfile, Queue, Roster
from escapehatch.routing.router import Router
from escapehatch.routing.waiting import Match, Waiting

START = datetime(2026, 1, 5, tzinfo=UTC)
NEVER = Times(1.0, "never")
MINUTE = 60.0


def team(count: int, capacity: float = 1.0) -> tuple[AgentProfile, ...]:
    return tuple(AgentProfile(f"a{n:02}", f"Agent {n}", queues=("support",), capacity=capacity) for n in range(count))


def everybody(rate: float, handle: float = MINUTE, patience: Times = NEVER) -> Kind:
    return Kind("everybody", "support", flat(rate), Times(handle), patience)


def world(kinds: tuple[Kind, ...], agents: tuple[AgentProfile, ...], cap_s: float = 1e12) -> World:
    return World(kinds, agents, (Promise(cap_s),) * len(kinds), START)


def run(where: World, customers: int, router: Chooses | None = None, seed: int = 1) -> Record:
    rate = sum(x.profile.peak for x in where.kinds)
    many = math.ceil(customers / rate / DAY_S)
    stream, chance = np.random.default_rng(seed).spawn(2)
    return simulate(where, router or InOrder(), days(where.kinds, many, 0.0, stream), many * DAY_S, chance)


def near(found: float, exact: float, error: float, times: float = 3.0) -> bool:
    return abs(found - exact) <= times * error


@pytest.mark.parametrize(("agents", "load"), [(1, 0.7), (4, 3.4), (20, 18.0)], ids=["M/M/1", "M/M/4", "M/M/20"])
def test_waits_are_those_of_erlang_c(agents: int, load: float) -> None:
    """T1: the production router and first come, first served; nobody leaves."""
    where = world((everybody(load / MINUTE),), team(agents))
    exact = erlang_c_wait(agents, load / MINUTE, MINUTE)
    for router in (InOrder(), Router(Roster(agents=where.agents))):
        record = run(where, 20_000, router)
        error = batch_error(record.came_s, record.wait_s)
        assert error < exact / 5
        assert near(float(record.wait_s.mean()), exact, error)
        assert near(float(record.queue.mean()), exact * load / MINUTE, error * load / MINUTE)
        assert record.served.all()
        assert record.busy_s.sum() / record.staffed_s.sum() == pytest.approx(load / agents, abs=0.02)


def test_waits_and_leaving_are_those_of_erlang_a() -> None:
    """T1, case A: 48 a minute, a minute each, 50 agents, patience 2 min."""
    where = world((everybody(48 / 60, MINUTE, Times(120.0)),), team(50))
    exact = forecast(Question(48 / 60, (60.0,), Exponential(120)), 50)
    record = run(where, 40_000)
    error = batch_error(record.came_s, record.wait_s)
    assert exact.asa_s is not None and error < exact.asa_s / 5
    assert near(float(record.wait_s.mean()), exact.asa_s, error)
    assert near(float(1 - record.served.mean()), exact.p_abandon, batch_error(record.came_s, 1.0 - record.served))


def test_priorities_wait_as_cobham_says() -> None:
    """T3, F7: without anybody leaving, the production router keeps the first class's wait within its share of the others'."""
    kinds = tuple(
        Kind(name, "support", flat(10 * 0.85 * share / MINUTE), Times(MINUTE), NEVER, priority=priority)
        for name, share, priority in (("high", 0.12, 2), ("standard", 0.88, 0))
    )
    where = world(kinds, team(10))
    classes = (
        CustomerClass(
            "high", priority_from=2, weight=8, abandon=0, target_s=10, cap_s=1e9, handle_s=60, patience_s=1e9
        ),
        CustomerClass("standard", weight=1, abandon=0, cap_s=1e9, handle_s=60, patience_s=1e9),
    )
    exact = priority_waits(10, [8.5 * 0.12, 8.5 * 0.88], MINUTE)
    record = run(where, 40_000, Router(Roster(agents=where.agents, classes=classes)))
    for kind, wait in enumerate(exact):
        rows = record.kind == kind
        error = batch_error(record.came_s[rows], record.wait_s[rows])
        assert near(float(record.wait_s[rows].mean()), wait, error)


def test_chats_at_once_slow_each_other() -> None:
    """F12: ten agents, three chats each, level by level; not thirty agents."""
    handles = (6.0, 8.5, 11.0)
    slow = tuple(x / handles[0] for x in handles)
    kind = everybody(2.5 / 60, 60 * handles[0], Times(600.0))
    record = run(replace(world((kind,), team(10, 3)), slow=slow), 40_000)
    left = float(1 - record.served.mean())
    error = batch_error(record.came_s, 1.0 - record.served)
    assert near(left, 0.0286, error)
    assert not near(left, 0.0413, error)


TWO = tuple(
    Kind(name, "support", flat(rate / 3600), Times(540.0), Times(675.0), priority=priority)
    for name, rate, priority in (("high", 8.8, 2), ("standard", 64.5, 0))
)


def two(cap_s: float = 600.0) -> tuple[World, Roster]:
    classes = (
        CustomerClass("high", priority_from=2, weight=8, abandon=72, target_s=60, cap_s=cap_s),
        CustomerClass("standard", weight=1, abandon=9, cap_s=cap_s),
    )
    return world(TWO, team(10), cap_s), Roster(agents=team(10), classes=classes)


def test_no_inversion_past_the_cap() -> None:
    """T4, C07: in overload, hundreds pass the cap, and nobody younger goes before them."""
    where, roster = two()
    record = run(where, 15_000, Router(roster))
    assert (record.wait_s > 600).sum() > 100
    assert record.checked.inversions == 0
    assert record.checked.sound
    assert record.checked.choices == record.served.sum()


def test_strict_classes_starve_and_the_checker_sees_it() -> None:
    """T4, C07: the same customers, the first class always first."""
    where, _ = two()
    checked = run(where, 15_000, InOrder(lambda x: -x.priority)).checked
    assert checked.inversions > 10
    assert "older than 600 s" in checked.told[0]
    assert not checked.sound


class Broken:
    """The router with one fault."""

    def __init__(self, roster: Roster) -> None:
        self.inner = Router(roster)
        self.put, self.drop, self.seat, self.unseat = (
            self.inner.put,
            self.inner.drop,
            self.inner.seat,
            self.inner.unseat,
        )

    def next(self, now: datetime) -> Match | None:
        return self.inner.next(now)


class Forgetful(Broken):
    """Believes that everybody has just come: a starvation cap that never bites."""

    def __init__(self, roster: Roster) -> None:
        super().__init__(roster)
        self.put = self._put

    def _put(self, one: Waiting) -> None:
        self.inner.put(replace(one, waiting_since=datetime(2099, 1, 1, tzinfo=UTC)))


class Sleepy(Broken):
    """Looks only every third time."""

    times = 0

    def next(self, now: datetime) -> Match | None:
        self.times += 1
        return self.inner.next(now) if self.times % 3 else None


class Greedy(Broken):
    """Forgets what agents already have."""

    def __init__(self, roster: Roster) -> None:
        super().__init__(roster)
        self.seat = lambda x: self.inner.seat(replace(x, load=0.0, capacity=x.capacity + 1))


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Forgetful, lambda x: x.inversions > 0),
        (Sleepy, lambda x: x.idle_s > 1),
        (Greedy, lambda x: x.overfull > 0),
    ],
)
def test_the_checker_sees_a_broken_router(fault: Callable[[Roster], Chooses], seen: Callable[[object], bool]) -> None:
    """C07: each promise has a fault that breaks it."""
    where, roster = two()
    checked = run(where, 3_000, fault(roster)).checked
    assert seen(checked)
    assert not checked.sound


def test_nobody_is_lost_and_nothing_idles() -> None:
    """T6: whoever comes is served, leaves or waits; the load-weighted wait is that of first come, first served."""
    where, roster = two()
    ours, plain = run(where, 15_000, Router(roster)), run(where, 15_000)
    assert len(ours.wait_s) + ours.still_waiting == len(plain.wait_s) + plain.still_waiting
    assert ours.checked.unaccounted == plain.checked.unaccounted == 0
    assert ours.checked.idle_s == plain.checked.idle_s == 0
    assert ours.wait_s.mean() <= 1.01 * plain.wait_s.mean()


def test_the_high_class_waits_less_and_the_others_hardly_more() -> None:
    """T3: against first come, first served, with the very same customers."""
    where, roster = two(900.0)
    ours, plain = run(where, 30_000, Router(roster)), run(where, 30_000)
    high, standard = (ours.wait_s[ours.kind == k].mean() / plain.wait_s[plain.kind == k].mean() for k in (0, 1))
    assert high <= 0.40
    assert standard <= 1.12


def test_the_same_seed_gives_the_same_run_and_another_one_another() -> None:
    where, roster = two()
    where = replace(where, offers=Offers(5.0, 0.1, 0.1, 60.0))
    first, again, other = (run(where, 2_000, Router(roster), seed) for seed in (3, 3, 4))
    assert first.wait_s.tolist() == again.wait_s.tolist()
    assert first.agent.tolist() == again.agent.tolist()
    assert first.wait_s.tolist() != other.wait_s.tolist()


def test_offers_that_come_to_nothing_keep_the_place() -> None:
    """E10, E11: declined and missed offers go back to the front; two missed in a row, and the agent is away."""
    where, roster = two()
    where = replace(where, offers=Offers(5.0, 0.15, 0.1, 120.0), offer_s={"support": 20.0})
    record = run(where, 5_000, Router(roster))
    assert record.checked.unaccounted == record.checked.inversions == record.checked.overfull == 0
    assert record.checked.choices > 1.2 * record.served.sum()
    assert len(set(record.agent[record.served].tolist())) == 10


def test_shifts_are_kept() -> None:
    """Nobody begins with an agent who is not there, and whoever is talking finishes."""
    shifts = {"a00": (Shift(3600.0, 7200.0), Shift(10_800.0, 14_400.0))}
    where = replace(world((everybody(1 / 300, 240.0),), team(1)), shifts=shifts)
    day = Day(
        np.array([60.0, 5000.0, 7000.0, 9000.0, 20_000.0]),
        np.zeros(5, dtype=np.intp),
        np.full(5, 600.0),
        np.full(5, np.inf),
    )
    record = simulate(where, InOrder(), [day], DAY_S, np.random.default_rng(1))
    assert (record.came_s + record.wait_s).tolist() == pytest.approx([3600.0, 5000.0, 7000.0, 10_800.0], abs=1e-3)
    assert record.still_waiting == 1
    assert record.checked.sound
    assert record.busy_s[0] == pytest.approx(2400.0)
    assert record.staffed_s[0] == pytest.approx(7200.0 + 400.0)


def test_one_day_worked_by_hand() -> None:
    """Two agents, four customers: who waits how long, and who leaves."""
    where = world((everybody(1.0),), team(2))
    at, handle = np.array([0.0, 10.0, 20.0, 30.0]), np.array([100.0, 50.0, 10.0, 10.0])
    stay = np.array([np.inf, np.inf, np.inf, 15.0])
    day = Day(at, np.zeros(4, dtype=np.intp), handle, stay)
    record = simulate(where, InOrder(), [day], 200.0, np.random.default_rng(1))
    order = np.argsort(record.came_s)
    assert record.wait_s[order].tolist() == [0.0, 0.0, 40.0, 15.0]
    assert record.served[order].tolist() == [True, True, True, False]
    assert record.queue[0] == pytest.approx((40 + 15) / 1800)


def test_the_narrowest_agent_goes_first() -> None:
    """T5: keep those who can do more for what only they can do."""
    both = AgentProfile("a", "A", queues=("support",), skills=("x", "y"), capacity=1)
    one = AgentProfile("b", "B", queues=("support",), skills=("x",), capacity=1)
    kinds = tuple(Kind(s, "support", flat(1.0), Times(60.0), NEVER, skills=(s,)) for s in ("x", "y"))
    where = world(kinds, (both, one))
    day = Day(np.array([0.0, 1.0]), np.array([0, 1]), np.full(2, 60.0), np.full(2, np.inf))
    waits = {
        name: simulate(where, router, [day], 100.0, np.random.default_rng(1)).wait_s.tolist()
        for name, router in {
            "narrow": InOrder(rank=narrowest), "wide": InOrder(rank=widest), "ours": Router(Roster(agents=(both, one)))
        }.items()
    }  # fmt: skip
    assert waits == {"narrow": [0.0, 0.0], "wide": [0.0, 59.0], "ours": [0.0, 0.0]}


def test_profiles_bring_whom_they_say() -> None:
    chance = np.random.default_rng(5)
    steps = Kind(
        "steps", "support", Steps((3600.0, 7200.0), (0.5, 0.1)), Times(60.0, "fixed"), Times(60.0, "lognormal", 2.0)
    )
    wave = Kind("wave", "support", Wave(0.2, 1.0, 43_200.0), Times(60.0, "lognormal", 1.0), NEVER)
    found = list(days((steps, wave), 20, 0.0, chance))
    at = np.concatenate([x.at[x.kind == 0] % DAY_S for x in found])
    first = ((at >= 3600) & (at < 7200)).sum()
    assert near(float(first), 20 * 1800.0, math.sqrt(20 * 1800.0))
    assert near(float(len(at) - first), 20 * 0.1 * 82_800.0, math.sqrt(20 * 8_280.0))
    noon = np.concatenate([x.at[x.kind == 1] % DAY_S for x in found])
    assert ((noon > 21_600) & (noon < 64_800)).mean() == pytest.approx(0.5 + 1 / math.pi, abs=0.005)
    handled = np.concatenate([x.handle[x.kind == 1] for x in found])
    assert handled.mean() == pytest.approx(60, rel=0.01)
    assert handled.std() == pytest.approx(60, rel=0.03)
    levels = [len(x.at) for x in days((steps,), 200, 0.3, chance)]
    assert np.std(levels) / np.mean(levels) == pytest.approx(0.3, abs=0.06)


def test_a_flood_of_strangers_leaves_seats_for_known_customers() -> None:
    """Strangers at three times what the team can do: the router keeps its promises, and known customers get through."""
    known = Kind("known", "support", flat(4 / 540), Times(540.0), Times(675.0), verified=True)
    crowd = Kind("strangers", "support", flat(30 / 540), Times(540.0), Times(675.0))
    roster = Roster(queues=(Queue("support", flood=20),), agents=team(10))
    promise = Promise(roster.classes[-1].cap_s, flood=20)
    where = World((known, crowd), team(10), (promise, promise), START)
    ours, plain = run(where, 5_000, Router(roster)), run(where, 5_000)
    left = [float(1 - x.served[x.kind == 0].mean()) for x in (ours, plain)]
    assert left[0] < 0.25 < 0.6 < left[1]
    assert ours.checked.sound
    unfair = replace(where, promises=(replace(promise, flood=None),) * 2)
    assert run(unfair, 5_000, Router(roster)).checked.inversions > 0
