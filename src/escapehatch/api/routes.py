"""The HTTP doors: conversations and what may be asked of them, the inbox, the numbers, sign-in, health."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field

from ..conversation.audience import for_customer
from ..conversation.fold import Conversation, replay
from ..conversation.lifecycle import Status
from ..conversation.values import Role
from .asks import ASKS, Asker, Body
from .doors import STATUS, UNKNOWN, accepted, ask, refusal
from .grants import LOGIN_FOR, Denied
from .rows import floor, rows
from .who import COOKIE, agent, asker, attendant, own_page, parts_of, signed_in

router = APIRouter(prefix="/v1")

Who = Annotated[Asker, Depends(asker)]
Agent = Annotated[Asker, Depends(agent)]
Attendant = Annotated[Asker, Depends(attendant)]


class Problem(BaseModel):
    """Every failure has this form: a code for programs, a sentence for people, and who holds the conversation."""

    code: str
    sentence: str
    owner: dict[str, Any] = Field(default_factory=dict)


class Standing(BaseModel):
    """How a conversation stands after what was asked. ``epoch`` fences later writers."""

    conversation_id: str
    seq: int
    status: str
    epoch: int
    owner: dict[str, Any]


PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": why}
    for code, why in {
        400: "The body cannot be read",
        401: "Not signed in",
        403: "Not allowed",
        404: "No such conversation, or not yours",
        409: "The conversation stands otherwise: see `owner`",
        413: "Too long",
        422: "Something in the body is wrong",
        503: "Nothing can be stored now; try again",
    }.items()
}


class Json(JSONResponse):
    """JSON by msgspec, so that events and conversations are written as the journal writes them."""

    def render(self, content: Any) -> bytes:
        return msgspec.json.encode(content)


def _refuse(code: str, body: dict[str, Any]) -> Json:
    return Json(body, STATUS.get(code, 409))


def _route(name: str, body: type[Body], summary: str) -> None:
    async def handler(request: Request, conversation_id: str, given: Any, who: Who) -> Json:
        outcome = await ask(parts_of(request), who, conversation_id, name, given.model_dump())
        if outcome.refused:
            return _refuse(outcome.refused.code, refusal(outcome.refused))
        return Json(accepted(outcome))

    handler.__annotations__["given"] = body
    handler.__doc__ = body.__doc__
    router.add_api_route(
        f"/conversations/{{conversation_id}}/{name}",
        handler,
        methods=["POST"],
        summary=summary,
        name=name,
        tags=["conversations"],
        response_model=Standing,
        responses=PROBLEMS,
    )


for _name, _ask in ASKS.items():
    _route(_name, _ask.body, _ask.summary)


async def _seen(request: Request, conversation_id: str, who: Asker, after: int = 0) -> tuple[Conversation, list[Any]]:
    """The conversation and its events as this asker may see them; nothing when it is not theirs."""
    parts = parts_of(request)
    c = await parts.desk.load(conversation_id)
    if not who.may_see(c):
        return Conversation(), []
    records = await parts.journal.read(conversation_id)
    if who.role == Role.CUSTOMER:
        shown = [y for x in records if (y := for_customer(x))]
        return replay(shown), [x for x in shown if x.seq > after]
    return c, [x for x in records if x.seq > after]


@router.get(
    "/conversations/{conversation_id}", tags=["conversations"], summary="One conversation, whole", responses=PROBLEMS
)
async def conversation(request: Request, conversation_id: str, who: Who) -> Any:
    """Everything that is true of it, as you may see it."""
    c, _ = await _seen(request, conversation_id, who)
    return Json(c) if c.seq else _refuse(UNKNOWN.code, refusal(UNKNOWN))


@router.get("/conversations/{conversation_id}/events", tags=["conversations"], summary="Its events", responses=PROBLEMS)
async def events(request: Request, conversation_id: str, who: Who, after: int = 0) -> Any:
    """The events after version ``after``, as you may see them."""
    c, records = await _seen(request, conversation_id, who, after)
    return Json({"events": records, "upto": c.seq}) if c.seq else _refuse(UNKNOWN.code, refusal(UNKNOWN))


@router.get(
    "/conversations/{conversation_id}/packet", tags=["handoff"], summary="Its context packet", responses=PROBLEMS
)
async def packet(request: Request, conversation_id: str, who: Agent) -> Any:
    """What an agent sees before the first word. Its JSON Schema: /v1/packet.schema.json."""
    parts = parts_of(request)
    c = await parts.desk.load(conversation_id)
    return Json(parts.packet(c)) if c.seq else _refuse(UNKNOWN.code, refusal(UNKNOWN))


#: As text it is for people, not for programs.
CARRIED: Any = {**PROBLEMS, 200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


@router.get(
    "/conversations/{conversation_id}/carried", tags=["handoff"], summary="Packet and transcript", responses=CARRIED
)
async def carried(
    request: Request, conversation_id: str, who: Agent, form: Literal["json", "vcon", "text"] = "json"
) -> Any:
    """The packet with everything that was said, to take elsewhere: as JSON, as a vCon, or as text for people."""
    parts = parts_of(request)
    c = await parts.desk.load(conversation_id)
    if not c.seq:
        return _refuse(UNKNOWN.code, refusal(UNKNOWN))
    found = parts.carried(c, form)
    return PlainTextResponse(found) if isinstance(found, str) else Json(found)


@router.get("/packet.schema.json", tags=["handoff"], summary="The packet's JSON Schema")
async def packet_schema(request: Request) -> Any:
    return Json(parts_of(request).packet_schema())


class DraftBody(Body):
    """What an agent or a bot is about to send."""

    draft: str = Field(max_length=10_000)


@router.post(
    "/conversations/{conversation_id}/reask", tags=["handoff"], summary="Is it already known?", responses=PROBLEMS
)
async def reask(request: Request, conversation_id: str, given: DraftBody, who: Attendant) -> Any:
    """What the draft asks for that the customer has already said. Nothing is stored."""
    parts = parts_of(request)
    c = await parts.desk.load(conversation_id)
    if not c.seq:
        return _refuse(UNKNOWN.code, refusal(UNKNOWN))
    return Json({"facts": parts.known(c, given.draft)})


@router.get("/conversations", tags=["inbox"], summary="Conversations, latest first", responses=PROBLEMS)
async def conversations(
    request: Request,
    who: Who,
    status: Annotated[list[Status] | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    q: Annotated[str, Query(max_length=200)] = "",
    before: Annotated[str, Query(max_length=200)] = "",
) -> Any:
    """Agents and bots see all, a customer their own. ``q``: words to search for. ``before``: the last page's ``next``."""
    parts = parts_of(request)
    mine = who.author.id if who.role == Role.CUSTOMER else ""
    found = await parts.journal.standings(
        status or (), customer_id=mine, limit=limit, words=q if not mine else "", before=_place(before)
    )
    if who.role == Role.CUSTOMER:
        return Json({"rows": [{"conversation_id": x.conversation_id, "status": x.status} for x in found]})
    last = found[-1] if len(found) == limit else None
    after = f"{last.updated_at.isoformat()}~{last.conversation_id}" if last else ""
    return Json({"rows": await rows(parts, found), "next": after})


