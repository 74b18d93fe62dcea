"""What the console asks for beside conversations: macros, the shop's pages, the wallboard, how the router chose."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from msgspec import Struct
from pydantic import Field

from ..conversation import events as e
from ..conversation.events import Recorded
from ..ports import Unreachable
from . import knowledge
from .asks import Asker, Body, Id
from .doors import UNKNOWN, refusal
from .grants import Denied
from .parts import Parts
from .routes import PROBLEMS, Agent, Json
from .wallboard import wallboard
from .who import agent, parts_of

router = APIRouter(prefix="/v1")

KIND: Final = "macro"
#: Macros of one house.
MACROS_MAX: Final = 500


async def lead(request: Request, who: Annotated[Asker, Depends(agent)]) -> Asker:
    """Only a lead. Raises Denied."""
    if not parts_of(request).leads(who.author.id):
        raise Denied("Only a lead may do this.", 403)
    return who


Lead = Annotated[Asker, Depends(lead)]


class Macro(Struct, frozen=True):
    """Words that are said often. ``text`` may hold variables like ``{{customer.first_name}}``: the console fills them in."""

    macro_id: str
    title: str
    text: str


class MacroBody(Body):
    title: str = Field(min_length=1, max_length=80)
    text: str = Field(min_length=1, max_length=4000)


async def _macros(parts: Parts) -> list[Macro]:
    found = [msgspec.json.decode(x, type=Macro) for x in (await parts.journal.kept(KIND)).values()]
    return sorted(found, key=lambda x: (x.title.casefold(), x.macro_id))


@router.get("/macros", tags=["agents"], summary="Words that are said often", responses=PROBLEMS)
async def macros(request: Request, who: Agent) -> Any:
    """By title. Their variables are filled in by the console."""
    return Json({"macros": await _macros(parts_of(request))})


@router.put("/macros/{macro_id}", tags=["agents"], summary="Keep a macro (leads)", responses=PROBLEMS)
async def keep_macro(request: Request, macro_id: Id, given: MacroBody, who: Lead) -> Any:
    """A new one, or new words for one that is there."""
    parts, made = parts_of(request), Macro(macro_id, given.title, given.text)
    if len([x for x in await _macros(parts) if x.macro_id != macro_id]) >= MACROS_MAX:
        raise Denied(f"There are {MACROS_MAX} macros already. Remove one first.", 409)
    await parts.journal.keep(KIND, macro_id, msgspec.json.encode(made))
    return Json(made)


@router.delete("/macros/{macro_id}", tags=["agents"], summary="Remove a macro (leads)", responses=PROBLEMS)
async def drop_macro(request: Request, macro_id: Id, who: Lead) -> Any:
    """Removing what is not there changes nothing."""
    await parts_of(request).journal.take(KIND, macro_id)
    return Json({"removed": macro_id})


@router.get("/knowledge", tags=["agents"], summary="Search the shop's pages", responses=PROBLEMS)
async def pages(request: Request, who: Agent, q: Annotated[str, Query(max_length=200)] = "") -> Any:
    """Passages with the words of ``q``, best first. ``missing`` says why there are none, when the shop was not reached."""
    try:
        found = await parts_of(request).pages()
    except Unreachable as failed:
        return Json({"passages": [], "missing": str(failed)})
    return Json({"passages": knowledge.find(found, q), "missing": ""})


@router.get("/wallboard", tags=["numbers"], summary="Queues and agents now, and today", responses=PROBLEMS)
async def board(request: Request, who: Agent) -> Any:
    """Who waits where and how long, who is there with how much, how much pressure, and today's service level."""
    return Json(await wallboard(parts_of(request)))


@router.get(
    "/conversations/{conversation_id}/routing",
    tags=["handoff"],
    summary="Why this agent, or why nobody?",
    responses=PROBLEMS,
)
async def routing(request: Request, conversation_id: str, who: Agent) -> Any:
    """Each offer with how the router chose, in words and in numbers, and for somebody who waits why nobody is offered it."""
    parts = parts_of(request)
    records = await parts.journal.read(conversation_id)
    if not records:
        return Json(refusal(UNKNOWN), 404)
    return Json({"offers": offers(records), "why_nobody": parts.why_nobody(conversation_id)})


def offers(records: tuple[Recorded, ...]) -> list[dict[str, Any]]:
    """Every offer of these events, oldest first; ``outcome``: open, accepted, declined, lapsed."""
    found: dict[str, dict[str, Any]] = {}
    for record in records:
        event = record.event
        if isinstance(event, e.ReservationMade):
            told = {"at": record.at, "agent": event.agent, "why": event.why, "choice": event.choice, "outcome": "open"}
            found[event.reservation_id] = told
        elif isinstance(event, e.AgentJoined | e.ReservationDeclined | e.ReservationLapsed):
            outcome = {"AgentJoined": "accepted", "ReservationDeclined": "declined"}.get(e.name_of(event), "lapsed")
            if event.reservation_id in found:
                found[event.reservation_id]["outcome"] = outcome
    return list(found.values())
