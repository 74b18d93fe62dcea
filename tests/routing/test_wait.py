"""How long: exact cases, limits that theory knows, bounds on work, and what people are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escapehatch.conversation.values import Wait
from escapehatch.routing.correction import BOUNDS, Correction, Outcome, corrected
from escapehatch.routing.history import prior
from escapehatch.routing.hours import Hours, Window
from escapehatch.routing.lasting import Lasting, exponential, log_normal
from escapehatch.routing.replay import LINE_MAX, NEVER, Ahead, Busy, Scene, Team, draw
from escapehatch.routing.roster import AgentProfile, Queue, Roster
from escapehatch.routing.router import Router
from escapehatch.routing.scene import Chat, Picture, picture, shifts
from escapehatch.routing.wait import Forecast, adjusted, death, foresee, tell
from escapehatch.routing.waiting import Ready, Waiting

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PATIENT = exponential(1e9)
QUEUE = Queue("support")


def line(count: int, handle: Lasting = log_normal(540.0), patience: Lasting = log_normal(660.0)) -> Ahead:
    return Ahead(tuple(float(count - n) for n in range(count)), handle, patience)


def full(seats: int, lasting: Lasting = exponential(540.0)) -> Team:
    return Team(busy=tuple(Busy(60.0 * n, lasting) for n in range(seats)))


def told(scene: Scene, seed: int = 1, paths: int = 100) -> list[Forecast]:
    ids = tuple(tuple(f"{n}.{m}" for m in range(len(x.ages_s))) for n, x in enumerate(scene.lines))
    return list(foresee(Picture(scene, ids), np.random.default_rng(seed), paths).values())


# Exact and known cases


def test_free_seats_are_taken_at_once() -> None:
    scene = Scene((line(3, patience=PATIENT),), (Team(idle=3),))
    assert [x.p90_s for x in told(scene)] == [0.0, 0.0, 0.0]


def test_a_shift_that_begins_is_waited_for_to_the_second() -> None:
    scene = Scene((line(2, patience=PATIENT),), (Team(changes=((300.0, 2),)),))
    assert [(x.mean_s, x.p50_s, x.p90_s) for x in told(scene)] == [(300.0, 300.0, 300.0)] * 2


def test_a_shift_that_ends_takes_nobody_after() -> None:
    """Both seats close as soon as they are free: whoever waits is not served today."""
    (one,) = told(Scene((line(1),), (Team(busy=full(2).busy, changes=((0.0, -2),)),)))
    assert one.p50_s >= NEVER
    assert one.by == "replay"


def test_seats_that_close_later_serve_until_then() -> None:
    """Some futures end before the shift does, and some after: 1 - 1/e of them, by what is known of chats without memory."""
    scene = Scene((line(1),), (Team(busy=(Busy(0.0, exponential(600.0)),), changes=((600.0, -1),)),))
    (one,) = told(scene, paths=2000)
    assert one.p50_s < one.p90_s < 600.0
    assert one.reached == pytest.approx(0.632, abs=0.04)


@pytest.mark.parametrize(
    ("ahead", "seats", "patience_s"), [(0, 5, 660.0), (9, 5, 660.0), (39, 40, 660.0), (20, 10, 300.0)]
)
def test_without_memory_it_is_a_death_process(ahead: int, seats: int, patience_s: float) -> None:
    """F14 (Whitt 1999): mean and spread of the wait with exponential chats and patience."""
    scene = Scene((line(ahead + 1, exponential(540.0), exponential(patience_s)),), (full(seats),))
    one, exact = told(scene, paths=6000)[-1], death(ahead, seats, 540.0, patience_s)
    assert one.mean_s == pytest.approx(exact.mean_s, rel=0.04)
    assert one.p90_s == pytest.approx(exact.p90_s, rel=0.08)


def test_the_formula_is_the_sum_that_is_written_down() -> None:
    assert death(0, 3, 540.0, 660.0).mean_s == pytest.approx(180.0)
    assert death(2, 3, 540.0, 660.0).mean_s == pytest.approx(sum(1 / (3 / 540 + j / 660) for j in range(3)))


# Shape


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_a_later_place_never_waits_shorter(count: int, seats: int, seed: int) -> None:
    found = told(Scene((line(count),), (full(seats),)), seed)
    for here, behind in zip(found, found[1:], strict=False):
        assert here.p50_s <= behind.p50_s
        assert here.p90_s <= behind.p90_s
        assert here.mean_s <= behind.mean_s


def test_those_who_may_come_and_go_first_make_it_longer() -> None:
    first = Ahead((), log_normal(540.0), PATIENT, standing=(10.0,) * 1441, coming=1 / 120)
    mine = Ahead((60.0,), log_normal(540.0), PATIENT, standing=(1.0,) * 1441)
    alone, behind = told(Scene((mine,), (full(3),)), paths=2000), told(Scene((first, mine), (full(3),)), paths=2000)
    assert behind[0].mean_s > 1.3 * alone[0].mean_s


def test_the_same_chance_gives_the_same_forecasts() -> None:
    scene = Scene((line(10),), (full(4),))
    assert told(scene, 5) == told(scene, 5)
    assert told(scene, 5) != told(scene, 6)


# Bounds


def test_a_long_queue_is_replayed_at_its_head_and_told_by_formula_behind() -> None:
    """What is drawn is bounded, and the formula takes over where the steps end, not far from where they would have led."""
    many = Scene((line(2_000),), (full(20),))
    assert draw(many, np.random.default_rng(1), 10).since_s.shape == (10, LINE_MAX + 1)
    ids = (tuple(str(n) for n in range(LINE_MAX)),)
    found = foresee(Picture(many, ids), np.random.default_rng(1), 100, steps_max=150)
    assert [x.by for x in found.values()] == ["replay"] * 150 + ["formula"] * (LINE_MAX - 150)
    assert found["150"].mean_s == pytest.approx(found["149"].mean_s, rel=0.25)
    assert all(x.mean_s < NEVER for x in found.values())


def test_asking_for_one_gives_what_asking_for_all_gives() -> None:
    lines = (
        Ahead((30.0, 20.0), log_normal(540.0), PATIENT, standing=(10.0,) * 1441),
        Ahead((60.0, 50.0), log_normal(540.0), PATIENT, standing=(1.0,) * 1441),
    )
    seen = Picture(Scene(lines, (full(2),)), (("a", "b"), ("c", "d")))
    everybody = foresee(seen, np.random.default_rng(3))
    assert foresee(seen, np.random.default_rng(3), of="b") == {k: everybody[k] for k in "ab"}
    assert foresee(seen, np.random.default_rng(3), of="nobody") == {}


# From the router's state


def waits(name: str, age_s: float, **more: object) -> Waiting:
    return Waiting(name, "support", NOW - timedelta(seconds=age_s), **more)  # type: ignore[arg-type]


def agent(name: str, capacity: int = 1, load: int = 1, available: bool = True, **more: object) -> Ready:
    return Ready(name, name, NOW, ("support",), capacity=capacity, load=load, available=available, **more)  # type: ignore[arg-type]


def seen_by(router: Router, held: list[Chat], **more: object) -> dict[str, Forecast]:
    roster = router.roster
    return foresee(picture(router, held, prior(roster.classes), NOW, **more), np.random.default_rng(2))  # type: ignore[arg-type]


def test_everybody_who_is_there_gets_a_forecast() -> None:
    """Callbacks that are not due and people who seem to be away are no one's wait."""
    router = Router(Roster(agents=(AgentProfile("dana", "Dana", queues=("support",)),)))
    for one in (
        waits("c1", 90, priority=2),
        waits("c2", 60),
        waits("c3", 30),
        waits("c4", 300, away=True),
        waits("c5", 10, callback=(NOW + timedelta(hours=1), NOW + timedelta(hours=2))),
    ):
        router.put(one)
    router.seat(agent("dana", 2, 2))
    found = seen_by(router, [Chat("dana", NOW - timedelta(minutes=5), "standard")] * 2)
    assert set(found) == {"c1", "c2", "c3", "c5"}
    assert found["c1"].mean_s < found["c2"].mean_s < found["c3"].mean_s
    assert found["c5"].p50_s >= 3600


