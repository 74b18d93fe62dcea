"""What an agent's inbox shows: one row a conversation, and who is on the floor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ..conversation.fold import Conversation
from ..conversation.lifecycle import HANDED_OFF, WAITING, Status
from ..ports import Journal, Standing

if TYPE_CHECKING:
    from .parts import Parts

#: Conversations with the bot, and closed ones, that an inbox shows.
OTHERS_MAX: Final = 30
#: Waiting conversations that an inbox begins with, those who are served first; and as many attended ones.
ROWS_MAX: Final = 1_000
#: Rows of one frame.
CHUNK: Final = 100


async def inbox(parts: Parts) -> AsyncIterator[list[Conversation]]:
    """Everybody who waits or is attended, then the newest with the bot and the newest closed; a chunk at a time.

    Read once for all the agents who come back at the same time.
    """
    found = await parts.listing.read(lambda: _listed(parts.journal))
    for start in range(0, max(1, len(found)), CHUNK):
        yield [await parts.desk.load(x) for x in found[start : start + CHUNK]]


async def _listed(journal: Journal) -> tuple[str, ...]:
    held = await journal.standings(sorted(HANDED_OFF - WAITING), limit=ROWS_MAX)
    waiting = await journal.standings(sorted(WAITING), limit=ROWS_MAX)
    bot = await journal.standings([Status.WITH_BOT], limit=OTHERS_MAX)
    closed = await journal.standings([Status.CLOSED], limit=OTHERS_MAX)
    return tuple(x.conversation_id for x in (*held, *waiting, *bot, *closed))


async def rows(parts: Parts, standings: Sequence[Standing]) -> list[dict[str, Any]]:
    return [row(await parts.desk.load(x.conversation_id)) for x in standings]


def row(c: Conversation) -> dict[str, Any]:
    """One line of the inbox."""
    said = c.said()
    waited = c.escalation if c.status in HANDED_OFF else None
    holder = c.agent or (c.reservation.agent if c.reservation else None)
    shown = {
        "conversation_id": c.id,
        "seq": c.seq,
        "status": c.status,
        "title": next((x.told for x in said if x.author and x.author.role == "customer"), "")[:120],
        "customer": {"name": c.customer.name, "tier": c.customer.tier, "verified": c.customer.verified},
        "queue": waited.queue if waited else "",
        "priority": waited.priority if waited else 0,
        "agent_id": holder.id if holder else "",
        "agent_name": holder.name if holder else "",
        "waiting_since": waited.requested_at if waited and not waited.joined_at else None,
        "hold_until_at": c.hold.until_at if c.hold else None,
        "away": bool(waited and waited.away_at),
        "callback_at": waited.callback.promised_at if waited and waited.callback else None,
        "updated_at": c.updated_at,
        "reason": waited.reason.because if waited else "",
        "trigger": waited.reason.trigger if waited else "",
        "last": said[-1].told[:160] if said else "",
        "last_role": str(said[-1].author.role) if said and said[-1].author else "",
        "reservation": c.reservation,
    }
    built: dict[str, Any] = msgspec.to_builtins(shown)
    return built


def floor(parts: Parts) -> list[dict[str, Any]]:
    """The agents of the roster, and whether they are there."""
    return [
        {
            "id": x.id,
            "name": x.name,
            "state": parts.floor.state(x.id),
            "load": parts.load(x.id),
            "capacity": x.capacity,
            "queues": list(x.queues),
        }
        for x in parts.roster().agents
    ]
