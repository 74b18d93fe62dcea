"""Golden pages: behaviour as a transcript that a support manager could have written.

    # The customer asks for a person, and the bot stops talking
    10:00:30 customer  I want a real person.
    > handoff requested: asked for a person: 'I want a real person.' (queue: support)

Times on the left are what people did; ``>`` lines are what we did about it. Before the first of them a page may
say ``agents:``, ``customer:``, ``cart:``, ``locale:``, ``opens:``, ``reader: plain`` (the patterns read the messages) and hold
a policy in a fenced ``yaml`` block; below a message ``heard:`` may state its reading. All else is prose. ``--accept`` rewrites the ``>`` lines, and
the diff is the review.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from ..conversation.audience import for_customer
from ..conversation.events import Recorded
from ..conversation.fold import replay
from ..conversation.values import Cart, Customer, Reading, Role
from ..handoff.policy import DEFAULT, Policy, parse
from ..reading.plain import PlainReader
from .play import DAY, NAMES, PageWrong, Play, Setting, Step
from .replay import Read

_LINE: Final = re.compile(r"^ {0,4}(\d\d):(\d\d):(\d\d)\s+(\w+)\s+(.+?)\s*$")
_ACT: Final = re.compile(r"^\((.+)\)$")
_HEARD: Final = re.compile(r"^\s+heard:\s*(.+?)\s*$")
_HEADER: Final = re.compile(r"^(agents|customer|cart|locale|opens|reader):\s*(.*?)\s*$")
_CART: Final = re.compile(r"^([\d.]+)\s*([A-Z]{3})?(?:\s*,\s*(.+))?$")


class Page(Struct, frozen=True):
    """A page as written: its title, how it begins, what people did, and all its lines."""

    name: str
    title: str
    setting: Setting
    policy: Policy
    steps: tuple[Step, ...]
    lines: tuple[str, ...]
    reader: str = ""


class Performance(Struct, frozen=True):
    """What became of a page: its text as it ought to read, and the journal it made."""

    page: Page
    text: str
    records: tuple[Recorded, ...]

    @property
    def diff(self) -> str:
        """What differs from the page as written; empty when it holds."""
        written = "\n".join(self.page.lines).splitlines()
        return "\n".join(difflib.unified_diff(written, self.text.splitlines(), "written", "played", lineterm="", n=3))


def silent(text: str, role: Role, before: str = "", earlier: Sequence[tuple[str, str]] = ()) -> Reading:
    """Hears nothing: for pages that state every reading that matters."""
    return Reading(language="en", reader="page")


def read_page(text: str, name: str = "page", policy: Policy = DEFAULT) -> Page:
    """Parse a page. Raises PageWrong, or PolicyRefused for the policy it holds."""
    lines = text.rstrip("\n").split("\n")
    title, header, block, steps = name, dict[str, str](), list[str](), list[Step]()
    fenced = False
    day, last = DAY, DAY
    for n, line in enumerate(lines, 1):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced:
            block.append(line)
        elif line.startswith("# "):
            title = line[2:].strip()
        elif found := _HEADER.match(line):
            header[found[1]] = found[2]
        elif found := _HEARD.match(line):
            if not steps:
                raise PageWrong(f"{name}:{n}: 'heard:' belongs below a message")
            steps[-1] = msgspec.structs.replace(steps[-1], heard=found[1])
        elif found := _LINE.match(line):
            at = day + timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3]))
            if at < last - timedelta(hours=6):
                day, at = day + timedelta(days=1), at + timedelta(days=1)
            last = at
            act = _ACT.match(found[5])
            steps.append(Step(n, at, found[4], "" if act else found[5], act[1] if act else ""))
    checked = parse("\n".join(block), name) if block else policy
    return Page(name, title, _setting(header, name), checked, tuple(steps), tuple(lines), header.get("reader", ""))


def _setting(header: dict[str, str], name: str) -> Setting:
    agents = header.get("agents")
    return Setting(
        tuple(x.strip() for x in agents.split(",") if x.strip() not in ("", "nobody"))
        if agents is not None
        else ("dana", "eli"),
        _customer(header.get("customer", "ada")),
        _cart(header["cart"], name) if "cart" in header else None,
        header.get("locale", "en"),
        _opens(header["opens"], name) if "opens" in header else None,
    )


def _customer(text: str) -> Customer:
    """``ada``, or ``ada, vip``: with a tier the shop vouches for her."""
    who, _, tier = (x.strip() for x in text.partition(","))
    return Customer(who, NAMES.get(who, who.title()), tier=tier, verified=bool(tier))


def _cart(text: str, name: str) -> Cart:
    found = _CART.match(text)
    if not found:
        raise PageWrong(f"{name}: a cart reads like '620 EUR, lamp, chair'")
    items = tuple(x.strip() for x in (found[3] or "").split(",") if x.strip())
    return Cart(float(found[1]), found[2] or "EUR", items)


def _opens(text: str, name: str) -> datetime:
    """``08:00``: the next morning when the page begins at night."""
    found = re.fullmatch(r"(?:(tomorrow)\s+)?(\d\d):(\d\d)", text)
    if not found:
        raise PageWrong(f"{name}: opens reads like '08:00' or 'tomorrow 08:00'")
    return DAY + timedelta(days=int(bool(found[1])), hours=int(found[2]), minutes=int(found[3]))


def play(page: Page, read: Read | None = None) -> Performance:
    """Play a page from its first line to its last. Raises PageWrong with the line that cannot be played."""
    stage = Play(page.setting, page.policy, read or (PlainReader().read if page.reader == "plain" else silent))
    answers: dict[int, list[str]] = {}
    for step in page.steps:
        try:
            answers[step.line] = stage.step(step)
        except (PageWrong, ValueError) as wrong:
            raise PageWrong(f"{page.name}:{step.line}: {wrong}") from None
    return Performance(page, _written(page, answers), tuple(stage.records))


def _written(page: Page, answers: dict[int, list[str]]) -> str:
    """The page with its ``>`` lines as they came out."""
    out: list[str] = []
    pending: list[str] = []
    for n, line in enumerate(page.lines, 1):
        if line.lstrip().startswith("> ") and page.steps and n > page.steps[0].line:
            continue
        if not _HEARD.match(line):
            out += pending
            pending = []
        out.append(line)
        if n in answers:
            indent = line[: len(line) - len(line.lstrip())]
            pending = [f"{indent}> {x}" for x in answers[n]]
    return "\n".join(out + pending) + "\n"


def dump(performance: Performance) -> dict[str, Any]:
    """Events and snapshots as plain values, for the agent's and the customer's copy: what every fold must agree on."""
    records = performance.records
    seen = [x for x in map(for_customer, records) if x]
    plain: Any = msgspec.to_builtins
    return {
        "page": performance.page.name,
        "title": performance.page.title,
        "events": plain(records),
        "snapshots": {"agent": plain(replay(records)), "customer": plain(replay(seen))},
        "seen_by_customer": plain(seen),
    }


def fixture(performance: Performance) -> str:
    """The dump as a JSON text, a line for each of its parts, the same on every machine."""
    parts = dump(performance).items()
    lines = (f"{json.dumps(k)}:{json.dumps(v, ensure_ascii=False, sort_keys=True)}" for k, v in parts)
    return "{" + ",\n".join(lines) + "}\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Play pages, accept them, or write them out as fixtures. Exit 1 when a page does not hold."""
    options = argparse.ArgumentParser(prog="escapehatch.lab.pages", description=main.__doc__)
    options.add_argument("pages", nargs="*", default=["tests/transcripts"], help="pages, or folders of pages")
    options.add_argument("--accept", action="store_true", help="rewrite the pages as they play now")
    options.add_argument("--fixtures", metavar="DIR", help="write events and snapshots of each page as JSON")
    given = options.parse_args(arguments)
    broken = 0
    for path in _paths(given.pages):
        performance = play(read_page(path.read_text("utf-8"), path.stem))
        if given.fixtures:
            _write_fixture(Path(given.fixtures), performance)
        if performance.diff and given.accept:
            path.write_text(performance.text, "utf-8")
        elif performance.diff:
            broken += 1
            sys.stdout.write(f"{path}\n{performance.diff}\n")
    return int(bool(broken))


def check_pages(policy: Policy, paths: Sequence[Path], read: Read = silent) -> int:
    """Play the pages under ``policy``, print what does not hold; 1 when any does not, 0 otherwise."""
    broken = 0
    for path in _paths([str(x) for x in paths]):
        performance = play(read_page(path.read_text("utf-8"), path.stem, policy), read)
        sys.stdout.write(f"{path}: {performance.diff or 'holds'}\n")
        broken += bool(performance.diff)
    return int(bool(broken))


def _paths(given: Sequence[str]) -> list[Path]:
    found = [sorted(Path(x).glob("*.md")) if Path(x).is_dir() else [Path(x)] for x in given]
    return [path for paths in found for path in paths if path.name != "README.md"]


def _write_fixture(folder: Path, performance: Performance) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{performance.page.name}.json").write_text(fixture(performance), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