def test_nobody_waiting_is_nothing_to_foresee() -> None:
    assert seen_by(Router(), []) == {}


def test_shifts_are_known_ahead() -> None:
    """Dana's ends in ten minutes, Eli's begins in five; a day away counts for nothing."""
    ends = Hours("UTC", ((Window(8 * 60, 12 * 60 + 10),),) * 7)
    begins = Hours("UTC", ((Window(12 * 60 + 5, 18 * 60),),) * 7)
    roster = Roster(
        agents=(AgentProfile("dana", "Dana", hours=ends), AgentProfile("eli", "Eli", hours=begins, capacity=2))
    )
    agents = [agent("dana"), agent("eli", 2, 0, available=False), agent("cleo")]
    assert shifts(roster, agents, NOW) == {"dana": ((600.0, -1),), "eli": ((300.0, 2),)}
    router = Router(roster)
    router.put(waits("c1", 10))
    for one in agents[:2]:
        router.seat(one)
    busy = [Chat("dana", NOW, "standard")]
    assert seen_by(router, busy, changes=shifts(roster, agents, NOW))["c1"].p90_s <= 300.0
    assert seen_by(router, busy)["c1"].p90_s > 300.0


# What is told


@pytest.mark.parametrize(
    ("p50_s", "p90_s", "low_s", "high_s"),
    [
        (0, 0, 0, 60),
        (20, 58, 0, 60),
        (20, 130, 60, 180),
        (170, 345, 180, 360),
        (100, 101, 120, 180),
        (900, 1300, 900, 1500),
    ],
)
def test_a_coarse_range(p50_s: float, p90_s: float, low_s: int, high_s: int) -> None:
    """G07: the middle to the far end, in minutes, then fives: "3 to 6 min"."""
    assert tell(Forecast(p50_s, p50_s, p90_s), 2, QUEUE, NOW) == Wait(2, low_s, high_s)


