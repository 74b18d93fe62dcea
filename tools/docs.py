"""Write the parts of the docs that the code knows best.

A page holds blocks between ``<!-- made: NAME -->`` and ``<!-- /made -->``. This fills them from the tables, docstrings
and constants of the package. ``--check`` writes nothing and ends with 1 when a block is stale (line counts excepted).
"""

from __future__ import annotations

import ast
import json
import re
import sys
import types
import typing
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Final

import budgets
import msgspec
from packet_fields import MEANS

from escapehatch.conversation import lifecycle
from escapehatch.handoff import cel, packet, signal
from escapehatch.handoff.policy import DEFAULT
from escapehatch.lab.replay import packet_line
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.secrets import mask
from escapehatch.records import lookup
from escapehatch.setup import guide

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "escapehatch"
BLOCK = re.compile(r"(<!-- made: (?P<name>[\w-]+) -->\n).*?(<!-- /made -->)", re.DOTALL)
#: Blocks that change with every line of code: written when asked for, never held against anybody.
PASSING = frozenset({"rooms"})

Row = tuple[str, ...]


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    stale = []
    for page in pages():
        text = page.read_text(encoding="utf-8")
        fresh = filled(text, PASSING if check else frozenset())
        if fresh == text:
            continue
        stale.append(page.relative_to(ROOT))
        if not check:
            page.write_text(fresh, encoding="utf-8")
    schema = ROOT / "docs" / "reference" / "packet.schema.json"
    text = json.dumps(packet.schema(), indent=2, sort_keys=True) + "\n"
    if not schema.exists() or schema.read_text(encoding="utf-8") != text:
        stale.append(schema.relative_to(ROOT))
        if not check:
            schema.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"stale: {name} (run: python tools/docs.py)" if check else f"wrote {name}")
    return int(check and bool(stale))


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def filled(text: str, but: frozenset[str] = frozenset()) -> str:
    """``text`` with its blocks made anew, except those named in ``but``. KeyError for a name that nobody makes."""

    def block(found: re.Match[str]) -> str:
        name = found["name"]
        return found[0] if name in but else f"{found[1]}\n{MADE[name]().strip()}\n\n{found[3]}"

    return BLOCK.sub(block, text)


