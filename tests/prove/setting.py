"""A server whose wall clock is set while it runs (libfaketime); this process keeps the true one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import pytest

from escapehatch.conversation import events as e

from .consoles import Console, Shift, judged, those, told, until
from .served import answered, seconds
from .stopping import in_line, moved, negative

#: Where distributions put the library.
PLACES: Final = (
    "/usr/lib/*/faketime",
    "/usr/lib/faketime",
    "/usr/lib64/faketime",
    "/usr/local/lib/faketime",
    "/opt/*/lib/faketime",
)
#: Nothing that lasts ends earlier or later than this, seconds.
EARLY_S, LATE_S = 1.0, 2.0
#: The library looks at the file once a second, and dates have whole seconds.
NEAR_S = 3.0
OFFER_S, PATIENCE_S, GRACE_S, HOLD_S = 10, 8.0, 20.0, 12.0

HOUR, DAY = 3_600.0, 86_400.0
#: How far the clock is off from which second on.
Settings = Sequence[tuple[float, float]]


class Wall:
    """The wall clock of a server: ``place`` is for its environment."""

    def __init__(self, folder: Path) -> None:
        found = [x for place in PLACES for x in Path("/").glob(f"{place[1:]}/libfaketimeMT.so.1")]
        if not found:
            pytest.skip("libfaketime is not installed (apt-get install faketime)")
        self._file = folder / "wall"
        self.set(0)
        self.place = {
            "LD_PRELOAD": str(found[0]),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            # Its mending of timed waits on the steady clock holds up the threads of a system that needs no mending.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }

    def set(self, off_s: float) -> None:
        """So far from the true time, from now on."""
        fresh = self._file.with_suffix(".fresh")
        fresh.write_text(f"{off_s:+f}\n")
        os.replace(fresh, self._file)

    async def follow(self, settings: Settings, port: int) -> None:
        """Set it as told. The server must have seen the furthest of it: its answers are dated by the wall."""
        began_s, seen = seconds(), list[float]()
        looking = asyncio.create_task(_dated(port, seen))
        for from_s, off_s in settings:
            await asyncio.sleep(max(0.0, began_s + from_s - seconds()))
            self.set(off_s)
        furthest = max((x for _, x in settings), key=abs)
        async with asyncio.timeout(20):
            while not any(abs(x - furthest) < NEAR_S for x in seen):
                await asyncio.sleep(0.1)
        looking.cancel()


async def _dated(port: int, seen: list[float]) -> None:
    """How far the server's dates are off, again and again."""
    while True:
        dated = parsedate_to_datetime((await answered(port, "GET", "/v1/nowhere"))[1]["date"])
        seen.append((dated - datetime.now(UTC)).total_seconds())
        await asyncio.sleep(0.3)


class Lasting:
    """When things that last began, and how long they did, by the true time."""

    def __init__(self, watcher: Console) -> None:
        self._watcher = watcher
        self.wrong: dict[str, Any] = {}

    async def lasts(self, what: str, place: str, status: str, seconds_: float, began_s: float | None = None) -> None:
        """The conversation stays in ``status`` for so long, and no longer."""
        began_s = self._watcher.since_s[place] if began_s is None else began_s
        try:
            await until(lambda: self._watcher.rows[place]["status"] != status, seconds_ + 10)
        except TimeoutError:
            self.wrong[what] = "it did not end"
            return
        took_s = self._watcher.since_s[place] - began_s
        if not seconds_ - EARLY_S <= took_s <= seconds_ + LATE_S:
            self.wrong[what] = f"{took_s:.1f} s instead of {seconds_:.0f}"


