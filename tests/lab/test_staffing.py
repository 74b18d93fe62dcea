"""The staffing formulas against printed tables, against each other, and against a simulation."""

from __future__ import annotations

import heapq
import json
import math

import numpy as np
import pytest
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.lab.staffing.birth_death import states
from escapehatch.lab.staffing.erlang import (
    Unstable,
    erlang_b,
    erlang_b_load,
    erlang_c,
    erlang_c_tail,
    erlang_c_wait,
)
from escapehatch.lab.staffing.forecast import Question, agents_needed, forecast
from escapehatch.lab.staffing.levels import basic_levels, best_level, pool
from escapehatch.lab.staffing.limits import (
    garnett,
    garnett_abandon,
    halfin_whitt,
    overload_abandon,
    overload_wait,
    root_agents,
    root_beta,
)
from escapehatch.lab.staffing.patience import Exponential, Fixed, LogNormal, Patience, Uniform
from escapehatch.lab.staffing.priority import priority_waits
from escapehatch.lab.staffing.waiting import Waiting, waiting
from escapehatch.lab.staffing.words import handles, rate, seconds, target

#: Case A of the reference table: 48 a minute, a minute each, 50 agents, patience 2 min.
CASE_A = Question(48 / 60, (60.0,))


def meet(arrivals: float, agents: int, handle: float, patience: Patience | None = None) -> Waiting:
    here = pool(arrivals, agents, (handle,))
    return waiting(arrivals, here.entry, here.drain, patience)


def test_erlang_c_reproduces_case_a() -> None:
    """A1 to A4."""
    answer = forecast(CASE_A, 50)
    assert answer.asa_s == pytest.approx(20.8337, abs=5e-5)
    assert answer.wait_p90_s == pytest.approx(58.1387, abs=5e-5)
    assert answer.queue_mean == pytest.approx(16.6669, abs=5e-5)
    assert answer.occupancy == pytest.approx(0.96, abs=1e-12)


def test_erlang_a_reproduces_case_a() -> None:
    """A5 to A9."""
    answer = forecast(Question(48 / 60, (60.0,), Exponential(120)), 50)
    assert answer.p_abandon == pytest.approx(0.0309122, abs=5e-8)
    assert answer.asa_s == pytest.approx(3.70947, abs=5e-6)
    assert answer.wait_p90_s == pytest.approx(12.4446, abs=5e-5)
    assert answer.queue_mean == pytest.approx(2.96758, abs=5e-6)
    assert answer.occupancy == pytest.approx(0.930324, abs=5e-7)


@pytest.mark.parametrize(("arrivals", "agents", "stay"), [(0.8, 50, 120), (1.2, 50, 30), (0.01, 3, 900), (5, 280, 60)])
def test_two_independent_ways_agree(arrivals: float, agents: int, stay: float) -> None:
    """A13, A14, and F7: states one by one against integrals, and P(Ab) = theta E[W]."""
    by_states, by_integrals = states(arrivals, agents, (60,), 1 / stay), meet(arrivals, agents, 60, Exponential(stay))
    assert by_integrals.p_abandon == pytest.approx(by_states.p_abandon, rel=1e-10)
    assert by_integrals.p_wait == pytest.approx(by_states.p_wait, rel=1e-10)
    assert by_integrals.mean_wait == pytest.approx(by_states.mean_wait, rel=1e-10)
    assert by_integrals.p_abandon == pytest.approx(by_integrals.mean_wait / stay, rel=1e-10)


def test_a_limited_waiting_room() -> None:
    """B1 to B5: M/M/28/80+M, one each ten seconds, 240 s each, patience 300 s."""
    x = states(0.1, 28, (240,), 1 / 300, room=80)
    assert x.chance[30] == pytest.approx(0.0365509, abs=5e-8)
    assert x.queue == pytest.approx(0.683326, abs=5e-7)
    assert x.inside == pytest.approx(24.1367, abs=5e-5)
    assert x.mean_wait == pytest.approx(6.83326, abs=5e-6)
    assert x.inside / 0.1 == pytest.approx(241.367, abs=5e-4)