def table(head: Row, rows: Iterator[Row] | list[Row]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def prose(doc: str) -> str:
    """A docstring as Markdown."""
    return doc.replace("``", "`").strip()


def code(words: Any) -> str:
    return f"`{words}`"


# The lifecycle


def diagram() -> str:
    """Edges that change the status, one a line; a few events may share one."""
    edges: dict[tuple[str, str], list[str]] = {}
    for status, events in lifecycle.NEXT.items():
        for event, after in events.items():
            if after is not status:
                edges.setdefault((status.value, after.value), []).append(event)
    lines = [f"    {a} --> {b}: {', '.join(events)}" for (a, b), events in edges.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    direction LR", "    [*] --> with_bot", *lines, "```"])


def statuses() -> str:
    rows = [
        (
            code(x.value),
            lifecycle.OWNER[x],
            ", ".join(sorted(role.value for role in lifecycle.MAY_SPEAK[x])),
            ", ".join(code(event) for event, after in lifecycle.NEXT[x].items() if after is x) or "none",
        )
        for x in lifecycle.Status
    ]
    return table(("status", "owner", "whose words reach the customer", "events that leave it there"), rows)


def anywhere() -> str:
    return ", ".join(code(x) for x in lifecycle.ANYWHERE) + "."


# Limits


def limits() -> str:
    """Every number or duration that a module names as its own, with the comment above it."""
    parts = []
    for path in sorted(SOURCE.rglob("*.py")):
        rows = list(_constants(path))
        if rows:
            parts.append(f"### `{path.relative_to(SOURCE)}`\n\n{table(('constant', 'value', 'what it bounds'), rows)}")
    return "\n\n".join(parts)


def _constants(path: Path) -> Iterator[Row]:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    comment, last = "", 0
    for node in ast.parse(text).body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name) or node.value is None:
            continue
        if not ast.unparse(node.annotation).startswith("Final") or not node.target.id.isupper():
            continue
        above = _comment(lines, node.lineno)
        comment = above or (comment if last == node.lineno - 1 else "")
        last = node.end_lineno or node.lineno
        value = _value(node.value)
        if value and not node.target.id.startswith("_"):
            yield code(node.target.id), value, prose(comment)


def _comment(lines: list[str], number: int) -> str:
    found = []
    for line in reversed(lines[: number - 1]):
        if not line.startswith("#:"):
            break
        found.append(line.removeprefix("#:").strip())
    return " ".join(reversed(found))


def _value(node: ast.expr) -> str:
    """A number or a duration as people write it; empty for anything else."""
    text = ast.unparse(node)
    if not re.fullmatch(r"(timedelta\([a-z]+=[\d_.]+\))|[\d_.\s*+-]+", text):
        return ""
    value = eval(text, {"__builtins__": {}, "timedelta": timedelta})
    return duration(value) if isinstance(value, timedelta) else f"{value:,}" if isinstance(value, int) else f"{value}"


def duration(value: timedelta) -> str:
    seconds = value.total_seconds()
    for name, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size and seconds % size == 0 and (name != "d" or seconds > size):
            return f"{seconds / size:g} {name}"
    return f"{seconds:g} s"


# Parts


def triggers() -> str:
    shared = [_knob(*x) for x in signal.Knobs.model_fields.items()]
    parts = [_trigger(name, part) for name, part in _parts("handoff.triggers")]
    return "\n\n".join(["Every trigger has these knobs:", table(KNOB, shared), *parts])


KNOB: Final = ("knob", "default", "what it sets")


def _knob(key: str, field: Any) -> Row:
    return code(key), code(_plain(field.get_default(call_default_factory=True))), field.description or ""


def _parts(folder: str) -> Iterator[tuple[str, types.ModuleType]]:
    room = import_module(f"escapehatch.{folder}")
    for found in iter_modules(room.__path__):
        yield found.name, import_module(f"{room.__name__}.{found.name}")


def _trigger(name: str, part: types.ModuleType) -> str:
    always = "\n\nPart of the safety set: no policy can switch it off." if getattr(part, "ALWAYS", False) else ""
    rows = [_knob(key, field) for key, field in part.Knobs.model_fields.items() if key not in signal.Knobs.model_fields]
    knobs = f"\n\n{table(KNOB, rows)}" if rows else ""
    return f"### `{name}`\n\n{prose(getdoc(part) or '')}{always}{knobs}"


def _plain(value: Any) -> str:
    return (value or '""') if isinstance(value, str) else msgspec.json.encode(value, enc_hook=str).decode()


def rules() -> str:
    return "\n\n".join(_part(name, part, "score") for name, part in _parts("routing.rules"))


def _part(name: str, part: types.ModuleType, function: str) -> str:
    told = getdoc(getattr(part, function)) or ""
    score = f"\n\nScore: {prose(told)}" if told else ""
    return f"### `{name}`\n\n{prose(getdoc(part) or '')}{score}"


def metrics() -> str:
    return "\n\n".join(_metric(name, part) for name, part in _parts("metrics"))


def _metric(name: str, part: types.ModuleType) -> str:
    value = typing.get_type_hints(part.measure)["return"]
    # A metric that answers group by group: the last argument of its ``dict[str, Value]``.
    value = (typing.get_args(value) or (value,))[-1]
    fields = ", ".join(code(x) for x in value.__struct_fields__)
    return f"### `{name}`\n\n{prose(getdoc(part) or '')}\n\nValue: {fields}. {prose(getdoc(value) or '')}"


def names() -> str:
    return table(("name", "meaning"), [(code(name), means) for name, (_, means) in cel.NAMES.items()])


# Rooms


def rooms() -> str:
    return table(("room", "question", "lines", "aim"), [*_rooms()])


def _rooms() -> Iterator[Row]:
    for room, aim in budgets.AIMS.items():
        question = (getdoc(import_module(f"escapehatch.{room}")) or "").split("?")[0] + "?"
        yield code(f"{room}/"), question.replace("\n", " "), f"{_lines(SOURCE / room, '*.py'):,}", f"{aim:,}"
    alone = sum(path.read_text(encoding="utf-8").count("\n") for path in SOURCE.glob("*.py"))
    yield "files beside the rooms", "Which parts, with which settings? What can an operator type?", f"{alone:,}", ""
    for part in ("protocol", "widget", "console"):
        lines = sum(_lines(ROOT / "web" / part / "src", kind) for kind in ("*.ts", "*.tsx", "*.css"))
        yield code(f"web/{part}/"), "", f"{lines:,}", ""


def _lines(folder: Path, kind: str) -> int:
    return sum(path.read_text(encoding="utf-8").count("\n") for path in folder.rglob(kind))


# The packet


def packet_fields() -> str:
    """The packet and everything it holds, one table each."""
    seen: list[type] = []
    _collect(packet.Packet, seen)
    return "\n\n".join(_struct(kind) for kind in seen)


def _collect(kind: Any, seen: list[type]) -> None:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind not in seen:
            seen.append(kind)
            for hint in typing.get_type_hints(kind).values():
                _collect(hint, seen)
        return
    for inner in typing.get_args(kind):
        _collect(inner, seen)


def _struct(kind: type) -> str:
    hints = typing.get_type_hints(kind)
    rows = [(code(name), type_name(hint), MEANS[kind.__name__][name]) for name, hint in hints.items()]
    return f"### {kind.__name__}\n\n{prose(getdoc(kind) or '')}\n\n{table(('field', 'type', 'what it is'), rows)}"


def real_packet() -> str:
    """One conversation through the very code of the command, and its answer without what the shop merely lists."""
    line = (ROOT / "docs" / "examples" / "known.jsonl").read_text(encoding="utf-8")
    record = json.loads(line)
    found = packet_line(record, DEFAULT, PlainReader().read, lookup(ROOT / "examples" / "lantern")(record), mask)
    said = [(str(n), x["role"], x["text"]) for n, x in enumerate(record["messages"])]
    known = [(x["type"], x["value"], x["status"], str(x["msg"])) for x in (*found["facts"], *found["superseded"])]
    known += [(x["type"], "", "declined", str(x["msg"])) for x in found["declined"]]
    rest = [
        ("why now", found["reason"]["because"]),
        ("tried", "; ".join(f"{x['what']} {x['subject']} {x['outcome']}".strip() for x in found["tried"])),
        ("promised", "; ".join(x["text"] for x in found["promised"])),
        ("open", "; ".join(x["text"] for x in found["open"])),
        ("summary", found["summary"]),
        ("suggested reply", found["suggested_reply"]),
    ]
    command = "escapehatch packet --reader plain --shop examples/lantern --in docs/examples/known.jsonl"
    tables = (
        table(("", "who", "said"), said),
        table(("fact", "value", "status", "message"), known),
        table(("", ""), [x for x in rest if x[1]]),
    )
    return "\n\n".join([f"```text\n{command}\n```", *tables])


NAMED: Final = {str: "text", int: "integer", float: "number", bool: "true or false", datetime: "instant"}


def type_name(hint: Any) -> str:
    """A type in plain words."""
    origin, inner = typing.get_origin(hint), [x for x in typing.get_args(hint) if x is not Ellipsis]
    if origin in {tuple, list}:
        return f"list of {type_name(inner[0])}"
    if origin in {types.UnionType, typing.Union}:
        return " or ".join("nothing" if x is types.NoneType else type_name(x) for x in inner)
    if origin is not None:
        return "object"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return NAMED.get(hint, getattr(hint, "__name__", str(hint)))


MADE: dict[str, Callable[[], str]] = {
    "lifecycle": diagram,
    "statuses": statuses,
    "anywhere": anywhere,
    "limits": limits,
    "triggers": triggers,
    "rules": rules,
    "metrics": metrics,
    "names": names,
    "rooms": rooms,
    "packet": packet_fields,
    "real-packet": real_packet,
    "setup": guide.as_markdown,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
