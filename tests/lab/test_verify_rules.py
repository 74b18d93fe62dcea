"""Each rule of the checker against a history that breaks it and is clean otherwise: exactly that rule speaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from escapehatch.conversation import events as e
from escapehatch.conversation.events import Recorded
from escapehatch.conversation.values import Candidate, Choice, Reason, Rival
from escapehatch.lab.verify import verify
from escapehatch.lab.verify.rules import RULES

from .test_verify import DANA, ELI, LATER, LIFE, START, recorded

HOUR = timedelta(hours=1)


def candidate(agent_id: str, load: float = 0.0, **more: object) -> Candidate:
    known: dict[str, object] = {"scores": {"skill": 1.0}, "flexibility": 1, "capacity": 2.0, "idle_s": 5.0} | more
    return Candidate(agent_id, load=load, **known)  # type: ignore[arg-type]


def rival(name: str, tier: int = 2, waited_s: float = 1.0, index: float = 1.0) -> Rival:
    return Rival(name, "standard", tier, index, waited_s)


FIRST = rival("c1")
GOOD = Choice((FIRST, rival("c2")), (candidate("dana"), candidate("eli", flexibility=2)))


def offered(choice: Choice | None = GOOD, name: str = "c1") -> list[e.Event]:
    """Up to an offer to Dana, chosen so."""
    return [replace(LIFE[0], conversation_id=name), *LIFE[1:7], replace(LIFE[7], choice=choice)]


def chosen(**changes: object) -> Callable[[], list[e.Event]]:
    return lambda: offered(replace(GOOD, **changes))


PROMISED = e.CallbackPromised(START + HOUR, START + HOUR, "ada@example.com")

BENT: dict[str, tuple[str, Callable[[], list[e.Event]]]] = {
    "a note twice": ("G2", lambda: [*LIFE[:2], e.NotePosted("n1", DANA, "x"), e.NotePosted("n1", DANA, "x")]),
    "a turn begun under an old epoch": ("G4", lambda: [*LIFE[:2], e.BotTurnStarted("t1", 7, "m1", LATER)]),
    "held back after it was shown": ("G4", lambda: [*LIFE[:5], e.DraftSuppressed("t1", 1, "On its way.", "late")]),
    "a hold that ends in no queue": (
        "G6",
        lambda: [*LIFE[:19], e.AgentJoined(DANA, "takeover"), e.PutOnHold("dana", LATER), e.HoldEnded("dana")],
    ),
    "accepted by another": ("G7", lambda: [*LIFE[:8], e.AgentJoined(ELI, "accepted", "r1")]),
    "stepped in while it was offered to another": ("G7", lambda: [*LIFE[:8], e.AgentJoined(ELI, "takeover")]),
    "accepted after it lapsed": (
        "G7",
        lambda: [*LIFE[:8], e.ReservationLapsed("r1", "dana"), e.AgentJoined(DANA, "accepted", "r1")],
    ),
    "another offer lapsed": ("G7", lambda: [*LIFE[:8], e.ReservationLapsed("r0", "dana")]),
    "declined by another": ("G7", lambda: [*LIFE[:8], e.ReservationDeclined("r1", "eli")]),
    "offered to somebody full": ("G8", chosen(candidates=(candidate("dana", 2.0),))),
    "a wait counted from the requeue": ("G9", chosen(rivals=(rival("c1", waited_s=60),))),
    "a priority lowered": ("G9", lambda: [*LIFE[:7], e.PriorityRaised("x", 3), e.PriorityRaised("x", 1)]),
    "answered without words": ("G11", lambda: [*LIFE[:3], e.BotTurnEnded("t1", "answered")]),
    "another agent was better": ("CHOICE", chosen(candidates=(candidate("eli"), candidate("dana")))),
    "agents out of order by score": (
        "CHOICE",
        chosen(candidates=(candidate("dana", scores={"skill": 0.2}), candidate("eli"))),
    ),
    "agents out of order by flexibility": (
        "CHOICE",
        chosen(candidates=(candidate("dana", flexibility=3), candidate("eli"))),
    ),
    "agents out of order by load": ("CHOICE", chosen(candidates=(candidate("dana", 1.0), candidate("eli")))),
    "agents out of order by idle time": (
        "CHOICE",
        chosen(candidates=(candidate("dana", idle_s=1.0), candidate("eli", idle_s=9.0))),
    ),
    "somebody else went first": ("CHOICE", chosen(rivals=(rival("c2"), FIRST))),
    "somebody was owed more": ("CHOICE", chosen(rivals=(FIRST, rival("c2", tier=0)))),
    "a longer wait past the cap": (
        "CHOICE",
        chosen(rivals=(rival("c1", tier=1), rival("c2", tier=1, waited_s=900))),
    ),
    "kept, though late": (
        "PROMISE",
        lambda: [*LIFE[:7], PROMISED, e.PromiseKept("callback", START - HOUR)],
    ),
    "broken before its time": (
        "PROMISE",
        lambda: [*LIFE[:7], PROMISED, e.PromiseBroken("callback", START + HOUR)],
    ),
    "broken, though never given": ("PROMISE", lambda: [*LIFE[:7], e.PromiseBroken("callback", START)]),
    "promised twice": ("PROMISE", lambda: [*LIFE[:7], PROMISED, replace(PROMISED, how="email")]),
}


@pytest.mark.parametrize("name", BENT)
def test_each_bent_history_is_caught(name: str) -> None:
    """G2, G4, G6, G7, G8, G9, G11, CHOICE, PROMISE."""
    expected, events = BENT[name]
    assert {x.invariant for x in verify([("c1", recorded(events()))])} == {expected}


def test_the_choice_itself_raises_no_alarm() -> None:
    assert verify([("c1", recorded(offered()))]) == []
    assert verify([("c1", recorded([*LIFE[:7], PROMISED]))]) == []
    assert verify([("c1", recorded([*LIFE[:8], e.AgentJoined(ELI, "assigned")]))]) == []


@pytest.mark.parametrize(
    "packet",
    [(), (e.ContextAdded("e1", "orders", []),), (e.ContextAdded("e9", "minimum", {}),)],
    ids=["none", "only enrichments", "another handoff's"],
)
def test_a_handoff_without_its_packet_is_caught(packet: tuple[e.Event, ...]) -> None:
    """G12."""
    assert {x.invariant for x in verify([("c1", recorded([*LIFE[:7], *packet], bare=True))])} == {"G12"}


def test_a_packet_of_another_transaction_is_caught() -> None:
    """G12: a crash in between would have left the agent without it."""
    records = recorded([*LIFE[:7], e.ContextAdded("e1", "minimum", {})], bare=True)
    assert {x.invariant for x in verify([("c1", records)])} == {"G12"}
    together = replace(records[-1], at=records[-2].at)
    assert verify([("c1", [*records[:-1], together])]) == []


def shifted(name: str, events: list[e.Event], seconds: float) -> tuple[str, list[Recorded]]:
    moved = [replace(x, at=x.at + timedelta(seconds=seconds)) for x in recorded(events)]
    return name, moved


def alone(name: str, waited_s: float = 1.0, capacity: float = 2.0) -> list[e.Event]:
    choice = Choice((rival(name, waited_s=waited_s),), (candidate("dana", capacity=capacity),))
    return offered(choice, name)


def test_more_seats_than_an_agent_has_are_caught() -> None:
    """G8: three at once for two seats; also when two of them take a seat and a half."""
    three = [shifted(f"c{n}", alone(f"c{n}"), n) for n in range(3)]
    assert verify(three, seats=None) == []
    assert [(x.invariant, x.conversation_id) for x in verify(three, seats={})] == [("G8", "c2")]
    assert verify(three[:2], seats={}) == []
    assert [x.invariant for x in verify(three[:2], seats={"c0": 1.5})] == ["G8"]
    assert verify(three, seats={"c0": 0.5, "c1": 0.5}) == []


def test_a_seat_that_was_freed_is_free() -> None:
    """G8: a closed conversation, a lapsed offer, a hold."""
    over = [
        [*alone("c0"), e.ReservationLapsed("r1", "dana")],
        [*alone("c0"), LIFE[8], LIFE[9], e.PutOnHold("dana", LATER)],
        [*alone("c0"), LIFE[8], LIFE[9], e.WrapUpStarted("dana"), e.ConversationClosed(DANA, "resolved")],
    ]
    for events in over:
        first = shifted("c0", events, 0)
        assert verify([first, shifted("c1", alone("c1", capacity=1), 60)], seats={}) == []
        assert [x.invariant for x in verify([first, shifted("c1", alone("c1", capacity=1), 0.5)], seats={})] == ["G8"]


def test_somebody_who_asked_later_and_went_first_is_caught() -> None:
    """CHOICE: alike in everything, and not the first one asked."""
    early = recorded([*alone("c1", waited_s=121)])
    early[-1] = replace(early[-1], at=early[-1].at + timedelta(seconds=120))
    late = shifted("c2", alone("c2"), 60)
    assert [(x.invariant, x.conversation_id) for x in verify([("c1", early), late])] == [("CHOICE", "c1")]
    assert verify([("c1", early), shifted("c2", alone("c2"), 180)]) == []
    other = replace(late[1][6], event=e.HandoffRequested("e1", Reason("asked", "Asked.", queue="returns")))
    assert verify([("c1", early), ("c2", [*late[1][:6], other, *late[1][7:]])]) == []


def test_every_rule_has_a_history_that_it_catches() -> None:
    from .test_verify import BENT as FIRST_BENT

    tried = (
        {x for expected, _ in FIRST_BENT.values() for x in expected} | {x for x, _ in BENT.values()} | {"G12", "G29"}
    )
    assert {x for x, _ in RULES} <= tried
