"""Every printed reference value of the staffing formulas, computed by the code behind ``escapehatch forecast``.

python benchmarks/reference.py [--json]
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator

from escapehatch.lab.staffing.birth_death import states
from escapehatch.lab.staffing.erlang import erlang_b, erlang_b_load, erlang_c, erlang_c_tail, erlang_c_wait
from escapehatch.lab.staffing.forecast import Question, agents_needed, forecast
from escapehatch.lab.staffing.levels import pool
from escapehatch.lab.staffing.limits import garnett, halfin_whitt
from escapehatch.lab.staffing.patience import Exponential
from escapehatch.lab.staffing.priority import priority_waits
from escapehatch.lab.staffing.waiting import waiting

#: An identity holds when what is left of it is smaller.
DUST = 1e-10
#: (id, quantity, the reference as it is printed, ours)
Value = tuple[str, str, str, float]


def values() -> Iterator[Value]:
    """All of them. ``0`` as a reference: an identity."""
    yield from case_a()
    yield from limited_room()
    yield from erlang()
    yield from large_teams()
    yield from priorities()
    yield from staffing()
    yield from levels()


def same(reference: str, ours: float) -> bool:
    """To the digits shown."""
    if float(reference) == 0:
        return abs(ours) < DUST
    digits = len(reference.strip("-0.").replace(".", ""))
    return abs(ours - float(reference)) <= 0.5000001 * 10 ** (
        math.floor(math.log10(abs(float(reference)))) + 1 - digits
    )


def case_a() -> Iterator[Value]:
    asked = Question(48 / 60, (60.0,))
    c, a = forecast(asked, 50), forecast(Question(48 / 60, (60.0,), Exponential(120)), 50)
    assert c.asa_s and c.wait_p90_s and c.queue_mean and a.asa_s and a.wait_p90_s and a.queue_mean
    yield "A1", "48/min, 1 min, 50 agents: mean wait, s", "20.8337", c.asa_s
    yield "A2", "90th percentile, s", "58.1387", c.wait_p90_s
    yield "A3", "queue", "16.6669", c.queue_mean
    yield "A4", "busy", "0.96", c.occupancy
    yield "A5", "patience 2 min: leave", "0.0309122", a.p_abandon
    yield "A6", "mean wait, s", "3.70947", a.asa_s
    yield "A7", "90th percentile, s", "12.4446", a.wait_p90_s
    yield "A8", "queue", "2.96758", a.queue_mean
    yield "A9", "busy", "0.930324", a.occupancy
    by_states, here = states(0.8, 50, (60,), 1 / 120), pool(0.8, 50, (60,))
    by_integrals = waiting(0.8, here.entry, here.drain, Exponential(120))
    yield "A13", "two algorithms: leave, difference", "0", by_states.p_abandon - by_integrals.p_abandon
    yield "A14", "two algorithms: have to wait, difference", "0", by_states.p_wait - by_integrals.p_wait
    yield "F7", "leave - wait / patience", "0", by_integrals.p_abandon - by_integrals.mean_wait / 120


def limited_room() -> Iterator[Value]:
    x = states(0.1, 28, (240,), 1 / 300, room=80)
    yield "B1", "28 agents, room for 80: chance of 30", "0.0365509", float(x.chance[30])
    yield "B2", "queue", "0.683326", x.queue
    yield "B3", "in the system", "24.1367", x.inside
    yield "B4", "mean wait, s", "6.83326", x.mean_wait
    yield "B5", "mean time in the system, s", "241.367", x.inside / 0.1


def erlang() -> Iterator[Value]:
    yield "C1", "10 erlang, 14 agents: have to wait", "0.174132", erlang_c(14, 10)
    yield "C2", "served in 20 s", "0.88835", 1 - erlang_c_tail(14, 10 / 180, 180, 20)
    yield "C3", "agents for 80 % in 20 s", "14", agents_needed(Question(10 / 180, (180.0,), None, 0.8, 20))
    yield "C4", "mean wait, s", "7.83594", erlang_c_wait(14, 10 / 180, 180)
    for name, agents, load, told in (
        ("C10", 5, 2, "0.0366972"),
        ("C11", 14, 10, "0.0568191"),
        ("C12", 10, 5, "0.0183846"),
    ):
        yield name, f"Erlang B({agents}, {load})", told, erlang_b(agents, load)
    for agents, told in ((10, "4.46118"), (20, "12.0306"), (50, "37.9014")):
        yield f"D{agents}", f"load of {agents} at 1 % blocked", told, erlang_b_load(agents, 0.01)
    for agents, busy, told in (
        (5, 0.8, "0.554113"),
        (10, 0.8, "0.40918"),
        (50, 0.8, "0.0869525"),
        (5, 0.9, "0.762493"),
        (100, 0.9, "0.21694"),
    ):
        yield f"E{agents}/{busy}", f"have to wait, {agents} agents at {busy}", told, erlang_c(agents, agents * busy)


def large_teams() -> Iterator[Value]:
    yield "F2", "Halfin-Whitt(1)", "0.223361", halfin_whitt(1.0)
    yield "F4", "Garnett(0), patience as handling", "0.5", garnett(0, 1)
    tail = 1 - math.fsum(math.exp(k * math.log(100) - 100 - math.lgamma(k + 1)) for k in range(105))
    yield "F5", "load 100, 105 agents: against a Poisson tail", "0", states(100, 105, (1,), 1.0).p_wait - tail
    yield (
        "F6",
        "load 100, 110 agents: Garnett - exact",
        "-0.0123115",
        garnett(1, 0.5) - states(100, 110, (1,), 0.5).p_wait,
    )
    yield "F8", "120 come, 100 agents: leave", "0.167693", states(120, 100, (1,), 1.0).p_abandon


def priorities() -> Iterator[Value]:
    loads = [20 * 0.95 * 0.1, 20 * 0.95 * 0.9]
    first, rest = priority_waits(20, loads, 1.0)
    plain = erlang_c_wait(20, 19.0, 1.0)
    yield "G1", "10 % first, 20 agents at .95: their wait to all", "0.0552486", first / plain
    yield "G2", "conservation: .1 W1 + .9 W2 - W", "0", 0.1 * first + 0.9 * rest - plain


def staffing() -> Iterator[Value]:
    """AHT 9 min, patience 11 min: agents for 80 % in 60 s with leaving and without, and for 3 % who leave."""
    for rate, told in ((1, ("11", "12", "12")), (4, ("38", "41", "40")), (8, ("73", "78", "75"))):
        kept = Question(rate / 60, (540.0,), Exponential(660.0), 0.8, 60.0)
        few = 1
        while forecast(kept, few).p_abandon > 0.03:
            few += 1
        counts = (agents_needed(kept), agents_needed(Question(rate / 60, (540.0,), None, 0.8, 60.0)), few)
        for words, reference, ours in zip(
            ("80 % in 60 s", "the same, Erlang C", "3 % leave"), told, counts, strict=True
        ):
            yield "", f"{rate}/min, 9 min, patience 11 min: agents for {words}", reference, ours


def levels() -> Iterator[Value]:
    """Ten agents, three chats each; beside it thirty slots that do not slow each other."""
    for rate, balanced, naive in ((2.5, "0.0256", "0.0413"), (3.0, "0.1143", "0.1247")):
        yield "", f"chats at once, {rate}/min: leave", balanced, states(rate, 10, (6, 8.5, 11), 0.1).p_abandon
        yield "", "... counted as 30 slots", naive, states(rate, 30, (11,), 0.1).p_abandon


def table() -> str:
    """| id | quantity | reference | ours | |"""
    lines = ["| id | what | reference | ours | |", "|---|---|---|---|---|"]
    for name, what, reference, ours in values():
        lines.append(f"| {name} | {what} | {reference} | {ours:.7g} | {'same' if same(reference, ours) else 'OFF'} |")
    return "\n".join(lines)


def as_json() -> list[dict[str, object]]:
    return [{"id": a, "what": b, "reference": c, "ours": d} for a, b, c, d in values()]


if __name__ == "__main__":
    print(json.dumps(as_json(), indent=1) if "--json" in sys.argv else table())
