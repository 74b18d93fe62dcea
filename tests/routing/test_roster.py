"""What a lead may write in the roster, and where a mistake is shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from escapehatch.routing.classes import CustomerClass
from escapehatch.routing.hours import DAY_MINUTES, SpecialDay, Window
from escapehatch.routing.roster import Queue, RosterRefused, Widening, parse

GOOD = """
queues:
  - id: support
    hours:
      zone: Europe/Madrid
      days: {mon-fri: 09:00-17:30, sat: [10:00-12:00, 16:00-18:00], sun: closed}
      closed: [2026-12-25]
      holidays: ES-MD
      special: {2026-12-24: 09:00-13:00, 2026-12-31: closed}
  - id: returns
    title: Returns desk
    offer_s: 20
    wait_limit_s: 60
    callback_within_min: 15
    hours: {daily: "22:00-06:00"}
    skills: [refunds]
    needs_language: true
    capacity: 2
    widen: [{after_s: 120, any_language: true}, {after_s: 60, queues: [support], waive_skills: [refunds]}]
classes:
  - {id: urgent, priority_from: 2, tiers: [gold], cart_from: 400, weight: 8, target_s: 60, deadline_s: 180}
  - {id: standard}
channels: {email: 0.25}
agents:
  - {id: dana, name: Dana, email: dana@lantern.example, languages: [en, es]}
  - {id: eli, name: Eli, queues: [returns], skills: [fraud], capacity: "3", role: lead}
"""


def test_a_whole_roster_is_read() -> None:
    roster = parse(GOOD)
    support, returns = roster.queues
    assert support.title == "Support"
    assert support.hours.week[4] == (Window(540, 1050),)
    assert support.hours.week[5] == (Window(600, 720), Window(960, 1080))
    assert support.hours.week[6] == ()
    assert support.hours.closed == frozenset({date(2026, 12, 25)})
    assert support.hours.holidays == ("ES-MD",)
    half, shut = date(2026, 12, 24), date(2026, 12, 31)
    assert support.hours.special == (SpecialDay(half, (Window(540, 780),)), SpecialDay(shut))
    assert (returns.title, returns.offer_s, returns.wait_limit_s) == ("Returns desk", 20.0, 60.0)
    assert returns.callback_within == timedelta(minutes=15)
    assert returns.hours.week == ((Window(1320, 360),),) * 7
    dana, eli = roster.agents
    assert dana.queues == ("support", "returns"), "an agent without queues serves all"
    assert (eli.queues, eli.skills, eli.role) == (("returns",), ("fraud",), "lead")
    assert [x.after_s for x in returns.widen] == [60, 120], "in the order in which they come"
    assert returns.widen[0] == Widening(60, ("support",), ("refunds",))
    assert (returns.skills, returns.needs_language, returns.sticky_s) == (("refunds",), True, 60)
    urgent, standard = roster.classes
    assert (urgent.tiers, urgent.cart_from, urgent.deadline_s) == (("gold",), 400, 180)
    assert standard == CustomerClass("standard")
    assert (roster.seats("email"), roster.seats("widget")) == (0.25, 1.0)


def test_d10_the_nearest_limit_counts() -> None:
    """D10: of the agent, else of one of their queues, else of the team; zero means none."""
    text = """
