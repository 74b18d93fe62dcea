"""What happens to people while a server stands still (SIGSTOP), and what must have become of them afterwards."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Container, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from escapehatch.conversation import events as e
from escapehatch.conversation.events import Recorded

from .consoles import Console, Shift, judged, those, told, until
from .served import Served, asked
from .tabs import Tab

#: What fell due meanwhile is met so soon after the waking, seconds.
MET_S = 2.0
#: The offers of these proofs, seconds; a person has a grace of twenty after a waking.
OFFER_S, GRACE_S = 12, 20.0


class Stopped:
    """One pause: who was where when it began, and how long it lasted."""

    def __init__(self, shift: Shift) -> None:
        self.shift = shift
        self.from_at = self.until_at = datetime.now(UTC)

    async def floor(self, waiting: int) -> None:
        """a0 and a1 are with a customer, a2 and a3 have an offer before them, ``waiting`` more wait behind."""
        shift = self.shift
        for console in shift.team[2:]:
            console.takes = False
        for n, widget in enumerate(shift.widgets[: len(shift.team) + waiting]):
            await widget.write(f"m{n}-0")
            await shift.wants_person(widget)
        await until(lambda: all(x.attended if x.takes else x.offered for x in shift.team))
        for console in shift.team[:2]:
            assert (await console.say(console.attended[0], f"m{console.agent_id[1:]}-1000"))["type"] == "done"

    async def pause(self, seconds: float, meanwhile: Any) -> None:
        """The server stands still; ``meanwhile`` is begun a second later, by pages that know nothing of it."""
        self.shift.served.pause()
        self.from_at = datetime.now(UTC)
        await asyncio.sleep(1)
        self._asked = meanwhile()
        await asyncio.sleep(seconds - 1)
        self.until_at = datetime.now(UTC)
        self.shift.served.go_on()

    async def answered(self) -> list[Any]:
        """What became of what was asked meanwhile."""
        return list(await asyncio.wait_for(asyncio.gather(*self._asked), 25))


def again(shift: Shift, widget: Tab, message_id: str) -> list[asyncio.Future[Any]]:
    """The same message over the socket, and twice by hand."""
    body = {"message_id": message_id, "text": "Where is it now?"}
    by_hand = [asked(shift.served.port, widget.token, widget.place, "messages", **body) for _ in range(2)]
    return [asyncio.ensure_future(x) for x in (widget.write(message_id), *by_hand)]


async def stood_still(shift: Shift, pause_s: float) -> Mapping[str, Any]:
    """A pause longer than a silence, an offer and the bot's patience. What is wrong afterwards; all empty when well."""
    now = Stopped(shift)
    await now.floor(waiting=2)
    early, late = shift.team[2], shift.team[3]
    offer, kept = next(iter(early.offered)), next(iter(late.offered))
    bot_owes = shift.widgets[-1]
    await bot_owes.write("m99-0")
    before = [x["conversation_id"] for x in await in_line(shift)]
    held = {x.agent_id: x.attended[0] for x in shift.team[:2]}
    sent = [x for n, widget in enumerate(shift.widgets[:4]) for x in [(widget, f"m{n}-1")]]
    await now.pause(pause_s, lambda: [early.accept(offer), *(y for x in sent for y in again(shift, *x))])
    accepted = (await now.answered())[0]
    await asyncio.sleep(MET_S)
    wrong: dict[str, Any] = {
        "an acceptance under way was not heard": accepted if accepted["type"] != "done" else "",
        "an offer was over that nobody could answer": "" if kept in late.offered else kept,
        "waits that are negative": await negative(shift),
        "the order of the line": moved(before, [x["conversation_id"] for x in await in_line(shift)]),
    }
    taken = await late.accept(kept) if kept in late.offered else {"type": "none"}
    wrong["it could not be taken"] = taken if taken["type"] != "done" else ""
    for console in shift.team[:2]:
        said = await console.say(held[console.agent_id], f"m{console.agent_id[1:]}-1001")
        wrong[f"{console.agent_id} could not go on"] = said if said["type"] != "done" else ""
    await shift.close()
    shift.served.kill()
    story = await told(shift.served.journal)
    wrong |= judged(shift.served.journal, story, shift.acknowledged)
    wrong |= lost(story, {"a0"}, shift.closed_at) | patience(story[bot_owes.place], now)
    return {what: found for what, found in wrong.items() if found}


async def negative(shift: Shift) -> list[str]:
    """Rows whose wait has not begun yet, by the server's own time."""
    rows = [x for x in await shift.listed() if x["waiting_since"]]
    now = await shift.team[0].clock()
    return [x["conversation_id"] for x in rows if datetime.fromisoformat(x["waiting_since"]) > now]


async def in_line(shift: Shift) -> list[dict[str, Any]]:
    """Who waits behind the offers, first come first."""
    rows = [x for x in await shift.listed() if x["status"] == "queued"]
    return sorted(rows, key=lambda x: (-x["priority"], x["waiting_since"]))


def moved(before: list[str], after: list[str]) -> list[str]:
    """Who stands elsewhere among those who were there before."""
    still = [x for x in after if x in before]
    return [] if still == [x for x in before if x in after] else [*before, "->", *after]


