"""The policy over HTTP: read, check, try, deploy, its versions, back to an earlier one. Leads alone."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from ..desk.texts import Texts
from ..differences import Difference
from ..handoff.policy import Policy
from ..handoff.versions import difference
from .asks import Asker
from .parts import Parts
from .routes import PROBLEMS, Json
from .texts import TEXT_PROBLEMS, Back, Number, Put, Text, changed, listed, one, places, problems_of, standing, unknown
from .who import lead, parts_of

router = APIRouter(prefix="/v1/policy", tags=["policy"])

Lead = Annotated[Asker, Depends(lead)]


def _now(parts: Parts) -> dict[str, Any]:
    policies: Texts[Policy] = parts.policies
    source = policies.source
    return {
        **standing(policies.current),
        "text": source.text or source.value.text,
        "fingerprint": source.value.version,
        "in_file": source.in_file,
        "problems": places(source.faults),
    }


def _draft(parts: Parts, text: str) -> Policy | list[dict[str, Any]]:
    """What the text says, or what is wrong with it."""
    try:
        return parts.policies.check(text)
    except parts.policies.refused as refused:
        return problems_of(refused)


@router.get("", summary="The policy in force", responses=PROBLEMS)
async def policy(request: Request, who: Lead) -> Any:
    """Its text, which version it is and whose. ``fingerprint``: as reasons name it. ``problems``: of the file, when it is faulty."""
    return Json(_now(parts_of(request)))


@router.post("/check", summary="Is it sound, and what does it say?", responses=PROBLEMS)
async def check(request: Request, given: Text, who: Lead) -> Any:
    """Problems with line, column and severity; what is proved with the roster in force; each rule in words; what would change."""
    parts = parts_of(request)
    draft = _draft(parts, given.text)
    if isinstance(draft, list):
        found = [{**x, "severity": "refused"} for x in draft]
        return Json({"problems": found, "proved": [], "words": [], "differences": []})
    return Json(await parts.studio.check(draft))


class Pages(Text):
    """``pages``: golden pages of your own, by name. Without them those of the house are played."""

    pages: dict[str, Annotated[str, Field(max_length=20_000)]] = Field(default_factory=dict, max_length=20)


@router.post("/pages", summary="Play golden pages under a draft", responses=TEXT_PROBLEMS)
async def pages(request: Request, given: Pages, who: Lead) -> Any:
    """For each page: does it hold, how it reads now, and what differs. Nothing is stored."""
    parts = parts_of(request)
    draft = _draft(parts, given.text)
    if isinstance(draft, list):
        return Json({"pages": [], "problems": draft})
    return Json({"pages": await parts.studio.pages(draft, given.pages), "problems": []})


@router.put("", summary="Deploy a policy", responses=TEXT_PROBLEMS)
async def put(request: Request, given: Put, who: Lead) -> Any:
    """All of it, as text. Written to the policy's file, if there is one, and recorded with your name."""
    parts = parts_of(request)
    work = parts.policies.put(given.text, who.author.id, given.expected_version, given.because)
    return await changed(parts.policies, "policy", lambda: _now(parts), work)


@router.get("/versions", summary="Every policy that was in force", responses=PROBLEMS)
async def versions(request: Request, who: Lead) -> Any:
    """Newest first, without the texts."""
    return await listed(parts_of(request).policies)


@router.get("/versions/{number}", summary="One version", responses=TEXT_PROBLEMS)
async def version(request: Request, number: Number, who: Lead) -> Any:
    """Its text, and what it says otherwise than the one before."""
    policies = parts_of(request).policies

    def differ(before: str, after: str) -> list[Difference]:
        return difference(policies.check(before), policies.check(after))

    return await one(policies, number, differ)


@router.post("/rollback", summary="Back to an earlier policy", responses=TEXT_PROBLEMS)
async def rollback(request: Request, given: Back, who: Lead) -> Any:
    """Its text becomes a new version: nothing is lost."""
    parts = parts_of(request)
    back = parts.policies.roll_back(given.version, who.author.id, given.expected_version, given.because)
    return await changed(parts.policies, "policy", lambda: _now(parts), back) or unknown(given.version)
