"""Bugs in what goes over the line: the server says or sends something else than it means to."""

from __future__ import annotations

from typing import Final

from .kit import Mutant

SOCKETS = "api/sockets.py"

WIRE: Final = (
    Mutant("news do not say what they continue", "G5", SOCKETS, "shown, upto, has))", "shown, upto))"),
    Mutant(
        "who comes back misses an event",
        "G5",
        SOCKETS,
        "            records = await self._parts.desk.since(c, has)\n",
        "            records = await self._parts.desk.since(c, has + bool(has))\n",
    ),
    Mutant(
        "the pong says nothing of what was sent",
        "G5",
        SOCKETS,
        "wire.Pong(self._parts.clock.now(), self._sent)",
        "wire.Pong(self._parts.clock.now())",
    ),
    Mutant(
        "a line goes on that lost what the page said",
        "G2",
        SOCKETS,
        "frame.sum not in {0, before}",
        "frame.sum not in {0, before, frame.sum}",
    ),
    Mutant(
        "who follows is told of what comes next alone",
        "G5",
        SOCKETS,
        "                await self._update(frame.conversation_id, packet=True)\n                await self._lost(",
        "                self._has[frame.conversation_id] = (await self._parts.desk.load(frame.conversation_id)).seq\n                await self._lost(",
    ),
    Mutant(
        "an agent's page is not told that a restored journal knows nothing of what it has open",
        "G20",
        SOCKETS,
        "                await self._lost(frame.conversation_id)\n                await self._done(frame.ref)\n",
        "                await self._done(frame.ref)\n",
    ),
    Mutant(
        "what was erased is called lost, to be said again",
        "G22",
        "api/visits.py",
        "return not await parts.journal.erased(conversation_id)",
        "return True",
    ),
    Mutant(
        "what a session had that a restored journal does not know is not called lost",
        "G20",
        "api/visits.py",
        "return not await parts.journal.erased(conversation_id)",
        "return False",
    ),
)
