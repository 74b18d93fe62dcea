"""What the server says of itself: one JSON line an event on standard error, with ids and times, and without words (S75).

Only the keys below are ever written. What people wrote, who they are and what opens a door have none. So an exception is told
by its type and the places it passed, never by its message; what a library logs is told by the place in its source, and by
its sentence only before anything was filled in. That holds at every level.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, Final, TextIO

import structlog

LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40}
#: What a line may hold. Whatever else it is given stays out.
_KEYS: Final = """
    timestamp level event
    conversation_id seq status epoch command refused role channel
    trigger queue priority escalation_id reservation_id agent_id turn_id effect_id how because outcome part had kind choices score
    took_ms took_s waited_s lasted_s by_s promised_at expires_at
    tries during changes conversations version problems code route method file why from place error at caused_by library
"""
KEYS: Final = frozenset(_KEYS.split())
#: Characters of one value.
VALUE_CHARS: Final = 300
#: Places of an exception that are told, the innermost ones.
PLACES_MAX: Final = 12
#: Libraries whose sentences are constant up to the first line's end, also when they fill nothing in.
PLAIN: Final = frozenset({"asyncio", "uvicorn.error"})

Line = MutableMapping[str, Any]


def begin(level: str = "info", to: TextIO | None = None) -> None:
    """From here on whatever is logged in this process goes to ``to`` (standard error), as lines. ``level``: see LEVELS."""
    lines(level, to)
    logging.basicConfig(handlers=[Libraries()], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    log = structlog.get_logger(__name__)
    sys.excepthook = lambda kind, failed, trace: log.critical("crashed", exc_info=failed)
    sys.unraisablehook = lambda x: log.error("not_raised", exc_info=x.exc_value)
    threading.excepthook = lambda x: log.error("thread_died", exc_info=x.exc_value)


def unless_begun() -> None:
    """Whoever uses the house as a library, and has set up nothing, is told of warnings and worse, without words too."""
    if not structlog.is_configured():
        lines("warning", sys.stderr)


def lines(level: str, to: TextIO | None) -> None:
    """``begin`` for what this package itself logs."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(to or sys.stderr),
        cache_logger_on_first_use=False,
    )


def without_words(logger: Any, method: str, line: Line) -> Line:
    """The line with allowed keys alone; an exception becomes its type, its places and what caused it."""
    failed = line.pop("exc_info", None)
    if failed:
        failed = failed if isinstance(failed, BaseException) else sys.exc_info()[1]
    kept = {k: _short(v) for k, v in line.items() if k in KEYS}
    return {**kept, **(told(failed) if failed else {})}


def told(failed: BaseException) -> dict[str, Any]:
    """What may be known of an exception."""
    kinds = [type(x).__name__ for x in _chain(failed)]
    found: dict[str, Any] = {"error": kinds[0], "at": places(failed)}
    return {**found, "caused_by": kinds[1:]} if kinds[1:] else found


def places(failed: BaseException) -> list[str]:
    """Where it passed, the innermost last: ``desk/desk.py:217 _read``. Of what caused it first, of a group's first member too."""
    found = [f"{_place(x.filename)}:{x.lineno} {x.name}" for one in reversed([*_chain(failed)]) for x in _frames(one)]
    return found[-PLACES_MAX:]


def _chain(failed: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while failed is not None and id(failed) not in seen:
        seen.add(id(failed))
        yield failed
        inside = failed.exceptions[0] if isinstance(failed, BaseExceptionGroup) else None
        failed = inside or failed.__cause__ or (None if failed.__suppress_context__ else failed.__context__)


def _frames(failed: BaseException) -> traceback.StackSummary:
    return traceback.StackSummary.extract(traceback.walk_tb(failed.__traceback__), lookup_lines=False)


def _place(file: str) -> str:
    return "/".join(Path(file).parts[-2:])


def _short(value: Any) -> Any:
    return value[:VALUE_CHARS] if isinstance(value, str) else value


class Libraries(logging.Handler):
    """Other people's log records, as lines of ours: warnings and worse. What they fill in is left out."""

    def emit(self, record: logging.LogRecord) -> None:
        failed = record.exc_info[1] if record.exc_info else None
        constant = isinstance(record.msg, str) and (record.args or record.name in PLAIN)
        said = {"why": record.msg.splitlines()[0]} if constant and record.msg.strip() else {}
        log = structlog.get_logger(record.name)
        place = f"{_place(record.pathname)}:{record.lineno}"
        log.log(record.levelno, "library", library=record.name, place=place, exc_info=failed, **said)
