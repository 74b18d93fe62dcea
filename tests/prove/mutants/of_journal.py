"""Bugs in what is stored, when, and who is told of it."""

from __future__ import annotations

from typing import Final

from .kit import Mutant

SQLITE, ROWS, OUTBOX = "journals/sqlite.py", "journals/sqlite_rows.py", "desk/outbox.py"

JOURNAL: Final = (
    Mutant(
        "acknowledges before the commit",
        "G1",
        SQLITE,
        '            self._db.execute("COMMIT")\n',
        '            self._answer(results)\n            self._db.execute("COMMIT")\n',
    ),
    Mutant("commits without a sync", "G1", SQLITE, '"synchronous=FULL"', '"synchronous=NORMAL"'),
    Mutant(
        "tries a failed connection again",
        "G13",
        SQLITE,
        "            self._trusted = False\n            unavailable",
        "            unavailable",
    ),
    Mutant(
        "lets the old log go before the new one is open",
        "G13",
        SQLITE,
        "        fresh = self._connect()\n        self._db.close(True)\n        self._db = fresh\n",
        "        self._db.close(True)\n        self._db = self._connect()\n",
    ),
    Mutant(
        "one refused change undoes the whole group",
        "G1",
        SQLITE,
        "        except Exception as refused:\n            return None, refused\n",
        "        except Exception:\n            raise\n",
    ),
    Mutant(
        "a refused change leaves half of itself",
        "G3",
        SQLITE,
        "            with self._db:\n                value = work(self._db)\n",
        "            value = work(self._db)\n",
    ),
    Mutant(
        "appends at whatever version there is",
        "G3",
        ROWS,
        "        raise Conflict(change.conversation_id, change.expected, actual)\n",
        "        change = msgspec.structs.replace(change, expected=actual)\n",
    ),
    Mutant("no seat is claimed", "G8", ROWS, "    _claim_seat(db, change)\n    first", "    first"),
    Mutant("an offer takes no seat", "G8", ROWS, "{Status.RESERVED, *ATTENDED}", "{*ATTENDED}"),
    Mutant("timers only in memory", "G6", ROWS, "    _replace_deadlines(db, change)\n    db", "    db"),
    Mutant(
        "a lease never expires",
        "G6",
        ROWS,
        '"(leased_until <= ? OR leased_until > ?)"',
        '"(leased_until = 0 OR (leased_until < ? AND leased_until > ?))"',
    ),
    Mutant(
        "the lease of a clock set back is honoured",
        "G14",
        ROWS,
        '"(leased_until <= ? OR leased_until > ?)"',
        '"(leased_until <= ? OR (0 AND leased_until > ?))"',
    ),
    Mutant(
        "what fell due during an outage is forgotten",
        "G6",
        ROWS,
        'f"SELECT 1 FROM deadlines WHERE due_at <= ? AND {_UNLEASED} LIMIT 1"',
        'f"SELECT 1 FROM deadlines WHERE due_at <= ?1 AND due_at > ?1 - 3000000 AND {_UNLEASED} LIMIT 1"',
    ),
    Mutant(
        "a moment that was moved is deleted with the old one",
        "G6",
        ROWS,
        ' AND due_at = ?"\n    db.execute(sql, (x.conversation_id, x.kind, x.key, micros(x.due_at)))',
        '"\n    db.execute(sql, (x.conversation_id, x.kind, x.key))',
    ),
    Mutant(
        "a row keeps its first agent",
        "G28",
        ROWS,
        "updated_at = excluded.updated_at, agent_id = excluded.agent_id, ",
        "updated_at = excluded.updated_at, ",
    ),
    Mutant(
        "a row keeps its first status",
        "G28",
        ROWS,
        "seq = excluded.seq, status = excluded.status, ",
        "seq = excluded.seq, ",
    ),
    Mutant(
        "instants are kept in whole seconds",
        "G28",
        ROWS,
        "    return (at - EPOCH) // MICROSECOND\n",
        "    return (at - EPOCH) // MICROSECOND // 1_000_000 * 1_000_000\n",
    ),
    Mutant(
        "effects go out in any order",
        "G23",
        ROWS,
        "AND p.done = 0 AND p.position < e.position",
        "AND p.done = 0 AND p.position > e.position",
    ),
    Mutant(
        "effects are not stored",
        "G23",
        ROWS,
        "x.payload).decode()) for x in change.effects]",
        "x.payload).decode()) for x in change.effects[:0]]",
    ),
    Mutant(
        "an effect is done before it is told",
        "G23",
        OUTBOX,
        "        try:\n            async with asyncio.timeout(TELL_S):\n",
        "        await self._journal.effect_done(effect.effect_id)\n"
        "        try:\n            async with asyncio.timeout(TELL_S):\n",
    ),
    Mutant(
        "an effect is dropped when the other side fails",
        "G23",
        OUTBOX,
        "            await self._again(effect, failed.why, TRIES_MAX)\n",
        "            await self._journal.effect_done(effect.effect_id)\n",
    ),
    Mutant(
        "each try has another key",
        "G23",
        OUTBOX,
        "self._helpdesk.tell(effect.effect_id,",
        'self._helpdesk.tell(f"{effect.effect_id}:{effect.tries}",',
    ),
    Mutant(
        "what failed is never tried again",
        "G23",
        OUTBOX,
        "self._clock.now() + wait)",
        "self._clock.now() + wait * 1000)",
    ),
)
