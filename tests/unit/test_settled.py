"""What a server is told of the machine before it takes anybody in. Figures of G17 and G18 rest on it."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from escapehatch.serving import BACKLOG, COLLECT_AFTER, TURN_S, server

SEEN = """
import gc, json, sys
from escapehatch.serving import settle
settle()
print(json.dumps([gc.get_threshold(), sys.getswitchinterval(), gc.get_freeze_count(), gc.isenabled()]))
"""
#: Where Linux says how many may wait to be accepted, in what it tells of a listening socket (``tcp_info.tcpi_sacked``).
QUEUE_AT = 28
LIMIT = Path("/proc/sys/net/core/somaxconn")


def test_g18_the_collector_looks_seldom_and_at_what_came_later() -> None:
    """G17, G18: in a process of its own, since it would be so for all tests after it."""
    said = subprocess.run([sys.executable, "-c", SEEN], capture_output=True, text=True, check=True, timeout=60).stdout
    thresholds, turn_s, frozen, looks = json.loads(said)
    assert tuple(thresholds) == COLLECT_AFTER
    assert turn_s == pytest.approx(TURN_S, rel=0.01)
    assert frozen > 10_000 and looks


@pytest.mark.skipif(not LIMIT.exists(), reason="only Linux says how long the queue of a socket is")
async def test_g18_whoever_comes_back_finds_a_place_in_the_queue() -> None:
    """G18: all that the system allows may wait to be accepted; who falls out tries again seconds later."""

    async def nothing(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("nobody asks")

    one = server(nothing, "127.0.0.1", 0)
    serving = asyncio.create_task(one.serve())
    async with asyncio.timeout(10):
        while not one.started:
            await asyncio.sleep(0.01)
    ear = one.servers[0].sockets[0]
    told = ear.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    (places,) = struct.unpack_from("I", told, QUEUE_AT)
    one.should_exit = True
    await serving
    assert places == min(BACKLOG, int(LIMIT.read_text()))
