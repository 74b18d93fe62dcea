"""The invariant checker: a clean history raises no alarm, and each rule catches a history bent in its own way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from escapehatch.conversation import events as e
from escapehatch.conversation.events import Recorded
from escapehatch.conversation.fold import replay
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.desk.desk import standing
from escapehatch.desk.effects import TOLD
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.pages import play, read_page
from escapehatch.lab.verify import export_lines, verify, verify_file
from escapehatch.ports import Change, Effect

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADA = Author(Role.CUSTOMER, "ada", "Ada")
BOT = Author(Role.BOT, "bot", "Pip")
DANA = Author(Role.AGENT, "dana", "Dana")
ELI = Author(Role.AGENT, "eli", "Eli")
PAGES = sorted(x for x in (Path(__file__).parents[1] / "transcripts").glob("*.md") if x.name != "README.md")
LATER = START + timedelta(minutes=1)

#: A whole life: the bot answers, Dana is asked for, transfers to Eli, who closes; Ada writes again and Dana steps in.
LIFE: tuple[e.Event, ...] = (
    e.ConversationStarted("c1", Customer("ada", "Ada")),
    e.MessagePosted("m1", ADA, "Where is my parcel?"),
    e.BotTurnStarted("t1", 1, "m1", LATER),
    e.MessagePosted("m2", BOT, "On its way.", turn_id="t1"),
    e.BotTurnEnded("t1", "answered"),
    e.MessagePosted("m3", ADA, "A person, please."),
    e.HandoffRequested("e1", Reason("asked_for_person", "Asked.", queue="support")),
    e.ReservationMade("r1", DANA, LATER),
    e.AgentJoined(DANA, "accepted", "r1"),
    e.MessagePosted("m4", DANA, "Hello, Ada."),
    e.Transferred("dana", "returns"),
    e.ReservationMade("r2", ELI, LATER),
    e.AgentJoined(ELI, "accepted", "r2"),
    e.MessagePosted("m5", ELI, "I have it."),
    e.WrapUpStarted("eli"),
    e.ConversationClosed(ELI, "resolved"),
    e.ConversationReopened("the customer wrote again"),
    e.MessagePosted("m6", ADA, "One more thing."),
    e.HandoffRequested("e2", Reason("takeover", "Dana stepped in.")),
    e.AgentJoined(DANA, "takeover"),
)


def packed(events: Sequence[e.Event]) -> Iterator[tuple[int, e.Event]]:
    """Each event with its second; a handoff brings its packet, in the same transaction."""
    for second, event in enumerate(events, 1):
        yield second, event
        if isinstance(event, e.HandoffRequested) and event.reason.trigger != "takeover":
            yield second, e.ContextAdded(event.escalation_id, "minimum", {})


def recorded(events: Sequence[e.Event], bare: bool = False) -> list[Recorded]:
    timed = enumerate(events, 1) if bare else packed(events)
    return [Recorded(seq, START + timedelta(seconds=at), x) for seq, (at, x) in enumerate(timed, 1)]


def life() -> list[e.Event]:
    return list(LIFE)


def alarms(events: list[e.Event]) -> set[str]:
    return {x.invariant for x in verify([("c1", recorded(events))])}


def test_a_clean_history_raises_no_alarm() -> None:
    for cut in range(1, len(LIFE) - 1):
        assert verify([("c1", recorded(LIFE[:cut]))]) == []
    assert verify([("c1", recorded(LIFE))], seats={}) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda x: x.stem)
def test_no_golden_page_raises_an_alarm(page: Path) -> None:
    """What a support manager would have written, and the product did, breaks no promise."""
    played = play(read_page(page.read_text("utf-8"), page.stem))
    assert verify([("c1", played.records)], seats={}) == []


BENT: dict[str, tuple[set[str], Callable[[], list[e.Event]]]] = {
    "an offer before anybody asked": ({"LIFE"}, lambda: [*life()[:5], e.ReservationMade("r9", DANA, LATER)]),
    "closed without a wrap-up": ({"LIFE"}, lambda: [*life()[:14], e.ConversationClosed(ELI, "resolved")]),
    "joined a conversation of the bot": ({"LIFE"}, lambda: [*life()[:2], e.AgentJoined(DANA, "takeover")]),
    "a message twice": ({"G2"}, lambda: [*life()[:4], LIFE[1]]),
    "the same id in another text": ({"G2"}, lambda: [*life()[:4], e.MessagePosted("m1", ADA, "Other words.")]),
    "the bot speaks to somebody who waits": ({"G4"}, lambda: [*life()[:8], e.MessagePosted("m9", BOT, "Still here!")]),
    "the bot speaks beside the agent": ({"G4"}, lambda: [*life()[:10], e.MessagePosted("m9", BOT, "Me too!")]),
    "an agent who is not the owner": ({"G4"}, lambda: [*life()[:9], e.MessagePosted("m9", ELI, "Hi.")]),
    "the agent who was before": ({"G4"}, lambda: [*life()[:14], e.MessagePosted("m9", DANA, "Hi.")]),
    "an agent before the handoff": ({"G4"}, lambda: [*life()[:2], e.MessagePosted("m9", DANA, "Hi.")]),
    "a turn of an older epoch": (
        {"G4"},
        lambda: [
            *life()[:3],
            e.HandoffRequested("e1", Reason("asked", "Asked.", queue="support")),
            e.AgentJoined(DANA, "takeover"),
            e.ReturnedToBot("dana"),
            e.MessagePosted("m9", BOT, "Late.", turn_id="t1"),
        ],
    ),
    "a turn that never began": ({"G4"}, lambda: [*life()[:2], e.MessagePosted("m9", BOT, "Hm.", turn_id="t9")]),
    "waits in no queue": ({"G6"}, lambda: [*life()[:6], e.HandoffRequested("e1", Reason("asked", "Asked."))]),
    "lost after a takeover without a queue": ({"G6"}, lambda: [*life(), e.AgentLost("dana", "gone")]),
    "transferred to nowhere": ({"G6"}, lambda: [*life()[:10], e.Transferred("dana", "")]),
    "two agents at once": ({"G7", "LIFE"}, lambda: [*life()[:9], e.AgentJoined(ELI)]),
    "asked for twice": ({"B15", "LIFE"}, lambda: [*life()[:7], LIFE[6]]),
    "closed though nobody answered": (
        {"C13"},
        lambda: [*life()[:9], e.WrapUpStarted("dana"), e.ConversationClosed(DANA, "resolved")],
    ),
    "an answer before the handoff does not count": (
        {"C13"},
        lambda: [*life(), e.WrapUpStarted("dana"), e.ConversationClosed(DANA, "resolved")],
    ),
}


@pytest.mark.parametrize("name", BENT)
def test_each_bent_history_is_caught(name: str) -> None:
    """LIFE, G2, G4, G6, G7, B15, C13: exactly the rule that was broken speaks."""
    expected, events = BENT[name]
    assert alarms(events()) == expected


def test_an_unanswered_customer_may_be_closed_as_abandoned() -> None:
    """C13: the ways to end in which nobody claims to have helped."""
    assert alarms([*life()[:9], e.WrapUpStarted("dana"), e.ConversationClosed(DANA, "abandoned")]) == set()


@pytest.mark.parametrize("seqs", [(1, 3), (2, 3), (1, 1), (2, 1)])
def test_gaps_and_doubles_of_seq_are_caught(seqs: tuple[int, int]) -> None:
    """G3."""
    records = [Recorded(seq, START, event) for seq, event in zip(seqs, LIFE[:2], strict=True)]
    assert {x.invariant for x in verify([("c1", records)])} == {"G3"}


def test_an_alarm_says_where() -> None:
    (broken,) = verify([("c1", recorded([*life()[:4], LIFE[1]]))])
    assert (broken.conversation_id, broken.seq, broken.sentence) == ("c1", 5, "the message m1 is there twice")


# A whole file


def named(conversation_id: str, events: tuple[e.Event, ...]) -> list[Recorded]:
    first = replace(events[0], conversation_id=conversation_id)
    return recorded([first, *events[1:]])


def told_of(x: Recorded) -> bool:
    return e.name_of(x.event) in TOLD and not (isinstance(x.event, e.ContextAdded) and x.event.part == "minimum")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of three conversations: one whole life, one that waits, one that is offered."""
    path = tmp_path / "journal.db"

    async def fill() -> None:
        journal = await SqliteJournal.open(path)
        for conversation_id, events in (("c1", LIFE), ("c2", LIFE[:7]), ("c3", LIFE[:8])):
            for record in named(conversation_id, events):
                before = await journal.read(conversation_id)
                c = replay([*before, record])
                told = (Effect(f"e1:{record.seq}", c.id, e.name_of(record.event), {}),) if told_of(record) else ()
                rows = deadlines(c, Patience())
                await journal.append(Change(c.id, len(before), (record.event,), record.at, standing(c), rows, told))
        await journal.close()

    asyncio.run(fill())
    return path


