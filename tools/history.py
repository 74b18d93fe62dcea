"""Keeps a small journal of this release for those to come: ``history.py NAME [--schema N]`` writes ``tests/history/NAME.sql``.

Some golden pages, played into a real journal, as INSERT statements over the schema of its first N migrations (all of
them when not given). A kept journal is never written anew: it is what a release really left behind.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

import apsw
import msgspec

from escapehatch.conversation import events as e
from escapehatch.conversation.events import Recorded
from escapehatch.conversation.fold import replay
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.desk.desk import standing
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.pages import play, read_page
from escapehatch.ports import Change, Effect

ROOT = Path(__file__).parent.parent
PAGES = (
    "accepted_offer", "agent_comes_back", "asked_for_person", "callback_*", "*hold*", "*return*", "*late*", "*frustrat*",
)  # fmt: skip
TABLES = ("events", "conversations", "deadlines", "effects", "kept")
#: What the n-th migration added to a table.
ADDED = {"conversations": {2: ("seats",)}}


def stories() -> list[tuple[str, tuple[Recorded, ...]]]:
    folder = ROOT / "tests" / "transcripts"
    paths = sorted({x for name in PAGES for x in sorted(folder.glob(f"{name}.md"))[:2]})
    return [(x.stem, play(read_page(x.read_text("utf-8"), x.stem)).records) for x in paths]


async def fill(path: Path) -> None:
    journal = await SqliteJournal.open(path)
    for name, records in stories():
        first = msgspec.structs.replace(records[0].event, conversation_id=name)
        mine = [msgspec.structs.replace(records[0], event=first), *records[1:]]
        for n, x in enumerate(mine):
            c = replay(mine[: n + 1])
            told = isinstance(x.event, e.HandoffRequested) and c.escalation
            key = f"{c.escalation.escalation_id}:{x.seq}" if c.escalation else ""
            effects = (Effect(f"{name}/{key}", name, "HandoffRequested", {"seq": x.seq}),) if told else ()
            rows = deadlines(c, Patience())
            await journal.append(Change(name, n, (x.event,), x.at, standing(c), rows, effects))
    await journal.keep("presence", "dana", b"{}")
    await journal.close()


def dump(db: apsw.Connection, schema: int) -> str:
    lines = [f"-- schema {schema}"]
    for table in TABLES:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        late = {x for n, names in ADDED.get(table, {}).items() if n > schema for x in names}
        kept = [x for x in columns if x not in late]
        values = " || ', ' || ".join(f"quote({x})" for x in kept)
        into = f"INSERT INTO {table} ({', '.join(kept)}) VALUES ("
        sql = f"SELECT {values} FROM {table} ORDER BY {', '.join(kept[:2])}"
        lines += [f"{into}{row[0]});" for row in db.execute(sql)]
    return "\n".join(lines) + "\n"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("name")
    given.add_argument("--schema", type=int, default=0)
    asked = given.parse_args()
    target = ROOT / "tests" / "history" / f"{asked.name}.sql"
    if target.exists():
        raise SystemExit(f"{target} is kept already.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        asyncio.run(fill(path))
        db = apsw.Connection(str(path))
        newest = db.execute("SELECT max(number) FROM migrations").get
        target.write_text(dump(db, asked.schema or newest), encoding="utf-8")
        db.close()


if __name__ == "__main__":
    main()
