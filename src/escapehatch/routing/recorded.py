"""Past waits, as the journal has them: what ``history`` learns from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ..conversation import events as e
from ..conversation.requests import ENDS, Request, Stay, requests, stays
from .classes import class_of
from .history import Past
from .roster import Roster
from .waiting import Waiting


class Waited(Struct, frozen=True):
    """What a conversation holds of waits. ``stays``: each with whether it is over."""

    requests: tuple[Request, ...]
    stays: tuple[tuple[Stay, bool], ...]


def waited(records: Sequence[e.Recorded]) -> Waited:
    """Taken out of a conversation's events, which need not be kept for it."""
    return Waited(requests(records), tuple(_stays(records)))


def pasts(conversations: Iterable[Waited], roster: Roster) -> list[Past]:
    """The past of each request in these conversations, with how many its agent then had."""
    found: list[tuple[Past, Stay | None]] = []
    everywhere: list[tuple[Stay, bool]] = []
    for one in conversations:
        everywhere += one.stays
        for request in one.requests:
            stay = next(((x, over) for x, over in one.stays if x.joined_at == request.joined_at), None)
            found.append((_past(request, stay, roster), stay[0] if stay else None))
    levels = _levels(everywhere)
    return [
        replace(past, level=levels.get((stay.conversation_id, stay.joined_at), 0)) if stay else past
        for past, stay in found
    ]


def _past(request: Request, stay: tuple[Stay, bool] | None, roster: Roster) -> Past:
    """Who was promised a callback did not wait: they count from when somebody came."""
    joined_at = request.joined_at
    left_at = request.ended_at if joined_at is None and not request.promised_at else None
    asked_at = joined_at if request.promised_at and joined_at else request.requested_at
    ended_at = stay[0].left_at if stay and stay[1] else None
    return Past(_class_id(request, roster), asked_at, joined_at, left_at, ended_at)


def _class_id(request: Request, roster: Roster) -> str:
    """As the router told it; for who was never offered, by what is recorded of them."""
    if request.customer_class:
        return request.customer_class
    queue = roster.queue(request.queue).id
    known = Waiting(request.conversation_id, queue, request.requested_at, request.priority)
    return class_of(known, roster.classes).id


def _stays(records: Sequence[e.Recorded]) -> list[tuple[Stay, bool]]:
    """Each stay, and whether it is over."""
    if not records:
        return []
    last = records[-1]
    return [(x, x.left_at < last.at or e.name_of(last.event) in ENDS) for x in stays(records)]


def _levels(everywhere: Iterable[tuple[Stay, bool]]) -> dict[tuple[str, datetime], int]:
    """Conversations that the agent had when each stay began, this one included."""
    by_agent: dict[str, list[tuple[Stay, bool]]] = defaultdict(list)
    for stay, over in everywhere:
        by_agent[stay.agent_id].append((stay, over))
    found = {}
    for held in by_agent.values():
        here: list[tuple[Stay, bool]] = []
        for stay, over in sorted(held, key=lambda x: x[0].joined_at):
            here = [x for x in here if not x[1] or x[0].left_at > stay.joined_at] + [(stay, over)]
            found[stay.conversation_id, stay.joined_at] = len(here)
    return found
