"""What those hear who watch the server: alive, ready, and what is wrong, in one sentence each."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from place import Place, frames, opened

from escapehatch.api.draining import OPEN
from escapehatch.desk.pulse import FRESH_S, Pulse
from escapehatch.journals.memory import MemoryJournal
from escapehatch.ports import JournalUnavailable


def fail_commits(place: Place, monkeypatch: pytest.MonkeyPatch, why: str = "") -> None:
    """Each commit fails (or, without ``why``, no longer does). The writer's thread answers, as it does on a full disk."""

    async def keep(kind: str, key: str, value: bytes) -> None:
        raise JournalUnavailable(why)

    if why:
        monkeypatch.setattr(place.house.journal, "keep", keep)
    else:
        monkeypatch.undo()


async def asked(place: Place, path: str) -> tuple[int, dict[str, Any]]:
    answer = await place.http.get(path)
    return answer.status_code, answer.json()


async def test_g13_g30_a_healthy_server_says_so(place: Place) -> None:
    """G30: and it has really written and read."""
    assert await asked(place, "/healthz") == (200, {"alive": True, "wrong": []})
    status, body = await asked(place, "/readyz")
    assert (status, body["ready"], body["wrong"], body["faults"]) == (200, True, [], [])
    assert await place.house.journal.kept("pulse") == {"last": b""}


async def test_g13_a_journal_that_cannot_store_is_not_ready_but_alive(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G13: a restart would not help a full disk, so it is alive; nobody should be sent there, so it is not ready."""
    fail_commits(place, monkeypatch, "The journal could not store this (FullError).")
    status, body = await asked(place, "/readyz")
    assert (status, body["ready"]) == (503, False)
    assert body["wrong"] == ["The journal could not store this (FullError)."]
    assert (await asked(place, "/healthz"))[0] == 200
    fail_commits(place, monkeypatch)
    await asyncio.sleep(FRESH_S)
    assert (await asked(place, "/readyz"))[0] == 200, "it comes back by itself"


async def test_a_journal_that_cannot_be_read_is_not_ready(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def next_due() -> None:
        raise JournalUnavailable("The journal could not be read (IOError).")

    monkeypatch.setattr(place.house.journal, "next_due", next_due)
    status, body = await asked(place, "/readyz")
    assert (status, body["wrong"]) == (503, ["The journal could not be read (IOError)."])


async def test_g19_while_it_stops_it_is_alive_and_not_ready_and_lets_nobody_in(place: Place) -> None:
    """G19: 503 with Retry-After for requests and sockets; those who are connected are told to connect again."""
    token = await place.token("agent", "dana")
    async with place.socket() as connected:
        await connected.send(f'{{"type":"hello","token":"{token}"}}')
        await frames(connected, "inbox")
        await place.house.drain()
        with pytest.raises(Exception, match="1012"):
            while True:
                await asyncio.wait_for(connected.recv(), 5)
    status, body = await asked(place, "/readyz")
    assert (status, body["wrong"]) == (503, ["The server is stopping; another one must serve."])
    assert (await asked(place, "/healthz"))[0] == 200
    assert (await place.http.get("/metrics")).status_code == 200
    away = await place.http.get("/v1/conversations", headers={"authorization": f"Bearer {token}"})
    assert (away.status_code, away.json()["code"], away.headers["retry-after"]) == (503, "stopping", "2")
    with pytest.raises(Exception, match="503"):
        async with place.socket():
            raise AssertionError("it was let in")
    assert {"/healthz", "/readyz", "/metrics"} == OPEN


class StuckJournal(MemoryJournal):
    """A writer that does not answer until it is let go; ``writes`` counts how many were asked."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0
        self.go = asyncio.Event()

    async def keep(self, kind: str, key: str, value: bytes) -> None:
        self.writes += 1
        await self.go.wait()
        await super().keep(kind, key, value)


async def test_a_writer_that_is_stuck_is_noticed_and_not_asked_again_and_again() -> None:
    """G13: however many probes come, one write is under way."""
    journal = StuckJournal()
    pulse = Pulse(journal, answer_s=0.05)
    beats = await asyncio.gather(*(pulse.beat() for _ in range(20)))
    assert {(x.answered, x.stored) for x in beats} == {(False, False)}
    assert "has not answered for 0.05 s" in beats[0].wrong
    assert not (await pulse.beat()).answered and journal.writes == 1
    journal.go.set()
    assert (await pulse.beat()).stored and journal.writes == 1
    assert (await pulse.beat()).stored and journal.writes == 1, "one write answers for a second"


async def test_a_stuck_writer_is_a_reason_to_restart(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def keep(kind: str, key: str, value: bytes) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(place.house.journal, "keep", keep)
    monkeypatch.setattr(place.house.app.state.parts.pulse, "_answer_s", 0.1)
    status, body = await asked(place, "/healthz")
    assert (status, body["alive"]) == (503, False) and "has not answered" in body["wrong"][0]


# Who may see figures


async def test_figures_are_for_this_machine_and_for_the_operator(tmp_path: Any) -> None:
    """A proxy on this machine speaks for strangers: without the token it gets nothing."""
    async with opened(tmp_path, operator_token="a token of the operator's own") as place:
        assert (await place.http.get("/metrics")).status_code == 200
        for header in ("x-forwarded-for", "forwarded", "x-real-ip"):
            assert (await place.http.get("/metrics", headers={header: "127.0.0.1"})).status_code == 401
        bearer = {"x-forwarded-for": "203.0.113.9", "authorization": "Bearer a token of the operator's own"}
        assert (await place.http.get("/metrics", headers=bearer)).status_code == 200
        bearer["authorization"] = "Bearer another"
        assert (await place.http.get("/metrics", headers=bearer)).status_code == 401
