"""The widget's way in: a session for a visitor, anonymous or vouched for by the shop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from fastapi import APIRouter, Request
from msgspec.structs import replace
from pydantic import Field

from ..conversation import commands as do
from ..conversation.lifecycle import FINAL, Status
from ..conversation.values import Customer
from .asks import Body
from .grants import Denied, Visit
from .parts import Parts
from .routes import PROBLEMS, Json
from .who import parts_of

router = APIRouter(prefix="/v1/widget", tags=["widget"])

#: A closed conversation is taken up again, not begun anew, within this long.
SAME_CONVERSATION_FOR: Final = timedelta(hours=24)


class Arrival(Body):
    """``identity``: signed by the shop's back end. ``session``: the token of an earlier visit, to go on with it.

    ``left``: the conversation that the page shows and the session opened, if any.
    """

    site: str = Field(max_length=64)
    identity: str = Field("", max_length=4000)
    session: str = Field("", max_length=200)
    locale: str = Field("en", max_length=35, pattern=r"^[A-Za-z0-9-]*$")
    page: str = Field("", max_length=2000)
    left: str = Field("", max_length=64)


@router.post("/sessions", summary="Begin or continue a visit", responses=PROBLEMS)
async def arrive(request: Request, given: Arrival) -> Any:
    """Identity comes from the shop's signature alone; anonymous history is kept by the session's own token alone."""
    parts = parts_of(request)
    if given.site not in parts.grants.sites:
        raise Denied(f"No shop is called {given.site!r} here.", 404)
    known = await parts.grants.visit(given.session)
    customer = await parts.grants.identity(given.site, given.identity) if given.identity else None
    token, visit = await _visit(parts, given, known, customer)
    await _identify(parts, visit)
    await parts.sightings.note(given.site, given.page, signed=customer is not None)
    return Json(
        {
            "token": token,
            "customer": {
                "id": visit.customer.id,
                "name": visit.customer.name,
                "email": visit.customer.email,
                "verified": visit.customer.verified,
            },
            "conversation_id": visit.conversation_id,
            "bot_name": parts.bot_name,
            "disclosure": True,
            "mails": parts.mails,
            "uploads": list(parts.uploads.kinds),
            "lost": await _lost(parts, given.left),
        }
    )


async def _lost(parts: Parts, conversation_id: str) -> bool:
    """Whether nothing is known of it, as after a restore (G20): what the page has of it was lost. What was erased was not."""
    if not conversation_id or (await parts.desk.load(conversation_id)).seq:
        return False
    return not await parts.journal.erased(conversation_id)


async def _visit(parts: Parts, given: Arrival, known: Visit | None, customer: Customer | None) -> tuple[str, Visit]:
    """Go on with the earlier visit where it is provably the same person; else begin a new one."""
    now = parts.clock.now()
    if known and known.site == given.site:
        if customer is None and not known.customer.verified:
            return given.session, known
        if customer and known.customer.id == customer.id:
            return given.session, known
        if customer and not known.customer.verified:
            await parts.grants.end_visit(given.session)
            begun = (await parts.desk.load(known.conversation_id)).seq > 0
            place = known.conversation_id if begun else await _conversation_of(parts, customer)
            visit = replace(known, customer=customer, conversation_id=place)
            return await parts.grants.begin_visit(visit), visit
    who = customer or Customer(id=f"anon-{parts.new_id()}")
    place = await _conversation_of(parts, customer) if customer else parts.new_id()
    visit = Visit(who, place, given.site, now, given.locale or "en", given.page)
    return await parts.grants.begin_visit(visit), visit


async def _conversation_of(parts: Parts, customer: Customer) -> str:
    """The verified customer's conversation that is still going on, or where the next one begins: the same for all their devices."""
    after = ""
    for row in await parts.journal.standings(customer_id=customer.id, limit=1):
        recent = parts.clock.now() - row.updated_at < SAME_CONVERSATION_FOR
        if row.status != Status.CLOSED or recent:
            return row.conversation_id
        after = row.conversation_id
    place = await parts.grants.beginning(customer.id, after, parts.new_id())
    erased = (await parts.desk.load(place)).status in FINAL
    return parts.new_id() if erased else place


async def _identify(parts: Parts, visit: Visit) -> None:
    """A conversation that began anonymously now has its customer."""
    c = await parts.desk.load(visit.conversation_id)
    if c.seq and visit.customer.verified and c.customer != visit.customer:
        await parts.desk.handle(c.id, do.Identify(visit.customer))
