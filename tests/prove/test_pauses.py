"""A server that stands still (SIGSTOP), an agent's program that does, and a second server beside one that does."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Proved
from .consoles import Shift
from .served import Served
from .stale import overtaken
from .stopping import OFFER_S, graces, stood_still, storm

PAUSE_S = 30.0


@pytest.mark.timeout(180)
async def test_a_server_that_was_paused(tmp_path: Path, proved: Proved) -> None:
    """G3, G6, G7, G14: longer than every grace, silence, offer and the bot's patience; nobody is lost for it."""
    with Served(tmp_path, 4, capacity=1, offer_s=OFFER_S) as served:
        wrong = await stood_still(await Shift(served).open(8, 4, restless=True), PAUSE_S)
    proved("G14", f"promises broken by a server that stood still for {PAUSE_S:.0f} s (SIGSTOP)", 12, len(wrong))
    assert not wrong


@pytest.mark.timeout(180)
async def test_a_grace_that_ran_out_while_nobody_could_be_heard(tmp_path: Path, proved: Proved) -> None:
    """G9, G14: whoever came meanwhile keeps their conversation; who never comes loses it, once, a grace after the waking."""
    with Served(tmp_path, 2, capacity=1) as served:
        wrong = await graces(await Shift(served).open(2, 2), PAUSE_S)
    proved("G14", "graces that ran out while the server stood still", 2, len(wrong))
    assert not wrong


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, 2])
async def test_pauses_at_any_moment(tmp_path: Path, proved: Proved, seed: int) -> None:
    """G1, G2, G3, G7, G14: at random moments under load; every acknowledged message once, no agent lost, no offer over."""
    pauses = 12
    with Served(tmp_path, 6, capacity=2, offer_s=OFFER_S) as served:
        shift = await Shift(served, seed).open(24, 6)
        wrong = await storm(shift, pauses, longest_s=14.0)
    proved(
        "G14",
        "messages acknowledged around pauses of the server at random moments",
        len(shift.acknowledged),
        len(wrong),
    )
    assert not wrong


@pytest.mark.timeout(180)
async def test_an_agents_program_that_was_stopped(tmp_path: Path, proved: Proved) -> None:
    """G4, G7, G9: the colleague has both customers by then; its reply and its acceptance are refused, its draft is kept."""
    wrong = await overtaken(tmp_path, OFFER_S, attends=True)
    proved(
        "G4", "a reply by socket, one by HTTP and an acceptance of a program that was stopped (SIGSTOP)", 3, len(wrong)
    )
    assert not wrong