def test_ten_erlang_and_fourteen_agents() -> None:
    """C1 to C4."""
    assert erlang_c(14, 10) == pytest.approx(0.174132, abs=5e-7)
    assert 1 - erlang_c_tail(14, 10 / 180, 180, 20) == pytest.approx(0.88835, abs=5e-6)
    assert agents_needed(Question(10 / 180, (180.0,), None, 0.8, 20)) == 14
    assert erlang_c_wait(14, 10 / 180, 180) == pytest.approx(7.83594, abs=5e-6)


@pytest.mark.parametrize(
    ("agents", "load", "blocked"),
    [(5, 2, 0.0366972), (14, 10, 0.0568191), (10, 5, 0.0183846)],
    ids=["C10", "C11", "C12"],
)
def test_erlang_b_tables(agents: int, load: float, blocked: float) -> None:
    assert erlang_b(agents, load) == pytest.approx(blocked, abs=5e-8)


@pytest.mark.parametrize(("agents", "load"), [(10, 4.46118), (20, 12.0306), (50, 37.9014)], ids=["D10", "D20", "D50"])
def test_erlang_b_capacity(agents: int, load: float) -> None:
    assert float(f"{erlang_b_load(agents, 0.01):.6g}") == load


@pytest.mark.parametrize(
    ("agents", "busy", "waits"),
    [(5, 0.8, 0.554113), (10, 0.8, 0.40918), (50, 0.8, 0.0869525), (5, 0.9, 0.762493), (100, 0.9, 0.21694)],
    ids=["E5/0.8", "E10/0.8", "E50/0.8", "E5/0.9", "E100/0.9"],
)
def test_delay_probabilities(agents: int, busy: float, waits: float) -> None:
    assert float(f"{erlang_c(agents, busy * agents):.6g}") == waits


def test_what_large_teams_come_to() -> None:
    """F2, F4, F5, F6, F8."""
    assert halfin_whitt(1.0) == pytest.approx(0.223361, abs=5e-7)
    assert garnett(0, 1) == pytest.approx(0.5, abs=1e-15)
    poisson = 1 - sum(math.exp(k * math.log(100) - 100 - math.lgamma(k + 1)) for k in range(105))
    assert meet(100, 105, 1, Exponential(1)).p_wait == pytest.approx(poisson, abs=1e-12)
    assert garnett(1, 0.5) - meet(100, 110, 1, Exponential(2)).p_wait == pytest.approx(-0.0123115, abs=5e-8)
    assert meet(120, 100, 1, Exponential(1)).p_abandon == pytest.approx(0.167693, abs=5e-7)
    assert overload_abandon(1.2) == pytest.approx(1 / 6, abs=1e-15)
    assert overload_wait(math.e, Exponential(7)) == pytest.approx(7), "ln(rho) / theta"
    assert overload_wait(1.25, Uniform(10)) == pytest.approx(4), "a fifth of those who stay up to 20 has left at 4"
    assert overload_wait(0.9, Exponential(7)) == 0


def test_the_square_root_rule() -> None:
    """F5: a load of 36 and one root of spare agents are 42."""
    assert root_agents(36, 1) == 42
    assert root_agents(36, 0.9) == 42
    assert root_beta(42, 36) == 1


def test_the_many_server_rules_come_true() -> None:
    """F5: the rule of thumb for those who wait and leave is right within a few per cent of a large team's truth."""
    exact = meet(2500, 2550, 1, Exponential(2))
    assert garnett(1, 0.5) == pytest.approx(exact.p_wait, rel=0.02)
    assert garnett_abandon(1, 0.5, 2550) == pytest.approx(exact.p_abandon / exact.p_wait, rel=0.03)


def test_priorities() -> None:
    """G1, G2: ten per cent first in line, 20 agents, 95 % busy."""
    first, second = priority_waits(20, (1.9, 17.1), 1)
    fifo = erlang_c_wait(20, 19, 1)
    assert first / fifo == pytest.approx(0.0552486, abs=5e-8)
    assert 0.1 * first + 0.9 * second == pytest.approx(fifo, abs=1e-12)


@pytest.mark.parametrize(("arrivals", "right", "naive"), [(2.5, 0.0256, 0.0413), (3.0, 0.1143, 0.1247)])
def test_chats_at_once_slow_each_other(arrivals: float, right: float, naive: float) -> None:
    """C.2, chat concurrency: 10 agents with up to 3 chats of 6, 8.5, 11 minutes; counting 30 slots is wrong."""
    levels = (6.0, 8.5, 11.0)
    here = pool(arrivals, 10, levels)
    answer = waiting(arrivals, here.entry, here.drain, Exponential(10))
    assert round(answer.p_abandon, 4) == right
    assert states(arrivals, 10, levels, 0.1).p_abandon == pytest.approx(answer.p_abandon, rel=1e-10)
    assert round(meet(arrivals, 30, 11, Exponential(10)).p_abandon, 4) == naive


