"""What every relay does: hints reach all who listen, and nobody's failure is another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from escapehatch.ports import Relay
from escapehatch.relays.memory import MemoryRelay

Hints = list[tuple[str, int]]


@pytest.fixture(params=[MemoryRelay])
def relay(request: pytest.FixtureRequest) -> Relay:
    made: Relay = request.param()
    return made


def into(heard: Hints) -> Callable[[str, int], None]:
    return lambda conversation_id, seq: heard.append((conversation_id, seq))


async def test_every_listener_hears_in_order(relay: Relay) -> None:
    first, second = Hints(), Hints()
    relay.listen(into(first))
    relay.listen(into(second))
    for seq in (1, 2, 3):
        await relay.publish("c1", seq)
    assert first == second == [("c1", 1), ("c1", 2), ("c1", 3)]


async def test_who_stopped_hears_no_more_and_may_stop_twice(relay: Relay) -> None:
    heard, others = Hints(), Hints()
    stop = relay.listen(into(heard))
    relay.listen(into(others))
    stop()
    stop()
    await relay.publish("c1", 1)
    assert (heard, others) == ([], [("c1", 1)])


async def test_a_listener_that_breaks_does_not_silence_the_others(relay: Relay) -> None:
    """G16."""
    heard = Hints()

    def broken(conversation_id: str, seq: int) -> None:
        raise RuntimeError("broken")

    relay.listen(broken)
    relay.listen(into(heard))
    await relay.publish("c1", 1)
    assert heard == [("c1", 1)]


async def test_a_listener_may_stop_or_join_while_it_hears(relay: Relay) -> None:
    heard, late = Hints(), Hints()

    def once(conversation_id: str, seq: int) -> None:
        heard.append((conversation_id, seq))
        stop()
        relay.listen(into(late))

    stop = relay.listen(once)
    await relay.publish("c1", 1)
    await relay.publish("c1", 2)
    assert heard == [("c1", 1)]
    assert late == [("c1", 2)]


async def test_nobody_listening_is_no_trouble(relay: Relay) -> None:
    heard = Hints()
    await relay.publish("c1", 1)
    relay.listen(into(heard))
    assert heard == [], "a hint may be lost: whoever comes later reads the journal"
