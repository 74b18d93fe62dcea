"""The doors for what is sent along with messages: bytes in, and bytes out to whoever may see the conversation.

A file that comes out again can do nothing: it is saved to a disk, whatever it is. Only pictures that were drawn anew on their
way in are shown (S40, S41).
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from ..conversation.attachment import Attachment
from ..conversation.fold import Conversation
from ..desk.uploads import FILE_MAX_BYTES, NotTaken
from .asks import Asker
from .doors import STATUS, UNKNOWN, refusal
from .errors import problem
from .routes import PROBLEMS, Json
from .who import asker, parts_of

router = APIRouter(prefix="/v1", tags=["attachments"])

Who = Annotated[Asker, Depends(asker)]
Place = Annotated[str, Path(max_length=64)]

#: Whatever it is, a browser saves it and does nothing with it.
INERT: Final = {
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
}
#: Of an upload that is refused so much is still listened to: bytes, and seconds.
HEARD_OUT_BYTES: Final = 4 * FILE_MAX_BYTES
HEARD_OUT_S: Final = 5.0
#: Media types that are named as what they are. Pictures among them are those that we drew.
NAMED: Final = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf", "text/plain"})


class Stored(BaseModel):
    """An attachment as messages carry it. ``width`` and ``height`` in pixels, 0 for what is no picture."""

    blob_id: str
    name: str
    media_type: str
    size_bytes: int
    width: int = 0
    height: int = 0


def _more(**codes: str) -> dict[int | str, dict[str, Any]]:
    model = PROBLEMS[404]["model"]
    return {**PROBLEMS, **{int(x[1:]): {"model": model, "description": why} for x, why in codes.items()}}


UPLOADING: Final = _more(
    _408="It came too slowly", _415="Not accepted here", _429="Too much at once; see Retry-After", _413="Too large"
)


@router.post(
    "/conversations/{conversation_id}/attachments",
    summary="Store a file to send along",
    response_model=Stored,
    responses=UPLOADING,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def store(
    request: Request, conversation_id: Place, who: Who, name: Annotated[str, Query(max_length=500)] = ""
) -> Response:
    """The body is the file's bytes. A message that names the answer's ``blob_id`` within the hour carries it."""
    parts = parts_of(request)
    if not await _may_write(request, conversation_id, who):
        return _nothing()
    announced = request.headers.get("content-length", "")
    size = int(announced) if announced.isdecimal() else None
    try:
        shown = await parts.uploads.take(conversation_id, who.author.id, name, size, request.stream())
    except ClientDisconnect:
        return problem(STATUS["too_slow"], "too_slow", "The connection was lost.")
    except NotTaken as no:
        parts.gauges.refused(no.code)
        again = {"retry-after": str(no.again_s)} if no.again_s else {}
        over = {} if await _heard_out(request) else {"connection": "close"}
        return problem(STATUS.get(no.code, 422), no.code, no.sentence, {**again, **over})
    return Json(shown)


async def _heard_out(request: Request) -> bool:
    """Whether the rest came, and was thrown away: a client that is still sending may miss an answer that ends the connection."""
    thrown = 0
    try:
        async with asyncio.timeout(HEARD_OUT_S):
            async for chunk in request.stream():
                thrown += len(chunk)
                if thrown > HEARD_OUT_BYTES:
                    return False
    except (TimeoutError, ClientDisconnect):
        return False
    except RuntimeError:  # all of it had come before it was refused
        return True
    return True


@router.get(
    "/conversations/{conversation_id}/attachments/{blob_id}",
    summary="What was sent along",
    response_class=Response,
    responses={**PROBLEMS, 200: {"content": {"*/*": {}}, "description": "The bytes"}},
)
async def fetch(
    request: Request, conversation_id: Place, blob_id: Annotated[str, Path(max_length=64)], who: Who
) -> Response:
    """The bytes. Only a picture is shown; anything else is for saving."""
    parts = parts_of(request)
    c = await parts.desk.load(conversation_id)
    found = await parts.journal.content(conversation_id, blob_id) if who.may_see(c) else None
    if found is None or not (found[0].sent or found[0].author_id == who.author.id):
        return _nothing()
    blob, content = found
    return Response(content, headers=headers(blob.attachment))


def headers(x: Attachment) -> dict[str, str]:
    """How its bytes are handed out: named by what they are only where that is harmless."""
    kind = x.media_type if x.media_type in NAMED else "application/octet-stream"
    plain = "".join(y if y.isascii() and y not in '"\\%;' else "_" for y in x.name)
    shown = "inline" if x.is_picture else "attachment"
    return {
        **INERT,
        "content-type": f"{kind}; charset=utf-8" if kind == "text/plain" else kind,
        "content-disposition": f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(x.name, safe='')}",
    }


async def _may_write(request: Request, conversation_id: str, who: Asker) -> bool:
    """Theirs, or the one that their first message will begin."""
    c: Conversation = await parts_of(request).desk.load(conversation_id)
    return who.may_see(c) or (not c.seq and who.start is not None and who.start.conversation_id == conversation_id)


def _nothing() -> Response:
    return Json(refusal(UNKNOWN), STATUS[UNKNOWN.code])