@pytest.mark.parametrize(
    ("a_minute", "patient", "endless", "few_leave"), [(1, 11, 12, 12), (4, 38, 41, 40), (8, 73, 78, 75)]
)
def test_staffing_examples(a_minute: float, patient: int, endless: int, few_leave: int) -> None:
    """C.2: nine minutes a slot, patience eleven minutes; 80 % in 60 s, and at most 3 % who leave."""
    asked = Question(a_minute / 60, (540.0,), Exponential(660))
    assert agents_needed(asked) == patient
    assert agents_needed(Question(a_minute / 60, (540.0,))) == endless
    leaving = {n: forecast(asked, n).p_abandon for n in (few_leave - 1, few_leave)}
    assert leaving[few_leave] <= 0.03 < leaving[few_leave - 1]


def test_best_level() -> None:
    """F12: a level that finishes no more than a lower one is of no use."""
    assert best_level((6, 8.5, 11)) == 3
    assert best_level((6, 12)) == 1
    assert best_level((6, 8.5, 14)) == 2


def test_basic_levels() -> None:
    """F12: corners of the concave hull of what is finished at each level (1/6, 2/8.5, 3/11: all of them)."""
    assert basic_levels((6, 8.5, 11)) == (1, 2, 3)
    assert basic_levels((6, 12)) == (1,)
    assert basic_levels((6, 11.9, 9)) == (1, 3), "two at once are worse than half the time one, half the time three"
    slow = forecast(Question(0.05, (360.0, 714.0, 540.0)), 20)
    assert slow.statement.startswith("With 2 chats at once")


@pytest.mark.parametrize(
    "patience",
    [Exponential(2), Fixed(0.5), Uniform(2), LogNormal(2, 0.7), LogNormal(2, 3)],
    ids=lambda x: type(x).__name__,
)
def test_patience_is_a_distribution(patience: Patience) -> None:
    t = np.linspace(0, 60, 240_001)
    stays = patience.stays(t)
    assert np.allclose(stays + patience.left(t), 1, rtol=0, atol=1e-12)
    steps = np.diff(t) * (stays[1:] + stays[:-1]) / 2
    assert np.allclose(patience.stayed(t)[1:], np.cumsum(steps), rtol=0, atol=2e-4)
    assert float(patience.stayed(np.array([1e7]))[0]) == pytest.approx(
        2.0 if not isinstance(patience, Fixed) else 0.5, rel=1e-3
    )


@pytest.mark.parametrize("patience", [Fixed(0.5), Uniform(0.6), LogNormal(0.5, 1.0)], ids=lambda x: type(x).__name__)
def test_other_patience_against_a_simulation(patience: Patience) -> None:
    """F4 (M/M/n+G), 9 a minute, one minute each, 8 agents."""
    told = meet(9, 8, 1, patience)
    waits, gone = simulated(9, 8, patience, 120_000, seed=7)
    assert gone.mean() == pytest.approx(told.p_abandon, abs=0.006)
    assert waits.mean() == pytest.approx(told.mean_wait, rel=0.04)
    assert (waits > 0).mean() == pytest.approx(told.p_wait, abs=0.015)
    assert (waits > 0.2).mean() == pytest.approx(told.tail(0.2), abs=0.015)
    assert ((waits <= 0.2) & ~gone).mean() == pytest.approx(1 - told.p_abandon - told.late(0.2), abs=0.015)


