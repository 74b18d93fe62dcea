"""Decides over a fleet's record and the journal: what pages showed, what became of what was written, and whether all came to rest.

It knows nothing of how pages and server do it. Rules, by the guarantee: what a page shows of a conversation is always the
beginning of it, without a gap, and never gets shorter (G5); what was written is shown until it has arrived, is there once, and
is in the journal once (G2); nobody's words are there that nobody wrote (G2); once the line is sound, each page shows what a
new page would (G5), byte for byte, the lists of the console too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from escapehatch.conversation.events import MessagePosted
from escapehatch.conversation.values import Role
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file

Row = Mapping[str, Any]


class Verdict(NamedTuple):
    """``broken``: in words, one for each. ``states``: pictures that were looked at. ``messages``: that had to arrive."""

    broken: list[str]
    states: int
    messages: int


async def stored(journal: Path, places: Iterable[str]) -> dict[str, list[str]]:
    """The ids of what customers and agents said, by conversation, in order."""
    opened = await SqliteJournal.open(journal)
    try:
        return {place: [x.event.message_id for x in await opened.read(place) if _said(x.event)] for place in places}  # type: ignore[union-attr]
    finally:
        await opened.close()


def _said(event: object) -> bool:
    return isinstance(event, MessagePosted) and event.author.role in {Role.CUSTOMER, Role.AGENT}


async def judged(rows: Sequence[Row], journal: Path) -> Verdict:
    places = {x["place"] for x in rows if "place" in x}
    return verdict(rows, await stored(journal, places), [str(x) for x in verify_file(journal)])


def verdict(rows: Sequence[Row], there: Mapping[str, Sequence[str]], unsound: Sequence[str] = ()) -> Verdict:
    """``there``: what is stored, by conversation. ``unsound``: what ``verify`` says of the journal."""
    shown = [x for x in rows if x["t"] == "shown"]
    refused = {y for x in rows if x["t"] == "refused" for y in x["ids"]}
    wrote = {x["id"] for x in rows if x["t"] == "wrote"}
    broken = [*_pictures(shown, there, refused), *_arrived(wrote, refused, there), *_rest(rows)]
    broken += [f"G1: the journal: {x}" for x in unsound]
    broken += [f"G2: {x['who']} was answered {x['status']}" for x in rows if x["t"] == "odd"]
    return Verdict(broken, len(shown), len(wrote - refused))


def _pictures(shown: Sequence[Row], there: Mapping[str, Sequence[str]], refused: set[str]) -> list[str]:
    broken: list[str] = []
    before: dict[str, Row] = {}
    for now in shown:
        who, ids, all_ids = now["who"], now["ids"], [*now["ids"], *now["own"]]
        last = before.get(who, {"ids": [], "own": [], "upto": 0})
        before[who] = now
        if twice := [x for x, n in Counter(all_ids).items() if n > 1]:
            broken.append(f"G2: {who} shows {twice} twice")
        if ids[: len(last["ids"])] != last["ids"]:
            broken.append(f"G5: {who} showed {last['ids'][-3:]}, and then {ids[-3:]}")
        if ids != list(there.get(now["place"], ()))[: len(ids)]:
            broken.append(f"G5: {who} shows {ids[-3:]}, which is not how it went")
        if now["upto"] < last["upto"]:
            broken.append(f"G5: {who} went back from {last['upto']} to {now['upto']}")
        if gone := {*last["ids"], *last["own"]} - {*all_ids, *refused}:
            broken.append(f"G2: {who} does not show {sorted(gone)} any more")
    return broken


def _arrived(wrote: set[str], refused: set[str], there: Mapping[str, Sequence[str]]) -> list[str]:
    times = Counter(x for ids in there.values() for x in ids)
    return [
        *(f"G2: {x} is stored {times[x]} times" for x in sorted(wrote - refused) if times[x] != 1),
        *(f"G2: {x} was refused, and is stored {times[x]} times" for x in sorted(refused) if times[x] > 1),
        *(f"G2: {x} is stored, and nobody wrote it" for x in sorted(times.keys() - wrote)),
    ]


def _rest(rows: Sequence[Row]) -> list[str]:
    healed = [x for x in rows if x["t"] == "healed"]
    if not healed:
        return ["G5: the pages never came to rest"]
    return [
        *(f"G5: {who} shows something else than a new page would" for x in healed for who, _, _ in x["differ"]),
        *(f"G2: {who} still has something to send" for x in healed for who in x["waiting"]),
    ]
