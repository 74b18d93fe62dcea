"""What a trigger says when it fires, and the knobs every trigger has."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field

#: What a trigger may ask for: ask the customer once whether they want a person, or bring one in.
Wish = Literal["offer", "handoff"]


class Signal(Struct, frozen=True):
    """One reason for a person. ``because`` is for people and quotes its evidence; ``score`` (0..1) is how sure it is.

    ``topic`` names the subject when there is one; routes match on it. ``priority`` is 0 routine, 1 raised, 2 high
    stakes, 3 safety. The trigger's name is filled in by ``judge``.
    """

    because: str
    evidence: tuple[str, ...] = ()
    score: float = 1.0
    decision: Wish = "handoff"
    queue: str = ""
    priority: int = 0
    skills: tuple[str, ...] = ()
    topic: str = ""
    trigger: str = ""


class Knobs(BaseModel):
    """What can be set on every trigger."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    on: bool = Field(True, description="Whether this trigger is heard. The safety set cannot be switched off.")
    queue: str = Field("", max_length=60, description="Where its handoffs go, before any route is looked at.")
    priority: int = Field(0, ge=0, le=3, description="At least this: 0 routine, 1 raised, 2 high stakes, 3 safety.")
    skills: list[str] = Field(default_factory=list, description="Skills the agent must have.")
