"""G30: what Prometheus is told is what SQL counts, whatever happens, and over a restart."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import apsw
import pytest
from place import MovedClock, Place, frames, opened, until
from prometheus_client.parser import text_string_to_metric_families

from escapehatch.conversation import commands as do
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.ports import JournalUnavailable, SeatTaken

DANA = Author(Role.AGENT, "dana", "Dana")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WAITING = "('queued', 'queued_with_bot', 'reserved')"
Figures = dict[tuple[str, str], float]


async def scraped(place: Place) -> Figures:
    """By (name, value of its label)."""
    answer = await place.http.get("/metrics")
    assert answer.status_code == 200
    return {
        (x.name, next(iter(x.labels.values()), "")): x.value
        for family in text_string_to_metric_families(answer.text)
        for x in family.samples
        if not x.name.endswith("_created")
    }


@contextmanager
def stopped(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[datetime]:
    """The server's clock stands still: what depends on now can be compared to the last digit."""
    now = place.clock.now()
    with monkeypatch.context() as still:
        still.setattr(MovedClock, "now", lambda self: now)
        yield now


def counted(path: Path, now: datetime) -> Figures:
    """The oracle: SQL alone, none of our code."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    found: Figures = {}
    by_queue = f"SELECT queue, count(*), min(waiting_since) FROM conversations WHERE status IN {WAITING} GROUP BY queue"
    for queue, number, since in db.execute(by_queue):
        found["escapehatch_waiting", queue] = number
        found["escapehatch_oldest_wait_seconds", queue] = (now - EPOCH).total_seconds() - since / 1e6
    one = lambda sql: db.execute(sql).get  # noqa: E731
    held = "('with_agent', 'on_hold', 'wrap_up')"
    found["escapehatch_attended", ""] = one(f"SELECT count(*) FROM conversations WHERE status IN {held}")
    found["escapehatch_reserved", ""] = one("SELECT count(*) FROM conversations WHERE status = 'reserved'")
    found["escapehatch_with_bot", ""] = one("SELECT count(*) FROM conversations WHERE status = 'with_bot'")
    found["escapehatch_outbox_backlog", ""] = one("SELECT count(*) FROM effects WHERE done = 0")
    found["escapehatch_dead_letters", ""] = one("SELECT count(*) FROM effects WHERE done = 2")
    db.close()
    return found


def happened(path: Path) -> Figures:
    """The oracle for what has happened since the beginning."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    found: Figures = {}
    grouped = (
        "SELECT json_extract(event, '$.{}'), count(*) FROM events WHERE json_extract(event, '$.type') = ? GROUP BY 1"
    )
    for name, kind, field in (
        ("escapehatch_handoffs_total", "HandoffRequested", "reason.trigger"),
        ("escapehatch_messages_total", "MessagePosted", "author.role"),
    ):
        found |= {(name, label): n for label, n in db.execute(grouped.format(field), (kind,))}
    number = "SELECT count(*) FROM events WHERE json_extract(event, '$.type') = ?"
    for label, kind in (
        ("made", "ReservationMade"),
        ("declined", "ReservationDeclined"),
        ("lapsed", "ReservationLapsed"),
    ):
        n = db.execute(number, (kind,)).get
        found |= {("escapehatch_offers_total", label): n} if n else {}
    late = db.execute(number, ("DraftSuppressed",)).get
    found["escapehatch_suppressed_drafts_total", ""] = late
    db.close()
    return found


def of(figures: Figures, wanted: Figures, *more: str) -> Figures:
    """Those that the oracle knows of; a label that is missing on one side shows."""
    names = {name for name, _ in wanted} | set(more)
    return {key: value for key, value in figures.items() if key[0] in names}


async def anything(place: Place, rng: Random, serial: int) -> None:
    """One random thing that may happen, by whoever may do it; a refusal is fine."""
    desk, name = place.house.desk, f"c{rng.randrange(12)}"
    await desk.handle(name, do.Start(name, Customer("ada", "Ada")))
    c = await desk.load(name)
    bot, ada = Author(Role.BOT, "bot", "Pip"), Author(Role.CUSTOMER, "ada", "Ada")
    queue = rng.choice(["support", "billing", "returns"])
    reservation = c.reservation.reservation_id if c.reservation else ""
    turn = f"t{serial}"
    commands: list[Any] = [
        do.Post(f"m{serial}", ada, rng.choice(["Where is my lamp?", "A person please.", "No."])),
        do.Accept(DANA, reservation),
        do.Decline("dana", reservation),
        do.Post(f"m{serial}", DANA, "Hello.", c.epoch),
        do.StartBotTurn(turn, place.clock.now()),
        do.FinishBotTurn(turn, max(c.epoch - 1, 0), f"m{serial}", bot, "Too late."),
        do.Transfer("dana", queue),
        do.StartWrapUp("dana"),
        do.Close(DANA, "resolved"),
        do.RequestHandoff(f"e{serial}", Reason(rng.choice(["asked_for_person", "internal"]), "So.", queue=queue)),
    ]
    with suppress(SeatTaken):
        await desk.handle(name, rng.choice(commands))
    if rng.random() < 0.1:
        now = place.clock.now()
        for x in await place.house.journal.effects(now, now):
            await place.house.journal.effect_dead(x.effect_id, "Poison.", now)


