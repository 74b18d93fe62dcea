"""Threads that read a SQLite file, each with a connection of its own.

A plain queue and a plain future: an executor's futures, locks and conditions cost more than most answers do.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, TypeVar

import apsw
import structlog

log = structlog.get_logger(__name__)
T = TypeVar("T")
Work = Callable[[apsw.Connection], Any]
Asked = tuple[Work, asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class Readers:
    """``connect`` opens a connection that only reads."""

    def __init__(self, number: int, connect: Callable[[], apsw.Connection]) -> None:
        self._connect = connect
        self._asked: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._readers = [_Reader(self) for _ in range(number)]
        self._begun = False

    async def ask(self, work: Callable[[apsw.Connection], T]) -> T:
        """What ``work`` makes of a connection."""
        if not self._begun:
            self._begun = True
            for one in self._readers:
                one.thread.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._asked.put((work, loop, future))
        return await future

    @contextmanager
    def away(self) -> Iterator[None]:
        """No connection is open meanwhile. Waits for those who are reading; who asks, is answered afterwards."""
        with ExitStack() as held:
            for one in self._readers:
                held.enter_context(one.busy)
                one.close()
            yield

    def stop(self) -> None:
        """Answer what was asked, then end."""
        begun = self._readers if self._begun else []
        for _ in begun:
            self._asked.put(None)
        for one in begun:
            one.thread.join()

    def serve(self, reader: _Reader) -> None:
        """The work of one thread."""
        while asked := self._asked.get():
            work, loop, future = asked
            value, error = None, None
            with reader.busy:
                try:
                    reader.db = reader.db or self._connect()
                    value = work(reader.db)
                except BaseException as failed:
                    error = failed
            settle(loop, future, value, error)
        reader.close()


class _Reader:
    def __init__(self, readers: Readers) -> None:
        self.thread = threading.Thread(target=readers.serve, args=(self,), name="journal-reader", daemon=True)
        self.busy = threading.Lock()
        self.db: apsw.Connection | None = None

    def close(self) -> None:
        db, self.db = self.db, None
        if db:
            with suppress(apsw.Error):
                db.close(True)


def settle(
    loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any], value: Any, error: BaseException | None
) -> None:
    """Tell who waits in ``loop``, from another thread."""

    def tell() -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)

    try:
        loop.call_soon_threadsafe(tell)
    except RuntimeError:
        log.warning("journal_caller_gone")