capacity: 5
queues: [{id: a, capacity: 2}, {id: b}]
agents:
- {id: own, name: Own, queues: [a], capacity: 1}
- {id: queue, name: Queue, queues: [b, a]}
- {id: team, name: Team, queues: [b]}
- {id: none, name: None, queues: [a], capacity: 0}
"""
    assert [x.capacity for x in parse(text).agents] == [1, 2, 5, 0]
    assert parse("agents: [{id: a, name: A}]").agents[0].capacity == 3


def test_a_number_in_quotes_is_a_number_and_zero_is_zero() -> None:
    """D10."""
    assert parse(GOOD).agents[1].capacity == 3
    assert parse("agents: [{id: dana, name: Dana, capacity: 0}]").agents[0].capacity == 0


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}"])
def test_an_empty_roster_has_a_default_queue(text: str) -> None:
    """B09, G06."""
    roster = parse(text)
    assert [x.id for x in roster.queues] == ["support"]
    assert roster.queue("no such queue") == roster.queues[0]
    assert isinstance(roster.queue(""), Queue)


def test_a_day_lasts_until_midnight_at_most() -> None:
    assert parse('queues: [{id: a, hours: {daily: "00:00-24:00"}}]').queues[0].hours.week[0] == (
        Window(0, DAY_MINUTES),
    )


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("agents:\n  - id: dana\n    name: Dana\n    capacity: many\n", "roster.yaml:4:5", "capacity"),
        ("agents:\n  - id: dana\n    name: Dana\n    capacity: -1\n", "roster.yaml:4:5", "capacity"),
        ("agents:\n  - id: dana\n    name: Dana\n    capcity: 3\n", "roster.yaml:4:5", "capcity"),
        ("agents:\n  - id: dana\n", "roster.yaml:2:5", "name"),
        ("agents:\n  - id: Dana Smith\n    name: Dana\n", "roster.yaml:2:5", "id"),
        ("agents:\n  - id: dana\n    name: Dana\n    queues: [nowhere]\n", "roster.yaml:4:5", "nowhere"),
        ("agents:\n- {id: a, name: A}\n- {id: a, name: B}\n", "roster.yaml:3:4", "twice"),
        ("queues:\n- id: a\n- id: a\n", "roster.yaml:3:3", "twice"),
        ("queues: []\n", "roster.yaml:1:1", "at least 1"),
        ("queues:\n- id: a\n  widen: [{after_s: 9, queues: [b]}]\n", "roster.yaml:3:24", "'b'"),
        ("queues:\n- id: a\nclasses:\n- id: x\n  queues: [b]\n", "roster.yaml:5:3", "'b'"),
        ("classes:\n- id: x\n  weight: 0\n", "roster.yaml:3:3", "weight"),
        ("classes:\n- id: x\n- id: x\n", "roster.yaml:3:3", "twice"),
        ("channels: {email: heavy}\n", "roster.yaml:1:12", "channels"),
        ("queues:\n- id: a\n  hours:\n    zone: Madrid\n", "roster.yaml:4:5", "Europe/Madrid"),
        ("queues:\n- id: a\n  hours:\n    zone: ../../etc/passwd\n", "roster.yaml:4:5", "time zone"),
        ("queues:\n- id: a\n  hours:\n    daily: 9 to 5\n", "roster.yaml:3:3", "09:00-17:30"),
        ("queues:\n- id: a\n  hours:\n    daily: 09:00-25:00\n", "roster.yaml:3:3", "beyond the day"),
        ("queues:\n- id: a\n  hours:\n    days: {funday: closed}\n", "roster.yaml:3:3", "funday"),
        ("queues:\n- id: a\n  hours:\n    holidays: Spain\n", "roster.yaml:4:5", "write it like ES"),
        ("queues:\n- id: a\n  hours:\n    holidays: [ES, US-NI]\n", "roster.yaml:4:5", "NY"),
        ("queues:\n- id: a\n  hours:\n    special: {2026-12-24: 9 to 1}\n", "roster.yaml:3:3", "09:00-17:30"),
        (
            "queues:\n- id: a\n  hours: {closed: [2026-12-24], special: {2026-12-24: closed}}\n",
            "roster.yaml:3:3",
            "once",
        ),
        ("queues:\n- id: a\n  offer_s: 0\n", "roster.yaml:3:3", "offer_s"),
        ("queues:\n- id: a\n  id: b\n", "roster.yaml:3:3", "id"),
        ("queues:\n\t- id: a\n", "roster.yaml:2:1", ""),
        ("just words", "roster.yaml:1:1", ""),
        ("- a list", "roster.yaml:1:1", ""),
        ("queues:\n- id: a\n  hours: {closed: [2026-13-45]}\n", "roster.yaml", ""),
        ("a\x00b", "roster.yaml", ""),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, place: str, word: str) -> None:
    with pytest.raises(RosterRefused) as refused:
        parse(text)
    (problem, *_) = refused.value.problems
    assert problem.startswith(f"{place}:")
    assert word in problem


def test_every_mistake_is_shown_at_once() -> None:
    with pytest.raises(RosterRefused) as refused:
        parse("agents:\n  - {id: A, name: A}\n  - {id: b}\n")
    assert len(refused.value.problems) == 2
