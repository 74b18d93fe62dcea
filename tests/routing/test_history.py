"""What is learned from one's own past: drawn to the roster while little is known, and to the truth later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escapehatch.routing.classes import CustomerClass
from escapehatch.routing.history import Past, learn, level_of, prior
from escapehatch.routing.lasting import EDGES, exponential, learned, log_normal, spells

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
CLASSES = (CustomerClass("urgent", priority_from=2), CustomerClass("standard"))


def pasts(count: int, handle_s: float, patience_s: float, seed: int = 1, class_id: str = "standard") -> list[Past]:
    """Waits of 200 seconds each, for whoever is patient enough."""
    chance = np.random.default_rng(seed)
    found = []
    for n in range(count):
        asked_at, patience = START + timedelta(minutes=n), float(chance.exponential(patience_s))
        if patience < 200:
            found.append(Past(class_id, asked_at, left_at=asked_at + timedelta(seconds=patience)))
            continue
        joined_at = asked_at + timedelta(seconds=200)
        held = timedelta(seconds=float(chance.lognormal(np.log(handle_s) - 0.35, np.sqrt(0.7))))
        found.append(Past(class_id, asked_at, joined_at, ended_at=joined_at + held))
    return found


LATER = START + timedelta(days=14)


# How long things last


@pytest.mark.parametrize(("mean_s", "cv"), [(540.0, 1.0), (660.0, 1.2), (60.0, 0.5)])
def test_a_log_normal_is_one(mean_s: float, cv: float) -> None:
    one = log_normal(mean_s, cv)
    drawn = one.rest(np.zeros(1), np.random.default_rng(1).standard_exponential((100_000, 1)))
    assert one.mean_s() == pytest.approx(mean_s, rel=0.01)
    assert drawn.mean() == pytest.approx(mean_s, rel=0.02)
    assert drawn.std() / drawn.mean() == pytest.approx(cv, rel=0.05)


@pytest.mark.parametrize("elapsed_s", [30.0, 300.0, 2000.0])
def test_what_is_left_depends_on_what_has_passed(elapsed_s: float) -> None:
    """Against plain counting: of many chats, those that lasted so long already."""
    chance = np.random.default_rng(3)
    whole = chance.lognormal(np.log(540) - np.log(2) / 2, np.sqrt(np.log(2)), 400_000)
    left = whole[whole > elapsed_s] - elapsed_s
    found = log_normal(540.0).rest(np.array([elapsed_s]), chance.standard_exponential((50_000, 1)))
    assert found.mean() == pytest.approx(left.mean(), rel=0.04)
    assert np.quantile(found, [0.5, 0.9]) == pytest.approx(np.quantile(left, [0.5, 0.9]), rel=0.05)


def test_without_memory_nothing_passes() -> None:
    one = exponential(600.0)
    luck = np.full((1, 1), 1.0)
    fresh, old = one.rest(np.array([0.0]), luck), one.rest(np.array([5000.0]), luck)
    assert fresh[0, 0] == pytest.approx(600.0, rel=0.01)
    assert old[0, 0] == pytest.approx(600.0, rel=0.01)


@settings(max_examples=60, deadline=None)
@given(st.floats(60.0, 1_800.0), st.floats(0.0, 40_000.0), st.floats(0.001, 40.0), st.floats(0.3, 2.0))
def test_what_is_left_is_never_negative_and_stretches(
    mean_s: float, elapsed_s: float, luck: float, factor: float
) -> None:
    one = log_normal(float(round(mean_s, 1)))
    left = one.rest(np.array([elapsed_s]), np.array([[luck]]))[0, 0]
    assert 0.0 <= left < np.inf
    assert one.times(factor).mean_s() == pytest.approx(factor * one.mean_s(), rel=0.08)
    assert one.times(factor).quantile(0.5) == pytest.approx(factor * one.quantile(0.5), rel=0.2)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 30_000), st.booleans()), max_size=30))
def test_counting_loses_no_second_and_no_ending(some: list[tuple[float, bool]]) -> None:
    seen = spells([x for x, _ in some], [x for _, x in some])
    assert sum(seen.exposed_s) == pytest.approx(sum(x for x, _ in some), abs=1e-6)
    assert seen.count == sum(x for _, x in some)
    half = len(some) // 2
    parts = [spells([x for x, _ in part], [x for _, x in part]) for part in (some[:half], some[half:])]
    assert (parts[0] + parts[1]).exposed_s == pytest.approx(seen.exposed_s)
    assert len(seen.ended) == len(EDGES)


def test_whoever_was_served_had_not_lost_patience() -> None:
    """Half of the people are served after 200 s: their patience is cut short, and its mean is still found."""
    chance = np.random.default_rng(2)
    patience = chance.exponential(300.0, 4_000)
    served = np.where(chance.random(4_000) < 0.5, 200.0, np.inf)
    seen = spells(np.minimum(patience, served), patience < served)
    assert learned(seen, exponential(660.0)).mean_s() == pytest.approx(300.0, rel=0.08)
    naive = patience[patience < served].mean()
    assert naive < 260.0


# Folded from the past


def test_without_a_past_the_roster_speaks() -> None:
    """Day one of a deployment, and rosters' classes nobody has met."""
    fresh, roster = learn([], CLASSES, LATER), prior(CLASSES)
    for one in CLASSES:
        assert fresh.handling(one.id).mean_s() == pytest.approx(roster.handling(one.id).mean_s(), rel=0.02)
        assert fresh.patience[one.id].mean_s() == pytest.approx(one.patience_s, rel=0.02)
        assert fresh.coming(one.id, LATER) == roster.coming(one.id, LATER) == 0.0


