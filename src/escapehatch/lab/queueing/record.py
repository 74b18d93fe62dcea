"""What happened, a few bytes a customer, and how long the queue was at which time of day."""

from __future__ import annotations

from array import array
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from .load import DAY_S, Many
from .team import Agent, Contact
from .watch import Checked

#: The day is looked at in pieces of this length.
SLOT_S: Final = 1800.0
SLOTS: Final = int(DAY_S / SLOT_S)


class Record(Struct, frozen=True):
    """One row a customer whose wait ended: when they came, which kind, their wait, whether served, by which agent (-1: none).

    ``queue[i]``: customers waiting on average in the i-th half hour of the day. ``busy_s`` and ``staffed_s``: seat seconds an
    agent. ``still_waiting``: at the very end.
    """

    came_s: Many
    kind: NDArray[np.intp]
    wait_s: Many
    served: NDArray[np.bool_]
    agent: NDArray[np.intp]
    queue: Many
    busy_s: Many
    staffed_s: Many
    still_waiting: int
    span_s: float
    checked: Checked

    def since(self, begin_s: float) -> Record:
        """Without those who came before; the queue over the day and the agents' times stay whole."""
        keep = self.came_s >= begin_s
        return replace(
            self,
            came_s=self.came_s[keep],
            kind=self.kind[keep],
            wait_s=self.wait_s[keep],
            served=self.served[keep],
            agent=self.agent[keep],
            span_s=self.span_s - begin_s,
        )


class Recorder:
    """Fills a Record."""

    def __init__(self) -> None:
        self._came, self._wait = array("d"), array("f")
        self._kind, self._agent = array("h"), array("h")
        self._queue = [0.0] * SLOTS
        self.length = 0
        self._touched_s = 0.0

    def ended(self, contact: Contact, wait_s: float, agent: int = -1) -> None:
        """A wait ended: with this agent, or with leaving."""
        self._came.append(contact.came_s)
        self._wait.append(wait_s)
        self._kind.append(contact.kind)
        self._agent.append(agent)

    def waits(self, now_s: float, change: int) -> None:
        """The queue grows or shrinks."""
        at = self._touched_s
        while self.length and at < now_s:
            slot = int(at // SLOT_S)
            end = min(now_s, (slot + 1) * SLOT_S)
            self._queue[slot % SLOTS] += self.length * (end - at)
            at = end
        self._touched_s = now_s
        self.length += change

    def result(self, agents: list[Agent], span_s: float, checked: Checked) -> Record:
        """After the last event."""
        agent = np.asarray(self._agent, dtype=np.intp)
        whole = np.floor(span_s / DAY_S) + (np.arange(SLOTS) < (span_s % DAY_S) / SLOT_S)
        return Record(
            np.asarray(self._came), np.asarray(self._kind, dtype=np.intp), np.asarray(self._wait, dtype=np.float64),
            agent >= 0, agent, np.asarray(self._queue) / SLOT_S / np.maximum(whole, 1),
            np.array([x.busy_s for x in agents]), np.array([x.staffed_s for x in agents]), self.length, span_s, checked,
        )  # fmt: skip
