"""An event loop whose time jumps to the next timer, and whose threads are functions called a little later."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

#: More than this nobody waits for on their way out.
WAITS_MAX = 100


class Quiet(Exception):
    """Nothing is ready and nothing is scheduled: the loop would wait for ever."""


class _Still(selectors.BaseSelector):
    """Waits by moving the loop's time forward. No file is ever ready."""

    def __init__(self) -> None:
        self._keys: dict[Any, selectors.SelectorKey] = {}
        self.forward: Callable[[float], None] = lambda seconds: None

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        self._keys[fileobj] = selectors.SelectorKey(fileobj, fileobj if isinstance(fileobj, int) else -1, events, data)
        return self._keys[fileobj]

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._keys.pop(fileobj)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Quiet
        self.forward(timeout)
        return []

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._keys


class VirtualLoop(asyncio.SelectorEventLoop):
    """Starts at ``at`` seconds. What would run in a thread runs here, ``delay()`` seconds later, so order is the seed's."""

    def __init__(self, at: float, delay: Callable[[], float]) -> None:
        selector = _Still()
        self._seconds = at
        self._delay = delay
        self._gone = False
        super().__init__(selector)
        selector.forward = self._forward
        self.set_exception_handler(lambda loop, context: None)

    def _forward(self, seconds: float) -> None:
        self._seconds += seconds

    def time(self) -> float:
        return self._seconds

    def call_soon_threadsafe(self, callback: Any, *args: Any, context: Any = None) -> asyncio.Handle:  # type: ignore[override]
        return self.call_soon(callback, *args, context=context)

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        future = self.create_future()
        self.call_later(self._delay(), _call, future, func, args)
        return future

    def forward(self, seconds: float) -> None:
        """Run everything that happens within so many seconds."""
        self.run_until_complete(asyncio.sleep(seconds))

    def abandon(self) -> None:
        """A crash: nothing that was to happen happens."""
        self._gone = True
        for task in asyncio.all_tasks(self):
            task._log_destroy_pending = False  # type: ignore[attr-defined]
            _close(task.get_coro())
        self._ready.clear()  # type: ignore[attr-defined]
        self._scheduled.clear()  # type: ignore[attr-defined]
        self.close()

    def call_at(self, when: float, callback: Any, *args: Any, context: Any = None) -> asyncio.TimerHandle:  # type: ignore[override]
        """Nothing is scheduled by what is gone: its clean-up is not part of a crash."""
        if self._gone:
            return asyncio.TimerHandle(when, callback, args, self, context)
        return super().call_at(when, callback, *args, context=context)

    def call_soon(self, callback: Any, *args: Any, context: Any = None) -> asyncio.Handle:  # type: ignore[override]
        if self._gone:
            return asyncio.Handle(callback, args, self, context)
        return super().call_soon(callback, *args, context=context)


def _close(doing: Any) -> None:
    """Whatever it would still wait for on its way out does not come."""
    for _ in range(WAITS_MAX):
        with suppress(Exception):
            doing.close()
        if doing.cr_frame is None:
            return


def _call(future: asyncio.Future[Any], func: Callable[..., Any], args: tuple[Any, ...]) -> None:
    if future.cancelled():
        return
    try:
        future.set_result(func(*args))
    except Exception as failed:
        future.set_exception(failed)