def simulated(
    arrivals: float, agents: int, patience: Patience, customers: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """First come, first served, handling one minute on average: each customer's wait, and who left."""
    chance = np.random.default_rng(seed)
    table = np.linspace(0, 40, 400_001)
    stay = np.interp(chance.random(customers), patience.left(table), table)
    if isinstance(patience, Fixed):
        stay = np.full(customers, patience.mean)
    at = np.cumsum(chance.exponential(1 / arrivals, customers))
    takes = chance.exponential(1, customers)
    free = [0.0] * agents
    waits, gone = np.zeros(customers), np.zeros(customers, dtype=bool)
    for n in range(customers):
        offered = max(free[0] - at[n], 0.0)
        gone[n] = offered > stay[n]
        waits[n] = min(offered, stay[n])
        if not gone[n]:
            heapq.heapreplace(free, at[n] + offered + takes[n])
    return waits, gone


@pytest.mark.parametrize(
    ("arrivals", "agents", "stay"),
    [
        (1e-9, 1, 1),
        (1e-6, 500, 1),
        (0.01, 400, 1),
        (1e5, 100_000, 1e6),
        (1.2e5, 100_000, 1e6),
        (500, 10, 1e-3),
        (500, 10, 1e6),
    ],
)
def test_no_overflow_at_the_edges(arrivals: float, agents: int, stay: float) -> None:
    x = meet(arrivals, agents, 1, Exponential(stay))
    assert 0 <= x.p_abandon <= x.p_wait <= 1
    assert x.p_abandon == pytest.approx(x.mean_wait / stay, rel=1e-9, abs=1e-300)
    assert 0 <= x.tail(x.quantile(0.9)) <= 0.1 + 1e-9
    if arrivals > 1.1 * agents:
        assert x.p_abandon == pytest.approx(1 - agents / arrivals, rel=0.01)


def test_endless_patience_is_erlang_c() -> None:
    assert meet(0.8, 50, 60, Exponential(1e12)).mean_wait == pytest.approx(meet(0.8, 50, 60).mean_wait, rel=1e-6)


def test_more_agents_never_make_it_worse() -> None:
    asked = Question(0.05, (360.0, 510.0, 660.0), LogNormal(600, 1))
    levels = [forecast(asked, n).service_level for n in range(5, 40)]
    assert levels == sorted(levels)
    needed = agents_needed(asked)
    assert forecast(asked, needed).service_level >= 0.8 > forecast(asked, needed - 1).service_level


def test_an_unstable_load_is_said_to_be_one() -> None:
    with pytest.raises(Unstable):
        erlang_c(10, 10)
    answer = forecast(CASE_A, 48)
    assert (answer.stable, answer.asa_s, answer.wait_p90_s, answer.queue_mean) == (False, None, None, None)
    assert "49 agents would keep up" in answer.statement
    assert answer.agents_needed == 50


def test_quantities_as_people_type_them() -> None:
    assert rate("48/min") == 0.8
    assert rate("0.5 per s") == 0.5
    assert seconds("1.5h") == 5400
    assert target("80%/60s") == (0.8, 60)
    assert target(".95 within 3 min") == (0.95, 180)
    assert handles("6min", 3, "8.5min,11min") == (360, 510, 660)
    assert handles("6min", 3, "1.5") == (360, 540, 720)
    assert handles("6min", 2) == (360, 360)


@pytest.mark.parametrize(
    "words",
    [
        ["--arrivals", "48", "--handle", "1min"],
        ["--arrivals", "48/fortnight", "--handle", "1min"],
        ["--arrivals", "48/min", "--handle", "0min"],
        ["--arrivals", "48/min", "--handle", "1min", "--agents", "0"],
        ["--arrivals", "48/min", "--handle", "1min", "--target", "101%/60s"],
        ["--arrivals", "48/min", "--handle", "6min", "--concurrency", "3", "--slowdown", "5min"],
        ["--arrivals", "48/min", "--handle", "1min", "--patience", "2min", "--patience-shape", "saintly"],
        ["--handle", "1min"],
        ["--handle", "1min", "--profile", "there is no such file"],
    ],
)
def test_what_cannot_be_understood_is_said(words: list[str]) -> None:
    ended = CliRunner().invoke(cli, ["forecast", *words])
    assert ended.exit_code == 2
    assert ended.stderr.strip()


def test_the_command_answers_in_json() -> None:
    words = ["forecast", "--arrivals", "48/min", "--handle", "1min", "--agents", "50", "--patience", "2min", "--json"]
    answer = json.loads(CliRunner().invoke(cli, words).output)
    keys = {"p_wait", "asa_s", "p_abandon", "wait_p90_s", "queue_mean", "occupancy", "service_level", "agents_needed"}
    assert keys <= answer.keys()
    assert answer["asa_s"] == pytest.approx(3.70947, abs=5e-6)
    assert answer["served_within"] == pytest.approx(answer["service_level"] - answer["p_abandon"], abs=0.01)
