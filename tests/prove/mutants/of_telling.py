"""Bugs in a journal whose log cannot be moved, and in what pages are told of many at once."""

from __future__ import annotations

from typing import Final

from .kit import Mutant

SQLITE, EAR, TOLD, FRAMES = "journals/sqlite.py", "desk/announcer.py", "api/telling.py", "api/frames.py"
SOCKETS = "api/sockets.py"

TELLING: Final = (
    Mutant(
        "after a move that failed it goes on as before",
        "G13",
        SQLITE,
        "            self._begin_anew()\n            return False\n",
        "            return False\n",
    ),
    Mutant(
        "who begins anew moves the log once more on the way out",
        "G13",
        SQLITE,
        "            self._db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)\n",
        "",
    ),
    Mutant(
        "somebody reads on while it begins anew",
        "G13",
        SQLITE,
        "with self._nobody_reads(), suppress(apsw.Error):",
        "with suppress(apsw.Error):",
    ),
    Mutant(
        "a rewriting that was not synced is begun anew upon",
        "G13",
        SQLITE,
        '            self._trusted = False\n            return None, JournalUnavailable(f"The journal could not do this',
        '            self._begin_anew()\n            return None, JournalUnavailable(f"The journal could not do this',
    ),
    Mutant("the log is never moved", "G13", SQLITE, "self._log_pages >= self.log_pages_max", "False"),
    Mutant("an offer waits for the moment that all share", "G7", EAR, "listener.hear(c.id, urgent=True)", "listener.hear(c.id)"),
    Mutant(
        "what cannot wait takes the rest with it, untold",
        "G5",
        EAR,
        "if not hurries or ids == self._news:",
        "if True:",
    ),
    Mutant(
        "every page is woken by everybody's news",
        "G17",
        EAR,
        "[*self._at[EVERYWHERE], *self._at.get(conversation_id, ())]",
        "[x for here in self._at.values() for x in here]",
    ),
    Mutant("a row of before is told again", "G5", TOLD, "        if seq != c.seq:\n", "        if not seq:\n"),
    Mutant("colleagues who left stay in the list", "G5", TOLD, "for x in self._rows.keys() - found.keys()", "for x in ()"),
    Mutant(
        "two pages that know other things are told the same",
        "G5",
        TOLD,
        "frozenset((c.id, c.seq) for c in found), change, self.team.change",
        "frozenset((c.id, c.seq) for c in found), self.team.change",
    ),
    Mutant("what pages were told outlives an erasure", "G22", TOLD, "            self._forget()\n", "            pass\n"),
    Mutant(
        "a page is told of the last thing alone",
        "G5",
        SOCKETS,
        "records = await self._parts.desk.since(c, has)",
        "records = await self._parts.desk.since(c, c.seq - 1)",
    ),
    Mutant(
        "who comes back is taken to know it all",
        "G5",
        SOCKETS,
        "            self._has[start.conversation_id] = seen.get(start.conversation_id, 0)\n",
        "            self._has[start.conversation_id] = (await self._parts.desk.load(start.conversation_id)).seq\n",
    ),
    Mutant(
        "what could not be read is never told",
        "G5",
        SOCKETS,
        "                for conversation_id in ids:\n                    self._listener.hear(conversation_id)\n",
        "",
    ),
    Mutant(
        "a customer's page is told what is the team's business",
        "G26",
        SOCKETS,
        "tuple(y for x in records if (y := for_customer(x)))",
        "records",
    ),
    Mutant("a compressed message keeps its ending", "G5", FRAMES, ".removesuffix(SYNC)", ""),
)  # fmt: skip