def test_a_clean_file_raises_no_alarm(path: Path) -> None:
    assert verify_file(path) == []


#: A letter to the customer, beside what the helpdesk is told.
LETTER = "INSERT INTO effects (effect_id, conversation_id, kind, payload) VALUES"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("UPDATE conversations SET status = 'with_bot' WHERE conversation_id = 'c2'", {"G28"}),
        ("UPDATE conversations SET seq = seq - 1 WHERE conversation_id = 'c1'", {"G28"}),
        ("UPDATE conversations SET agent_id = 'eli' WHERE conversation_id = 'c3'", {"G28"}),
        ("UPDATE conversations SET queue = 'returns' WHERE conversation_id = 'c2'", {"G28"}),
        ("UPDATE conversations SET priority = 3 WHERE conversation_id = 'c2'", {"G28"}),
        ("UPDATE conversations SET waiting_since = waiting_since + 1 WHERE conversation_id = 'c2'", {"G9"}),
        ("UPDATE conversations SET customer_id = 'bo' WHERE conversation_id = 'c1'", {"G28"}),
        ("DELETE FROM conversations WHERE conversation_id = 'c1'", {"G28"}),
        ("DELETE FROM events WHERE conversation_id = 'c1'", {"G28", "AUDIT"}),
        ("DELETE FROM events WHERE conversation_id = 'c1' AND seq = 5", {"G3", "AUDIT"}),
        ("DELETE FROM deadlines WHERE conversation_id = 'c2'", {"G6"}),
        ("DELETE FROM deadlines WHERE conversation_id = 'c3'", {"G6"}),
        ("DELETE FROM deadlines WHERE kind = 'reservation'", {"G6"}),
        ("DELETE FROM deadlines WHERE conversation_id = 'c1'", {"G6"}),
        ("UPDATE deadlines SET due_at = due_at + 1 WHERE conversation_id = 'c3'", {"G28"}),
        ("UPDATE deadlines SET kind = 'hold' WHERE kind = 'reservation'", {"G6", "G28"}),
        ("INSERT INTO deadlines VALUES ('c9', 'inactive', '1', 5, 0)", {"G28"}),
        ("UPDATE conversations SET title = 'Other words' WHERE conversation_id = 'c1'", {"G28"}),
        ("UPDATE conversations SET updated_at = updated_at - 1 WHERE conversation_id = 'c2'", {"G28"}),
        ("DELETE FROM effects WHERE kind = 'AgentJoined'", {"G23"}),
        ("UPDATE effects SET kind = 'ConversationClosed' WHERE kind = 'AgentJoined'", {"G23"}),
        ("UPDATE effects SET position = 100 - position WHERE conversation_id = 'c1'", {"G23"}),
        (f"{LETTER} ('c1:3', 'c1', 'CopyRequested', '{{}}')", {"G23"}),
        (f"{LETTER} ('e1:5:mail', 'c1', 'FollowUp', '{{}}')", set()),
    ],
)
def test_rows_that_disagree_with_the_events_are_caught(path: Path, sql: str, expected: set[str]) -> None:
    """G28, G6, G9, G23: also a row without events, and events without a row."""
    db = apsw.Connection(str(path))
    db.execute(sql)
    db.close()
    assert {x.invariant for x in verify_file(path)} == expected


