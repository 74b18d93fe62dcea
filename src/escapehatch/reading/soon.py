"""A reader that loads while the server already answers: no page waits for it, and no message for long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Thread
from time import sleep
from typing import Any, Final

from ..conversation.values import Reading, Role
from ..ports import Reader
from . import asks as patterns
from .hearing import WARM_UP

#: So long a message waits for the reader that is loading, seconds; then it is read by the one that is there. A restart
#: promises the first message within two seconds, and most of those are spent before anybody can write.
WAIT_S: Final = 0.25
#: So long the loading leaves the processor to the server's own start, seconds.
AFTER_S: Final = 0.5


#: What a reader learns from being asked: everything that is made at the first reading is made.
FIRST: Final = (*((Role.CUSTOMER, x) for x in WARM_UP), (Role.BOT, "Your order is on its way."))


def warmed(reader: Reader, after_s: float = AFTER_S) -> Reader:
    """``reader``, which from ``after_s`` on makes ready, in a thread, what it would make at its first message."""

    def work() -> None:
        sleep(after_s)
        patterns.warm_up()
        for role, text in FIRST:
            reader.read(text, role)

    Thread(target=work, name="reader-warming", daemon=True).start()
    return reader


class SoonReader:
    """Answers ``ports.Reader`` with what ``load`` returns; until then, with ``meanwhile``. What ``load`` raises is raised by each read.

    ``after_s``: how long it is put off.
    """

    def __init__(
        self, load: Callable[[], Reader], meanwhile: Reader, wait_s: float = WAIT_S, after_s: float = 0.0
    ) -> None:
        self._meanwhile = meanwhile
        self._wait_s = wait_s
        self._after_s = after_s
        self._loaded: Future[Reader] = Future()
        Thread(target=self._load, args=(load,), name="reader-loading", daemon=True).start()

    def _load(self, load: Callable[[], Reader]) -> None:
        sleep(self._after_s)
        try:
            self._loaded.set_result(load())
        except BaseException as failed:
            self._loaded.set_exception(failed)

    def read(
        self,
        text: str,
        role: Role = Role.CUSTOMER,
        before: str = "",
        earlier: Sequence[tuple[str, str]] = (),
    ) -> Reading:
        try:
            reader = self._loaded.result(self._wait_s)
        except TimeoutError:
            reader = self._meanwhile
        return reader.read(text, role, before, earlier)

    def encode(self, texts: Sequence[str]) -> Any:
        """Sentence vectors, as soon as there are any; raises AttributeError when the reader that was loaded has none."""
        return self._loaded.result().encode(texts)  # type: ignore[attr-defined]

    def vector(self, text: str) -> Any:
        """The sentence vector of one text; raises as ``encode``, and TimeoutError while the reader is still loading."""
        return self._loaded.result(self._wait_s).vector(text)  # type: ignore[attr-defined]