def lost(story: Mapping[str, tuple[Recorded, ...]], kept: Container[str], before_at: datetime) -> dict[str, Any]:
    """Agents who lost somebody, offers that ran out, and whoever of ``kept`` was taken for gone."""
    whole = [(name, x) for name, one in story.items() for x in those(one, e.AgentLost, e.ReservationLapsed)]
    silent = [(name, x) for name, one in story.items() for x in those(one, e.AgentDisconnected) if x.at < before_at]
    return {
        "agents who were lost, offers that ran out": [f"{name}: {x.event}" for name, x in whole],
        "pages that kept their line and were taken for silent": [
            f"{name}: {x.event}" for name, x in silent if x.event.agent_id in kept
        ],
    }


def patience(story: tuple[Recorded, ...], now: Stopped) -> dict[str, Any]:
    """The bot's time ran out during the pause: a person was asked for, once, at the waking."""
    asked_at = [x.at for x in those(story, e.HandoffRequested)]
    late = [
        x for x in asked_at if not now.until_at - timedelta(seconds=0.5) < x < now.until_at + timedelta(seconds=MET_S)
    ]
    return {"the bot's patience": late or ("" if len(asked_at) == 1 else asked_at or "never")}


async def graces(shift: Shift, pause_s: float) -> Mapping[str, Any]:
    """Two lines were cut before a pause in which the grace runs out: one page dials meanwhile, the other never again."""
    now = Stopped(shift)
    for n, widget in enumerate(shift.widgets):
        await widget.write(f"m{n}-0")
        await shift.wants_person(widget)
    here, away = shift.team
    await until(lambda: here.attended and away.attended)
    (mine,), (theirs,) = here.attended, away.attended
    for console in shift.team:
        await console.end()
    await asyncio.sleep(3)
    await now.pause(pause_s, lambda: [asyncio.ensure_future(asyncio.sleep(0, here.begin()))])
    await asyncio.sleep(GRACE_S + 4)
    said = await here.say(mine, "m0-1000")
    await shift.close()
    shift.served.kill()
    story = await told(shift.served.journal)
    gone_s = [(x.at - now.until_at).total_seconds() for x in those(story[theirs], e.AgentLost)]
    wrong = {
        "who came back lost her conversation": those(story[mine], e.AgentLost) or (said["type"] != "done" and said),
        "who did not come back was lost at": "" if len(gone_s) == 1 and abs(gone_s[0] - GRACE_S) <= MET_S else gone_s,
    } | judged(shift.served.journal, story, shift.acknowledged)
    return {what: found for what, found in wrong.items() if found}


async def storm(shift: Shift, pauses: int, longest_s: float) -> Mapping[str, Any]:
    """Everybody writes, asks for people, is answered and closed, while the server stands still again and again."""
    over, chance = asyncio.Event(), shift.chance
    busy = [asyncio.create_task(_writes(shift, n, x, over)) for n, x in enumerate(shift.widgets)]
    busy += [asyncio.create_task(_attends(x, over)) for x in shift.team]
    for _ in range(pauses):
        await asyncio.sleep(chance.uniform(0.5, 3))
        shift.served.pause()
        await asyncio.sleep(chance.choice((0.3, 2.5, longest_s)) * chance.uniform(0.5, 1))
        shift.served.go_on()
    await asyncio.sleep(3)
    over.set()
    await asyncio.wait_for(asyncio.gather(*busy), 60)
    waits = await negative(shift)
    await shift.close()
    shift.served.kill()
    story = await told(shift.served.journal)
    wrong = judged(shift.served.journal, story, shift.acknowledged) | lost(
        story, {x.agent_id for x in shift.team}, shift.closed_at
    )
    wrong["waits that are negative"] = waits
    closed = sum(len(those(x, e.ConversationClosed)) for x in story.values())
    wrong["it went on"] = "" if closed > len(shift.team) else f"{closed} conversations were closed"
    return {what: found for what, found in wrong.items() if found}


async def _writes(shift: Shift, n: int, widget: Tab, over: asyncio.Event) -> None:
    k = 0
    while not over.is_set():
        await widget.write(f"m{n}-{k}")
        if k % 3 == 0:
            await shift.wants_person(widget)
        k += 1
        await asyncio.sleep(shift.chance.uniform(0.1, 1))


async def _attends(console: Console, over: asyncio.Event) -> None:
    k = 0
    while not over.is_set():
        for place in console.attended:
            k += 1
            await console.say(place, f"m{console.agent_id[1:]}-{100_000 + k}")
            await console.ask(place, "closure", disposition="resolved")
        await asyncio.sleep(0.2)


async def refused_beside(served: Served) -> str:
    """A second server on the files of one that stands still: what is wrong with how it is refused; empty when nothing."""
    command = [sys.executable, "-m", "escapehatch.cli", "serve", "--settings", "escapehatch.toml"]
    assert served.process
    served.pause()
    try:
        ran = await asyncio.to_thread(
            subprocess.run, command, cwd=served.folder, capture_output=True, text=True, timeout=60, check=False
        )
    finally:
        served.go_on()
    said = ran.stdout + ran.stderr
    sentence = (
        f"in use by process {served.process.pid}. One process writes a journal: stop that one, or use another file."
    )
    return "" if ran.returncode and sentence in said and "Traceback" not in said else f"{ran.returncode}: {said}"
