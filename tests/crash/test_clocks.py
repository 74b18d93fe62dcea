"""G14: a wall clock that is really set under a running server. The long form is in ``tests/prove``."""

from __future__ import annotations

from pathlib import Path

from prove.consoles import Shift
from prove.served import Served
from prove.setting import DAY, HOUR, OFFER_S, Wall, jumped


async def test_a_clock_that_is_set_moves_no_offer_no_hold_and_no_patience(tmp_path: Path) -> None:
    """G14: an hour on, then a day back; nothing ends early or late, no wait is negative, sessions and the order hold."""
    wall = Wall(tmp_path)
    with Served(tmp_path, 3, capacity=1, offer_s=OFFER_S) as served:
        shift = await Shift(served).open(6, 3, **wall.place)
        assert not await jumped(shift, wall, [(1, HOUR), (5, -DAY)], grace=False)
