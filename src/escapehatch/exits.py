"""How a command ends that cannot go on: a sentence on standard error, and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer


def fail(sentence: str, code: int = 2) -> typer.Exit:
    """Say what is wrong on standard error."""
    print(sentence, file=sys.stderr)
    return typer.Exit(code)


def policy_at(path: Path | None) -> Any:
    """The checked policy in this file, the built-in one without a file. Ends the command when it cannot be used."""
    from .handoff.policy import DEFAULT, PolicyRefused, parse

    if path is None:
        return DEFAULT
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except PolicyRefused as refused:
        raise fail("\n".join(str(x) for x in refused.problems)) from None
    except OSError as failed:
        raise fail(f"{path}: {failed.strerror}") from None


def roster_at(path: Path) -> Any:
    """The checked roster in this file. Ends the command when it cannot be used."""
    from .routing.roster import RosterRefused, parse

    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except RosterRefused as refused:
        raise fail("\n".join(refused.problems)) from None
    except OSError as failed:
        raise fail(f"{path}: {failed.strerror}") from None


def read_journal(journal: Path, question: Callable[[Any], Any]) -> Any:
    """What ``question`` makes of the journal as it is now. Ends the command when it is none."""
    import apsw

    from .lab.snapshot import snapshot

    try:
        with snapshot(journal) as db:
            return question(db)
    except apsw.Error as failed:
        raise fail(f"{journal}: this is no journal that can be read ({failed}).") from None
