"""JSON Lines in, JSON Lines out: how every line command reads, reports a bad line, and shows progress."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.progress import Progress

Record = dict[str, Any]


def run(work: Callable[[Record], Record], source: Path | None, target: Path | None) -> int:
    """Answer each line with ``work``; the exit code: 0, or 2 when a line could not be read.

    ``work`` gets the record with its ``id`` and returns the answer without ``id`` and ``ms``, which are added here.
    """
    with _writing(target) as out:

        def take(record: Record) -> None:
            began = time.perf_counter()
            answer = work(record)
            ms = round((time.perf_counter() - began) * 1000, 3)
            out.write(json.dumps({"id": record["id"], **answer, "ms": ms}, ensure_ascii=False) + "\n")

        bad = each(take, source)
    return 2 if bad else 0


def each(take: Callable[[Record], None], source: Path | None) -> int:
    """Hand each line's record, with its ``id``, to ``take``; how many could not be used, each told on standard error."""
    bad = 0
    with _reading(source) as lines:
        for number, line in _with_progress(lines, source):
            if not line.strip():
                continue
            try:
                take(_record(line, number))
            except (ValueError, TypeError, KeyError, AttributeError) as wrong:
                print(f"line {number + 1}: {_said(wrong)}", file=sys.stderr)
                bad += 1
    return bad


def _record(line: str, number: int) -> Record:
    record = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError("a JSON object is expected")
    record.setdefault("id", f"r{number}")
    return record


def _said(wrong: Exception) -> str:
    if isinstance(wrong, json.JSONDecodeError):
        return f"not JSON ({wrong.msg} at column {wrong.colno})"
    if isinstance(wrong, KeyError):
        return f"the key {wrong} is missing"
    return str(wrong)


def _reading(source: Path | None) -> IO[str]:
    return source.open(encoding="utf-8", errors="replace") if source else _Borrowed(sys.stdin)  # type: ignore[return-value]


def _writing(target: Path | None) -> IO[str]:
    return target.open("w", encoding="utf-8") if target else _Borrowed(sys.stdout)  # type: ignore[return-value]


class _Borrowed:
    """A stream that is not ours to close."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __enter__(self) -> IO[str]:
        return self._stream

    def __exit__(self, *_: object) -> None:
        self._stream.flush()


def _with_progress(lines: IO[str], source: Path | None) -> Iterator[tuple[int, str]]:
    """Number the lines; on a terminal show how far it is."""
    if not sys.stderr.isatty():
        yield from enumerate(lines)
        return
    total = source.stat().st_size if source else None
    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("reading", total=total)
        for number, line in enumerate(lines):
            yield number, line
            shown.advance(task, len(line.encode()) if total else 1)
