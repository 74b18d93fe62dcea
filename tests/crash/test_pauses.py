"""A server that stands still for a while: SIGSTOP, as a host does to a machine that it pauses. The long form is in ``tests/prove``."""

from __future__ import annotations

from pathlib import Path

from prove.consoles import Shift, judged, told
from prove.served import Served
from prove.stale import overtaken
from prove.stopping import OFFER_S, refused_beside, stood_still

#: Longer than an agent may be silent, than an offer lasts and than the bot may think.
PAUSE_S = 13.0


async def test_nobody_is_lost_because_the_server_stood_still(tmp_path: Path) -> None:
    """G3, G6, G7, G14: agents keep whom they have, an acceptance under way counts, what was due is done once, in order."""
    with Served(tmp_path, 4, capacity=1, offer_s=OFFER_S) as served:
        shift = await Shift(served).open(8, 4, restless=True)
        assert not await stood_still(shift, PAUSE_S)


async def test_an_acceptance_that_comes_when_somebody_else_has_the_customer(tmp_path: Path) -> None:
    """G4, G7: the agent's program was stopped in the middle of accepting, and the offer ran out."""
    assert not await overtaken(tmp_path, offer_s=2, attends=False)


async def test_a_second_server_is_refused_beside_one_that_stands_still(tmp_path: Path) -> None:
    """G3: whoever holds the journal has it, also while it does not answer; and it goes on."""
    with Served(tmp_path, 1) as served:
        shift = await Shift(served).open(1, 1)
        assert not await refused_beside(served)
        await shift.widgets[0].write("m0-0")
        await shift.close()
        served.kill()
        assert not any(judged(served.journal, await told(served.journal), shift.acknowledged).values())
