"""Is there a dead end? A policy and a roster together: every queue leads to a person, at every minute of the year.

Opening hours change only where a window begins or ends, so between two such moments one look stands for every minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, combinations, product
from typing import Final

from msgspec import Struct

from ..handoff.logic.findings import Finding, Severity
from ..handoff.policy import Policy, counts
from ..routing.hours import is_open, next_closing, next_opening
from ..routing.ladder import NOBODY_S, ladder, promise
from ..routing.reach import Group, reaches
from ..routing.roster import Queue, Roster

#: How far ahead doors are looked at.
AHEAD: Final = timedelta(days=366)
#: Longer closed than this is worth a word.
LONG: Final = timedelta(days=7)
#: With more topics in the routes than this, they are tried alone and in pairs instead of in all combinations.
TOPICS_ALL: Final = 8
MINUTE: Final = timedelta(minutes=1)


class Closed(Struct, frozen=True):
    """The longest time a queue's doors stay closed."""

    queue: str
    since_at: datetime
    lasts: timedelta


class Sound(Struct, frozen=True):
    """What was found and how much was looked at: ``minutes`` of the year, over all queues; ``demands``: sets of skills."""

    findings: tuple[Finding, ...]
    queues: tuple[str, ...]
    minutes: int
    demands: int
    longest_closed: tuple[Closed, ...]


def sound(policy: Policy, roster: Roster, now: datetime) -> Sound:
    """Every dead end of the policy on this roster, from ``now`` for a year."""
    known = {x.id for x in roster.queues}
    findings: list[Finding] = []
    for name in policy.queues:
        if name not in known:
            hint = f"Until then its conversations wait in '{roster.queues[0].id}'."
            findings.append(_found("warning", f"the roster has no queue '{name}'.", hint))
    used = [roster.queue(x) for x in dict.fromkeys(roster.queue(x).id for x in policy.queues)]
    minutes, closed = 0, []
    for queue in used:
        findings += _staffed(queue, roster)
        if next_opening(queue.hours, now) is None:
            findings.append(_found("error", f"the queue '{queue.id}' never opens in the coming year."))
            continue
        looked = list(_stretches(queue, now))
        minutes += sum(int((end - begin) / MINUTE) for begin, end, _ in looked)
        findings += chain.from_iterable(_next_step(queue, begin, end, opened) for begin, end, opened in looked)
        shut = [Closed(queue.id, begin, end - begin) for begin, end, opened in looked if not opened]
        closed += [max(shut, key=lambda x: x.lasts)] if shut else []
    findings += [_long(x) for x in closed if x.lasts > LONG]
    demands = dict.fromkeys(_demands(policy, roster))
    findings += _able(list(demands), roster)
    return Sound(tuple(findings), tuple(x.id for x in used), minutes, len(demands), tuple(closed))


def _found(severity: Severity, sentence: str, hint: str = "") -> Finding:
    return Finding(0, 0, severity, sentence, hint)


def _served(queue_id: str, skills: frozenset[str], roster: Roster) -> bool:
    """Whether anybody could be offered this, however long it has waited."""
    queue = roster.queue(queue_id)
    groups = [
        Group(frozenset(x.queues), frozenset(x.skills), frozenset(x.languages)) for x in roster.agents if x.capacity > 0
    ]
    return any(reaches(queue, len(queue.widen), tuple({*skills, *queue.skills}), "", x) for x in groups)


def _staffed(queue: Queue, roster: Roster) -> Iterator[Finding]:
    if not _served(queue.id, frozenset(), roster):
        skilled = f" with the skills {', '.join(queue.skills)}" if queue.skills else ""
        yield _found(
            "error", f"no agent with any capacity serves the queue '{queue.id}'{skilled}.", "Add one to the roster."
        )