async def jumped(shift: Shift, wall: Wall, settings: Settings, grace: bool) -> Mapping[str, Any]:
    """An offer, the bot's patience, a hold, and perhaps a grace run while the clock is set; all empty when well."""
    taking, offered, leaving = shift.team
    offered.takes = False
    for n, widget in enumerate(shift.widgets[:5]):
        await widget.write(f"m{n}-0")
        await shift.wants_person(widget)
    lasting = Lasting(taking)
    await until(lambda: taking.attended and leaving.attended)
    (held,), (graced,) = taking.attended, leaving.attended
    await taking.say(held, "m0-1000")
    await until(lambda: offered.offered)
    (offer,) = offered.offered
    until_at = await taking.clock() + timedelta(seconds=HOLD_S)
    assert (await taking.ask(held, "hold", until_at=until_at.isoformat(), note="Looks it up"))["type"] == "done"
    await until(lambda: taking.rows[held]["status"] == "on_hold")
    # The hold made room for one more; full again, they are offered nobody whose offer to another has just run out.
    await until(lambda: set(taking.attended) - {held})
    taking.takes = False
    owed = shift.widgets[5]
    await owed.write("m5-0")
    await until(lambda: owed.place in taking.rows)
    running = [
        lasting.lasts("an offer", offer, "reserved", OFFER_S),
        lasting.lasts("a hold", held, "on_hold", HOLD_S),
        lasting.lasts("the bot's patience", owed.place, "with_bot", PATIENCE_S),
    ]
    if grace:
        await leaving.end()
        running.append(lasting.lasts("a grace", graced, "with_agent", GRACE_S, seconds()))
    before = [x["conversation_id"] for x in await in_line(shift)]
    talking = asyncio.create_task(_talk(shift))
    await asyncio.gather(wall.follow(settings, shift.served.port), *running)
    talking.cancel()
    await asyncio.gather(talking, return_exceptions=True)
    lasting.wrong["waits that are negative"] = await negative(shift)
    lasting.wrong["the order of the line"] = moved(before, [x["conversation_id"] for x in await in_line(shift)])
    await shift.close()
    shift.served.kill()
    story = await told(shift.served.journal)
    wrong = lasting.wrong | {"instants that go back": back(story)}
    wrong |= judged(shift.served.journal, story, shift.acknowledged)
    return {what: found for what, found in wrong.items() if found}


async def _talk(shift: Shift) -> None:
    """Who waits writes on: sessions hold, whatever the clock says."""
    k = 1
    while True:
        for n, widget in enumerate(shift.widgets[3:5], start=3):
            await widget.write(f"m{n}-{k}")
        k += 1
        await asyncio.sleep(0.3)


def back(story: Mapping[str, Any]) -> list[str]:
    """Conversations in which what came later has an earlier time."""
    return [name for name, one in story.items() if any(x.at > y.at for x, y in zip(one, one[1:], strict=False))]


async def restarted(shift: Shift, wall: Wall, off_s: float, hold_s: float, ends_within_s: float) -> Mapping[str, Any]:
    """The clock is set while nobody runs; a hold was promised for an instant. All empty when well."""
    console = shift.team[0]
    for n, widget in enumerate(shift.widgets[:3]):
        await widget.write(f"m{n}-0")
        await shift.wants_person(widget)
    await until(lambda: console.attended)
    console.takes = False
    (held,) = console.attended
    await console.say(held, "m0-1000")
    until_at = datetime.now(UTC) + timedelta(seconds=hold_s)
    await console.ask(held, "hold", until_at=until_at.isoformat(), note="")
    await until(lambda: console.rows[held]["status"] == "on_hold")
    before = [x["conversation_id"] for x in await in_line(shift)]
    shift.served.kill()
    wall.set(off_s)
    shift.served.start(**wall.place)
    await shift.served.up()
    up_at, wrong = datetime.now(UTC) + timedelta(seconds=off_s), dict[str, Any]()
    await until(lambda: console.socket and console.rows.get(held, {}).get("status") != "on_hold", ends_within_s + 30)
    late = shift.widgets[3]
    await late.write("m3-0")
    await shift.wants_person(late)
    line = [x["conversation_id"] for x in await in_line(shift)]
    wrong["a newcomer goes first"] = (
        line if line.index(late.place) < max(line.index(x) for x in before if x in line) else ""
    )
    wrong["the order of the line"] = moved(before, line)
    wrong["waits that are negative"] = await negative(shift)
    await shift.close()
    shift.served.kill()
    story = await told(shift.served.journal)
    ends = those(story[held], e.HoldEnded, e.Resumed)
    over_s = [(x.at - max(until_at, up_at)).total_seconds() for x in ends]
    wrong["the hold ended"] = "" if len(over_s) == 1 and -EARLY_S <= over_s[0] <= LATE_S else over_s
    wrong |= {"instants that go back": back(story)} | judged(shift.served.journal, story, shift.acknowledged)
    return {what: found for what, found in wrong.items() if found}
