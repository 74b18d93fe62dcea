"""Who is offered to whom, how long it will be, and what is offered when nobody can come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from escapehatch.conversation.values import Wait
from escapehatch.routing.classes import DEFAULT as CLASSES
from escapehatch.routing.hours import Hours, Window
from escapehatch.routing.ladder import NOBODY_S, SOMEDAY, Fallback, ladder, promise
from escapehatch.routing.match import match, router_of
from escapehatch.routing.roster import Queue, Roster
from escapehatch.routing.wait import predict, worth_telling
from escapehatch.routing.waiting import Ready, Waiting

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday
ROSTER = Roster((Queue("support"), Queue("returns")))


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def waits(name: str, minutes: float = 1, queue: str = "support", **more: object) -> Waiting:
    return Waiting(name, queue, ago(minutes), **more)  # type: ignore[arg-type]


def agent(name: str, capacity: int = 1, load: int = 0, **more: object) -> Ready:
    known: dict[str, object] = {"queues": ("support",), "idle_since": ago(5)} | more
    return Ready(name, name.title(), capacity=capacity, load=load, **known)  # type: ignore[arg-type]


def why_nobody(one: Waiting, agents: list[Ready]) -> str:
    return router_of([one], agents).why_nobody(one.conversation_id, NOW)


def exhausted(one: Waiting, agents: list[Ready]) -> bool:
    return router_of([one], agents).exhausted(one.conversation_id, NOW)


def offers(waiting: list[Waiting], agents: list[Ready]) -> list[tuple[str, str]]:
    return [(x.conversation_id, x.agent_id) for x in match(waiting, agents, NOW, ROSTER)]


# Whose turn it is


def test_the_oldest_goes_first_when_a_seat_frees() -> None:
    """D06."""
    assert offers([waits("b", 1), waits("a", 6)], [agent("dana")]) == [("a", "dana")]


def test_the_first_agent_online_gets_priority_then_age() -> None:
    """D07."""
    ten = [waits(f"c{n}", n, priority=1 if n == 3 else 0) for n in range(10)]
    assert offers(ten, [agent("dana", capacity=3)]) == [("c3", "dana"), ("c9", "dana"), ("c8", "dana")]


def test_nobody_starves_but_safety_goes_first() -> None:
    """C07, T4: beyond the cap a routine wait goes before a younger one of a higher priority."""
    cap = CLASSES[-1].cap_s / 60
    starved, urgent, safety = waits("old", cap + 1), waits("vip", 2, priority=2), waits("fire", 1, priority=3)
    inside = router_of([starved, urgent, safety], []).in_order("support", NOW)
    assert [x.conversation_id for x in inside] == ["fire", "old", "vip"]
    assert offers([waits("old", cap - 1), urgent], [agent("dana")]) == [("vip", "dana")]


def test_a_callback_waits_for_its_time_and_then_goes_first() -> None:
    early = waits("early", 60, callback=(NOW + timedelta(minutes=1), NOW + timedelta(minutes=31)))
    assert offers([early], [agent("dana")]) == []
    due = waits("due", 60, callback=(NOW, NOW + timedelta(minutes=30)))
    assert offers([waits("vip", 1, priority=2), due], [agent("dana")]) == [("due", "dana")]
    assert offers([waits("fire", 1, priority=3), due], [agent("dana")]) == [("fire", "dana")], "but not before safety"


def test_the_same_facts_give_the_same_answer() -> None:
    waiting = [waits(f"c{n}", 5) for n in range(6)]
    agents = [agent(x, capacity=2) for x in ("dana", "eli", "fay")]
    expected = offers(waiting, agents)
    for seed in range(10):
        Random(seed).shuffle(waiting)
        Random(seed).shuffle(agents)
        assert offers(waiting, agents) == expected


# Who may take it


@pytest.mark.parametrize(
    "one",
    [
        agent("dana", available=False),
        agent("dana", queues=("returns",)),
        agent("dana", queues=()),
        agent("dana", skills=("billing",)),
        agent("dana", capacity=0),
        agent("dana", capacity=2, load=2),
    ],
)
def test_who_may_not_is_never_picked(one: Ready) -> None:
    """D08, D10, D05: away, another queue, without the skill, no seats at all, full."""
    waiting = waits("c1", skills=("fraud",))
    assert offers([waiting], [one]) == []
    assert why_nobody(waiting, [one]) != "It is about to be offered."
    able = agent("eli", skills=("fraud", "billing"))
    assert offers([waiting], [one, able]) == [("c1", "eli")]


def test_two_escalations_and_one_seat() -> None:
    """D15."""
    assert offers([waits("a", 2), waits("b", 1)], [agent("dana")]) == [("a", "dana")]


@pytest.mark.parametrize("seed", range(20))
def test_no_agent_is_ever_offered_more_than_fits(seed: int) -> None:
    """D03, D08: random floors; every offer is lawful, and no seat is left empty while somebody could use it."""
    random = Random(seed)
    skills = ("fraud", "fr")
    waiting = [
        waits(
            f"c{n}",
            random.random() * 30,
            random.choice(("support", "returns")),
            priority=random.randrange(4),
            skills=tuple(random.sample(skills, random.choice((0, 0, 1)))),
        )
        for n in range(50)
    ]
    agents = [
        agent(
            f"a{n}",
            random.randrange(4),
            random.randrange(4),
            queues=tuple(random.sample(("support", "returns"), random.choice((1, 2)))),
            skills=tuple(random.sample(skills, random.randrange(3))),
            available=random.random() < 0.8,
        )
        for n in range(12)
    ]
    by_id, asked = {x.agent_id: x for x in agents}, {x.conversation_id: x for x in waiting}
    made = offers(waiting, agents)
    assert len({c for c, _ in made}) == len(made)
    load = {x.agent_id: x.load for x in agents}
    for conversation_id, agent_id in made:
        load[agent_id] += 1
        one, who = asked[conversation_id], by_id[agent_id]
        assert who.available
        assert one.queue in who.queues
        assert set(one.skills) <= set(who.skills)
        assert load[agent_id] <= who.capacity
    for one in waiting:
        if one.conversation_id not in {c for c, _ in made}:
            for who in agents:
                could = who.available and one.queue in who.queues and set(one.skills) <= set(who.skills)
                assert not could or load[who.agent_id] >= who.capacity


# Who gets it


def test_who_refused_is_not_asked_again_while_another_can() -> None:
    """E11."""
    both = [agent("dana"), agent("eli")]
    assert offers([waits("c1", refused_by=("dana",))], both) == [("c1", "eli")]
    assert offers([waits("c1", refused_by=("eli",))], both) == [("c1", "dana")]
    assert offers([waits("c1", refused_by=("dana", "eli"))], both) == [("c1", "dana")], "not the same twice in a row"
    assert offers([waits("c1", refused_by=("eli", "dana"))], both) == [("c1", "eli")]


def test_exhaustion_is_a_state_of_its_own() -> None:
    """E11, E12."""
    both = [agent("dana"), agent("eli")]
    assert not exhausted(waits("c1", refused_by=("dana",)), both)
    assert exhausted(waits("c1", refused_by=("dana", "eli")), both)
    assert not exhausted(waits("c1"), []), "nobody there is another matter"


def test_the_one_who_is_wanted_gets_it() -> None:
    both = [agent("dana", capacity=3), agent("eli", capacity=3, load=2)]
    assert offers([waits("c1", wanted_agent_id="eli")], both) == [("c1", "eli")]
    assert offers([waits("c1", previous_agent_id="eli")], [agent("dana"), agent("eli")]) == [("c1", "eli")]


def test_language_is_a_preference_never_a_wall() -> None:
    spanish = agent("eli", languages=("es",))
    assert offers([waits("c1", language="es")], [agent("dana", languages=("en",)), spanish]) == [("c1", "eli")]
    assert offers([waits("c1", language="fr")], [spanish]) == [("c1", "eli")]


def test_the_least_flexible_then_the_lightest_then_the_longest_idle() -> None:
    flexible = agent("dana", 4, queues=("support", "returns"))
    assert offers([waits("c1")], [flexible, agent("eli", 4, 3)]) == [("c1", "eli")]
    assert offers([waits("c1")], [agent("dana", 4, 2), agent("eli", 4, 1)]) == [("c1", "eli")]
    assert offers([waits("c1")], [agent("dana"), agent("eli", idle_since=ago(60))]) == [("c1", "eli")]


def test_the_choice_is_explained() -> None:
    (made,) = match([waits("c1")], [agent("dana", 2, 1), agent("eli", 2)], NOW)
    assert [x.split(":")[0] for x in made.why] == ["Eli", "Dana"]
    assert made.why[0].startswith("Eli: load 0 of 2")
    assert made.choice is not None
    assert [x.agent_id for x in made.choice.candidates] == ["eli", "dana"]
    assert [(x.conversation_id, x.tier) for x in made.choice.rivals] == [("c1", 2)]


def test_nobody_online_is_nobody_offered() -> None:
    """D11."""
    assert offers([waits(f"c{n}") for n in range(1000)], []) == []
    assert why_nobody(waits("c1"), []) == "No agent serves the queue support."


# How long


QUEUE = Queue("support")
CLOSED = Queue("support", hours=Hours("UTC", ((Window(9 * 60, 9 * 60 + 30),),) * 7))


def test_a_free_seat_means_soon() -> None:
    assert predict(1, [agent("dana")], QUEUE, NOW) == Wait(1, 0, 60)


@pytest.mark.parametrize(
    ("place", "seats", "low_s", "high_s"),
    [(1, 3, 180, 420), (3, 3, 540, 1200), (10, 1, 5400, 7800), (1, 30, 60, 120)],
)
def test_a_wait_is_a_coarse_range(place: int, seats: int, low_s: int, high_s: int) -> None:
    """F14: the k-th release of ``seats`` that free up every nine minutes each; whole minutes, then fives, then tens."""
    told = predict(place, [agent("dana", seats, seats)], QUEUE, NOW)
    assert told == Wait(place, low_s, high_s)


@pytest.mark.parametrize("place", range(1, 30))
def test_a_later_place_never_waits_shorter(place: int) -> None:
    full = [agent("dana", 3, 3)]
    here, behind = predict(place, full, QUEUE, NOW), predict(place + 1, full, QUEUE, NOW)
    assert here.low_s <= behind.low_s
    assert here.low_s < here.high_s <= behind.high_s


def test_nobody_can_come_now_is_said() -> None:
    """G09, G05."""
    tomorrow = NOW.replace(hour=9) + timedelta(days=1)
    assert predict(1, [agent("dana")], CLOSED, NOW) == Wait(1, 0, 0, open=False, opens_at=tomorrow)
    assert predict(1, [], QUEUE, NOW) == Wait(1, 0, 0, open=False)
    assert predict(1, [agent("dana", 0)], QUEUE, NOW) == Wait(1, 0, 0, open=False)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (Wait(2, 300, 600), False),
        (Wait(1, 300, 600), True),
        (Wait(2, 300, 540), True),
        (Wait(2, 300, 720), False),
        (Wait(2, 300, 780), True),
        (Wait(2, 0, 0, open=False), True),
    ],
)
def test_a_wait_is_told_again_when_it_matters(new: Wait, told: bool) -> None:
    assert worth_telling(Wait(2, 300, 600), new) == told


# When nobody can come


def test_the_ladder_when_closed_nobody_there_or_too_long() -> None:
    """E12, G05, G06, G07: always a next step."""
    tomorrow = NOW.replace(hour=9) + timedelta(days=1)
    assert ladder(CLOSED, 3, NOW, 0) == Fallback("closed", opens_at=tomorrow)
    assert ladder(QUEUE, 0, NOW, NOBODY_S - 0.1) is None
    assert ladder(QUEUE, 0, NOW, NOBODY_S) == Fallback("nobody_there")
    assert ladder(QUEUE, 2, NOW, QUEUE.wait_limit_s - 0.1) is None
    assert ladder(QUEUE, 2, NOW, QUEUE.wait_limit_s) == Fallback("long_wait")


def test_a_callback_is_promised_from_the_next_open_moment() -> None:
    opening = NOW.replace(hour=9) + timedelta(days=1)
    assert promise(CLOSED, NOW) == (opening, opening + timedelta(minutes=30))
    assert promise(QUEUE, NOW) == (NOW, NOW + timedelta(minutes=30))
    assert promise(Queue("q", hours=Hours("UTC", ((),) * 7)), NOW) == (NOW, NOW + SOMEDAY)