def test_closed_doors_name_the_next_opening() -> None:
    """G09."""
    day = Queue("support", hours=Hours("UTC", ((Window(9 * 60, 17 * 60),),) * 7))
    tomorrow = NOW.replace(hour=9) + timedelta(days=1)
    assert tell(Forecast(9, 9, 9), 1, day, NOW.replace(hour=18)) == Wait(1, 0, 0, open=False, opens_at=tomorrow)
    assert tell(Forecast(NEVER, NEVER, NEVER), 1, day, NOW) == Wait(1, 0, 0, open=False, opens_at=tomorrow)
    assert tell(Forecast(NEVER, NEVER, NEVER), 1, QUEUE, NOW) == Wait(1, 0, 0, open=False)


# Corrected by what happened


def outcomes(count: int, factor: float, served: float = 1.0) -> list[Outcome]:
    """Real waits are ``factor`` times what was foretold, with the usual spread; some of the people leave early."""
    chance = np.random.default_rng(4)
    found = []
    for _ in range(count):
        waited = 300.0 * factor * float(chance.lognormal(0.0, 0.45))
        left = float(chance.exponential(600.0)) if chance.random() > served else NEVER
        found.append(Outcome(300.0, 300.0 * 1.78, min(waited, left), waited <= left))
    return found


def test_no_outcome_changes_nothing() -> None:
    none = corrected([])
    assert none.middle == pytest.approx(1.0, abs=0.02)
    assert none.far == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("factor", [0.7, 1.0, 1.4])
def test_forecasts_that_are_wrong_are_stretched(factor: float) -> None:
    """T10. With people who leave, the waits that they did not see to the end count too."""
    for some in (outcomes(400, factor), outcomes(400, factor, served=0.4)):
        found = corrected(some)
        assert found.middle == pytest.approx(factor, rel=0.16)
        assert found.far == pytest.approx(factor, rel=0.16)


def test_a_few_odd_waits_change_little_and_none_is_stretched_for_ever() -> None:
    assert corrected(outcomes(3, 5.0)).far < 1.35
    assert corrected(outcomes(5_000, 50.0)).far == BOUNDS[1]


def test_a_correction_keeps_the_order_of_the_range() -> None:
    one = adjusted(Forecast(300.0, 280.0, 500.0), Correction(2.0, 0.5))
    assert one.p50_s <= one.p90_s
    closed = Forecast(NEVER, NEVER, NEVER)
    assert adjusted(closed, Correction(2.0, 0.5)) == closed
