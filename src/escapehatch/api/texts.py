"""What the roster's and the policy's routes share: versions, places of problems, and how a change may fail."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Any, Final

import msgspec
from fastapi import Path
from pydantic import BaseModel, Field

from ..desk.texts import Overtaken, Texts
from ..routing.versions import Version
from .asks import Body
from .routes import PROBLEMS, Json

#: Characters of a text that may be sent. Larger ones are written to the file.
TEXT_MAX_CHARS: Final = 500_000
Expected = Annotated[int, Field(ge=0, le=2**31)]
Number = Annotated[int, Path(ge=1, le=2**31)]
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
    """A roster or a policy as YAML."""

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


TEXT_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    **PROBLEMS,
    404: {**PROBLEMS[404], "description": "There is no such version"},
    409: {
        **PROBLEMS[409],
        "description": "Somebody was quicker (`current` is what they wrote), or the file is faulty now",
    },
    422: {**PROBLEMS[422], "description": "The text does not check: see `problems`, each with line and column"},
}


def standing(x: Version) -> dict[str, Any]:
    return {"version": x.number, "since_at": msgspec.to_builtins(x.since_at), "by": x.by, "because": x.because}


def places(problems: Iterable[Any]) -> list[dict[str, Any]]:
    """Problems as they are told (``FILE:LINE:COLUMN: sentence``), with their place apart."""
    found = ((_PLACE.fullmatch(str(x)), str(x)) for x in problems)
    return [
        {"line": int(at[1]), "column": int(at[2]), "sentence": at[3]} if at else {"line": 0, "column": 0, "sentence": x}
        for at, x in found
    ]


def problems_of(refused: Exception) -> list[dict[str, Any]]:
    return places(getattr(refused, "problems", (str(refused),)))


async def listed(texts: Texts[Any]) -> Json:
    """Newest first, without the texts."""
    return Json({"versions": [standing(x) for x in reversed(await texts.versions())]})


async def one(texts: Texts[Any], number: int, difference: Callable[[str, str], Iterable[Any]]) -> Json:
    """A version's text, and what it says otherwise than the one before it."""
    found, before = await texts.version(number), await texts.version(number - 1)
    if not found:
        return unknown(number)
    try:
        changes = [msgspec.to_builtins(x) for x in difference(before.text if before else "", found.text)]
    except texts.refused:
        # Written under rules of another release: the text is there, its meaning is not known any more.
        changes = []
    return Json({**standing(found), "text": found.text, "differences": changes})


async def changed(
    texts: Texts[Any], noun: str, now: Callable[[], dict[str, Any]], work: Awaitable[Version | None]
) -> Json | None:
    """How it stands after a change, or why it was not made; None when the version to go back to is not there."""
    try:
        return Json(now()) if await work else None
    except texts.refused as refused:
        said = f"The {noun} does not check; nothing was changed."
        return problem(422, f"{noun}_refused", said, problems=problems_of(refused))
    except Overtaken as other:
        current = {**standing(other.current), "text": other.current.text}
        if other.faults:
            said = f"The {noun}'s file is faulty now: somebody may be working on it. Mend the file first."
            return problem(409, f"{noun}_faulty", said, current=current, problems=places(other.faults))
        said = f"Somebody was quicker: the {noun} is at version {other.current.number} now, by {other.current.by}."
        return problem(409, f"{noun}_changed", said, current=current)
    except OSError as failed:
        return problem(503, f"{noun}_not_written", f"The {noun}'s file cannot be written ({failed.strerror}).")


def unknown(number: int) -> Json:
    return problem(404, "unknown_version", f"There is no version {number}.")


def problem(status: int, code: str, sentence: str, **more: Any) -> Json:
    return Json({"code": code, "sentence": sentence, "owner": {}, **more}, status)