async def test_g30_figures_equal_sql_over_random_operations_and_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G30: compared at forty random moments of two lives; what has happened is the sum of both."""
    rng, path, sums, serial = Random(30), tmp_path / "journal.db", Counter[tuple[str, str]](), 0
    for _ in range(2):
        async with opened(tmp_path) as place:
            place.house.desk._tell = True
            async with place.socket() as dana:
                token = await place.token("agent", "dana")
                await dana.send(f'{{"type":"hello","token":"{token}"}}')
                await frames(dana, "inbox")
                for _ in range(20):
                    for _ in range(rng.randrange(1, 12)):
                        await anything(place, rng, serial := serial + 1)
                    await asyncio.sleep(rng.choice([0, 0.05]))

                    async def agree() -> bool:
                        with stopped(place, monkeypatch) as now:
                            figures, truth = await scraped(place), counted(path, now)
                        names = ("escapehatch_waiting", "escapehatch_oldest_wait_seconds")
                        return of(figures, truth, *names) == pytest.approx(truth, abs=1e-5)

                    await until(agree, 2.0)
                states = await scraped(place)
                assert states["escapehatch_agents", "available"] == 1
                assert states["escapehatch_sockets", "agent"] == 1

            async def settled() -> bool:
                mine = Counter({k: int(v) for k, v in of(await scraped(place), happened(path)).items()})
                return {k: v for k, v in (sums + mine).items() if v} == {k: v for k, v in happened(path).items() if v}

            await until(settled, 3.0)
            sums.update({k: int(v) for k, v in of(await scraped(place), happened(path)).items()})
    kinds = {name for name, _ in happened(path)}
    assert kinds >= {"escapehatch_offers_total", "escapehatch_messages_total", "escapehatch_handoffs_total"}
    assert counted(path, datetime.now(UTC))["escapehatch_dead_letters", ""] > 0
    assert happened(path)["escapehatch_suppressed_drafts_total", ""] > 0


async def test_g30_commits_refusals_lateness_and_the_process_are_counted(place: Place) -> None:
    before = await scraped(place)
    await place.house.journal.keep("k", "k", b"")
    token = await place.token("bot", "pip")
    assert (await place.ask(token, "nobody", "messages", message_id="m", text="x")).status_code in {404, 422}
    assert (await place.http.get("/v1/letters")).status_code == 401
    after = await scraped(place)
    grew = lambda *key: after.get(key, 0.0) - before.get(key, 0.0)  # noqa: E731
    assert grew("escapehatch_journal_commit_seconds_count", "") >= 2
    assert grew("escapehatch_journal_group_size_sum", "") >= grew("escapehatch_journal_group_size_count", "") > 0
    assert grew("escapehatch_refused_total", "denied") == 1
    assert sum(v for (name, _), v in after.items() if name == "escapehatch_refused_total") == 2
    assert after["process_resident_memory_bytes", ""] > 1e6


async def test_g06_how_late_deadlines_were_met_is_counted(place: Place) -> None:
    """G6, G30: an offer that nobody takes lapses; the row is due thirty seconds on, and done at once."""
    await place.house.desk.handle("c1", do.Start("c1", Customer("ada", "Ada")))
    key = ("escapehatch_deadline_late_seconds_count", "")
    before = (await scraped(place))[key]
    late = do.Reserve("r1", DANA, place.clock.now())
    await place.house.desk.request_handoff("c1", Reason("asked_for_person", "Asked."))
    await place.house.desk.handle("c1", late)

    async def met() -> bool:
        return (await scraped(place))[key] > before

    await until(met, 5)
    assert (await scraped(place))["escapehatch_deadline_late_seconds_sum", ""] < 5


async def test_g30_without_the_journal_the_page_says_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather no figure than a wrong one."""

    async def tally() -> None:
        raise JournalUnavailable("gone")

    assert (await scraped(place))["escapehatch_journal_readable", ""] == 1
    monkeypatch.setattr(place.house.journal, "tally", tally)
    figures = await scraped(place)
    assert figures["escapehatch_journal_readable", ""] == 0
    assert not [x for x in figures if x[0] == "escapehatch_waiting"]
