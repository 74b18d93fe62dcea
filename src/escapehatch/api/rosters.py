"""The roster over HTTP: read, check, change, its versions, back to an earlier one. Agents read; only leads change."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request

from ..desk.rosters import NAME
from ..desk.texts import Texts
from ..differences import Difference
from ..routing.roster import Roster, RosterRefused, parse
from ..routing.versions import difference, sheet
from .asks import Asker
from .routes import PROBLEMS, Json
from .texts import TEXT_PROBLEMS, Back, Number, Put, Text, changed, listed, one, places, problems_of, standing, unknown
from .who import agent, lead, parts_of

router = APIRouter(prefix="/v1/roster", tags=["roster"])

Agent = Annotated[Asker, Depends(agent)]
Lead = Annotated[Asker, Depends(lead)]


def _now(rosters: Texts[Roster]) -> dict[str, Any]:
    source = rosters.source
    return {
        **standing(rosters.current),
        "text": source.text,
        "roster": sheet(source.value),
        "in_file": source.in_file,
        "problems": places(source.faults),
    }


@router.get("", summary="The roster in force", responses=PROBLEMS)
async def roster(request: Request, who: Agent) -> Any:
    """Its text, what it says with all defaults, which version it is and whose. ``problems``: of the file, when it is faulty now."""
    return Json(_now(parts_of(request).rosters))


@router.post("/check", summary="Would it do?", responses=PROBLEMS)
async def check(request: Request, given: Text, who: Agent) -> Any:
    """Problems with line and column, or what would change. Nothing is stored."""
    try:
        after = parse(given.text, NAME)
    except RosterRefused as refused:
        return Json({"problems": problems_of(refused), "differences": []})
    found = difference(parts_of(request).rosters.source.value, after)
    return Json({"problems": [], "differences": [msgspec.to_builtins(x) for x in found]})


@router.put("", summary="Change the roster", responses=TEXT_PROBLEMS)
async def put(request: Request, given: Put, who: Lead) -> Any:
    """All of it, as text. Written to the roster's file, if there is one, and recorded with your name."""
    rosters = parts_of(request).rosters
    work = rosters.put(given.text, who.author.id, given.expected_version, given.because)
    return await changed(rosters, "roster", lambda: _now(rosters), work)


@router.get("/versions", summary="Every roster that was in force", responses=PROBLEMS)
async def versions(request: Request, who: Agent) -> Any:
    """Newest first, without the texts."""
    return await listed(parts_of(request).rosters)


@router.get("/versions/{number}", summary="One version", responses=TEXT_PROBLEMS)
async def version(request: Request, number: Number, who: Agent) -> Any:
    """Its text, and what it says otherwise than the one before."""

    def differ(before: str, after: str) -> list[Difference]:
        return difference(parse(before, NAME), parse(after, NAME))

    return await one(parts_of(request).rosters, number, differ)


@router.post("/rollback", summary="Back to an earlier version", responses=TEXT_PROBLEMS)
async def rollback(request: Request, given: Back, who: Lead) -> Any:
    """Its text becomes a new version: nothing is lost."""
    rosters = parts_of(request).rosters
    back = rosters.roll_back(given.version, who.author.id, given.expected_version, given.because)
    return await changed(rosters, "roster", lambda: _now(rosters), back) or unknown(given.version)
