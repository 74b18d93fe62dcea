"""What may stand in a policy. Pydantic checks it; the JSON Schema for editors comes from the same models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from .registry import Trigger, found
from .signal import Knobs

Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][\w .-]*$")]
Priority = Annotated[int, Field(ge=0, le=3)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Topic = Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
Phrase = Annotated[str, Field(min_length=2, max_length=300)]
#: Topics a policy may teach, and example phrases of each.
TOPICS_MAX = 50
EXAMPLES_MIN, EXAMPLES_MAX = 3, 50
Examples = Annotated[list[Phrase], Field(min_length=EXAMPLES_MIN, max_length=EXAMPLES_MAX)]


class BotSection(Section):
    """The bot as customers meet it."""

    name: str = Field("Pip", min_length=1, max_length=40, description="The name customers see.")
    patience_s: float = Field(8.0, ge=1, le=60, description="Seconds the bot may take before a person is asked for.")
    disclosure: str = Field(
        "I am a bot. A person is one click away at any time.",
        max_length=300,
        description="What the bot says about itself before anything else.",
    )


class Thresholds(Section):
    """When the calibrated chance that a person is needed is enough, though no trigger fired by itself."""

    offer: float = Field(0.3, gt=0, le=1, description="Chance that a person is needed, at which one is offered.")
    handoff: float = Field(0.6, gt=0, le=1, description="Chance at which one comes.")


class Route(Section):
    """Where a handoff goes. A route counts when everything it names is so; see ``Policy.route``."""

    trigger: str = Field("", description="The trigger that fired, or 'rule: NAME'.")
    topic: str = Field("", description="A topic or intent heard in this stretch.")
    language: str = Field("", max_length=12, description="The language the customer writes.")
    tier: str = Field("", description="The customer's tier, as the shop vouched for it.")
    queue: Annotated[str, Field(max_length=60)] = Field("", description="The queue.")
    priority: Priority = Field(0, description="At least this: 0 routine, 1 raised, 2 high stakes, 3 safety.")
    skills: list[Name] = Field(default_factory=list, description="Skills the agent must have.")


class Rule(Section):
    """A rule of one's own: when its condition holds, a person is offered or comes."""

    name: Name = Field(description="The rule's name, as it appears in reasons.")
    when: str = Field(description="A condition in CEL.")
    decision: Literal["offer", "handoff"] = Field("handoff", description="Offer a person once, or bring one in.")
    because: str = Field("", max_length=200, description="The reason, for people. The rule's name when left out.")
    queue: str = Field("", max_length=60, description="The queue, before any route is looked at.")
    priority: Priority = Field(0, description="At least this: 0 routine, 1 raised, 2 high stakes, 3 safety.")
    skills: list[Name] = Field(default_factory=list, description="Skills the agent must have.")


def triggers_section(own: Mapping[str, Trigger]) -> type[BaseModel]:
    """The ``triggers`` part: one key for each trigger found, and for each of one's own by its full name."""
    fields: dict[str, Any] = {}
    for n, (name, part) in enumerate({**found(), **own}.items()):
        about = part.about.strip().split("\n")[0]
        fields[f"t{n}"] = (part.knobs, Field(default_factory=part.knobs, alias=name, description=about))
    return create_model("Triggers", __base__=Section, **fields)


def sheet_model(own: Mapping[str, Trigger]) -> type[BaseModel]:
    """The whole policy as a model, given the triggers that are installed."""
    triggers: Any = triggers_section(own)
    return create_model(
        "Policy",
        __base__=Section,
        __doc__="When a person comes in, and which.",
        version=(Literal[1], Field(1, description="The version of this format.")),
        bot=(BotSection, Field(default=BotSection.model_validate({}), description="The bot.")),
        topics=(
            dict[Topic, Examples],
            Field(
                default_factory=dict,
                max_length=TOPICS_MAX,
                description="Topics of one's own, each taught by some phrases of customers. Rules and routes may name them.",
            ),
        ),
        triggers=(triggers, Field(default_factory=triggers, description="What brings a person in.")),
        rules=(list[Rule], Field(default_factory=list, max_length=200, description="Rules of one's own.")),
        thresholds=(Thresholds, Field(default=Thresholds.model_validate({}), description="Many small signs together.")),
        routes=(list[Route], Field(default_factory=list, max_length=200, description="Which queue, for whom.")),
        queue=(Name, Field("support", description="Where a handoff goes that no route claims.")),
    )


class Sheet(BaseModel):
    """A checked policy text, as plain values."""

    model_config = ConfigDict(frozen=True)

    bot: BotSection
    topics: dict[str, list[str]]
    rules: list[Rule]
    thresholds: Thresholds
    routes: list[Route]
    queue: str


def knobs_of(section: BaseModel) -> dict[str, Knobs]:
    """The knobs of each trigger by its name."""
    fields = type(section).model_fields
    return {str(field.alias): getattr(section, key) for key, field in fields.items()}
