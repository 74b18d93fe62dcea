"""The report as a value: what one policy would have done, what another would, and what lies between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from ..staffing.forecast import Forecast, Question, forecast
from ..staffing.patience import Patience
from .curve import Costs, Curve, curve
from .figures import Handling, Numbers, differences, draw, numbers
from .marks import Mark
from .retold import Course

#: Conversations to read, of each kind.
EXAMPLES: Final = 5
#: The columns of a histogram of turns early and late; what lies further out counts in the last.
FAR: Final = 6


class Case(Struct, frozen=True):
    """One conversation under one policy, as it is kept for the report. ``said``: the words at the handoff or the truth."""

    id: str
    mark: Mark
    course: Course
    said: str = ""


class Example(Struct, frozen=True):
    """A conversation to read: where, and why."""

    id: str
    i: int | None
    because: str
    said: str = ""


class Trigger(Struct, frozen=True):
    """What one trigger brought in: how many, and of those with a known truth, how many rightly."""

    trigger: str
    handed_off: int
    needed: int
    needless: int
    unlabelled: int
    examples: tuple[Example, ...]


class Side(Struct, frozen=True):
    """One policy's part. ``off_by``: conversations by turns after the true one (negative: early)."""

    name: str
    threshold: float
    numbers: Numbers
    by_trigger: tuple[Trigger, ...]
    examples: dict[str, tuple[Example, ...]]
    off_by: dict[int, int]
    curve: Curve
    waits: Forecast | None = None


class Moves(Struct, frozen=True):
    """Who moved from the second policy to the first: by kind and by the trigger that did it, with examples."""

    counts: dict[str, int]
    by_trigger: dict[str, dict[str, int]]
    examples: dict[str, tuple[Example, ...]]
    numbers: Numbers
    agents_needed: int | None = None


class Wanted(Struct, frozen=True):
    """What the report is to reckon with. ``arrivals``: conversations a second that reach the bot; None: no waits."""

    handling: Handling = Handling()
    costs: Costs | None = None
    arrivals: float | None = None
    agents: int | None = None
    handles_s: tuple[float, ...] = ()
    patience: Patience | None = None
    share: float = 0.8
    within_s: float = 60.0
    seed: int = 7
    examples: int = EXAMPLES


class Report(Struct, frozen=True):
    """Everything. ``plain`` is its JSON."""

    policy: Side
    against: Side | None
    moves: Moves | None
    wanted: Wanted

    def plain(self) -> dict[str, Any]:
        """The first policy's numbers by name, then the rest."""
        found = {"policy": self.policy.name, **_side(self.policy)}
        if self.against and self.moves:
            found["against"] = {"policy": self.against.name, **_side(self.against)}
            plain = msgspec.to_builtins(self.moves)
            found["difference"] = {**plain.pop("numbers"), **plain}
        return found


def _side(side: Side) -> dict[str, Any]:
    plain = msgspec.to_builtins(side, str_keys=True)
    return {
        **side.numbers,
        "turn_error": {f"GT-{x}": side.numbers[f"gt{n}"] for n, x in enumerate(("I", "II", "III"), 1)},
        "by_trigger": plain["by_trigger"],
        "examples": plain["examples"],
        "off_by_turns": plain["off_by"],
        "operating_curve": {"threshold": side.threshold, **plain["curve"]},
        "predicted_waits": side.waits.plain() if side.waits else None,
    }


def report(sides: Sequence[tuple[str, float, Sequence[Case]]], wanted: Wanted) -> Report:
    """``sides``: one policy or two, each with its name, its handoff threshold, and the same conversations in order."""
    drawn = draw([[x.mark for x in cases] for _, _, cases in sides], wanted.handling, wanted.seed)
    found = [
        Side(
            name,
            threshold,
            numbers(drawn, n, wanted.handling),
            _by_trigger(cases, wanted.examples),
            _examples(cases, wanted.examples),
            _off_by(cases),
            curve([x.mark for x in cases], [x.course for x in cases], threshold, wanted.costs),
            _waits(drawn.sums[n], wanted),
        )
        for n, (name, threshold, cases) in enumerate(sides)
    ]
    if len(found) == 1:
        return Report(found[0], None, None, wanted)
    moves = _moves(sides[0][2], sides[1][2], wanted.examples, differences(drawn))
    mine, other = (x.waits for x in found)
    more = mine.agents_needed - other.agents_needed if mine and other else None
    return Report(found[0], found[1], msgspec.structs.replace(moves, agents_needed=more), wanted)


