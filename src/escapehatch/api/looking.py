"""Which agents have which conversation open, in this process. Never stored: it is true while their page shows it."""

from __future__ import annotations

from collections import Counter

from ..conversation.values import Author


class Lookers:
    """Counted by page: an agent with two pages is one looker until both are gone."""

    def __init__(self) -> None:
        self._at: dict[str, Counter[tuple[str, str]]] = {}

    def enter(self, conversation_id: str, who: Author) -> None:
        self._at.setdefault(conversation_id, Counter())[who.id, who.name] += 1

    def leave(self, conversation_id: str, who: Author) -> None:
        there = self._at.get(conversation_id, Counter())
        there[who.id, who.name] -= 1
        if there[who.id, who.name] <= 0:
            del there[who.id, who.name]
        if not there:
            self._at.pop(conversation_id, None)

    def at(self, conversation_id: str) -> tuple[dict[str, str], ...]:
        """Who looks, by name."""
        there = sorted(self._at.get(conversation_id, ()), key=lambda x: (x[1], x[0]))
        return tuple({"id": id, "name": name} for id, name in there)
