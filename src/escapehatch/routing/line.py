"""Those who are alike to the router, oldest first."""

from __future__ import annotations

from datetime import datetime
from heapq import heappop, heappush

from msgspec import Struct

from .classes import CustomerClass
from .reach import Group, reaches
from .roster import Queue
from .waiting import Waiting


class Kind(Struct, frozen=True):
    """What makes two customers differ to the router, but for how long they have waited. ``language``: where it is needed."""

    queue_id: str
    class_id: str
    skills: tuple[str, ...]
    language: str
    seats: float
    verified: bool
    refused: tuple[str, ...]
    owed: bool


class Line:
    """First come, first served; those who are owed an answer by some moment, by that moment.

    Whoever leaves stays in the heap until they come up: putting and taking away cost O(log n).
    """

    def __init__(self, kind: Kind, queue: Queue, customer_class: CustomerClass) -> None:
        self.kind = kind
        self.queue = queue
        self.customer_class = customer_class
        self._heap: list[tuple[datetime, str]] = []
        self._here: dict[str, tuple[datetime, Waiting]] = {}
        self._reached: dict[tuple[int, Group], bool] = {}

    def __len__(self) -> int:
        return len(self._here)

    def put(self, one: Waiting) -> None:
        due = one.callback[1] if one.callback else one.waiting_since
        self._here[one.conversation_id] = (due, one)
        heappush(self._heap, (due, one.conversation_id))

    def drop(self, conversation_id: str) -> None:
        del self._here[conversation_id]

    def everybody(self) -> tuple[Waiting, ...]:
        return tuple(one for _, one in self._here.values())

    @property
    def head(self) -> Waiting:
        """Who is first. Raises IndexError when nobody is here."""
        while True:
            due, conversation_id = self._heap[0]
            found = self._here.get(conversation_id)
            if found and found[0] == due:
                return found[1]
            heappop(self._heap)

    def reached(self, step: int, group: Group) -> bool:
        """Whether this group of agents may take somebody of this line after ``step`` widenings."""
        key = (step, group)
        if key not in self._reached:
            self._reached[key] = reaches(self.queue, step, self.kind.skills, self.kind.language, group)
        return self._reached[key]
