"""Bugs in what happens between two steps: who asked is gone, who came was not known yet, what hangs is waited for."""

from __future__ import annotations

from typing import Final

from .kit import Mutant

DESK_PY, LOBBY = "desk/desk.py", "desk/lobby.py"

SEAMS: Final = (
    Mutant(
        "whoever asked is gone, and nobody is told of what is stored",
        "G6",
        DESK_PY,
        "await asyncio.shield(asyncio.create_task(self._append(c, decided, seat)))",
        "await self._append(c, decided, seat)",
    ),
    Mutant(
        "a look that comes late puts an older picture over a newer one",
        "G5",
        DESK_PY,
        "self._remember(conversation_id, fresh) if fresh.seq > held.seq else held",
        "self._remember(conversation_id, fresh)",
    ),
    Mutant(
        "what somebody writes while they wait is judged where all are served",
        "G16",
        DESK_PY,
        'await self.aside.do(f"judge {c.id}", self._knows.more_urgent, c, now)',
        "self._knows.more_urgent(c, now)",
    ),
    Mutant("who hangs keeps their lane", "G16", "desk/aside.py", "timeout=LANE_S", "timeout=self._patience_s"),
    Mutant(
        "one that hangs holds up all timers",
        "G6",
        "desk/deadlines.py",
        "await asyncio.wait(tasks, timeout=ROUND_S)",
        "await asyncio.wait(tasks)",
    ),
    Mutant(
        "an agent who left while they accepted has no grace",
        "G9",
        "desk/presence.py",
        "        if not self._sockets[agent_id]:\n            self._unsaid.setdefault(agent_id, self._clock.now() + GRACE)\n",
        "        pass\n",
    ),
    Mutant(
        "who was away before a restart stays away on their own page",
        "G10",
        LOBBY,
        "            self._stands(await self._desk.load(conversation_id))\n",
        "            await self._desk.load(conversation_id)\n",
    ),
    Mutant(
        "what the shop said is dropped where it could not be stored",
        "G13",
        "desk/insist.py",
        "            await asyncio.sleep(AGAIN_S)\n",
        "            return\n",
    ),
    Mutant(
        "who waits counts as looked for where they could not be read",
        "G9",
        "desk/dispatcher.py",
        "        rows = {\n            x.conversation_id: x for x in await self._journal.standings",
        "        self._compared_at = now\n        rows = {\n            x.conversation_id: x for x in await self._journal.standings",
    ),
    Mutant(
        "a clock is put behind what waits longest alone",
        "G14",
        "desk/steady.py",
        "limit=1, before=THE_END)",
        "limit=1)",
    ),
    Mutant(
        "sessions in which nothing was said outlive their customer",
        "G22",
        "upkeep.py",
        "                await end_visits(kept, customer)\n",
        "                pass\n",
    ),
)
