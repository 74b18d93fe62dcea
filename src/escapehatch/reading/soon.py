"""A reader that loads while the server already answers: the first message waits for it, the first page does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import Any

from ..conversation.values import Reading, Role
from ..ports import Reader


class SoonReader:
    """Answers ``ports.Reader`` as soon as ``load`` has returned; what ``load`` raises is raised by each read."""

    def __init__(self, load: Callable[[], Reader]) -> None:
        self._loaded: Future[Reader] = Future()
        Thread(target=self._load, args=(load,), name="reader-loading", daemon=True).start()

    def _load(self, load: Callable[[], Reader]) -> None:
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
        return self._loaded.result().read(text, role, before, earlier)

    def encode(self, texts: Sequence[str]) -> Any:
        """Sentence vectors; raises AttributeError when the reader that was loaded has none."""
        return self._loaded.result().encode(texts)  # type: ignore[attr-defined]

    def vector(self, text: str) -> Any:
        """The sentence vector of one text; raises as ``encode``."""
        return self._loaded.result().vector(text)  # type: ignore[attr-defined]
