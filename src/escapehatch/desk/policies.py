"""The policy as a text in force: what may be sent, and under which name its versions are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..handoff.policy import Policy, PolicyRefused
from ..ports import Clock, Journal
from .texts import Source, Texts

#: Under this kind a journal keeps which policy was deployed, by whom and when. The texts by their own version: ``handoff.versions``.
KIND: Final = "policy_deployed"
#: The name by which problems call a text that was sent.
NAME: Final = "policy.yaml"


def policies(
    journal: Journal,
    clock: Clock,
    source: Source[Policy],
    changed: Callable[[], None],
    parse: Callable[[str, str], Policy],
) -> Texts[Policy]:
    """The policies of this house. ``parse`` knows the operator's own triggers."""
    return Texts(journal, clock, source, changed, KIND, lambda text: parse(text, NAME), PolicyRefused)
