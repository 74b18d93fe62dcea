"""G14 with a wall clock that is really set under a running server (libfaketime), and over a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Proved
from .consoles import Shift
from .served import Served
from .setting import DAY, HOUR, OFFER_S, Settings, Wall, jumped, restarted

JUMPS: dict[str, Settings] = {
    "an hour on": [(1, HOUR)],
    "an hour back": [(1, -HOUR)],
    "a day on": [(1, DAY)],
    "a day back": [(1, -DAY)],
    "to and fro": [(1, HOUR), (4, -DAY), (7, 0), (9, DAY), (13, -HOUR), (17, 0)],
    "slowly on, and back": [(n / 10, 0.03 * min(n, 200 - n)) for n in range(200)],
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("jump", JUMPS)
async def test_a_clock_that_is_set_under_a_running_server(tmp_path: Path, proved: Proved, jump: str) -> None:
    """G14: nothing that lasts ends a second early or two late, no wait is negative, nobody is signed out, the order stays."""
    wall = Wall(tmp_path)
    with Served(tmp_path, 3, capacity=1, offer_s=OFFER_S) as served:
        wrong = await jumped(await Shift(served).open(6, 3, **wall.place), wall, JUMPS[jump], grace=True)
    proved("G14", "offers, holds, graces and the bot's patience under a clock that is set (libfaketime)", 4, len(wrong))
    assert not wrong


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("off_s", "hold_s", "ends_within_s"),
    [(HOUR, 1_800, 0), (DAY / 4, 1_800, 0), (-HOUR, 15, 15), (-DAY, 15, 15), (0, 15, 15)],
)
async def test_a_clock_that_is_set_while_nobody_runs(
    tmp_path: Path, proved: Proved, off_s: float, hold_s: float, ends_within_s: float
) -> None:
    """G14: what is stored is an instant: over at once when the clock is past it, and not an hour late when it was set back."""
    wall = Wall(tmp_path)
    with Served(tmp_path, 1, capacity=1, offer_s=600) as served:
        wrong = await restarted(await Shift(served).open(4, 1, **wall.place), wall, off_s, hold_s, ends_within_s)
    proved("G14", "restarts of a server whose clock was set meanwhile (libfaketime)", 1, len(wrong))
    assert not wrong
