"""G16: no message takes long to read, whatever it is made of: while a pattern searches, nothing else in the process runs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from threading import Barrier, Event, Lock, Thread, current_thread
from typing import Any

import pytest

from escapehatch.conversation.values import Role
from escapehatch.reading import hearing
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.secrets import mask
from escapehatch.reading.sought import LONG_CHARS, Sought
from prove.tiring import POISON, text_of

#: Of one processor, seconds, for the longest message that is taken. Each of these once took a second, or more.
WITHIN_S = 0.7
#: One search in such a message, beside looking at each of its characters once. (One of them once took 120 times as long.)
TIMES = 16
#: Of all patterns, those that search the whole of such a message.
SEARCHED = 0.5

ANY = re.compile(r"(?s).")


@pytest.mark.parametrize("name", POISON)
def test_the_longest_message_is_read_in_no_time(name: str) -> None:
    """The best of three: a machine that has other things to do is not what is measured."""
    reader, text = PlainReader(), text_of(name)
    reader.read("Hello, my name is Ada.")
    assert any(_took_s(lambda: _whole(reader, text, Role.CUSTOMER)) < WITHIN_S for _ in range(3))


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.BOT])
@pytest.mark.parametrize("name", POISON)
def test_no_search_in_it_takes_long(name: str, role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a ratio, and the best of three of each: how quick or how busy a machine is makes no difference."""
    reader, text = PlainReader(), text_of(name)
    scan_s = min(_took_s(lambda: ANY.findall(text)) for _ in range(5))
    each = [_longest(lambda: _whole(reader, text, role), monkeypatch) for _ in range(3)]
    for pattern in set.intersection(*map(set, each)):
        assert min(x[pattern] for x in each) < TIMES * scan_s, pattern[:200]


@pytest.mark.parametrize("name", POISON)
def test_most_patterns_do_not_search_it_at_all(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds few different words, and most patterns need others."""
    asked, searched = set[str](), set[str]()
    possible = Sought.possible

    def noted(one: Sought, text: str) -> bool:
        found = possible(one, text)
        if len(text) >= LONG_CHARS:
            asked.add(one.re.pattern)
            searched.update([one.re.pattern] if found else [])
        return found

    monkeypatch.setattr(Sought, "possible", noted)
    _whole(PlainReader(), text_of(name), Role.CUSTOMER)
    assert len(asked) > 80 and len(searched) < SEARCHED * len(asked)


def test_long_messages_are_read_one_after_the_other_and_short_ones_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """G16: of several threads that want the processor, whoever waits for it gets it by chance."""
    long, short = "a" * (hearing.LONG_CHARS + 1), "b" * hearing.LONG_CHARS
    at_once, most, counting = set[Thread](), 0, Lock()
    all_there, short_heard = Barrier(4), Event()

    def listen(text: str, *_: object) -> hearing.Hearing:
        nonlocal most
        if text == short:
            short_heard.set()
            return hearing.Hearing("")
        with counting:
            at_once.add(current_thread())
            most = max(most, len(at_once))
        assert short_heard.wait(20)
        with counting:
            at_once.remove(current_thread())
        return hearing.Hearing("")

    def read(text: str) -> None:
        all_there.wait(20)
        hearing.listen(text, Role.CUSTOMER, "", ())

    monkeypatch.setattr(hearing, "_listen", listen)
    monkeypatch.setattr(hearing, "TURN_S", 20.0)
    _all_done([Thread(target=read, args=(x,)) for x in (long, long, long, short)])
    assert most == 1


def test_nobody_waits_for_ever_for_a_message_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """G16: nor is the turn lost when reading fails."""
    monkeypatch.setattr(hearing, "TURN_S", 0.05)
    go_on, hung, heard = Event(), Event(), list[str]()

    def listen(text: str, *_: object) -> hearing.Hearing:
        if text.startswith("h"):
            hung.set()
            go_on.wait(20)
        if text.startswith("f"):
            raise ValueError(text)
        heard.append(text[0])
        return hearing.Hearing("")

    def read(text: str) -> None:
        hearing.listen(text * 2_000, Role.CUSTOMER, "", ())

    monkeypatch.setattr(hearing, "_listen", listen)
    hangs = Thread(target=read, args=("h",))
    hangs.start()
    assert hung.wait(20)
    with pytest.raises(ValueError, match="f"):
        read("f")
    read("l")
    go_on.set()
    hangs.join(20)
    assert heard == ["l", "h"] and not hearing._TURN.locked()


def _whole(reader: PlainReader, text: str, role: Role) -> None:
    mask(text, "")
    reader.read(text if role == Role.CUSTOMER else text[:8_000], role)


def _took_s(work: Callable[[], Any]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _longest(work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """For each pattern the longest that it held the processor in one go, seconds."""
    longest: dict[str, float] = {}

    def timed(one: Sought, search: Callable[[], Any]) -> Any:
        began = time.thread_time()
        try:
            return search()
        finally:
            longest[one.re.pattern] = max(longest.get(one.re.pattern, 0.0), time.thread_time() - began)

    def each(one: Sought, text: str) -> Iterator[re.Match[str]]:
        found = one.re.finditer(text) if one.possible(text) else iter(())
        while m := timed(one, lambda: next(found, None)):
            yield m

    with monkeypatch.context() as patched:
        patched.setattr(Sought, "finditer", each)
        for name in ("search", "match"):
            plain = getattr(Sought, name)
            patched.setattr(Sought, name, lambda one, text, plain=plain: timed(one, lambda: plain(one, text)))
        work()
    return longest


def _all_done(threads: list[Thread]) -> None:
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert not any(x.is_alive() for x in threads)
