"""The router against a slow one that looks at everybody, and each of its promises by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from escapehatch.routing.classes import CustomerClass, class_of, hazard, index
from escapehatch.routing.line import Line
from escapehatch.routing.load import Load
from escapehatch.routing.match import router_of
from escapehatch.routing.roster import Queue, Roster, Widening
from escapehatch.routing.router import AGAIN_AFTER, LEAD, WANTED_FOR, Router
from escapehatch.routing.waiting import Match, Ready, Waiting

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TWO = Roster((Queue("support"), Queue("returns", skills=("refunds",))))


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def waits(name: str, waited_s: float = 60, queue: str = "support", **more: Any) -> Waiting:
    return Waiting(name, queue, at(-waited_s), **more)


def agent(name: str, capacity: float = 1, load: float = 0, **more: Any) -> Ready:
    return Ready(
        name,
        name.title(),
        **{"idle_since": at(-300), "queues": ("support",), "capacity": capacity, "load": load, **more},
    )


def pairs(router: Router, now: datetime = NOW) -> list[tuple[str, str]]:
    return [(x.conversation_id, x.agent_id) for x in router.all(now)]


# Against everybody


def floor(random: Random) -> tuple[list[Waiting], list[Ready]]:
    skills = ("refunds", "german")
    waiting = [
        waits(
            f"c{n}",
            random.choice((5, 90, 600, 950, 2000)) + random.random(),
            random.choice(("support", "returns")),
            priority=random.randrange(4),
            skills=tuple(random.sample(skills, random.choice((0, 0, 1)))),
            verified=random.random() < 0.5,
            refused_by=tuple(random.sample(["a0", "a1"], random.choice((0, 0, 0, 1, 2)))),
        )
        for n in range(40)
    ]
    agents = [
        agent(
            f"a{n}",
            random.randrange(4),
            queues=tuple(random.sample(("support", "returns"), random.choice((1, 2)))),
            skills=tuple(random.sample(skills, random.randrange(3))),
            available=random.random() < 0.8,
        )
        for n in range(9)
    ]
    return waiting, agents


def slow_next(router: Router) -> str | None:
    """Whom a router without lines would take: the first in order of all whom anybody could take."""
    everybody = sorted(router.everybody(), key=lambda x: router.place(x, router._line(x), NOW))
    return next((x.conversation_id for x in everybody if router._able(x, router._line(x), NOW)), None)


@pytest.mark.parametrize("seed", range(30))
def test_looking_at_heads_alone_chooses_as_looking_at_everybody(seed: int) -> None:
    waiting, agents = floor(Random(seed))
    router = router_of(waiting, agents, TWO)
    made = 0
    while True:
        expected = slow_next(router)
        match = router.next(NOW)
        assert (match and match.conversation_id) == expected
        if match is None:
            break
        made += 1
    assert made > 3


@pytest.mark.parametrize("seed", range(30))
def test_t4_nobody_younger_takes_a_seat_from_one_who_waited_past_the_cap(seed: int) -> None:
    """T4, C07: whoever is older than the cap of their class goes before everybody younger of their tier or a lower one."""
    waiting, agents = floor(Random(seed))
    router, asked = router_of(waiting, agents, TWO), {x.conversation_id: x for x in waiting}
    for match in router.all(NOW):
        taken, seat = asked[match.conversation_id], next(x for x in agents if x.agent_id == match.agent_id)
        place = router.place(taken, router._line(taken), NOW)
        for other in router.everybody():
            line = router._line(other)
            stands = router.place(other, line, NOW)
            could = (
                line.reached(0, router_of([], [seat], TWO)._pools.popitem()[0])
                and seat.agent_id not in other.refused_by
            )
            starved = (NOW - other.waiting_since).total_seconds() > line.customer_class.cap_s
            assert not (
                starved
                and could
                and stands.tier <= place.tier
                and other.waiting_since < taken.waiting_since
                and place.tier
            )


def test_the_same_facts_in_any_order_give_the_same_choices() -> None:
    waiting, agents = floor(Random(7))
    expected = pairs(router_of(waiting, agents, TWO))
    for seed in range(5):
        Random(seed).shuffle(waiting)
        Random(seed).shuffle(agents)
        assert pairs(router_of(waiting, agents, TWO)) == expected


def test_whoever_leaves_is_no_longer_there_and_whoever_changes_stands_anew() -> None:
    router = router_of([waits("a", 90), waits("b", 60)], [agent("dana")])
    router.drop("a")
    router.drop("nobody")
    router.put(waits("c", 10, priority=2))
    router.put(waits("c", 10))
    assert pairs(router) == [("b", "dana")]
    assert [x.conversation_id for x in router.everybody()] == ["c"]


# What counts


def test_what_is_owed_goes_first_then_whoever_waited_past_the_cap_then_the_index() -> None:
    classes = (
        CustomerClass("legal", queues=("returns",), deadline_s=180),
        CustomerClass("urgent", priority_from=2, weight=8, target_s=60),
        CustomerClass("standard"),
    )
    roster = Roster((Queue("support"), Queue("returns")), classes=classes)
    both = [agent("dana", queues=("support", "returns"))]

    def first(*who: Waiting) -> str:
        return pairs(router_of(who, both, roster))[0][0]

    urgent, old = waits("urgent", 30, priority=2), waits("old", 901)
    assert first(urgent, waits("standard", 120)) == "urgent"
    assert first(urgent, old) == "old"
    near = 180 - LEAD.total_seconds()
    assert first(old, waits("legal", near, "returns")) == "legal", "an offer takes time"
    assert first(old, waits("legal", near - 1, "returns")) == "old"
    due = waits("due", 9000, callback=(at(-1), at(600)))
    assert first(old, due) == "due"
    assert first(due, waits("due-sooner", 50, callback=(at(-1), at(599)))) == "due-sooner"


def test_tier_and_cart_count_where_the_shop_vouched_for_the_customer() -> None:
    vip = CustomerClass("vip", tiers=("gold",), cart_from=400.0, weight=8)
    classes = (vip, CustomerClass("standard"))
    gold, full = {"tier": "gold"}, {"cart": 400.0}
    assert class_of(waits("c", **gold, verified=True), classes) == vip
    assert class_of(waits("c", **full, verified=True), classes) == vip
    assert class_of(waits("c", **gold), classes).id == "standard", "anybody can say so"
    assert class_of(waits("c", cart=399.99, verified=True), classes).id == "standard"


def test_the_index_grows_with_weight_age_and_the_risk_of_leaving() -> None:
    one = CustomerClass("one", patience_sigma=0.9)
    assert index(one, 120) > index(one, 60)
    assert index(CustomerClass("two", weight=2), 60) > index(CustomerClass("one"), 60)
    assert index(CustomerClass("slow", handle_s=1080), 60) == pytest.approx(index(CustomerClass("one"), 60) / 2)
    assert hazard(CustomerClass("flat", patience_s=60), 5) == hazard(CustomerClass("flat", patience_s=60), 500) == 1.0
    grid = [hazard(one, x) for x in range(0, 6000, 5)]
    peak = grid.index(max(grid))
    assert grid[0] == 0 < grid[-1] < grid[peak], "it rises, then falls"
    survived = 1.0
    for x in grid[: 660 // 5]:
        survived *= 1 - x * 5 / 60
    assert survived == pytest.approx(0.326, abs=0.01), "the log-normal share that outlasts its mean: Phi(-sigma/2)"


def test_overloaded_classes_go_by_their_static_order() -> None:
    """T8: what costs more a minute goes first, but who leaves sooner is given up on (c-mu against c-mu/theta)."""
    hasty = CustomerClass("hasty", weight=2.0, abandon=0.0, patience_s=270)
    patient = CustomerClass("patient", weight=1.5, abandon=0.0, patience_s=2700)
    assert index(hasty, 60) > index(patient, 60)
    assert index(hasty, 60, overloaded=True) < index(patient, 60, overloaded=True)
    load = Load()
    for n in range(1800):
        load.came(at(n * 6), 540)  # ten a minute, nine minutes each: ninety seats
    assert load.judge(at(10800), 70)
    assert load.judge(at(10800), 82), "once overloaded, a little room is not enough"
    assert not load.judge(at(10800), 100)
    assert not load.judge(at(10800), 82)
    assert not load.judge(at(10800 * 2), 3), "three hours without anybody, and it is forgotten"


# Who may take it


def test_the_circle_widens_with_the_wait() -> None:
    widen = (Widening(60, queues=("sales",)), Widening(120, waive_skills=("refunds",), any_language=True))
    roster = Roster((Queue("support", widen=widen, needs_language=True), Queue("sales")))
    one = {"skills": ("refunds",), "language": "de"}
    near = agent("near", skills=("refunds",), languages=("de",))
    far = agent("far", queues=("sales",), skills=("refunds",), languages=("de",))
    mute = agent("mute", languages=("en",))

    def takers(waited_s: float) -> set[str]:
        return {
            who
            for who in ("near", "far", "mute")
            if pairs(router_of([waits("c", waited_s, **one)], [{"near": near, "far": far, "mute": mute}[who]], roster))
        }

    assert takers(59) == {"near"}
    assert takers(60) == {"near", "far"}
    assert takers(120) == {"near", "far", "mute"}
    assert router_of([waits("c", 0, **one)], [], roster).wakes_at(NOW) == at(60)


def test_d05_a_full_team_leaks_to_nobody_unless_the_roster_says_so() -> None:
    """D05."""
    assert pairs(router_of([waits("c", 5000)], [agent("dana", load=1), agent("eli", queues=("returns",))], TWO)) == []


def test_seats_are_shares_of_a_capacity() -> None:
    mail = [waits(f"m{n}", 100 - n, seats=0.3) for n in range(5)]
    chat = waits("chat", 10, seats=1.0)
    assert [x for x, _ in pairs(router_of([*mail, chat], [agent("dana", 1)]))] == ["m0", "m1", "m2"]
    assert pairs(router_of([*mail[:2], chat], [agent("dana", 1.6)])) == [
        ("m0", "dana"),
        ("m1", "dana"),
        ("chat", "dana"),
    ]


# Whom one knows


def test_somebody_is_kept_for_the_agent_they_know_for_a_moment() -> None:
    known = {"previous_agent_id": "dana"}
    busy = agent("dana", load=1, free_by=at(20))
    router = router_of([waits("c", 60, **known), waits("d", 30)], [busy, agent("eli", capacity=2)])
    assert pairs(router) == [("d", "eli")], "the next in line is not held up"
    assert router.why_nobody("c", NOW) == "It is kept for Dana for a moment."
    router.seat(agent("dana"))
    assert pairs(router, at(10)) == [("c", "dana")]


@pytest.mark.parametrize(
    ("waited_s", "free_s"),
    [(60, 31), (100, 21), (950, 1)],
)
def test_but_not_longer_than_a_quarter_of_the_time_left(waited_s: float, free_s: float) -> None:
    busy = agent("dana", load=1, free_by=at(free_s))
    assert pairs(router_of([waits("c", waited_s, previous_agent_id="dana")], [busy, agent("eli")])) == [("c", "eli")]


def test_who_was_handed_to_somebody_waits_for_them_and_then_for_anybody() -> None:
    handed = waits("c", 1000, wanted_agent_id="dana", wanted_at=NOW)
    router = router_of([handed], [agent("dana", load=1), agent("eli")])
    assert pairs(router) == []
    assert router.wakes_at(NOW) == NOW + WANTED_FOR
    assert pairs(router, NOW + WANTED_FOR) == [("c", "eli")]
    gone = router_of([handed], [agent("dana", load=1, available=False), agent("eli")])
    assert pairs(gone) == [("c", "eli")], "nobody waits for somebody who is not there"


def test_whoever_stands_aside_does_not_hand_their_turn_to_the_next_in_their_line() -> None:
    """T4: the one behind them is young; somebody of another line has waited past the cap."""
    aside = waits("aside", 1200, wanted_agent_id="dana", wanted_at=NOW)
    old, young = waits("old", 1000, verified=True), waits("young", 10)
    router = router_of([aside, young, old], [agent("dana", load=1), agent("eli")])
    assert pairs(router) == [("old", "eli")]


def test_who_seems_gone_takes_no_seat_and_keeps_their_place() -> None:
    """T11."""
    router = router_of([waits("gone", 90, away=True), waits("here", 30)], [agent("dana")])
    assert pairs(router) == [("here", "dana")]
    assert "place is kept" in router.why_nobody("gone", NOW)
    router.put(waits("gone", 90))
    router.put(waits("new", 80))
    router.seat(agent("dana"))
    assert pairs(router) == [("gone", "dana")]


# Refusals, floods, words


def test_e11_the_only_one_there_is_asked_again_but_not_at_once() -> None:
    """E11: and not at all while somebody else is there who has not refused, be they full."""
    router = router_of([waits("c", refused_by=("dana",), refused_at=at(-1))], [agent("dana")])
    assert pairs(router) == []
    again = at(-1) + AGAIN_AFTER
    assert router.wakes_at(NOW) == again
    router.seat(agent("eli", load=1))
    assert pairs(router, again) == []
    router.unseat("eli")
    assert pairs(router, again) == [("c", "dana")]


@pytest.mark.parametrize("age_s", [500, 5000], ids=["young", "past the cap"])
def test_a_flood_of_strangers_takes_every_other_seat_at_most(age_s: int) -> None:
    roster = Roster((Queue("support", flood=10),))
    strangers = [waits(f"s{n}", age_s + n) for n in range(40)]
    known = [waits(f"k{n}", 100 + n, verified=True) for n in range(5)]
    made = [x for x, _ in pairs(router_of([*strangers, *known], [agent("dana", 12)], roster))]
    assert [x[0] for x in made] == ["s", "k"] * 5 + ["s", "s"]
    few = [x for x, _ in pairs(router_of([*strangers[:10], *known], [agent("dana", 5)], roster))]
    assert [x[0] for x in few] == ["s"] * 5, "ten are no flood"


def test_a_choice_can_be_worked_out_again() -> None:
    """G7: rivals and candidates are kept with the numbers they were ordered by."""
    waiting = [waits(f"c{n}", 60 + n, priority=n % 3) for n in range(6)]
    match = router_of(waiting, [agent("dana", 2, 1), agent("eli", 2), agent("fay", 2, queues=("support", "x"))]).next(
        NOW
    )
    assert isinstance(match, Match)
    assert match.choice is not None
    assert [(x.conversation_id, x.customer_class) for x in match.choice.rivals] == [
        ("c5", "urgent"),
        ("c4", "raised"),
        ("c3", "standard"),
    ]
    assert [x.index for x in match.choice.rivals] == sorted((x.index for x in match.choice.rivals), reverse=True)
    assert [x.agent_id for x in match.choice.candidates] == ["eli", "dana", "fay"]
    assert not match.choice.overloaded


@pytest.mark.parametrize(
    ("agents", "why"),
    [
        ([], "No agent serves the queue returns."),
        ([agent("dana", available=False, queues=("returns",))], "Nobody of the queue returns is there."),
        ([agent("dana", queues=("returns",))], "Nobody who is there has what is needed: refunds."),
        ([agent("dana", load=1, queues=("returns",), skills=("refunds",))], "All 1 who could are full."),
        ([agent("dana", queues=("returns",), skills=("refunds",))], "It is about to be offered."),
    ],
)
def test_why_nobody_comes_is_said_in_one_sentence(agents: list[Ready], why: str) -> None:
    assert router_of([waits("c", queue="returns")], agents, TWO).why_nobody("c", NOW) == why


def test_a_line_forgets_who_left_without_looking_for_them() -> None:
    router = router_of([waits(f"c{n}", 1000 - n) for n in range(50)], [])
    (line,) = router._lines.values()
    assert isinstance(line, Line)
    for n in range(49):
        router.drop(f"c{n}")
    assert (len(line), line.head.conversation_id) == (1, "c49")
    router.drop("c49")
    assert router._lines == {}
