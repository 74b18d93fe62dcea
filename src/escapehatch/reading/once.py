"""What is dear to make and asked for by several threads at once: whoever comes first makes it, the others wait for that one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import RLock
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def once(make: Callable[[K], T]) -> Callable[[K], T]:
    """``make`` is called once for each key. (``functools.cache`` calls it for each thread that asks before it is done.)"""
    made: dict[K, T] = {}
    making = RLock()

    def get(key: K) -> T:
        if key not in made:
            with making:
                if key not in made:
                    made[key] = make(key)
        return made[key]

    return get
