"""What two hundred pages are told costs once: rows are made once a version, colleagues are told as they change, seldom."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from place import frames, opened

from escapehatch.api import telling
from escapehatch.api.frames import deflated
from escapehatch.api.telling import TEAM_EVERY_S, Inboxes, Rows, Team, pace_s
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.lifecycle import Status
from escapehatch.conversation.values import Customer
from escapehatch.ports import JournalUnavailable

#: All that a message brings about is over by then, and the bot has not been given up, seconds.
BROKEN_S = 2.5


def test_g17_a_row_is_made_once_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """G17: whoever is told second costs nothing; a new version is a new row."""
    made: list[int] = []
    monkeypatch.setattr(telling, "row", lambda c: made.append(c.seq) or {"seq": c.seq})
    rows, first = Rows(), Conversation(id="c1", seq=3)
    told = [rows.of(first) for _ in range(200)] + [rows.of(replace(first, seq=4))]
    assert made == [3, 4]
    assert [msgspec.json.decode(msgspec.json.encode(x)) for x in (told[0], told[-1])] == [{"seq": 3}, {"seq": 4}]


def test_g18_colleagues_are_looked_at_once_for_all_pages_and_told_as_they_change() -> None:
    """G18: when a team of many comes back, each page hears of it in a few frames, and of nobody twice."""
    team, asked, looked = Team(), list[float](), list[int]()
    there: list[dict[str, Any]] = [{"id": "dana", "state": "available"}, {"id": "eli", "state": "offline"}]

    def listed() -> list[dict[str, Any]]:
        looked.append(1)
        return there

    def look(now_s: float) -> None:
        team.look(now_s, listed, asked.append)

    for _ in range(200):
        look(0)
    assert (len(looked), asked, team.since(0)) == (1, [TEAM_EVERY_S], tuple(there))
    known = team.change
    there = [there[0], {"id": "eli", "state": "available"}]
    look(TEAM_EVERY_S / 2)
    assert team.since(known) == ()
    look(TEAM_EVERY_S)
    assert team.since(known) == (there[1],)
    assert (team.since(team.change), len(asked)) == ((), 1)
    known, there = team.change, there[1:]
    look(2 * TEAM_EVERY_S)
    assert team.since(known) == ({"id": "dana", "state": "gone"},)
    assert team.since(0) == tuple(there)


def test_g17_what_all_pages_are_told_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """G17: two hundred pages that know the same are told the same text; who knows less of the team is told more."""
    written: list[int] = []
    encode = msgspec.json.encode
    monkeypatch.setattr(telling.msgspec.json, "encode", lambda x: written.append(1) or encode(x))
    inboxes, first, second = Inboxes(), Conversation(id="c1", seq=3), Conversation(id="c2", seq=1)
    inboxes.team.look(0, lambda: [{"id": "dana", "state": "available"}], lambda s: None)
    texts = {inboxes.frame(x, 1) for x in ([first, second], [second, first])} | {
        inboxes.frame([first, second], 1) for _ in range(200)
    }
    assert len(texts) == 1
    assert len(written) == 3, "two rows and a frame"
    told = msgspec.json.decode(inboxes.frame([first, second], 0))
    assert [x["id"] for x in told["agents"]] == ["dana"]
    assert {x["conversation_id"] for x in told["rows"]} == {"c1", "c2"}
    assert inboxes.frame([Conversation(id="c9")], 1) == ""


def test_g22_nothing_is_kept_of_what_was_told_once_somebody_in_it_is_forgotten() -> None:
    """G22: the written frames and their compressed forms go with the first news of an erasure."""
    inboxes, canary = Inboxes(), "canary-" + "x" * 20_000
    inboxes.frame([Conversation(id="c1", seq=3, customer=Customer("ada", canary))], 0)
    deflated(canary.encode(), 15)
    inboxes.packet(Conversation(id="c1", seq=3), datetime(2026, 11, 26, tzinfo=UTC), lambda c: {"name": canary})
    inboxes.frame([Conversation(id="c1", seq=4, status=Status.ERASED)], 0)
    kept = [
        *inboxes._written.values(),
        *inboxes._packets.values(),
        *(str(raw) for _, raw in inboxes.rows._kept.values()),
    ]
    assert kept and canary not in "".join(kept)
    assert not deflated.cache_info().currsize


def test_an_inbox_hears_as_often_as_the_eye_follows_and_more_seldom_where_there_are_many() -> None:
    assert [pace_s(x) for x in (1, 20, 100, 5_000)] == [0.1, 0.1, 0.5, 1.0]


def test_g17_a_packet_is_put_together_once_for_all_who_have_it_open() -> None:
    """G17: once a version and a second; a page that comes later is told how long the customer has waited by then."""
    made: list[int] = []

    def packet(c: Conversation) -> dict[str, Any]:
        made.append(c.seq)
        return {"waited": len(made)}

    inboxes, first, now = Inboxes(), Conversation(id="c1", seq=3), datetime(2026, 11, 26, 10, tzinfo=UTC)
    texts = {inboxes.packet(first, now + timedelta(milliseconds=n), packet) for n in range(200)}
    assert [msgspec.json.decode(x) for x in texts] == [
        {"type": "packet", "conversation_id": "c1", "packet": {"waited": 1}, "upto": 3}
    ]
    inboxes.packet(replace(first, seq=4), now, packet)
    inboxes.packet(first, now + timedelta(seconds=1), packet)
    inboxes.packet(replace(first, id="c2"), now, packet)
    assert made == [3, 4, 3, 3]


async def test_g5_what_could_not_be_read_is_told_as_soon_as_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G5, G13: the disk refuses to read while there is something to tell; then it reads again, and there is no other news."""
    async with opened(tmp_path) as place:
        visit, desk, loop = await place.visit(), place.house.desk, asyncio.get_running_loop()
        refused, load = list[str](), desk.load

        async def refusing(conversation_id: str) -> Conversation:
            task = asyncio.current_task()
            if loop.time() < broken_until and task and "Session._write" in repr(task.get_coro()):
                refused.append(conversation_id)
                raise JournalUnavailable("The disk.")
            return await load(conversation_id)

        async with place.socket() as socket:
            await socket.send(msgspec.json.encode({"type": "hello", "token": visit["token"]}).decode())
            await frames(socket, "welcome")
            broken_until = loop.time() + BROKEN_S
            monkeypatch.setattr(desk, "load", refusing)
            await place.ask(visit["token"], visit["conversation_id"], "messages", message_id="m1", text="Hello?")
            async with asyncio.timeout(BROKEN_S + 4):
                told = await frames(socket, "snapshot")
    assert refused
    assert "m1" in str(told["conversation"])
