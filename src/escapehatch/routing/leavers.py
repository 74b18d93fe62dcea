"""Is somebody still there? ``presence`` judges the signs of one customer who waits, before an agent's seat is given to nobody.

Nobody is taken for gone on a guess: whoever may be there is asked first, and whoever is taken for gone keeps their place. So
a wrong answer costs a live customer nothing but an offer that goes to the next in line while they do not look.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct


class Limits(Struct, frozen=True):
    """``gone``: no socket is open. ``deaf``: one is, and nothing came over it, not even a ping. ``hidden``: the page is out of
    sight; ``idle``: in sight, and nobody touched it. After the last two the customer is asked, and has ``answer`` to show up.
    """

    gone: timedelta = timedelta(seconds=15)
    deaf: timedelta = timedelta(seconds=50)
    hidden: timedelta = timedelta(seconds=45)
    idle: timedelta = timedelta(seconds=180)
    answer: timedelta = timedelta(seconds=30)


LIMITS: Final = Limits()
#: Whoever is away is looked at again this much later, should their return have gone unheard.
AGAIN: Final = timedelta(minutes=5)

State = Literal["here", "ask", "away"]


class Signs(Struct, frozen=True):
    """What is known of one customer. ``sockets``: open now. ``heard_at``: the last frame. ``acted_at``: the last thing that a
    person did. ``hidden_at``: since when no page of theirs is in sight. ``gone_at``: when the last socket closed. ``asked_at``:
    when they were last asked.
    """

    sockets: int
    heard_at: datetime
    acted_at: datetime
    hidden_at: datetime | None = None
    gone_at: datetime | None = None
    asked_at: datetime | None = None


def presence(signs: Signs, now: datetime, limits: Limits = LIMITS) -> tuple[State, datetime]:
    """``here``, ``ask`` (ask them now) or ``away``; and when to look again, if nothing is heard before."""
    if not signs.sockets:
        return _by((signs.gone_at or signs.heard_at) + limits.gone, now)
    deaf_at = signs.heard_at + limits.deaf
    if now >= deaf_at:
        return "away", now + AGAIN
    quiet_at = signs.acted_at + limits.idle
    if signs.hidden_at:
        quiet_at = min(quiet_at, max(signs.hidden_at, signs.acted_at) + limits.hidden)
    if now < quiet_at:
        return "here", min(quiet_at, deaf_at)
    if signs.asked_at is None or signs.asked_at < quiet_at:
        return "ask", min(now + limits.answer, deaf_at)
    return _by(signs.asked_at + limits.answer, now)


def _by(end: datetime, now: datetime) -> tuple[State, datetime]:
    return ("away", now + AGAIN) if now >= end else ("here", end)
