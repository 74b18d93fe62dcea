"""Agents with several chats at once: the more they have, the slower each goes (F12).

``handles[i]`` is the mean time a chat takes while its agent has ``i + 1`` of them. Chats are spread evenly, as a
lightest-load-first router does. Counting slots as if they were agents mis-states abandonment by up to twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct


class Pool(Struct, frozen=True):
    """What waiting needs to know of the agents (see ``waiting``), and how many slots are in use below the limit."""

    slots: int
    entry: float
    drain: float
    in_use: float


def pool(arrivals: float, agents: int, handles: Sequence[float]) -> Pool:
    """``agents`` alike, each with up to ``len(handles)`` chats. O(slots), stable for any load."""
    if agents < 1 or not handles or min(handles) <= 0 or arrivals <= 0:
        raise ValueError("Arrivals, agents and handling times must be more than 0.")
    slots = agents * len(handles)
    entry, in_use, rate = 1.0, 0.0, 0.0
    for n, rate in enumerate(finished(agents, handles), 1):
        if n < slots:
            entry = arrivals * entry / (arrivals * entry + rate)
            in_use += entry * (n - in_use)
    return Pool(slots, entry, rate, in_use)


def finished(agents: int, handles: Sequence[float]) -> Iterator[float]:
    """Chats finished a unit of time with 1, 2, ... all slots in use."""
    for n in range(1, agents * len(handles) + 1):
        deep, more = divmod(n, agents)
        rate = (agents - more) * deep / handles[deep - 1] if deep else 0.0
        yield rate + (more * (deep + 1) / handles[deep] if more else 0.0)


def best_level(handles: Sequence[float]) -> int:
    """The number of chats at once at which an agent finishes most; more only slow them down."""
    return max(range(1, len(handles) + 1), key=lambda i: (round(i / handles[i - 1], 12), -i))


def basic_levels(handles: Sequence[float]) -> tuple[int, ...]:
    """The numbers of chats at once worth using (F12): corners of the concave hull of what an agent finishes, up to the most.

    All levels up to ``best_level``, with lightest load first, where each further chat adds less than the one before.
    """
    corners: list[tuple[int, float]] = [(0, 0.0)]
    for level in range(1, best_level(handles) + 1):
        here = (level, level / handles[level - 1])
        while len(corners) > 1 and _bends_up(corners[-2], corners[-1], here):
            corners.pop()
        corners.append(here)
    return tuple(level for level, _ in corners[1:])


def _bends_up(first: tuple[int, float], middle: tuple[int, float], last: tuple[int, float]) -> bool:
    before = (middle[1] - first[1]) / (middle[0] - first[0])
    after = (last[1] - middle[1]) / (last[0] - middle[0])
    return after > before * (1 + 1e-12)
