"""Sentences from frames: ``(a|b)`` is either, ``[a]`` is a or nothing, ``{n}`` is filled in later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent / "training" / "wanted"
#: One of so many, from 0.
Choose = Callable[[int], int]
_CLOSING: Final = {"(": ")", "[": "]"}


class Line(NamedTuple):
    """A frame under its heading; ``number`` tells the lines of all files apart."""

    heading: str
    role: str
    frame: str
    number: int


def lines(name: str) -> Iterator[Line]:
    """The frames of one file. Under ``## kind``, the first word of a line of ``kinds.txt`` is its role."""
    heading = ""
    for number, line in enumerate((FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()):
        if line.startswith("## "):
            heading = line[3:].strip()
        elif line.strip() and not line.startswith("#"):
            role, frame = line.split(" ", 1) if name == "kinds" else ("", line)
            yield Line(heading, role, frame, number)


def spoken(frame: str, choose: Choose) -> str:
    """One sentence of a frame."""
    said, _ = _options(frame, 0, "", choose)
    return " ".join(said.replace(" '", "'").replace(" ,", ",").replace(" ?", "?").split())


def _options(frame: str, at: int, closing: str, choose: Choose) -> tuple[str, int]:
    options, current = [], ""
    while at < len(frame):
        sign = frame[at]
        at += 1
        if sign == closing:
            break
        if sign in _CLOSING:
            inner, at = _options(frame, at, _CLOSING[sign], choose)
            current += inner
        elif sign == "|" and closing:
            options.append(current)
            current = ""
        else:
            current += sign
    options.append(current)
    if closing == "]":
        options.append("")
    return options[choose(len(options))], at
