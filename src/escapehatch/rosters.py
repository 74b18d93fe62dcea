"""``escapehatch roster``: check one, what changed, which versions there were and whose, back to an earlier one."""

from __future__ import annotations

import difflib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exits import fail, read_journal, roster_at
from .watched import write_whole

if TYPE_CHECKING:
    from .routing.versions import Version

roster_cli = typer.Typer(no_args_is_help=True, help="Check, compare and roll back rosters.")

Journal = Annotated[Path, typer.Argument(help="The journal of a server, running or not.")]


@roster_cli.command()
def check(file: Path, as_json: Annotated[bool, typer.Option("--json", help="All that it says, as plain values.")] = False) -> None:  # fmt: skip
    """Can it be used? Problems with file:line:column, exit code 2; else what it says, in a few lines."""
    from .routing.versions import sheet

    found = roster_at(file)
    if as_json:
        print(json.dumps(sheet(found), indent=1))
        return
    for queue in found.queues:
        mine = [x for x in found.agents if queue.id in x.queues]
        print(f"{queue.id}: {len(mine)} agents, {sum(x.capacity for x in mine):g} seats, {_opening(queue.hours)}")
    leads = ", ".join(x.id for x in found.agents if x.role == "lead")
    print(f"{file}: {len(found.queues)} queues, {len(found.agents)} agents, lead: {leads or 'nobody'}.")


def _opening(hours: object) -> str:
    from .routing.hours import ALWAYS

    zone, week, always = getattr(hours, "zone", ""), getattr(hours, "week", ()), ALWAYS.week
    return (
        f"open round the clock ({zone})" if week == always else f"open on {sum(map(bool, week))} days a week ({zone})"
    )


@roster_cli.command()
def diff(before: Path, after: Path) -> None:
    """What another roster says otherwise; exit code 1 when anything."""
    from .routing.versions import difference

    found = difference(roster_at(before), roster_at(after))
    print("".join(f"{x}\n" for x in found), end="")
    raise typer.Exit(int(bool(found)))


@roster_cli.command()
def versions(
    journal: Journal,
    show: Annotated[int, typer.Option(help="Print the text of this version.")] = 0,
) -> None:
    """Every roster that was in force: since when, by whom, and why."""
    if show:
        print(_version(journal, show).text, end="")
        return
    for x in _versions(journal):
        print(f"{x.number:>4}  {x.since_at:%Y-%m-%d %H:%M} UTC  {x.by:<12}  {x.because}".rstrip())


@roster_cli.command()
def rollback(
    journal: Journal,
    version: Annotated[int, typer.Argument(help="Its number, as `roster versions` lists it.")],
    to: Annotated[Path, typer.Option(help="The roster file that the server reads; it takes the change up by itself.")],
) -> None:
    """Write an earlier version over the roster file, whole or not at all; prints what changed."""
    found = _version(journal, version)
    before = to.read_text(encoding="utf-8").splitlines() if to.exists() else []
    print("\n".join(difflib.unified_diff(before, found.text.splitlines(), str(to), f"version {version}", lineterm="")))
    write_whole(to, found.text)
    print(f"{to} says again what it said in version {version}, by {found.by}.", file=sys.stderr)


def _versions(journal: Path) -> list[Version]:
    from .lab.snapshot import kept
    from .routing.versions import KIND, versions

    found: list[Version] = versions(read_journal(journal, lambda db: kept(db, KIND)))
    return found


def _version(journal: Path, number: int) -> Version:
    found = next((x for x in _versions(journal) if x.number == number), None)
    if found is None:
        raise fail(f"{journal}: there is no version {number}. `escapehatch roster versions {journal}` lists them.")
    return found
