"""G13: another process holds the journal's write lock, for longer than SQLite waits. The long form is in ``tests/prove``."""

from __future__ import annotations

from pathlib import Path

from prove.consoles import Shift
from prove.rivals import locked_out
from prove.served import Served


async def test_a_locked_journal_is_said_and_got_over(tmp_path: Path) -> None:
    """G13, G1, G2, G6: 503 and Retry-After, no hanging, readings go on; then all is well by itself, and nobody was forgotten."""
    with Served(tmp_path, 2, capacity=1) as served:
        wrong, load = await locked_out(await Shift(served).open(6, 2), lasts_s=9, times=1)
        assert not wrong
        assert load.statuses[503]
