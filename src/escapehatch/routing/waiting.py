"""The two sides that routing brings together, and what it decides."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Waiting(Struct, frozen=True):
    """Somebody who waits for a person. ``refused_by``: who declined or missed the offer, last one last.

    ``callback``: (not before, promised by), when the customer chose to be written to later. ``tier`` counts only
    when the shop vouched for the customer.
    """

    conversation_id: str
    queue: str
    waiting_since: datetime
    priority: int = 0
    skills: tuple[str, ...] = ()
    language: str = ""
    refused_by: tuple[str, ...] = ()
    wanted_agent_id: str = ""
    callback: tuple[datetime, datetime] | None = None
    customer_id: str = ""
    previous_agent_id: str = ""
    tier: str = ""


class Ready(Struct, frozen=True):
    """An agent as the router sees them now. ``load``: conversations offered or held."""

    agent_id: str
    name: str
    idle_since: datetime
    queues: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 3
    load: int = 0
    available: bool = True


class Match(Struct, frozen=True):
    """Offer this conversation to this agent. ``why``: the first three candidates, best first."""

    conversation_id: str
    agent_id: str
    why: tuple[str, ...] = ()
