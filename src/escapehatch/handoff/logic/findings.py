"""What is wrong with a policy that is readable: rules that never hold or never speak, routes that never count, names nobody gives.

Each finding has its place in the text. An error is proved, and means that the policy does not do what it says; a warning
is something to look at.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import Any, Final, Literal

from msgspec import Struct

from ..policy import Policy, tree_of
from ..problems import place
from ..registry import found
from ..schema import Route, Rule
from ..triggers.high_stakes import TOPICS
from .formula import TRUE, Both, Compare, Either, Formula, Member, formula, negation
from .worlds import TooHard, World, implies, world

#: Triggers of a reason that no file of ``triggers/`` makes.
OTHER_TRIGGERS: Final = frozenset({"combined", "bot_asked", "bot_failed", "internal"})
Severity = Literal["error", "warning"]


class Finding(Struct, frozen=True, order=True):
    """``line`` and ``column`` count from 1; 0 when it is about no single place."""

    line: int
    column: int
    severity: Severity
    sentence: str
    hint: str = ""

    def told(self, file: str) -> str:
        where = f"{file}:{self.line}:{self.column}" if self.line else file
        return f"{where}: {self.severity}: {self.sentence}{' ' + self.hint if self.hint else ''}"


class Looked(Struct, frozen=True):
    """The findings, and how much was looked at. ``too_hard``: questions that were given up."""

    findings: tuple[Finding, ...]
    rules: int = 0
    pairs: int = 0
    routes: int = 0
    too_hard: int = 0


def look(policy: Policy, known_topics: AbstractSet[str], known_intents: AbstractSet[str]) -> Looked:
    """Everything that can be said of the policy without a roster.

    ``known_topics``, ``known_intents``: what a reading can give. Empty: not known, so nothing is said of names.
    """
    look = _Look(policy, known_topics | TOPICS.keys() | policy.topics.keys() if known_topics else set(), known_intents)
    findings = [*look.rules(), *look.pairs(), *look.routes(), *look.thresholds()]
    many = len(policy.rules)
    return Looked(tuple(sorted(findings)), many, math.comb(many, 2), len(policy.routes), look.too_hard)


class _Look:
    def __init__(self, policy: Policy, topics: AbstractSet[str], intents: AbstractSet[str]) -> None:
        self.policy = policy
        self.tree = tree_of(policy.text, policy.name)
        self.topics, self.intents = topics, intents
        self.given = [(rule, formula(rule.when)) for rule, _ in policy.rules]
        self.never: set[str] = set()
        self.too_hard = 0

    def found(self, severity: Severity, path: Sequence[Any], sentence: str, hint: str = "") -> Finding:
        return Finding(*place(self.tree, path), severity, sentence, hint)

    def rules(self) -> Iterator[Finding]:
        for n, (rule, meant) in enumerate(self.given):
            where = ["rules", n, "when"]
            if self._world(meant) is None:
                self.never.add(rule.name)
                yield self.found("error", where, f"rule '{rule.name}' can never hold: {self._why(meant)}.")
            elif self._world(negation(meant)) is None:
                everybody = rule.decision == "handoff"
                so = "everybody gets a person at the first word" if everybody else "everybody is offered a person"
                hint = "If that is meant, no other rule is needed." if everybody else ""
                yield self.found(
                    "error" if everybody else "warning", where, f"rule '{rule.name}' always holds: {so}.", hint
                )
            yield from self._names(rule, meant, where)

    def pairs(self) -> Iterator[Finding]:
        """Rules that never speak because a weightier one always does, and those of which only the order decides."""
        silent: set[str] = set()
        for n, (rule, meant) in enumerate(self.given):
            for m, (other, others) in enumerate(self.given):
                if m == n or {rule.name, other.name} & (self.never | silent):
                    continue
                if _weight(other, m) > _weight(rule, n) and self._implies(rule, meant, other, others):
                    silent.add(rule.name)
                    sentence = (
                        f"rule '{rule.name}' never speaks: whenever it holds, '{other.name}' does too and weighs more."
                    )
                    yield self.found("error", ["rules", n, "name"], sentence, "Narrow one of them, or delete this one.")
        for (_, (a, meant)), (m, (b, others)) in combinations(enumerate(self.given), 2):
            same = _weight(a, 0) == _weight(b, 0) and (a.queue, a.skills) != (b.queue, b.skills)
            if not same or {a.name, b.name} & (self.never | silent):
                continue
            both = self._world(meant, others)
            if both is not None and not both.unknown:
                sentence = f"rules '{a.name}' and '{b.name}' send the same conversation to different places"
                first = f"({both.told()}); '{a.name}' decides, for it comes first."
                yield self.found("warning", ["rules", m, "name"], f"{sentence} {first}", "Give one a higher priority.")

    def routes(self) -> Iterator[Finding]:
        routes = self.policy.routes
        for n, route in enumerate(routes):
            where = ["routes", n]
            if not (route.queue or route.priority or route.skills):
                yield self.found("warning", where, "this route changes nothing: it names no queue, priority or skills.")
            before = next((m for m, x in enumerate(routes[:n]) if x.queue and _covers(x, route)), None)
            if route.queue and before is not None:
                line = place(self.tree, ["routes", before])[0]
                end = "" if route.priority or route.skills else " and nothing else of it counts"
                yield self.found(
                    "warning", where, f"the queue of this route is never used: line {line} comes first{end}."
                )
            if route.trigger and route.trigger not in self._triggers():
                sentence = f"no reason is called '{route.trigger}'."
                yield self.found("error", [*where, "trigger"], sentence, _meant(route.trigger, self._triggers()))
            if route.topic and self.topics and route.topic not in self.topics | self.intents:
                sentence = f"no reading gives the topic '{route.topic}'."
                yield self.found("error", [*where, "topic"], sentence, _meant(route.topic, self.topics | self.intents))

    def thresholds(self) -> Iterator[Finding]:
        limits, costs = self.policy.thresholds, self.policy.costs
        enough = costs.handoff / (costs.handoff + costs.missed) if costs else limits.handoff
        if limits.offer > enough:
            sentence = f"nobody is offered a person by chance: one comes from {enough:.2f}, and an offer is made from {limits.offer}."
            path = ["thresholds", "offer"] if "thresholds" in self.tree else ["costs"]
            yield self.found("warning", path, sentence)

    def _world(self, *goals: Formula) -> World | None:
        """A world, or one that nothing is known of when the question is too hard."""
        try:
            return world(*goals)
        except TooHard:
            self.too_hard += 1
            return World(unknown=True)

    def _implies(self, rule: Rule, meant: Formula, other: Rule, others: Formula) -> bool:
        if rule.when.split() == other.when.split():
            return True
        try:
            return implies(meant, others)
        except TooHard:
            self.too_hard += 1
            return False

    def _why(self, meant: Formula) -> str:
        """The fewest parts that already contradict each other, as they are written."""
        parts = meant.parts if isinstance(meant, Both) else (meant,)
        for many in (1, 2, 3):
            for some in combinations(parts, many):
                if self._world(*some) is None:
                    return " and ".join(spoken(x) for x in some) + (
                        " contradict each other" if many > 1 else " never is"
                    )
        return "its parts contradict each other"

    def _names(self, rule: Rule, meant: Formula, where: Sequence[Any]) -> Iterator[Finding]:
        """Topics and intents that no reading gives: the comparison is always the same."""
        if not self.topics:
            return
        for atom in _atoms(meant):
            if isinstance(atom, Member) and atom.topic not in self.topics | self.intents:
                yield self.found(
                    "error", where, f"no reading gives the topic '{atom.topic}'.", _meant(atom.topic, self.topics)
                )
            elif isinstance(atom, Compare) and atom.name == "reading.intent" and atom.value not in {"", *self.intents}:
                sentence = f"no reading gives the intent '{atom.value}'."
                yield self.found("error", where, sentence, _meant(str(atom.value), self.intents))

    def _triggers(self) -> set[str]:
        named = {f"rule: {x.name}" for x, _ in self.policy.rules} | {
            f"guidance: {x.name}" for x in self.policy.guidance
        }
        return {*found(), *(x.name for x, _ in self.policy.triggers), *named, *OTHER_TRIGGERS}


def _weight(rule: Rule, n: int) -> tuple[bool, int, int]:
    """What ``judge`` compares; of equals the first speaks."""
    return (rule.decision == "handoff", rule.priority, -n)


def _covers(general: Route, special: Route) -> bool:
    """Whether the first counts wherever the second does."""
    return all(getattr(general, x) in ("", getattr(special, x)) for x in ("trigger", "topic", "language", "tier"))


def _atoms(meant: Formula) -> Iterator[Formula]:
    if isinstance(meant, Both | Either):
        for part in meant.parts:
            yield from _atoms(part)
    else:
        yield meant


def spoken(meant: Formula) -> str:
    """A formula as a person would write it."""
    match meant:
        case Compare(name, sign, value):
            shown: Mapping[bool, str] = {True: "true", False: "false"}
            text = shown[value] if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else f"{value:g}"
            return f"{name} {sign} {text}"
        case Member(topic, held):
            return f'"{topic}" {"in" if held else "not in"} topics'
        case Both(parts) if parts:
            return "(" + " && ".join(spoken(x) for x in parts) + ")"
        case Either(parts) if parts:
            return "(" + " || ".join(spoken(x) for x in parts) + ")"
        case Both() | Either():
            return "true" if meant == TRUE else "false"
    return meant.text


def _meant(name: str, known: AbstractSet[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"Did you mean '{close[0]}'?" if close else ""
