"""The guided setup over HTTP: every step, its words, and whether it is done. Leads alone."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from .asks import Asker
from .routes import PROBLEMS, Json
from .who import lead, parts_of

router = APIRouter(prefix="/v1/setup", tags=["setup"])

Lead = Annotated[Asker, Depends(lead)]


@router.get("", summary="What is set up, and what is the next step?", responses=PROBLEMS)
async def setup(request: Request, who: Lead, fresh: bool = False) -> Any:
    """Looked at now: ``state`` is done, to do, or wrong; ``told`` says what was found. ``done`` of ``wanted`` without the optional ones.

    ``fresh``: ask the shop and the mail server now, not once a minute.
    """
    return Json(await parts_of(request).setup.look(fresh))