def _waits(sums: Any, wanted: Wanted) -> Forecast | None:
    """The queue that this policy's handoffs make."""
    handed, whole = float(sums[5]), float(sums[0])
    if wanted.arrivals is None or not handed or not whole:
        return None
    handles = wanted.handles_s or (wanted.handling.mean_s,)
    asked = Question(wanted.arrivals * handed / whole, handles, wanted.patience, wanted.share, wanted.within_s)
    return forecast(asked, wanted.agents)


def _by_trigger(cases: Sequence[Case], most: int) -> tuple[Trigger, ...]:
    groups: dict[str, list[Case]] = {}
    for x in cases:
        if x.course.reason:
            groups.setdefault(x.course.reason.trigger, []).append(x)
    found = [
        Trigger(
            name,
            len(group),
            sum(x.mark.needed is True for x in group),
            sum(x.mark.needless for x in group),
            sum(x.mark.needed is None for x in group),
            tuple(_example(x) for x in sorted(group, key=lambda x: not x.mark.needless)[:most]),
        )
        for name, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda x: (-x.handed_off, x.trigger)))


def _example(x: Case) -> Example:
    reason = x.course.reason
    return Example(x.id, x.course.i, reason.because if reason else _never_because(x), x.said)


def _never_because(x: Case) -> str:
    offered = f"; a person was offered at turn {x.course.offered}" if x.course.offered is not None else ""
    return f"no person: the chance of being needed never rose above {x.course.height:.2f}{offered}"


KINDS: Final[dict[str, Callable[[Mark], bool]]] = {
    "missed": lambda m: m.missed,
    "needless": lambda m: m.needless,
    "early": lambda m: (m.off or 0) < 0,
    "late": lambda m: (m.off or 0) > 0,
}


def _examples(cases: Sequence[Case], most: int) -> dict[str, tuple[Example, ...]]:
    """Some of each kind; of the early and late the furthest off, of the missed the least likely first."""
    found = {}
    for kind, holds in KINDS.items():
        these = [x for x in cases if holds(x.mark)]
        these.sort(key=lambda x: (-abs(x.mark.off or 0), x.course.height if kind == "missed" else -x.course.height))
        found[kind] = tuple(_example(x) for x in these[:most])
    return found


def _off_by(cases: Sequence[Case]) -> dict[int, int]:
    far = Counter(max(-FAR, min(FAR, x.mark.off)) for x in cases if x.mark.off is not None)
    return {n: far[n] for n in range(-FAR, FAR + 1)} if far else {}


def _moves(mine: Sequence[Case], other: Sequence[Case], most: int, found: Numbers) -> Moves:
    counts = Counter[str]()
    by_trigger: dict[str, Counter[str]] = {}
    examples: dict[str, list[Example]] = {}
    for now, before in zip(mine, other, strict=True):
        kind = moved(now.mark.handed, before.mark.handed)
        if not kind:
            continue
        counts[kind] += 1
        told = before if kind == "no longer handed off" else now
        if told.course.reason:
            by_trigger.setdefault(kind, Counter())[told.course.reason.trigger] += 1
        if len(examples.setdefault(kind, [])) < most:
            examples[kind].append(_example(told))
    return Moves(
        dict(counts), {k: dict(v) for k, v in by_trigger.items()}, {k: tuple(v) for k, v in examples.items()}, found
    )


def moved(now: int | None, before: int | None) -> str:
    """How a conversation is decided otherwise: ``now`` and ``before`` are the turns of its handoff. Empty: it is not."""
    if now == before:
        return ""
    if before is None:
        return "newly handed off"
    if now is None:
        return "no longer handed off"
    return "earlier" if now < before else "later"
