"""The right to be forgotten, over HTTP, for leads."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, model_validator

from ..conversation.decide import Refused
from .errors import problem
from .figures import Lead
from .grants import end_visits
from .routes import PROBLEMS, Json
from .who import parts_of

router = APIRouter(prefix="/v1/erasures", tags=["operations"])


class Wanted(BaseModel):
    """One of the two."""

    conversation_id: str = Field("", max_length=200, description="This conversation alone.")
    customer_id: str = Field("", max_length=200, description="Every conversation of this customer, and their sessions.")

    @model_validator(mode="after")
    def _one(self) -> Wanted:
        if bool(self.conversation_id) == bool(self.customer_id):
            raise ValueError("name either conversation_id or customer_id")
        return self


@router.post("", summary="Erase a conversation or a customer, for good", responses=PROBLEMS)
async def erase(request: Request, wanted: Wanted, who: Lead) -> Any:
    """What was said is gone from the journal, its index, what waits to be told outside, and every backup.

    ``left`` holds a sentence for each place where a trace is left for now, and what is done about it. What helpdesks and
    other systems were told before is theirs: erase it there too.
    """
    parts = parts_of(request)
    if wanted.conversation_id:
        found = await parts.erasures.conversation(wanted.conversation_id, who.author)
        if isinstance(found, Refused):
            return problem(404, found.code, found.sentence)
    else:
        await end_visits(parts.journal, wanted.customer_id)
        found = await parts.erasures.customer(wanted.customer_id, who.author)
    return Json({"erased": list(found.conversations), "left": list(found.left)})
