"""The command ``forecast``: what was typed, as a question, and its answer as a table or as JSON."""

from __future__ import annotations

import json
from typing import Final

from rich.console import Console
from rich.table import Table

from .forecast import TARGET, Forecast, Question, forecast
from .patience import Exponential, Fixed, LogNormal, Patience, Uniform
from .words import handles, rate, seconds, span, target

SHAPES: Final = ("exponential", "lognormal", "uniform", "fixed")
#: Standard deviation over mean of log-normal patience, when it is not given.
PATIENCE_CV: Final = 1.0


def question(
    arrivals: str, handle: str, patience: str = "", concurrency: int = 1, slowdown: str = "", wanted: str = "", shape: str = SHAPES[0], cv: float = PATIENCE_CV
) -> Question:  # fmt: skip
    """The question in plain values. Raises ValueError for what cannot be understood."""
    share, within_s = target(wanted) if wanted else TARGET
    stay = _patience(seconds(patience), shape, cv) if patience else None
    return Question(rate(arrivals), handles(handle, concurrency, slowdown), stay, share, within_s)


def _patience(mean_s: float, shape: str, cv: float) -> Patience:
    if shape == "lognormal":
        if not 0 < cv <= 20:
            raise ValueError("--patience-cv lies between 0 and 20.")
        return LogNormal(mean_s, cv)
    kinds: dict[str, type[Exponential | Fixed | Uniform]] = {
        "exponential": Exponential,
        "fixed": Fixed,
        "uniform": Uniform,
    }
    if shape not in kinds:
        raise ValueError(f"--patience-shape is one of {', '.join(SHAPES)}, not {shape!r}.")
    return kinds[shape](mean_s)


def show(asked: Question, agents: int | None, as_json: bool) -> None:
    """Answer on standard output."""
    answer = forecast(asked, agents)
    if as_json:
        print(json.dumps(answer.plain()))
        return
    Console().print(table(answer))
    if answer.statement:
        print(answer.statement)


def table(x: Forecast) -> Table:
    """The answer for people."""
    found = Table(title=f"{x.agents} agents ({x.model})", title_justify="left", show_header=False, box=None)
    queue = "without end" if x.queue_mean is None else f"{x.queue_mean:.2f}"
    for name, value in (
        ("have to wait", f"{x.p_wait:.1%}"),
        ("mean wait of all", span(x.asa_s)),
        ("nine in ten wait at most", span(x.wait_p90_s)),
        (f"wait at most {span(x.within_s)}", f"{x.service_level:.1%} (target {x.target_share:.0%})"),
        (f"served within {span(x.within_s)}", f"{x.served_within:.1%}"),
        ("leave before anybody comes", f"{x.p_abandon:.1%}"),
        ("waiting at any time", queue),
        ("slots in use", f"{x.occupancy:.1%}"),
        ("agents needed for the target", str(x.agents_needed)),
    ):
        found.add_row(name, value)
    return found
