"""An agent's program stands still with a customer in its hands, and wakes when somebody else has them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from escapehatch.conversation import events as e
from escapehatch.conversation.values import Role

from .consoles import Console, Shift, judged, those, told, until
from .program import Program
from .served import Served, logins

#: From the last sign of life to the queue again: the grace; a sign comes every five seconds, and what was due is met in one.
GRACE_S, BEAT_S, MET_S = 20.0, 5.0, 2.0
DRAFT = "The parcel is on its way to"


async def overtaken(folder: Path, offer_s: int, attends: bool) -> Mapping[str, Any]:
    """What is wrong afterwards, all empty when well. ``attends``: the program also holds a conversation, and for longer than the grace."""
    with Served(folder, 2, capacity=3, offer_s=offer_s) as served:
        late = (await logins(served.journal, {"a0": "agent"}))["a0"]
        shift = await Shift(served).open(2, 2)
        for console in shift.team:
            await console.end()
        shift.team, colleague = [], shift.team[1]
        with Program(served, late, "a0") as program:
            return await _overtaken(shift, program, colleague, attends)


async def _overtaken(shift: Shift, program: Program, colleague: Console, attends: bool) -> Mapping[str, Any]:
    shift.team = [colleague]
    places = [x.place for x in shift.widgets]
    for n, widget in enumerate(shift.widgets):
        await widget.write(f"m{n}-0")
        await shift.wants_person(widget)
    if attends:
        for order in ({"do": "accept"}, {"do": "say", "id": "m0-1000"}, {"do": "type", "id": DRAFT}):
            program.order(place=places[0], **order)
            await program.heard()
    await _stands(shift, places[1], "reserved", "a0")
    await asyncio.sleep(1)
    # What it is about to do when it is stopped.
    program.order(do="accept", place=places[1], after_s=1)
    for how in ("say", "post") if attends else ():
        program.order(do=how, place=places[0], id=f"m0-{how}", after_s=1)
    await asyncio.sleep(0.5)
    program.stop()
    stopped_at = datetime.now(UTC)
    for place in places if attends else places[1:]:
        await _stands(shift, place, "queued", "")
    colleague.begin()
    await until(lambda: set(colleague.attended) >= set(places if attends else places[1:]))
    hello = [await colleague.say(x, f"m{n}-2000") for n, x in enumerate(places) if attends or n]
    program.go_on()
    answers = [await program.heard() for _ in range(3 if attends else 1)]
    await until(lambda: shift.widgets[1].seen["m1-2000"])
    await asyncio.sleep(1)
    shown = {x for widget in shift.widgets for x in widget.seen}
    await shift.close()
    shift.served.kill()
    story = await told(shift.served.journal)
    wrong: dict[str, Any] = {
        "what the colleague said": [x for x in hello if x["type"] != "done"],
        "what was let through of who was stopped": [x for x in answers if not _refused(x)],
        "shown to the customer": shown & {"m0-say", "m0-post"},
        "said by two": [x.event for x in those(story[places[1]], e.MessagePosted) if _by(x.event, "a0")],
    }
    if attends:
        wrong |= _given_back(story[places[0]], stopped_at)
    wrong |= judged(shift.served.journal, story, shift.acknowledged | {"m1-2000"})
    return {what: found for what, found in wrong.items() if found}


async def _stands(shift: Shift, place: str, status: str, agent_id: str) -> None:
    async with asyncio.timeout(60):
        while True:
            row = {x["conversation_id"]: x for x in await shift.listed()}[place]
            if (row["status"], row["agent_id"]) == (status, agent_id):
                return
            await asyncio.sleep(0.1)


def _refused(answer: Mapping[str, Any]) -> bool:
    """By the socket or with 409, and with whom the conversation is."""
    refused = answer.get("type") == "refused" or answer.get("status") == 409
    return refused and answer["owner"].get("agent_id", answer["owner"].get("id")) == "a1"


def _by(event: Any, agent_id: str) -> bool:
    return bool(event.author.role == Role.AGENT and event.author.id == agent_id)


def _given_back(story: Any, stopped_at: datetime) -> dict[str, Any]:
    """The conversation that was held: when it came back, and with what."""
    lost_s = [(x.at - stopped_at).total_seconds() for x in those(story, e.AgentLost)]
    in_time = len(lost_s) == 1 and GRACE_S - BEAT_S - 1 <= lost_s[0] <= GRACE_S + MET_S
    drafts = [x.event.text for x in those(story, e.DraftKept)]
    return {
        "seconds until it was lost": "" if in_time else lost_s,
        "asked for more than once": len(those(story, e.HandoffRequested)) - 1,
        "the draft": "" if DRAFT in drafts else [*drafts, "is not it"],
    }
