"""What can be done with a journal as a whole? Commands for whoever looks after one."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from .exits import fail

upkeep_cli = typer.Typer()

Keys = Annotated[Path | None, typer.Option(help="The file with the keys of backups; beside the backup if not given.")]
Target = Annotated[Path | None, typer.Option("--out", help="Where to write; standard output when not given.")]


@upkeep_cli.command()
def verify(
    journal: Annotated[str, typer.Argument(help="A SQLite file, a backup, or an exported journal (JSON Lines).")],
    keys: Keys = None,
) -> None:
    """Name every broken promise in a journal; exit 1 if there is any."""
    from .journals.copies import Unusable
    from .lab.verify import verify_file

    path = Path(journal.removeprefix("sqlite:///"))
    if not path.exists():
        raise fail(f"{path}: there is no such journal")

    def told(done: int) -> None:
        print(f"{done:,} conversations ...", file=sys.stderr)

    try:
        broken = verify_file(path, told, keys)
    except Unusable as wrong:
        raise fail(str(wrong)) from None
    for x in broken:
        print(f"{x.invariant} {x.conversation_id} seq {x.seq}: {x.sentence}")
    print(f"{len(broken)} broken" if broken else "All invariants hold.")
    raise typer.Exit(1 if broken else 0)


@upkeep_cli.command()
def backup(
    journal: Annotated[Path, typer.Argument(help="The SQLite file; a server may be writing to it.")],
    file: Annotated[Path, typer.Argument(help="Where the copy goes; it must not be there yet.")],
    keys: Keys = None,
) -> None:
    """Copy a journal as it is at this moment, sealed, while the server runs."""
    from .journals import copies

    try:
        keys_file = copies.backup(journal, file, keys, _told)
    except (copies.Unusable, copies.UnknownSchema, OSError) as wrong:
        raise fail(str(wrong)) from None
    print(f"{file}: {file.stat().st_size:,} bytes. Check it with: escapehatch verify {file}")
    print(f"{keys_file} opens it. Keep a copy of that file elsewhere, and let each new copy replace the one before.")


@upkeep_cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A copy made by backup.")],
    journal: Annotated[Path, typer.Argument(help="The journal to put it in the place of; the server must be stopped.")],
    keys: Keys = None,
    leave_out: Annotated[bool, typer.Option("--leave-out", help="Go on without what has no key.")] = False,
) -> None:
    """Go back to a backup. The old journal is kept beside it; every client starts over, and resends what is missing."""
    from .app import SystemClock
    from .journals import copies
    from .ports import JournalUnavailable

    try:
        epoch = copies.restore(file, journal, SystemClock().now(), keys, leave_out, _told)
    except (copies.Unusable, copies.UnknownSchema, JournalUnavailable, OSError) as wrong:
        raise fail(str(wrong)) from None
    print(f"{journal} is {file} now (stream epoch {epoch}). Check it with: escapehatch verify {journal}")


def _told(done: int, rows: int) -> None:
    print(f"{done:,} of {rows:,} rows ...", file=sys.stderr)


@upkeep_cli.command()
def erase(
    journal: Annotated[Path, typer.Argument(help="The SQLite file; the server must be stopped.")],
    conversation: Annotated[
        list[str] | None, typer.Option(help="This conversation; may be given several times.")
    ] = None,
    customer: Annotated[str, typer.Option(help="Every conversation of this customer.")] = "",
) -> None:
    """Forget for good what was said, and who said it. (While the server runs: POST /v1/erasures.)"""
    from .api.grants import end_visits
    from .app import SystemClock
    from .conversation.values import Author, Role
    from .desk.erasures import Erased, erase_unattended
    from .journals.migrate import UnknownSchema
    from .journals.sqlite import SqliteJournal
    from .ports import JournalUnavailable

    async def work() -> Erased:
        kept = await SqliteJournal.open(journal)
        try:
            rows = await kept.standings(customer_id=customer, limit=-1) if customer else ()
            if customer:
                await end_visits(kept, customer)
            ids = [*(conversation or ()), *(x.conversation_id for x in rows)]
            return await erase_unattended(kept, ids, Author(Role.SYSTEM, "operator"), SystemClock())
        finally:
            await kept.close()

    if not journal.exists():
        raise fail(f"{journal}: there is no such journal")
    if not conversation and not customer:
        raise fail("Name whom or what to erase: --customer, or --conversation.")
    try:
        done = asyncio.run(work())
    except (JournalUnavailable, UnknownSchema, OSError) as wrong:
        raise fail(str(wrong)) from None
    print(f"{len(done.conversations)} conversations erased.", *done.left, sep="\n")
    raise typer.Exit(0 if done.conversations and not done.left else 1)


@upkeep_cli.command()
def export(
    journal: Path,
    target: Target = None,
    transcripts: Annotated[
        bool, typer.Option("--transcripts", help="A conversation a line, for backtest and train handoff.")
    ] = False,
    vcons: Annotated[bool, typer.Option("--vcon", help="A conversation a line, as a vCon with its packet.")] = False,
    requests: Annotated[bool, typer.Option("--requests", help="A request for a person a line, with its wait.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="With --requests: as a table for a spreadsheet.")] = False,
    within: Annotated[str, typer.Option(help="With --requests: served in time is an answer within this.")] = "180s",
) -> None:
    """The whole journal as JSON Lines, an event a line."""
    from .lab.transcripts import export_transcripts, export_vcons
    from .lab.verify import export_lines

    if as_csv and not requests:
        raise fail("--csv is for --requests: only those lines are all alike.")
    out = target.open("w", encoding="utf-8") if target else sys.stdout
    if requests:
        out.write(_evidence(journal, within, as_csv))
        return
    written = export_vcons if vcons else export_transcripts if transcripts else export_lines
    for line in written(journal):
        out.write(line + "\n")


def _evidence(journal: Path, within: str, as_csv: bool) -> str:
    from .lab import evidence
    from .lab.staffing.words import seconds

    try:
        found = evidence.evidence(journal, seconds(within))
    except ValueError as wrong:
        raise fail(f"--within: {wrong}") from None
    return evidence.as_csv(found) if as_csv else "".join(f"{json.dumps(x)}\n" for x in found)


@upkeep_cli.command("import")
def take_in(
    journal: Annotated[
        Path, typer.Argument(help="The SQLite file; made when it is not there. The server must be stopped.")
    ],
    source: Annotated[Path | None, typer.Option("--in", help="JSON Lines; standard input when not given.")] = None,
) -> None:
    """Take in what export wrote, vCons, or transcripts: one a line. What is there already is left alone."""
    from .journals.migrate import UnknownSchema
    from .lab.intake import Intake
    from .lines import each
    from .ports import JournalUnavailable

    try:
        with Intake(journal, asyncio.Runner()) as intake:
            bad = each(intake.take, source)
            bad += intake.finish(lambda wrong: print(wrong, file=sys.stderr))
    except (JournalUnavailable, UnknownSchema) as wrong:
        raise fail(str(wrong)) from None
    print(f"{intake.taken:,} conversations taken in, {intake.known:,} were there already.", file=sys.stderr)
    raise typer.Exit(2 if bad else 0)
