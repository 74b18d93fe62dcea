"""The roster over HTTP: read, check, change, its versions, back to an earlier one. Agents read; only leads change."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Iterable
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, Field

from ..desk.rosters import NAME, TEXT_MAX_CHARS, RosterChanged, Rosters
from ..routing.roster import RosterRefused, parse
from ..routing.versions import Version, difference, sheet
from .asks import Asker, Body
from .routes import PROBLEMS, Json
from .who import agent, lead, parts_of

router = APIRouter(prefix="/v1/roster", tags=["roster"])

Agent = Annotated[Asker, Depends(agent)]
Lead = Annotated[Asker, Depends(lead)]
Number = Annotated[int, Path(ge=1, le=2**31)]
Expected = Annotated[int, Field(ge=0, le=2**31)]
_PLACE: Final = re.compile(r"(?:.*?:)?(\d+):(\d+): (.*)", re.DOTALL)


class Place(BaseModel):
    """One problem of a text, and where it is; line 0: nobody can say."""

    line: int
    column: int
    sentence: str


class Standing(BaseModel):
    """A version. ``by``: an agent's id, or ``file`` when it was edited by hand."""

    version: int
    since_at: str
    by: str
    because: str


class Text(Body):
    """A roster as YAML."""

    text: str = Field(max_length=TEXT_MAX_CHARS)


class Put(Text):
    """``expected_version``: the one that this change began from. ``because`` is for people."""

    expected_version: Expected
    because: str = Field("", max_length=500)


class Back(Body):
    """``version``: whose text is to be in force again."""

    version: int = Field(ge=1, le=2**31)
    expected_version: Expected
    because: str = Field("", max_length=500)


ROSTER_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    **PROBLEMS,
    404: {**PROBLEMS[404], "description": "There is no such version"},
    409: {
        **PROBLEMS[409],
        "description": "Somebody was quicker (`current` is what they wrote), or the file is faulty now",
    },
    422: {**PROBLEMS[422], "description": "The roster does not check: see `problems`, each with line and column"},
}


def _standing(x: Version) -> dict[str, Any]:
    return {"version": x.number, "since_at": msgspec.to_builtins(x.since_at), "by": x.by, "because": x.because}


def _places(problems: Iterable[str]) -> list[dict[str, Any]]:
    found = ((_PLACE.fullmatch(x), x) for x in problems)
    return [
        {"line": int(at[1]), "column": int(at[2]), "sentence": at[3]} if at else {"line": 0, "column": 0, "sentence": x}
        for at, x in found
    ]


def _now(rosters: Rosters) -> dict[str, Any]:
    source = rosters.source
    return {
        **_standing(rosters.current),
        "text": source.text,
        "roster": sheet(source.value),
        "in_file": source.in_file,
        "problems": _places(source.faults),
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
        return Json({"problems": _places(refused.problems), "differences": []})
    found = difference(parts_of(request).rosters.source.value, after)
    return Json({"problems": [], "differences": [msgspec.to_builtins(x) for x in found]})


@router.put("", summary="Change the roster", responses=ROSTER_PROBLEMS)
async def put(request: Request, given: Put, who: Lead) -> Any:
    """All of it, as text. Written to the roster's file, if there is one, and recorded with your name."""
    rosters = parts_of(request).rosters
    return await _changed(rosters, rosters.put(given.text, who.author.id, given.expected_version, given.because))


@router.get("/versions", summary="Every roster that was in force", responses=PROBLEMS)
async def versions(request: Request, who: Agent) -> Any:
    """Newest first, without the texts."""
    return Json({"versions": [_standing(x) for x in reversed(await parts_of(request).rosters.versions())]})


@router.get("/versions/{number}", summary="One version", responses=ROSTER_PROBLEMS)
async def version(request: Request, number: Number, who: Agent) -> Any:
    """Its text, and what it says otherwise than the one before."""
    rosters = parts_of(request).rosters
    found, before = await rosters.version(number), await rosters.version(number - 1)
    if not found:
        return _unknown(number)
    try:
        changes = difference(parse(before.text if before else "", NAME), parse(found.text, NAME))
    except RosterRefused:
        # Written under rules of another release: the text is there, its meaning is not known any more.
        changes = []
    return Json({**_standing(found), "text": found.text, "differences": [msgspec.to_builtins(x) for x in changes]})


@router.post("/rollback", summary="Back to an earlier version", responses=ROSTER_PROBLEMS)
async def rollback(request: Request, given: Back, who: Lead) -> Any:
    """Its text becomes a new version: nothing is lost."""
    rosters = parts_of(request).rosters
    back = rosters.roll_back(given.version, who.author.id, given.expected_version, given.because)
    return await _changed(rosters, back) or _unknown(given.version)


async def _changed(rosters: Rosters, work: Awaitable[Version | None]) -> Json | None:
    """How it stands after a change, or why it was not made; None when the version to go back to is not there."""
    try:
        return Json(_now(rosters)) if await work else None
    except RosterRefused as refused:
        said = "The roster does not check; nothing was changed."
        return _problem(422, "roster_refused", said, problems=_places(refused.problems))
    except RosterChanged as changed:
        current = {**_standing(changed.current), "text": changed.current.text}
        if changed.faults:
            said = "The roster's file is faulty now: somebody may be working on it. Mend the file first."
            return _problem(409, "roster_faulty", said, current=current, problems=_places(changed.faults))
        said = f"Somebody was quicker: the roster is at version {changed.current.number} now, by {changed.current.by}."
        return _problem(409, "roster_changed", said, current=current)
    except OSError as failed:
        return _problem(503, "roster_not_written", f"The roster's file cannot be written ({failed.strerror}).")


def _unknown(number: int) -> Json:
    return _problem(404, "unknown_version", f"There is no version {number}.")


def _problem(status: int, code: str, sentence: str, **more: Any) -> Json:
    return Json({"code": code, "sentence": sentence, "owner": {}, **more}, status)
