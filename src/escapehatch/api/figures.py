"""Figures over HTTP: requests for a person one by one, and how many agents are needed."""

from __future__ import annotations

from collections.abc import Iterator
from csv import writer
from datetime import datetime
from io import StringIO
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import Field

from .asks import Asker, Body
from .errors import problem
from .routes import PROBLEMS, Json
from .who import agent, lead, parts_of

router = APIRouter(prefix="/v1")

Agent = Annotated[Asker, Depends(agent)]
Lead = Annotated[Asker, Depends(lead)]

#: Requests for a person in one answer. Ask for a shorter span for the rest.
ROWS_MAX: Final = 10_000
TABLE: Any = {**PROBLEMS, 200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get("/numbers", tags=["numbers"], summary="How well did it go?", responses=TABLE)
async def numbers(request: Request, who: Agent, form: Literal["json", "csv"] = "json") -> Any:
    """Each metric with its definition. ``form=csv``: a line each value, parts of parts by both names."""
    found = await parts_of(request).numbers()
    if form == "json":
        return Json(found)
    out = StringIO()
    rows = writer(out, lineterminator="\n")
    rows.writerow(("metric", "part", "value", "definition"))
    for name, metric in found.items():
        rows.writerows((name, part, value, metric["definition"]) for part, value in flat(metric["value"]))
    return PlainTextResponse(out.getvalue(), media_type="text/csv")


def flat(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a metric with its place, dotted; nothing where it is not known."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{at}.{key}" if at else key)
    else:
        yield at, "" if value is None else value


@router.get("/requests", tags=["numbers"], summary="Every request for a person", responses=TABLE)
async def requests(
    request: Request,
    who: Lead,
    since: Annotated[datetime | None, Query()] = None,
    until: Annotated[datetime | None, Query()] = None,
    within_s: Annotated[float, Query(gt=0, le=86_400)] = 180.0,
    form: Literal["json", "csv"] = "json",
) -> Any:
    """Made from ``since`` on and before ``until``: its wait, what became of it, whether it was served within ``within_s``.

    Oldest first, with the share served in time and its interval; ``more`` when some were left off. ``form=csv``: the rows alone.
    """
    zoneless = [x for x in (since, until) if x and x.tzinfo is None]
    if zoneless:
        return problem(422, "bad_request", "since and until need a time zone, like 2026-11-01T00:00:00Z.")
    found = await parts_of(request).requests(within_s, since, until, ROWS_MAX)
    if form == "csv":
        return PlainTextResponse(found["csv"], media_type="text/csv")
    return Json({"rows": found["rows"], "more": found["more"], "served": found["served"]})


class ForecastBody(Body):
    """As ``escapehatch forecast`` takes it. ``profile``: lines ``09:00,48``. ``curve``: with fewer and more agents, too."""

    handle: str = Field(max_length=40)
    arrivals: str = Field("", max_length=40)
    profile: str = Field("", max_length=20_000)
    interval: str = Field("", max_length=40)
    agents: int | None = Field(None, ge=1, le=5_000)
    patience: str = Field("", max_length=40)
    concurrency: int = Field(1, ge=1, le=20)
    slowdown: str = Field("", max_length=200)
    target: str = Field("", max_length=40)
    patience_shape: Literal["exponential", "lognormal", "uniform", "fixed"] = "exponential"
    patience_cv: float = Field(1.0, gt=0, le=20, strict=False)
    curve: bool = False


class ForecastQuery(ForecastBody):
    """The same in an address: everything there is text."""

    model_config = {"extra": "forbid", "strict": False}


@router.get("/staffing/forecast", tags=["numbers"], summary="How many agents, how long a wait?", responses=PROBLEMS)
async def forecast_asked(request: Request, who: Lead, given: Annotated[ForecastQuery, Query()]) -> Any:
    """What the command ``forecast`` answers, for sliders. Nothing is stored."""
    return await _forecast(request, given)


@router.post("/staffing/forecast", tags=["numbers"], summary="The same, with a profile of a day", responses=PROBLEMS)
async def forecast(request: Request, given: ForecastBody, who: Lead) -> Any:
    """With ``profile`` an answer for each interval (``intervals``), else one. Nothing is stored."""
    return await _forecast(request, given)


async def _forecast(request: Request, given: ForecastBody) -> Any:
    try:
        return Json(await parts_of(request).staffing(given.model_dump()))
    except ValueError as wrong:
        return problem(422, "bad_request", str(wrong))


DRAWN: Any = {**PROBLEMS, 200: {"content": {"text/html": {"schema": {"type": "string"}}}}}


@router.post("/staffing/page", tags=["numbers"], summary="The same as a page with its curves", responses=DRAWN)
async def staffing_page(request: Request, given: ForecastBody, who: Lead) -> Any:
    """No script in it, and nothing from elsewhere: what ``escapehatch forecast --html`` writes."""
    try:
        return HTMLResponse(await parts_of(request).studio.staffing_page(given.model_dump()))
    except ValueError as wrong:
        return problem(422, "bad_request", str(wrong))


@router.get("/staffing/day", tags=["numbers"], summary="An average day of your own", responses=PROBLEMS)
async def staffing_day(request: Request, who: Lead) -> Any:
    """Requests for a person in each half hour, handling and patience over the last four weeks, as a question to begin with."""
    return Json(await parts_of(request).studio.day())
