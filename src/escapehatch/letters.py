"""What was never told to the other systems, and what to do about it? ``escapehatch letters``, beside a running server too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from .exits import fail, read_journal

letters_cli = typer.Typer(no_args_is_help=True, help="Dead letters: what other systems could not be told.")

Journal = Annotated[Path, typer.Argument(help="The SQLite file; a server may be writing to it.")]
Wanted = Annotated[list[str], typer.Argument(help="Ids from the list; 'all' for every one.")]


@letters_cli.command("list")
def listed(journal: Journal) -> None:
    """A line each: id, conversation, what, since when, why. Then conversations that servers died of, if any."""
    from .desk.aside import DEATHS_MAX
    from .journals.black_box import suspected

    for x in _all(journal):
        at = x.dead_at.isoformat(timespec="seconds")
        print(f"{x.effect.effect_id}  {x.effect.conversation_id}  {x.effect.kind}  {at}  {x.reason}")
    for name in suspected(Path(f"{journal}.aside"), DEATHS_MAX):
        work, _, conversation_id = name.partition(" ")
        print(f"isolated  {conversation_id}  {work}  {DEATHS_MAX} servers died of it")


@letters_cli.command()
def show(journal: Journal, letter: Annotated[str, typer.Argument(help="An id from the list.")]) -> None:
    """One letter whole, as JSON."""
    found = [x for x in _all(journal) if x.effect.effect_id == letter]
    if not found:
        raise fail(f"{letter}: there is no such letter. See them with: escapehatch letters list {journal}")
    print(msgspec.json.format(msgspec.json.encode(found[0])).decode())


@letters_cli.command()
def replay(journal: Journal, letters: Wanted) -> None:
    """Try again, each under its old id and in its old place."""
    from .journals import sqlite_letters

    print(f"{_moved(journal, letters, sqlite_letters.replay)} will be tried again.")


@letters_cli.command()
def drop(journal: Journal, letters: Wanted) -> None:
    """Give up for good. The rows stay, and say that they were dropped."""
    from .journals import sqlite_letters

    print(f"{_moved(journal, letters, sqlite_letters.drop)} dropped.")


def _all(journal: Path) -> tuple[Any, ...]:
    from .journals import sqlite_letters

    found: tuple[Any, ...] = read_journal(journal, lambda db: sqlite_letters.letters(db, -1))
    return found


def _moved(journal: Path, letters: list[str], move: Callable[[Any, str], bool]) -> int:
    """How many were moved, all in one transaction. Ends the command when one is unknown: then none was."""
    import apsw

    wanted = [x.effect.effect_id for x in _all(journal)] if letters == ["all"] else letters
    db = apsw.Connection(str(journal), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        db.set_busy_timeout(5_000)
        db.execute("PRAGMA synchronous=FULL; BEGIN IMMEDIATE")
        unknown = [x for x in wanted if not move(db, x)]
        db.execute("ROLLBACK" if unknown else "COMMIT")
    except apsw.Error as failed:
        raise fail(f"{journal}: it could not be written ({failed}).") from None
    finally:
        db.close(True)
    if unknown:
        raise fail(f"{', '.join(unknown)}: there is no such letter. Nothing was changed.")
    return len(wanted)
