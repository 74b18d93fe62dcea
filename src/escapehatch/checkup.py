"""``escapehatch doctor``: what is set up, what is missing, and the next step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import apsw

from .adapters import reader_of
from .app import TURNS_S, VERSION, web_dist
from .handoff import policy
from .journals.sqlite_words import left
from .routing import roster
from .settings import Settings, SettingsRefused, load

OK, MISSING, WRONG = "ok", "missing", "wrong"
Line = tuple[str, str, str]


def checkup(path: Path) -> int:
    """Print each finding; the exit code is 1 when something is wrong, 0 otherwise."""
    found = list(_lines(path))
    for state, what, sentence in found:
        print(f"{state:8}{what:12}{sentence}")
    return int(any(state == WRONG for state, _, _ in found))


def _lines(path: Path) -> Iterator[Line]:
    yield OK, "release", f"Escape Hatch {VERSION}, SQLite {apsw.sqlite_lib_version()}"
    settings = Settings()
    if path.exists():
        try:
            settings = load(path)
            yield OK, "settings", str(path)
        except SettingsRefused as refused:
            yield WRONG, "settings", str(refused)
    else:
        yield MISSING, "settings", f"{path} is not there: defaults are used. The demo needs none: escapehatch demo"
    yield from _pages()
    yield from _reader(settings)
    yield _file("policy", settings.policy, policy.parse, policy.PolicyRefused, "the built-in policy decides")
    yield _file("roster", settings.roster, roster.parse, roster.RosterRefused, "nobody can take a conversation")
    yield _journal(settings.journal)
    yield (
        OK,
        "stop",
        f"a bot's turn may run {TURNS_S:g} s more, then a person is asked for; a second signal ends it at once",
    )
    yield _metrics(settings)
    yield _set("shop", settings.shop.kind, "the packet has no orders; set [shop]")
    yield _set("bot", settings.bot.kind, "every conversation goes to a person; set [bot]")
    yield _set("sites", ", ".join(settings.sites) or "none", "no shop page may use the widget; set [sites.NAME]")


def _pages() -> Iterator[Line]:
    if (web_dist() / "console" / "index.html").exists():
        yield OK, "pages", "widget and console are built"
    else:
        yield WRONG, "pages", "widget and console are not built: run make in the checkout, or install the wheel"


def _reader(settings: Settings) -> Iterator[Line]:
    try:
        read = reader_of(settings.reader).read("I want to talk to a person")
        yield OK, "reading", f"{settings.reader} ({read.reader})"
    except ImportError as failed:
        yield WRONG, "reading", f'{failed}: install it, or set reader = "plain"'


def _file(what: str, path: Path | None, parse: object, refused: type[Exception], without: str) -> Line:
    if path is None:
        return MISSING, what, f"no file is set: {without}"
    try:
        parse(path.read_text(encoding="utf-8"), str(path))  # type: ignore[operator]
    except refused as failed:
        return WRONG, what, "; ".join(str(x) for x in getattr(failed, "problems", (failed,)))
    except OSError as failed:
        return WRONG, what, f"{path}: {failed.strerror}"
    return OK, what, str(path)


def _journal(path: Path) -> Line:
    if not path.exists():
        return MISSING, "journal", f"{path} will be made at the first start"
    try:
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        found = db.execute("PRAGMA quick_check").get
        size = db.execute("SELECT count(*) FROM conversations").get
        mode = db.execute("PRAGMA journal_mode").get
        letters = db.execute("SELECT count(*) FROM effects WHERE done = 2").get
        unsearched = left(db)
    except apsw.Error as failed:
        return WRONG, "journal", f"{path}: {failed}"
    state = OK if found == "ok" and mode == "wal" else WRONG
    told = f"{path}: {size} conversations, quick check: {found}, {mode}, dead letters: {letters}"
    told += f", not searchable yet: {unsearched}" if unsearched else ""
    return state, "journal", told


def _metrics(settings: Settings) -> Line:
    where = f"{settings.own_origin}/metrics"
    if settings.operator_token:
        return OK, "metrics", f"{where}, from here or with the operator's token"
    return OK, "metrics", f"{where}, from this machine alone; operator_token opens it to others"


def _set(what: str, kind: str, without: str) -> Line:
    return (MISSING, what, without) if kind == "none" else (OK, what, kind)