@pytest.mark.parametrize(
    ("events", "kind"),
    [
        (LIFE[:2], "bot_patience"),
        ((*LIFE[:10], e.AgentDisconnected("dana", LATER)), "agent_grace"),
        (LIFE[:8], "reservation"),
    ],
)
def test_a_moment_that_passed_and_changed_nothing_is_caught(path: Path, events: tuple[e.Event, ...], kind: str) -> None:
    """G6, G11: the row is gone as if it had been met, life goes on elsewhere for an hour, and nobody did anything."""

    async def fill() -> None:
        journal = await SqliteJournal.open(path)
        records = named("c9", events)
        c = replay(records)
        rows = deadlines(c, Patience())
        left = tuple(x for x in rows if x.kind != kind)
        assert len(left) < len(rows)
        await journal.append(Change(c.id, 0, tuple(x.event for x in records), c.updated_at, standing(c), left))
        later = [replace(x, at=x.at + timedelta(hours=1)) for x in named("c8", LIFE[:1])]
        d = replay(later)
        await journal.append(Change(d.id, 0, (later[0].event,), d.updated_at, standing(d), deadlines(d, Patience())))
        await journal.close()

    asyncio.run(fill())
    assert {
        (x.invariant, x.conversation_id) for x in verify_file(path) if kind in x.sentence or "no deadline" in x.sentence
    } == {("G6", "c9")}


def test_a_journal_in_use_can_be_checked(path: Path) -> None:
    async def check() -> None:
        journal = await SqliteJournal.open(path)
        try:
            assert await asyncio.to_thread(verify_file, path) == []
        finally:
            await journal.close()

    asyncio.run(check())


def test_an_export_holds_the_whole_journal(path: Path, tmp_path: Path) -> None:
    lines = list(export_lines(path))
    assert len(lines) == len(recorded(LIFE)) + 8 + 9
    export = tmp_path / "export.jsonl"
    export.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert verify_file(export) == []
    export.write_text("\n".join(lines[:3] + lines[4:]) + "\n", encoding="utf-8")
    assert "G3" in {x.invariant for x in verify_file(export)}


def test_a_line_that_is_no_event_is_named(tmp_path: Path) -> None:
    export = tmp_path / "export.jsonl"
    export.write_text('{"conversation_id": "c1", "seq": 1}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        verify_file(export)
