"""The command ``simulate``: files and what-ifs in, a table, JSON or a page out."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ...routing.roster import parse
from ..staffing.words import span
from .figures import Figures, Waits
from .page import page
from .scenario import DAYS_MAX, Scenario, ScenarioRefused, affordable, scenario
from .trial import Trial, trial
from .world import with_agents, with_arrivals

#: More customers than this many times those of the scenario are a slip of the finger.
TIMES_MAX: Final = 100.0


class Typed(Struct, frozen=True):
    """What was typed."""

    against: Path | None = None
    agents: int | None = None
    arrivals: str = ""
    days: int | None = None
    seed: int | None = None
    json: bool = False
    html: Path | None = None


def run(file: Path | None, typed: Typed) -> int:
    """Simulate and report; 1 when the router broke a promise, else 0. Raises ScenarioRefused and ValueError."""
    asis = changed(opened(file), Typed(days=typed.days, seed=typed.seed))
    found = [changed(asis, Typed(agents=typed.agents, arrivals=typed.arrivals))]
    if typed.against:
        found.append(other(typed.against, asis))
    elif found[0] != asis:
        found.append(asis)
    trials = _with_progress(found, typed.html is not None)
    _write(trials, typed)
    for x in trials:
        for sentence in x.ours.checked.told:
            print(f"{x.scenario.name}: {sentence}", file=sys.stderr)
    return int(not all(x.ours.checked.sound for x in trials))


def opened(file: Path | None) -> Scenario:
    """The scenario in this file, or on standard input. Raises ScenarioRefused."""
    if file is None:
        return scenario(sys.stdin.read(), "standard input")
    return scenario(_text(file), str(file), file.parent)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ScenarioRefused((f"{file}: this is not text in UTF-8",)) from None
    except OSError as failed:
        raise ScenarioRefused((f"{file}: {failed.strerror}",)) from None


def other(file: Path, mine: Scenario) -> Scenario:
    """What to compare with: another scenario, or another roster for the same customers. Days and seed are the same."""
    text = _text(file)
    try:
        tree = YAML(typ="safe").load(text)
    except (YAMLError, ValueError):
        tree = {"customers": []}
    if isinstance(tree, dict) and "customers" not in tree:
        return replace(mine, name=str(file), roster=parse(text, str(file)))
    return changed(scenario(text, str(file), file.parent), Typed(days=mine.days, seed=mine.seed))


def changed(x: Scenario, typed: Typed) -> Scenario:
    """The scenario with the what-ifs that were typed. Raises ValueError."""
    if typed.agents is not None:
        x = replace(with_agents(x, typed.agents), name=f"{x.name}, {typed.agents} agents")
    if typed.arrivals:
        x = replace(with_arrivals(x, times(typed.arrivals)), name=f"{x.name}, arrivals {typed.arrivals}")
    if typed.days is not None:
        if not 1 <= typed.days <= DAYS_MAX:
            raise ValueError(f"Between 1 and {DAYS_MAX} days.")
        x = replace(x, days=typed.days)
    if typed.seed is not None:
        if typed.seed < 0:
            raise ValueError("A seed is not negative.")
        x = replace(x, seed=typed.seed)
    return affordable(x)


def times(text: str) -> float:
    """``x1.2``: so many times as many. Raises ValueError."""
    found = re.fullmatch(r"\s*[x×*]?\s*(\d+(?:\.\d*)?|\.\d+)\s*", text)
    if not found or not 0 < float(found[1]) <= TIMES_MAX:
        raise ValueError(f"--arrivals {text}: write for example x1.2, {TIMES_MAX:g} times at most.")
    return float(found[1])


def _with_progress(found: list[Scenario], curve: bool) -> list[Trial]:
    """Run each; on a terminal show how far it is."""
    if not sys.stderr.isatty():
        return [trial(x, curve=curve) for x in found]
    trials = []
    with Progress(console=Console(stderr=True), transient=True) as shown:
        for x in found:
            task = shown.add_task(x.name, total=1.0)
            trials.append(trial(x, lambda share, task=task: shown.update(task, completed=share), curve))  # type: ignore[misc]
    return trials


def _write(trials: list[Trial], typed: Typed) -> None:
    if typed.html:
        typed.html.write_text(page(trials), encoding="utf-8")
        print(f"The report: {typed.html}", file=sys.stderr)
    if typed.json:
        plain = trials[0].plain()
        if len(trials) > 1:
            plain["against"] = trials[1].plain()
        print(json.dumps(plain, ensure_ascii=False))
        return
    shown = Console()
    for x in trials:
        shown.print(table(x))
    for sentence in remarks(trials[0]):
        print(sentence)


COLUMNS: Final[tuple[tuple[str, Callable[[Waits], str]], ...]] = (
    ("come", lambda x: f"{x.customers:,}"),
    ("mean", lambda x: span(x.wait_mean_s)),
    ("p90", lambda x: span(x.wait_p90_s)),
    ("p99", lambda x: span(x.wait_p99_s)),
    ("longest", lambda x: span(x.wait_max_s)),
    ("left", lambda x: f"{x.p_abandon:.1%}"),
)


def table(x: Trial) -> Table:
    """The answer for people, each line beside what first come, first served would have done."""
    about = f"{x.scenario.name}: {x.scenario.days} days, {len(x.scenario.roster.agents)} agents"
    found = Table(title=about, title_justify="left", box=None)
    found.add_column("", no_wrap=True)
    for name, _ in COLUMNS:
        found.add_column(name, justify="right", no_wrap=True)
    found.add_column(f"in {span(x.ours.within_s)}", justify="right", no_wrap=True)
    for line in (*x.ours.kinds, x.ours.whole):
        found.add_row(line.name, *(say(line) for _, say in COLUMNS), _good(line))
    last = x.in_order.whole
    found.add_row("as they came", *(say(last) for _, say in COLUMNS), _good(last), style="dim")
    return found


def _good(x: Waits) -> str:
    return f"{x.served_within:.1%}"


def remarks(x: Trial) -> list[str]:
    """What the table does not hold."""
    ours: Figures = x.ours
    low, high = ours.whole.served_within_low, ours.whole.served_within_high
    said = [
        f"Served in {span(ours.within_s)}: {ours.whole.served_within:.1%} of all, 95 % between {low:.1%} and {high:.1%}.",
        f"Agents are busy {ours.occupancy_mean:.0%} of their seats' time; among equals it differs by {100 * ours.spread:.1f} points.",
    ]
    saved = x.in_order.whole.cost - ours.whole.cost
    if x.in_order.whole.cost > 0:
        said.append(
            f"Waiting and leaving cost {ours.whole.cost:,.0f} by the roster's classes, {saved / x.in_order.whole.cost:.0%} "
            "less than first come, first served."
        )
    if x.closed:
        said.append(f"{x.closed:,} came while their queue was closed, and are not counted.")
    if ours.still_waiting:
        said.append(f"{ours.still_waiting:,} still waited at the end, and are not counted.")
    checked = ours.checked
    said.append(
        f"Of {checked.choices:,} choices none put a younger customer before one past the cap, and nobody waited beside a free agent."
        if checked.sound
        else f"Broken: {checked.inversions} inversions, {checked.idle_s:.1f} s of hidden idling, {checked.overfull} given "
        f"without room, {checked.unaccounted} unaccounted for."
    )
    return said
