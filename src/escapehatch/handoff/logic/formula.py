"""A condition as a formula: comparisons of one name with a literal, topics, and what is not understood, under and, or, not.

This is a fragment of CEL. Whatever lies outside becomes ``Opaque``: it may be true or false, each time it is written, so
that nothing is ever claimed because of it.
"""

from __future__ import annotations

import json
import re
from typing import Final, Literal

from msgspec import Struct

from ..cel import NAMES, T

Value = float | str | bool
Sign = Literal["==", "!=", "<", "<=", ">", ">="]


class Compare(Struct, frozen=True):
    """A name beside a literal. For a bool name, ``==`` and ``!=`` alone."""

    name: str
    sign: Sign
    value: Value


class Member(Struct, frozen=True):
    """Whether a topic was heard."""

    topic: str
    held: bool = True


class Opaque(Struct, frozen=True):
    """What is not understood. ``place``: where it stands, for each may be another truth."""

    text: str
    place: int


class Both(Struct, frozen=True):
    parts: tuple[Formula, ...]


class Either(Struct, frozen=True):
    parts: tuple[Formula, ...]


Formula = Compare | Member | Opaque | Both | Either

TRUE: Final = Both(())
FALSE: Final = Either(())
#: Greater numbers may be rounded.
EXACT_MAX: Final = 2.0**53
OPPOSITE: Final[dict[str, Sign]] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED: Final[dict[str, Sign]] = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}

_NAME: Final = "|".join(re.escape(x) for x in sorted(NAMES, key=len, reverse=True) if x != "topics")
_STRING: Final = r"\"(?:[^\"\\]|\\[\"\\/bfnrt])*\""
_QUOTED: Final = r"'(?:[^'\\])*'"
_LITERAL: Final = rf"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|{_STRING}|{_QUOTED}"
_COMPARE: Final = re.compile(rf"({_NAME})\s*(==|!=|<=|>=|<|>)\s*({_LITERAL})", re.DOTALL)
_TURNED: Final = re.compile(rf"({_LITERAL})\s*(==|!=|<=|>=|<|>)\s*({_NAME})", re.DOTALL)
_MEMBER: Final = re.compile(rf"({_STRING}|{_QUOTED})\s+in\s+topics", re.DOTALL)
_ONE_OF: Final = re.compile(rf"({_NAME})\s+in\s+\[(.*)\]", re.DOTALL)
_PIECE: Final = re.compile(rf"{_STRING}|{_QUOTED}|\|\||&&|[()\[\]{{}}?]|.", re.DOTALL)
#: What is written otherwise than its value reads: three quotes, escapes. A letter before a string makes it raw, or bytes.
_ODD: Final = re.compile(r"'''|\"\"\"|\\|//")
_PREFIXED: Final = re.compile(rf"(?<![\w\"'])[rRbB]{{1,2}}(?:{_STRING}|{_QUOTED})")


def formula(text: str) -> Formula:
    """The condition ``text``, which must have compiled as CEL."""
    return _read(text, [0])


def negation(of: Formula) -> Formula:
    """True exactly where ``of`` is false."""
    match of:
        case Both(parts):
            return Either(tuple(negation(x) for x in parts))
        case Either(parts):
            return Both(tuple(negation(x) for x in parts))
        case Compare(name, sign, value):
            return Compare(name, OPPOSITE[sign], value)
        case Member(topic, held):
            return Member(topic, not held)
    return of


def _read(text: str, count: list[int]) -> Formula:
    text = text.strip()
    if _ODD.search(text) or _PREFIXED.search(text) or "?" in (pieces := _level(text)):
        return _opaque(text, count)
    for sign, kind in (("||", Either), ("&&", Both)):
        if sign in pieces:
            return kind(tuple(_read(x, count) for x in _split(pieces, sign)))
    if text.startswith("!") and not text.startswith("!="):
        return negation(_read(text[1:], count))
    if len(pieces) == 1 and text.startswith("(") and text.endswith(")"):
        return _read(text[1:-1], count)
    return _atom(text) or _opaque(text, count)


def _opaque(text: str, count: list[int]) -> Opaque:
    count[0] += 1
    return Opaque(" ".join(text.split()), count[0])


def _level(text: str) -> list[str]:
    """The text in pieces: what is in brackets, each string, and each sign is one piece."""
    found: list[str] = []
    depth = 0
    for piece in _PIECE.findall(text):
        deeper = piece in ("(", "[", "{")
        if (
            depth
            or (deeper and found and found[-1][-1:] == ")")
            or found
            and not deeper
            and piece not in ("||", "&&", "?")
            and found[-1] not in ("||", "&&", "?")
            or found
            and deeper
            and found[-1] not in ("||", "&&", "?")
        ):
            found[-1] += piece
        else:
            found.append(piece)
        depth += deeper - (piece in (")", "]", "}"))
    return [x.strip() for x in found if x.strip()]


def _split(pieces: list[str], sign: str) -> list[str]:
    parts: list[list[str]] = [[]]
    for piece in pieces:
        if piece == sign:
            parts.append([])
        else:
            parts[-1].append(piece)
    return [" ".join(x) for x in parts]


def _atom(text: str) -> Formula | None:
    if any(abs(float(x)) >= EXACT_MAX for x in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text)):
        return None
    if text in ("true", "false"):
        return TRUE if text == "true" else FALSE
    if text in NAMES and NAMES[text][0] == T.BOOL:
        return Compare(text, "==", True)
    if found := _COMPARE.fullmatch(text):
        return Compare(found[1], found[2], _value(found[3]))  # type: ignore[arg-type]
    if found := _TURNED.fullmatch(text):
        return Compare(found[3], MIRRORED[found[2]], _value(found[1]))
    if found := _MEMBER.fullmatch(text):
        return Member(str(_value(found[1])))
    if found := _ONE_OF.fullmatch(text):
        values = [x for x in _level(found[2].replace(",", " && ")) if x != "&&"]
        if all(re.fullmatch(_LITERAL, x, re.DOTALL) for x in values):
            return Either(tuple(Compare(found[1], "==", _value(x)) for x in values))
    return None


def _value(text: str) -> Value:
    if text in ("true", "false"):
        return text == "true"
    if text.startswith('"'):
        return str(json.loads(text, strict=False))
    if text.startswith("'"):
        return text[1:-1]
    return float(text)
