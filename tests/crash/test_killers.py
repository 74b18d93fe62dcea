"""G16: a message under which the process itself dies, as of a fault in a pattern's, a model's or a plug-in's machine code."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from escapehatch.desk.aside import DEATHS_MAX
from escapehatch.journals.black_box import SLOTS, SUSPECTS_MAX, BlackBox, suspected
from prove.killing import killed


def died(path: Path, *names: str) -> BlackBox:
    """A process that was in the middle of these, and another that looks what is left of it."""
    child = os.fork()
    if not child:
        former = BlackBox(path)
        works = [former.during(x) for x in names]
        for work in works:
            work.__enter__()
        os._exit(1)
    os.waitpid(child, 0)
    return BlackBox(path)


def test_what_was_under_way_is_known_to_the_next_process(tmp_path: Path) -> None:
    """G16: counted until it is got through once; others are not blamed."""
    path = tmp_path / "journal.db.aside"
    with BlackBox(path).during("read c0"):
        pass
    for n in range(1, DEATHS_MAX + 1):
        box = died(path, "read bad", f"read other{n}")
        assert (box.deaths("read bad"), box.deaths(f"read other{n}"), box.deaths("read c0")) == (n, 1, 0)
        with box.during(f"read other{n}"):
            pass
        assert box.deaths(f"read other{n}") == 0
        box.close()
    box = BlackBox(path)
    assert (box.deaths("read bad"), box.suspects(DEATHS_MAX), box.suspects(1)) == (
        DEATHS_MAX,
        ["read bad"],
        ["read bad"],
    )
    assert suspected(path, DEATHS_MAX) == ["read bad"]
    with pytest.raises(KeyError), box.during("read bad"):
        raise KeyError
    assert BlackBox(path).deaths("read bad") == 0
    assert not suspected(path, 1) and not suspected(tmp_path / "none", 1)


def test_a_box_is_full_or_damaged_and_works_go_on(tmp_path: Path) -> None:
    """G16: what is worst is remembered; what nobody can have written counts for nothing."""
    path = tmp_path / "journal.db.aside"
    died(path, "read bad").close()
    box = died(path, "read bad", *(f"read c{n}" for n in range(2 * SLOTS)))
    assert box.deaths("read bad") == 2
    assert sum(box.deaths(f"read c{n}") for n in range(2 * SLOTS)) == SUSPECTS_MAX - 1
    with ExitStack() as many:
        for n in range(2 * SLOTS):
            many.enter_context(box.during(f"read more{n}"))
    box.close()
    assert died(path, "read one more").deaths("read one more") == 1
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert BlackBox(path).deaths("read bad") == 0
    path.write_bytes(b"under way\t1\tread half")
    assert BlackBox(path).deaths("read half") == 2


def test_what_comes_back_after_the_end_writes_nowhere(tmp_path: Path) -> None:
    """G16: a work that hung through the stop counts against it, and its file may be somebody else's by then."""
    box, other = BlackBox(tmp_path / "box"), tmp_path / "other"
    with box.during("read bad"):
        box.close()
        with other.open("wb"):  # the file number is given to the next that opens
            pass
        held = other.open("r+b")
    box.close()
    held.close()
    assert other.read_bytes() == b"" and BlackBox(tmp_path / "box").deaths("read bad") == 1


async def test_g16_a_message_that_kills_the_server_is_isolated_after_three_tries(tmp_path: Path) -> None:
    """G16, G1: its page sends it again to each server; the fourth takes it, and a person comes. Nothing of others is lost."""
    deaths, wrong = await killed(tmp_path, poisons=1, others=5)
    assert deaths == DEATHS_MAX and not wrong, wrong
