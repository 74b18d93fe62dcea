"""Backtests over HTTP: a draft against the policy in force, on one's own conversations or on some that are brought."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from .asks import Asker
from .routes import PROBLEMS, Json
from .texts import Text, problem, problems_of
from .who import lead, parts_of

router = APIRouter(prefix="/v1/policy/backtests", tags=["policy"])

Lead = Annotated[Asker, Depends(lead)]

#: Characters of conversations that may be brought.
RECORDS_MAX: Final = 16_000_000
#: Backtests that may wait for each other.
BUSY_MAX: Final = 3

DRAWN: Any = {**PROBLEMS, 200: {"content": {"text/html": {"schema": {"type": "string"}}}}}


class Asked(Text):
    """``records``: JSON Lines of transcripts or of a journal, or vCons; left out: this house's own, the latest first.

    The rest as ``escapehatch backtest`` takes it; with ``arrivals`` it tells the waits and the agents needed too.
    """

    records: str | None = Field(None, max_length=RECORDS_MAX)
    handle: str = Field("9min", max_length=40)
    arrivals: str = Field("", max_length=40)
    agents: int | None = Field(None, ge=1, le=5_000)
    patience: str = Field("", max_length=40)
    concurrency: int = Field(1, ge=1, le=20)
    slowdown: str = Field("", max_length=200)
    target: str = Field("80%/60s", max_length=40)
    costs: str = Field("", max_length=80)


@router.post("", summary="Begin a backtest", responses=PROBLEMS)
async def begin(request: Request, given: Asked, who: Lead) -> Any:
    """It runs beside the server; ask for how far it is. One at a time, a few may wait."""
    parts = parts_of(request)
    try:
        parts.policies.check(given.text)
    except parts.policies.refused as refused:
        return problem(422, "policy_refused", "The policy does not check.", problems=problems_of(refused))
    if parts.backtests.busy >= BUSY_MAX:
        return problem(409, "busy", "Others are being run. Wait for one to end, or stop it.")
    held = parts.policies.source.value.text
    options = given.model_dump(exclude={"text", "records"})
    return Json(parts.backtests.begin(who.author.id, given.text, held, given.records, options).plain())


@router.get("/{backtest_id}", summary="How far is it, and what came out?", responses=PROBLEMS)
async def backtest(request: Request, backtest_id: str, who: Lead) -> Any:
    """``state``: waiting, running, done, failed, stopped. Once done: the figures, and who would be decided otherwise."""
    found = parts_of(request).backtests.get(backtest_id)
    return Json(found.plain()) if found else _unknown()


@router.get("/{backtest_id}/report", summary="The report, with its pictures", responses=DRAWN)
async def report(request: Request, backtest_id: str, who: Lead) -> Any:
    """One page, no script in it: what ``escapehatch backtest --html`` writes."""
    found = parts_of(request).backtests.get(backtest_id)
    return HTMLResponse(found.found["html"]) if found and "html" in found.found else _unknown()


@router.delete("/{backtest_id}", summary="Stop it", responses=PROBLEMS)
async def stop(request: Request, backtest_id: str, who: Lead) -> Any:
    """What it has found so far is not kept."""
    found = parts_of(request).backtests.get(backtest_id)
    if not found:
        return _unknown()
    parts_of(request).backtests.stop(backtest_id)
    return Json({"id": backtest_id})


def _unknown() -> Json:
    return problem(
        404, "unknown_backtest", "There is no such backtest, or it is not over; the last few are kept until a restart."
    )
