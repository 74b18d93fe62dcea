"""Words of what was said before there was a search: taken into the index bit by bit, while the journal serves (G21).

A migration only notes, in ``words_left``, up to which event each conversation is still to be indexed; what comes later the
triggers index at once. Each bit is one transaction that indexes some and forgets the note of them: a crash at any moment
leaves a journal whose next start goes on. Meanwhile a search finds what is in already, the latest conversations first.
"""

from __future__ import annotations

import time
from typing import Final

import apsw
import structlog

log = structlog.get_logger(__name__)

#: Seconds of work in one bit: who writes meanwhile waits so long, and for one commit.
BIT_S: Final = 0.02
#: Events looked through between two looks at the clock.
EVENTS: Final = 100
#: After each bit come others, for as long as it took, times this.
REST: Final = 1.0
#: Seconds until it is tried again after a failure; no rest is longer, though the machine slept during a bit.
AGAIN_S: Final = 60.0

_SAID: Final = (
    """(substr(event, 1, 24) = '{"type":"MessagePosted",' OR substr(event, 1, 21) = '{"type":"NotePosted",')"""
)
_WHO: Final = """(substr(event, 1, 30) = '{"type":"ConversationStarted",'
    OR substr(event, 1, 29) = '{"type":"CustomerIdentified",')"""
#: As the triggers of the migration do with each new event.
_INDEX: Final = f"""
INSERT INTO words (text, conversation_id)
SELECT
    CASE WHEN {_SAID} THEN json_extract(event, '$.text') ELSE concat_ws(
        ' ',
        json_extract(event, '$.customer.name'),
        json_extract(event, '$.customer.email'),
        json_extract(event, '$.customer.phone')
    ) END,
    conversation_id
FROM events WHERE conversation_id = ?1 AND seq BETWEEN ?2 AND ?3 AND ({_SAID} OR {_WHO})
"""


def left(db: apsw.Connection) -> int:
    """Conversations that cannot be searched for whole yet. A journal of a release that filled the index at once has no table."""
    there = db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'words_left'").get
    return int(db.execute("SELECT count(*) FROM words_left").get) if there else 0


class Filling:
    """The work, and when its turn is. Belongs to the thread that writes."""

    def __init__(self, db: apsw.Connection) -> None:
        self._left = left(db)
        self._due_at_s = time.monotonic()
        if self._left:
            log.info("journal_search_being_built", conversations=self._left)

    def wait_s(self) -> float | None:
        """Until its turn, 0 when that is now; None when nothing is left."""
        return max(0.0, self._due_at_s - time.monotonic()) if self._left else None

    def go_on(self, db: apsw.Connection) -> None:
        """One bit, in a transaction of its own. Raises apsw.Error; then it is tried again later."""
        began_s = time.monotonic()
        self._due_at_s = began_s + AGAIN_S
        db.execute("BEGIN IMMEDIATE")
        while some := _next(db):
            _take_in(db, *some)
            if time.monotonic() - began_s >= BIT_S:
                break
        db.execute("COMMIT")
        ended_s = time.monotonic()
        self._due_at_s = ended_s + min((ended_s - began_s) * REST, AGAIN_S)
        if not some:
            self._left = 0
            log.info("journal_search_built", conversations=0)


def _next(db: apsw.Connection) -> tuple[int, str, int] | None:
    return db.execute("SELECT place, conversation_id, upto FROM words_left ORDER BY place DESC LIMIT 1").fetchone()


def _take_in(db: apsw.Connection, place: int, conversation_id: str, upto: int) -> None:
    """The last of a conversation's events that are not indexed, and the note of what is left of it then."""
    first = max(1, upto - EVENTS + 1)
    db.execute(_INDEX, (conversation_id, first, upto))
    if first > 1:
        db.execute("UPDATE words_left SET upto = ? WHERE place = ?", (first - 1, place))
    else:
        db.execute("DELETE FROM words_left WHERE place = ?", (place,))
