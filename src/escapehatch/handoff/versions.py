"""The versions of a policy: what each said, since when, and what changed from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from ..differences import Difference, differences
from .policy import Policy
from .schema import Route

#: Under this kind a journal keeps them, by version.
KIND: Final = "policy_version"
#: What a route may ask for.
WHEN: Final = {"trigger", "topic", "language", "tier"}


class Version(Struct, frozen=True):
    """A policy text that was in force. ``since_at``: when it first was."""

    version: str
    since_at: datetime
    name: str
    text: str


def written(version: Version) -> bytes:
    return msgspec.json.encode(version)


def versions(kept: Mapping[str, bytes]) -> list[Version]:
    """What a journal keeps under ``KIND``, oldest first."""
    return sorted((msgspec.json.decode(x, type=Version) for x in kept.values()), key=lambda x: (x.since_at, x.version))


def difference(before: Policy, after: Policy) -> list[Difference]:
    """What another policy says otherwise. Layout, comments and what is spelled out as its default are no difference."""
    return list(differences(sheet(before), sheet(after)))


def sheet(policy: Policy) -> dict[str, Any]:
    """All that a policy says, defaults included, as plain values; rules, guidelines and topics by name."""
    return {
        "bot": policy.bot.model_dump(),
        "triggers": {x.name: knobs.model_dump() for x, knobs in policy.triggers},
        "rules": {x.name: x.model_dump(exclude={"name"}) for x, _ in policy.rules},
        "guidance": {x.name: x.model_dump(exclude={"name"}) for x in policy.guidance},
        "topics": {name: list(phrases) for name, phrases in policy.topics.items()},
        "thresholds": policy.thresholds.model_dump(),
        "costs": policy.costs.model_dump() if policy.costs else {},
        "routes": {_when(x): x.model_dump(exclude_defaults=True, exclude=WHEN) for x in policy.routes},
        "order of routes": [_when(x) for x in policy.routes],
        "queue": policy.queue,
    }


def _when(route: Route) -> str:
    """What a route asks for, as its name: ``topic fraud, tier vip``."""
    return ", ".join(f"{name} {value}" for name, value in route.model_dump(include=WHEN).items() if value) or "always"
