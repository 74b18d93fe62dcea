"""Silent leavers, told and judged by the code that runs; and each sign by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from numpy.random import default_rng

from escapehatch.lab.leaving import START, People, wait_out
from escapehatch.routing.leavers import LIMITS, Limits, Signs, presence


def test_t11_most_who_left_are_known_and_nobody_is_dropped() -> None:
    """T11: at least four in five before a seat is given to nobody; of those who are there, none is closed as left."""
    found = wait_out(default_rng(7), 3_000)
    assert found.leavers > 500
    assert found.live > 1_500
    assert found.detected >= 0.80
    assert found.dropped == 0


def test_without_looking_nobody_is_known_to_have_left() -> None:
    """Not vacuous: with limits that never end, the same people are all offered to an agent."""
    never = timedelta(days=1)
    blind = wait_out(default_rng(7), 1_000, limits=Limits(never, never, never, never, never))
    assert (blind.caught, blind.skipped, blind.asked) == (0, 0, 0)
    assert blind.leavers > 100


def test_whoever_never_notices_the_question_is_not_dropped_either() -> None:
    assert wait_out(default_rng(11), 1_500, People(notices=0.0)).dropped == 0


def test_the_same_seed_tells_the_same_story() -> None:
    assert wait_out(default_rng(3), 200) == wait_out(default_rng(3), 200) != wait_out(default_rng(4), 200)


HERE = Signs(1, START, START)
HIDDEN = Signs(1, START + timedelta(seconds=40), START, hidden_at=START)


@pytest.mark.parametrize(
    ("signs", "after_s", "state"),
    [
        (HERE, 49, "here"),
        (HERE, 50, "away"),  # a line over which not even a ping came
        (Signs(0, START, START, gone_at=START), 14, "here"),
        (Signs(0, START, START, gone_at=START), 15, "away"),
        (HIDDEN, 44, "here"),
        (HIDDEN, 45, "ask"),
        (Signs(1, START + timedelta(seconds=180), START), 180, "ask"),  # in sight, and untouched
    ],
)
def test_each_sign_has_its_limit(signs: Signs, after_s: float, state: str) -> None:
    found, again_at = presence(signs, START + timedelta(seconds=after_s))
    assert found == state
    assert again_at > START + timedelta(seconds=after_s), "and is looked at again later"


def test_nobody_is_away_who_was_not_asked() -> None:
    """T11: pinged first. The answer counts, however late in the time given for it."""
    asked_at = START + LIMITS.hidden
    asked = Signs(1, asked_at, START, hidden_at=START, asked_at=asked_at)
    answered = Signs(1, asked_at, asked_at + LIMITS.answer, asked_at=asked_at)
    moment = timedelta(seconds=1)
    assert presence(asked, asked_at + LIMITS.answer - moment)[0] == "here"
    assert presence(asked, asked_at + LIMITS.answer)[0] == "away"
    assert presence(answered, asked_at + LIMITS.answer)[0] == "here"
