"""Patterns that look first for the words that they need: they find what they would have found, and search little in vain."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from escapehatch import reading
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.soon import FIRST
from escapehatch.reading.sought import LONG_CHARS, PIECE_CHARS, Sought, needs, sought, vocabulary

#: Nothing that a pattern could need.
ROOM = "\n" * LONG_CHARS
#: A word longer than what is looked for of one.
ENDLESS = "".join(f"{n}" for n in range(2 * PIECE_CHARS))


def _all() -> dict[str, Sought]:
    """Every such pattern of the room, by where it stands."""
    found: dict[int, tuple[str, Sought]] = {}
    for module in pkgutil.walk_packages(reading.__path__, f"{reading.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for at, x in _within(value):
                found.setdefault(id(x), (f"{module.name.split('reading.')[1]}.{name}{at}", x))
    return dict(found.values())


def _within(value: object, at: str = "") -> Iterator[tuple[str, Sought]]:
    if isinstance(value, Sought):
        yield at, value
    for key, part in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, tuple) else ()):
        yield from _within(part, f"{at}[{key}]")


SOUGHT = _all()


def test_there_are_many() -> None:
    assert len(SOUGHT) > 140


@pytest.mark.parametrize("at", sorted(SOUGHT))
def test_what_a_pattern_matches_it_finds_in_a_long_text_too(at: str) -> None:
    """G16: strings made from the pattern itself, in whatever case it allows; the text holds nothing else that it could need."""
    pattern = SOUGHT[at]

    @settings(
        max_examples=4,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(st.from_regex(pattern.re), st.just("")))
    def every(text: str) -> None:
        for long in (text + ROOM, ROOM + text):
            whole = [x.span() for x in pattern.re.finditer(long)]
            assert [x.span() for x in pattern.finditer(long)] == whole
            assert bool(pattern.search(long)) == bool(whole)

    every()


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?i)\bkiss\b", "\u212ais\u017f"),
        (r"(?i)\bfile\b", "f\u0130le"),
        (r"(?i)\bfile\b", "F\u0131LE"),
        (r"(?i:в суд)", "\u1c80 СУ\u1c81"),
        (r"(?i)µg", "5 \u03bcG"),
        (r"σας", "σας"),
        (r"ΣΑΣ", "ΣΑΣ"),
        (r"отменить", "отменить"),
        (r"\bor(?:der)?s?\b", "or"),
        (r"a(?:b|c|)d", "ad"),
        (r"(?:no|non)[- ]?one", "non-one"),
        (r"[^a]x|yz", "bx"),
        (r"x\d{2}", "x٤٢"),
        (r"[1-9]{2}", "42"),
        (r"(?<=un)able(?! to)", "unable"),
        (r"(?>ab|a)c", "abc"),
        (r"(?:ab){2,}+c", "ababc"),
        (r"(a)\1b", "aab"),
        (r"(?i)a(?-i:B)c", "ABC"),
        (ENDLESS, f"hay{ENDLESS}"),
        *((r"needle", f"{'a' * n}needle{'y' * 99}") for n in range(2 * PIECE_CHARS - 8, 2 * PIECE_CHARS + 8)),
    ],
)
def test_no_spelling_of_a_word_is_missed(pattern: str, text: str) -> None:
    one = sought(pattern)
    for long in (text + ROOM, ROOM + text, f"{'hay ' * 200}{text}\n"):
        assert one.re.search(long), "the example is wrong"
        assert one.search(long)


def test_what_a_pattern_needs_is_read_off_the_pattern() -> None:
    assert needs(r"\b(?:refunds?|money back)\b") == (frozenset({"refund", "money"}),)
    assert needs(r"\d+ ?(?:usd|eur)") == (frozenset({"usd", "eur"}), frozenset({"\0"}))
    assert needs(r"(?:maybe)?|x*") == ()


def test_a_text_without_the_words_is_not_searched() -> None:
    class Counted:
        pattern, flags, searched = "refund", 0, 0

        def search(self, text: str) -> None:
            self.searched += 1

    counted = Counted()
    one = Sought(counted)  # type: ignore[arg-type]
    one.search("A" * LONG_CHARS)
    assert not counted.searched
    one.search("A" * LONG_CHARS + " refund")
    one.search("A")
    assert counted.searched == 2


@pytest.mark.parametrize("text", ["é" * 10_000, "4111" * 2_500, "a." * 5_000, "one " * 2_500, ";" * 10_000])
def test_a_long_text_of_few_words_is_a_short_vocabulary(text: str) -> None:
    """G16: each of the words that hundreds of patterns need is looked for in it."""
    assert len(vocabulary(text)) < 300


def test_case_and_flags_are_those_of_the_pattern() -> None:
    long = "Order" + ROOM
    assert sought("order", re.IGNORECASE).search(long) and not sought("order").search(long)


def test_what_the_patterns_need_is_known_before_the_first_long_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """G16: to read it off them all takes as long as several readings."""
    for x in SOUGHT.values():
        monkeypatch.setattr(x, "_needs", None)
    reader = PlainReader()
    for role, text in FIRST:
        reader.read(text, role)
    unknown = [at for at, x in SOUGHT.items() if x._needs is None]
    assert len(unknown) < len(SOUGHT) / 10, unknown
