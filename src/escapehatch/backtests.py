"""Backtests that leads ask for: one at a time, each in a process of its own, the last few kept until the server stops."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import structlog
from msgspec import Struct

from .ports import Journal

log = structlog.get_logger(__name__)

#: Conversations of one's own journal that are looked at, the latest first.
OWN_MAX: Final = 5_000
#: Finished ones that can still be read.
KEPT_MAX: Final = 5
#: Longer than this, seconds, and it is stopped.
LASTS_MAX_S: Final = 900
#: Bytes of its answer.
ANSWER_MAX: Final = 64 * 1024 * 1024


class Backtest(Struct):
    """``state``: waiting, running, done, failed or stopped. ``found``: what ``backtest_apart`` told at the end."""

    id: str
    by: str
    state: str = "waiting"
    done: int = 0
    of: int = 0
    problem: str = ""
    found: dict[str, Any] = {}

    def plain(self) -> dict[str, Any]:
        """Everything but the page."""
        shown = {key: value for key, value in self.found.items() if key != "html"}
        told = {
            "id": self.id,
            "by": self.by,
            "state": self.state,
            "done": self.done,
            "of": self.of,
            "problem": self.problem,
        }
        return {**told, **shown}


class Backtests:
    """``reader``: the kind of reader that hears imported conversations. ``own``: names of the operator's triggers."""

    def __init__(self, journal: Journal, new_id: Callable[[], str], reader: str, own: tuple[str, ...]) -> None:
        self._journal = journal
        self._new_id = new_id
        self._given = {"reader": reader, "own": own}
        self._one_at_a_time = asyncio.Lock()
        self._known: dict[str, Backtest] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def get(self, id: str) -> Backtest | None:
        return self._known.get(id)

    def begin(self, by: str, policy: str, against: str, records: str | None, options: Mapping[str, Any]) -> Backtest:
        """``records``: what was brought; None: the conversations of this house."""
        found = Backtest(self._new_id(), by)
        over = [x.id for x in self._known.values() if x.state not in ("waiting", "running")]
        for old in over[: max(0, len(self._known) + 1 - KEPT_MAX)]:
            del self._known[old]
        self._known[found.id] = found
        job = {"policy": policy, "against": against, "options": dict(options), **self._given}
        task = asyncio.create_task(self._run(found, job, records))
        self._tasks[found.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(found.id, None))
        return found

    @property
    def busy(self) -> int:
        """Those that have not ended."""
        return len(self._tasks)

    def stop(self, id: str) -> None:
        if task := self._tasks.get(id):
            task.cancel()

    async def close(self) -> None:
        """Stop all of them."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, found: Backtest, job: dict[str, Any], records: str | None) -> None:
        try:
            async with self._one_at_a_time, asyncio.timeout(LASTS_MAX_S):
                found.state = "running"
                with tempfile.TemporaryDirectory(prefix="backtest") as folder:
                    path = Path(folder) / "records.jsonl"
                    await self._write(path, records)
                    await self._apart(found, {**job, "records": str(path)})
        except asyncio.CancelledError:
            found.state = "stopped"
            raise
        except TimeoutError:
            found.state, found.problem = "failed", f"It took longer than {LASTS_MAX_S / 60:g} minutes and was stopped."
        except OSError as failed:
            found.state, found.problem = "failed", f"It could not be run ({failed.strerror})."
        except Exception as failed:
            log.error("backtest_failed", exc_info=failed)
            found.state, found.problem = "failed", "Something went wrong on our side; it is in the log."

    async def _write(self, path: Path, records: str | None) -> None:
        if records is not None:
            await asyncio.to_thread(path.write_text, records, "utf-8")
            return
        with path.open("wb") as out:
            async for line in self._own():
                out.write(line)

    async def _own(self) -> AsyncIterator[bytes]:
        """The events of the latest conversations, a line each, those of one conversation together."""
        before, left = None, OWN_MAX
        while left > 0:
            page = await self._journal.standings((), limit=min(left, 500), before=before)
            for row in page:
                for record in await self._journal.read(row.conversation_id):
                    plain = msgspec.to_builtins(record)
                    yield msgspec.json.encode({"conversation_id": row.conversation_id, **plain}) + b"\n"
            if len(page) < min(left, 500):
                return
            left -= len(page)
            before = (page[-1].updated_at, page[-1].conversation_id)

    async def _apart(self, found: Backtest, job: dict[str, Any]) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "escapehatch.backtest_apart"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=ANSWER_MAX,
        )
        errors = asyncio.create_task(_tail(process.stderr))
        try:
            assert process.stdin and process.stdout
            process.stdin.write(msgspec.json.encode(job))
            process.stdin.close()
            async for line in process.stdout:
                _hear(found, json.loads(line))
            await process.wait()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            said = places_in(await errors)
        if found.state == "running":
            log.error("backtest_failed", code=process.returncode, at=said)
            found.state, found.problem = "failed", "It ended before it had an answer; what it said is in the log."


def places_in(said: str) -> list[str]:
    """The places of the last line that a process logged; what else it said stays out of the log."""
    with contextlib.suppress(ValueError, TypeError, KeyError, IndexError):
        return [str(x) for x in json.loads(said.splitlines()[-1])["at"]]
    return []


async def _tail(stream: asyncio.StreamReader | None) -> str:
    """The last of what a process complained of; its pipe never fills up."""
    said = b""
    while stream and (more := await stream.read(65_536)):
        said = (said + more)[-4_000:]
    return said.decode("utf-8", "replace")


def _hear(found: Backtest, line: dict[str, Any]) -> None:
    if "problem" in line:
        found.state, found.problem = "failed", str(line["problem"])
    elif "html" in line:
        found.found, found.state, found.done = line, "done", found.of
    else:
        found.done, found.of = int(line["done"]), int(line["of"])