def _place(before: str) -> tuple[datetime, str] | None:
    """Where a page ended. Raises Denied on anything else."""
    at, _, conversation_id = before.partition("~")
    try:
        return (datetime.fromisoformat(at).astimezone(UTC), conversation_id) if before else None
    except ValueError:
        raise Denied("before: not the `next` of a page.", 422) from None


class Code(Body):
    """The one-time code of a sign-in link."""

    code: str = Field(min_length=1, max_length=200)


@router.post("/sign-in", tags=["agents"], summary="Sign in with a one-time code", responses=PROBLEMS)
async def sign_in(request: Request, response: Response, given: Code) -> Any:
    """Trade the code for a login cookie. A code works once."""
    own_page(request)
    parts = parts_of(request)
    token, login = await parts.grants.redeem(given.code)
    answer = Json({"agent": {"id": login.id, "name": login.name}, "csrf": login.csrf})
    secure = request.url.scheme == "https"
    age = int(LOGIN_FOR.total_seconds())
    answer.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="lax", secure=secure, path="/")
    return answer


@router.post("/sign-out", tags=["agents"], summary="Sign out", responses=PROBLEMS)
async def sign_out(request: Request) -> Any:
    """The login ends here and now."""
    await signed_in(request)
    token = request.cookies.get(COOKIE, "")
    await parts_of(request).grants.end_login(token)
    parts_of(request).announcer.signed_out(token)
    answer = Json({"signed_out": True})
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get("/me", tags=["agents"], summary="Who am I, and what may I choose from?", responses=PROBLEMS)
async def me(request: Request) -> Any:
    """The agent behind the cookie, the roster, the dispositions."""
    parts, login = parts_of(request), await signed_in(request)
    roster = parts.roster()
    profile = roster.agent(login.id)
    return Json(
        {
            "agent": {
                "id": login.id,
                "name": login.name,
                "queues": list(profile.queues) if profile else [],
                "capacity": profile.capacity if profile else 0,
                "role": profile.role if profile else "agent",
                "state": parts.floor.chosen(login.id),
            },
            "csrf": login.csrf,
            "roster": {
                "queues": [{"id": x.id, "title": x.title} for x in roster.queues],
                "agents": floor(parts),
            },
            "dispositions": list(parts.dispositions),
            "bot_name": parts.bot_name,
            "uploads": list(parts.uploads.kinds),
        }
    )


class PresenceBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    state: str = Field(pattern="^(available|away)$")


@router.put("/me/presence", tags=["agents"], summary="Available or away", responses=PROBLEMS)
async def presence(request: Request, given: PresenceBody, who: Agent) -> Any:
    """Kept, also after a restart."""
    await parts_of(request).floor.choose(who.author.id, given.state)
    return Json({"state": given.state})
