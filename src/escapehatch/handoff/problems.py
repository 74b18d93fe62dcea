"""What is wrong with a policy text, and where: file, line, column, a sentence, a hint."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from pydantic import BaseModel
from pydantic_core import ErrorDetails
from ruamel.yaml.comments import CommentedMap, CommentedSeq


class Problem(Struct, frozen=True):
    """One fault. ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int
    sentence: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.sentence}{hint}"


class PolicyRefused(Exception):
    """The text is no policy. Every fault that was found is listed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(x) for x in problems))
        self.problems = tuple(problems)


Place = tuple[int, int]


def place(tree: Any, path: Sequence[Any], key: bool = False) -> Place:
    """Line and column (from 1) of the value at ``path``; of its key when ``key``. As near as the text goes."""
    at: Place = (1, 1)
    for n, step in enumerate(path):
        here = _step(tree, step, key and n == len(path) - 1)
        if here is None:
            return at
        at = (here[0] + 1, here[1] + 1)
        tree = tree[step]
    return at


def _step(tree: Any, step: Any, key: bool) -> Place | None:
    if isinstance(tree, CommentedMap) and step in tree:
        found = tree.lc.key(step) if key else tree.lc.value(step)
    elif isinstance(tree, CommentedSeq) and isinstance(step, int) and step < len(tree):
        found = tree.lc.item(step)
    else:
        return None
    return (int(found[0]), int(found[1]))


def explain(error: ErrorDetails, model: type[BaseModel], tree: Any, file: str) -> Problem:
    """One pydantic error as a problem with its place in the text."""
    path = list(error["loc"])
    unknown = error["type"] == "extra_forbidden"
    line, column = place(tree, path, key=unknown)
    where = ".".join(str(x) for x in path)
    if unknown:
        known = _known(model, path[:-1])
        return Problem(file, line, column, f"'{path[-1]}' is not known here ({where}).", _meant(str(path[-1]), known))
    if error["type"] == "missing":
        return Problem(file, line, column, f"'{path[-1]}' is missing ({where}).")
    said = error["msg"].removeprefix("Value error, ")
    given = error.get("input")
    shown = f", not {str(given)[:40]!r}" if isinstance(given, str | int | float | bool) else ""
    return Problem(file, line, column, f"{where}: {said}{shown}.")


def _meant(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"Did you mean '{close[0]}'?" if close else f"Known are: {', '.join(known)}." if known else ""


def _known(model: type[BaseModel], path: Sequence[Any]) -> list[str]:
    """The keys that the model at ``path`` has."""
    for step in path:
        if isinstance(step, int):
            continue
        found = next((f for k, f in model.model_fields.items() if (f.alias or k) == step), None)
        inner = _model_in(found.annotation) if found else None
        if inner is None:
            return []
        model = inner
    return [f.alias or k for k, f in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((x for x in map(_model_in, getattr(annotation, "__args__", ())) if x), None)


def within(text: str, start: Place, value: str, offset: int) -> Place:
    """Where character ``offset`` of a scalar stands in the YAML text that it starts in at ``start`` (from 1).

    Quotes, escapes, folded lines and block headers differ between the text and the value; the visible characters are
    the same and in the same order, so they are walked side by side.
    """
    at = sum(len(x) + 1 for x in text.split("\n")[: start[0] - 1]) + start[1] - 1
    if text[at : at + 1] in ("|", ">"):
        at = text.find("\n", at) + 1 or len(text)
    seen = at
    for n, letter in enumerate(value):
        if letter.isspace():
            if n >= offset:
                break
            continue
        found = text.find(letter, at)
        if found < 0:
            break
        seen, at = found, found + 1
        if n >= offset:
            break
    line = text.count("\n", 0, seen) + 1
    return line, seen - (text.rfind("\n", 0, seen) + 1) + 1