def _stretches(queue: Queue, now: datetime) -> Iterator[tuple[datetime, datetime, bool]]:
    """The coming year in stretches in which the doors are open, or closed: begin, end, open."""
    at, until = now, now + AHEAD
    while at < until:
        opened = is_open(queue.hours, at)
        change = next_closing(queue.hours, at) if opened else next_opening(queue.hours, at)
        end = min(change or until, until)
        yield at, end, opened
        at = end


def _next_step(queue: Queue, begin: datetime, end: datetime, opened: bool) -> Iterator[Finding]:
    """At the first and the last instant of a stretch: is there a choice, and is what it promises bounded?"""
    for at in (begin, end - timedelta(microseconds=1)):
        choice = ladder(queue, 0, at, NOBODY_S if opened else 0.0)
        not_before, by = promise(queue, at)
        lost = choice is None or not choice.choices or (not opened and choice.opens_at is None)
        if lost or not at <= not_before <= by or by > max(end, at) + queue.callback_within:
            yield _found("error", f"in the queue '{queue.id}' a customer has no next step at {at:%Y-%m-%d %H:%M} UTC.")


def _long(closed: Closed) -> Finding:
    days = closed.lasts / timedelta(days=1)
    sentence = (
        f"the queue '{closed.queue}' stays closed for {days:.1f} days from {closed.since_at:%a %d %b %Y %H:%M} UTC."
    )
    return _found("warning", sentence, "Who asks then is promised a callback after it.")


class Demand(Struct, frozen=True):
    """A queue and the skills that a handoff there may want together; ``because``: what makes it so."""

    queue: str
    skills: frozenset[str]
    because: str


def _demands(policy: Policy, roster: Roster) -> Iterator[Demand]:
    """Every set of skills that the routes can add up to, for each reason, language, tier and choice of topics."""
    routes = policy.routes
    named = sorted({x.topic for x in routes if x.topic})
    sizes = range(len(named) + 1) if len(named) <= TOPICS_ALL else range(3)
    topics = [frozenset(x) for size in sizes for x in combinations(named, size)]
    languages, tiers = ({"", *(getattr(x, key).lower() for x in routes)} for key in ("language", "tier"))
    for (trigger, queue, skills), spoken, tier, about in product(_reasons(policy), languages, tiers, topics):
        fits = [x for x in routes if counts(x, trigger, about, spoken, tier)]
        where = queue or next((x.queue for x in fits if x.queue), "") or policy.queue
        wanted = frozenset(chain(skills, *(x.skills for x in fits)))
        if wanted:
            told = [
                trigger,
                *sorted(about),
                *(f"language {spoken}" for _ in spoken[:1]),
                *(f"tier {tier}" for _ in tier[:1]),
            ]
            yield Demand(roster.queue(where).id, wanted, ", ".join(x for x in told if x) or "any reason")


def _reasons(policy: Policy) -> list[tuple[str, str, tuple[str, ...]]]:
    """Trigger, queue and skills of everything that may speak."""
    found: list[tuple[str, str, tuple[str, ...]]] = [("", "", ()), *((x.trigger, "", ()) for x in policy.routes)]
    found += [(x.name, knobs.queue, tuple(knobs.skills)) for x, knobs in policy.triggers]
    found += [(f"rule: {x.name}", x.queue, tuple(x.skills)) for x, _ in policy.rules]
    return list(dict.fromkeys(found + [(f"guidance: {x.name}", x.queue, tuple(x.skills)) for x in policy.guidance]))


def _able(demands: Sequence[Demand], roster: Roster) -> Iterator[Finding]:
    told = set[tuple[str, frozenset[str]]]()
    for one in sorted(demands, key=lambda x: (len(x.skills), len(x.because), x.because)):
        if not _served(one.queue, frozenset(), roster) or _served(one.queue, one.skills, roster):
            continue
        if not any(queue == one.queue and skills <= one.skills for queue, skills in told):
            skills = ", ".join(sorted(one.skills))
            yield _found("error", f"nobody of the queue '{one.queue}' has the skills {skills} ({one.because}).")
        told.add((one.queue, one.skills))