@pytest.mark.parametrize("handle_s", [300.0, 900.0])
def test_the_truth_is_found(handle_s: float) -> None:
    found = learn(pasts(3_000, handle_s, 400.0), CLASSES, LATER)
    assert found.handling("standard").mean_s() == pytest.approx(handle_s, rel=0.06)
    assert found.patience["standard"].mean_s() == pytest.approx(400.0, rel=0.12)
    # A class without data of its own follows what all others say of the roster's figures.
    assert found.handling("urgent").mean_s() == pytest.approx(handle_s, rel=0.15)


def test_a_few_waits_move_little() -> None:
    """One chat of two hours and one of a second do not make a rule."""
    day = timedelta(days=1)
    odd = [
        Past("standard", START, START, ended_at=START + timedelta(hours=2)),
        Past("standard", START, START, ended_at=START),
    ]
    assert learn(odd, CLASSES, START + day).handling("standard").mean_s() == pytest.approx(540.0, rel=0.4)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["standard", "urgent", "gone"]),
            st.integers(0, 500_000),
            *[st.none() | st.integers(1, 600_000)] * 3,
            st.integers(0, 40),
        ),
        max_size=12,
    )
)
def test_any_past_can_be_learned_from(some: list[tuple]) -> None:  # type: ignore[type-arg]
    found = learn([_past(*x) for x in some], CLASSES, START + timedelta(days=5))
    for one in CLASSES:
        for level in (0, 1, 3, 99):
            assert 0 < found.handling(one.id, level).mean_s() < 1e7
        assert 0 <= found.coming(one.id, START) < 1


def _past(class_id: str, asked_s: int, *later_s: int | None) -> Past:
    *moments, level = later_s
    times: list[Any] = [START + timedelta(seconds=x) if x else None for x in moments]
    return Past(class_id, START + timedelta(seconds=asked_s), *times, level)  # type: ignore[call-arg, arg-type]


def test_more_chats_at_a_time_last_longer() -> None:
    """F12: rates by level. Alone ten minutes, three at a time fifteen."""
    some = []
    for n, (level, held_s) in enumerate([(1, 600.0), (3, 900.0)] * 400):
        at = START + timedelta(minutes=n)
        some.append(Past("standard", at, at, ended_at=at + timedelta(seconds=held_s), level=level))
    found = learn(some, CLASSES, LATER)
    assert found.handling("standard", 3).mean_s() / found.handling("standard", 1).mean_s() > 1.25
    assert found.slowing[2] == 1.0


def test_arrivals_have_hours_and_days() -> None:
    """Two weeks with 12 an hour from 9 to 10 and none else; on Mondays twice that."""
    some = []
    for day in range(14):
        at = START + timedelta(days=day, hours=1)
        some += [Past("standard", at + timedelta(minutes=n)) for n in np.linspace(0, 59, 24 if day % 7 == 0 else 12)]
    found = learn(some, CLASSES, START + timedelta(days=14))
    monday, tuesday, night = (START + timedelta(days=d, hours=h) for d, h in ((14, 1), (15, 1), (15, 14)))
    assert 12 < 3600 * found.coming("standard", monday) <= 24
    assert 10 < 3600 * found.coming("standard", tuesday) < 15
    assert 3600 * found.coming("standard", night) < 0.6
    assert found.coming("standard", monday, level=2.0) == 2 * found.coming("standard", monday)
    assert found.coming("urgent", monday) == 0.0


def test_hours_are_those_of_the_zone() -> None:
    at = datetime(2026, 7, 1, 7, tzinfo=UTC)
    found = learn([Past("standard", at)] * 50, CLASSES, at + timedelta(hours=2), "Europe/Madrid")
    rates = found.rates["standard"]
    assert rates.index(max(rates)) == 2 * 24 + 9


def test_a_busy_day_is_noticed_in_its_first_hours() -> None:
    assert level_of(0, 0) == 1.0
    assert 1.4 < level_of(160, 80) < 2.0
    assert level_of(3, 1) < 1.1
