"""``escapehatch policy``: check and try one, what changed, which versions there were, what a watching one would have done."""

from __future__ import annotations

import difflib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exits import fail, policy_at, read_journal, roster_at
from .watched import write_whole

if TYPE_CHECKING:
    from .handoff.versions import Version

policy_cli = typer.Typer(no_args_is_help=True, help="Check, try, compare and roll back policies.")

Journal = Annotated[Path, typer.Argument(help="The journal of a server, running or not.")]


@policy_cli.command()
def check(
    file: Path,
    roster: Annotated[Path | None, typer.Option(help="Prove, with this roster, that there is no dead end.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Is it sound? Problems with file:line:column, then what was proved. Exit code 1 for errors, 2 for what is no policy."""
    from .app import SystemClock
    from .checked_policy import checked

    found = checked(policy_at(file), roster_at(roster) if roster else None, SystemClock().now(), str(roster or ""))
    print(json.dumps(found.as_json(), indent=1) if as_json else found.as_text())
    raise typer.Exit(int(found.fails(strict)))


@policy_cli.command()
def test(file: Path, pages: list[Path]) -> None:
    """Run golden pages against a policy."""
    from .adapters import reader_of
    from .lab.pages import check_pages

    raise typer.Exit(check_pages(policy_at(file), pages, reader_of("plain").read))


@policy_cli.command()
def schema() -> None:
    """The format of a policy as a JSON Schema, for editors."""
    from .handoff.policy import json_schema

    print(json.dumps(json_schema(), indent=1))


@policy_cli.command()
def diff(before: Path, after: Path) -> None:
    """What another policy says otherwise; exit code 1 when anything."""
    from .handoff.versions import difference

    found = difference(policy_at(before), policy_at(after))
    print("".join(f"{x}\n" for x in found), end="")
    raise typer.Exit(int(bool(found)))


@policy_cli.command()
def versions(
    journal: Journal,
    show: Annotated[str, typer.Option(help="Print the text of this version.")] = "",
) -> None:
    """Every policy that was in force, and since when."""
    if show:
        print(_version(journal, show).text, end="")
        return
    for x in _versions(journal):
        print(f"{x.version}  {x.since_at:%Y-%m-%d %H:%M} UTC  {x.name}")


@policy_cli.command()
def rollback(
    journal: Journal,
    version: Annotated[str, typer.Argument(help="As `policy versions` lists it; its first letters are enough.")],
    to: Annotated[Path, typer.Option(help="The policy file that the server reads; it takes the change up by itself.")],
) -> None:
    """Write an earlier version over the policy file, whole or not at all; prints what changed."""
    found = _version(journal, version)
    before = to.read_text(encoding="utf-8").splitlines() if to.exists() else []
    print("\n".join(difflib.unified_diff(before, found.text.splitlines(), str(to), found.version, lineterm="")))
    write_whole(to, found.text)
    print(f"{to} says again what it said on {found.since_at:%Y-%m-%d %H:%M} UTC ({found.version}).", file=sys.stderr)


@policy_cli.command()
def shadow(journal: Journal) -> None:
    """Where a policy that only watches (`shadow` in the settings) would have done otherwise."""
    from .lab.shadows import shadows
    from .lab.snapshot import conversations

    count, found = read_journal(journal, lambda db: shadows(conversations(db)))
    print(f"{count} conversations.")
    for each in found:
        print(each)


def _versions(journal: Path) -> list[Version]:
    from .handoff.versions import KIND, versions
    from .lab.snapshot import kept

    found: list[Version] = versions(read_journal(journal, lambda db: kept(db, KIND)))
    return found


def _version(journal: Path, version: str) -> Version:
    fits = [x for x in _versions(journal) if x.version.startswith(version)]
    if len(fits) == 1:
        return fits[0]
    begin = "No version begins" if not fits else f"{len(fits)} versions begin"
    raise fail(f"{journal}: {begin} with {version!r}. `escapehatch policy versions {journal}` lists them.")
