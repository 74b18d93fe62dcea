"""Dead letters over HTTP, for leads: what other systems could not be told, and why; replay one or all.

Beside them the conversations whose words are left alone, because the server died of them again and again (G16).
"""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter, Request

from .errors import problem
from .figures import Lead
from .routes import PROBLEMS, Json
from .who import parts_of

router = APIRouter(prefix="/v1/letters", tags=["operations"])


@router.get("", summary="Dead letters, in the order in which they were to be told", responses=PROBLEMS)
async def letters(request: Request, who: Lead) -> Any:
    """Each with why it was given up. At most 1,000; replay or drop some to see the rest.

    ``isolated``: conversations of which servers died, and whether they were reading a message (``read``) or asking the
    policy (``judge``, ``shadow``). They have a person.
    """
    parts = parts_of(request)
    works = [x.partition(" ") for x in parts.desk.aside.isolated]
    isolated = [{"conversation_id": subject, "during": work} for work, _, subject in works]
    return Json({"letters": msgspec.to_builtins(await parts.journal.letters()), "isolated": isolated})


@router.post("/replay", summary="Try all of them again", responses=PROBLEMS)
async def replay_all(request: Request, who: Lead) -> Any:
    """Each under its old id, and in its old place. Answers how many."""
    journal = parts_of(request).journal
    moved = [await journal.replay_letter(x.effect.effect_id) for x in await journal.letters()]
    return Json({"replayed": sum(moved)})


@router.post("/{effect_id}/replay", summary="Try one again", responses=PROBLEMS)
async def replay(request: Request, effect_id: str, who: Lead) -> Any:
    """Under its old id: whoever heard it after all will know it."""
    if not await parts_of(request).journal.replay_letter(effect_id):
        return _unknown()
    return Json({"replayed": 1})


@router.delete("/{effect_id}", summary="Give one up for good", responses=PROBLEMS)
async def drop(request: Request, effect_id: str, who: Lead) -> Any:
    """Nobody will be told of it."""
    if not await parts_of(request).journal.drop_letter(effect_id):
        return _unknown()
    return Json({"dropped": 1})


@router.post("/isolated/{conversation_id}/release", summary="Read and judge a conversation again", responses=PROBLEMS)
async def release(request: Request, conversation_id: str, who: Lead) -> Any:
    """After what broke was mended. Should the server die of it again, it is isolated after three more tries."""
    released = parts_of(request).desk.aside.release(conversation_id)
    return (
        Json({"released": released}) if released else problem(404, "not_isolated", "This conversation is not isolated.")
    )


def _unknown() -> Any:
    return problem(404, "unknown_letter", "There is no such letter.")
