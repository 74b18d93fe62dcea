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


class CostsSection(Section):
    """What the two mistakes cost, in any one currency. The handoff threshold then follows from them (see ``costs``)."""

    handoff: float = Field(gt=0, le=1e6, description="A conversation with a person: the agent's time.")
    missed: float = Field(gt=0, le=1e6, description="More, when a person was needed and did not come in time.")
    topics: dict[str, Annotated[float, Field(gt=0, le=1e6)]] = Field(
        default_factory=dict, max_length=TOPICS_MAX, description="The same where this topic was heard, if it is more."
    )
    crowded: float = Field(
        1.0, ge=0, le=10, description="How much of a handoff's cost is added for each person waiting per seat."
    )


class Guideline(Section):
    """When to bring a person, in plain words. A language model answers whether it holds; without one it never does."""

    name: Name = Field(description="The guideline's name, as it appears in reasons.")
    when: str = Field(min_length=10, max_length=500, description="What must be so, in a sentence or two.")
    decision: Literal["offer", "handoff"] = Field("offer", description="Offer a person once, or bring one in.")
    queue: str = Field("", max_length=60, description="The queue, before any route is looked at.")
    priority: Priority = Field(0, description="At least this: 0 routine, 1 raised, 2 high stakes, 3 safety.")
    skills: list[Name] = Field(default_factory=list, description="Skills the agent must have.")


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
        costs=(
            CostsSection | None,
            Field(None, description="What mistakes cost; then ``thresholds.handoff`` is not used."),
        ),
        guidance=(
            list[Guideline],
            Field(default_factory=list, max_length=20, description="Guidelines in plain words."),
        ),
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
    costs: CostsSection | None
    guidance: list[Guideline]
    routes: list[Route]
    queue: str


def knobs_of(section: BaseModel) -> dict[str, Knobs]:
    """The knobs of each trigger by its name."""
    fields = type(section).model_fields
    return {str(field.alias): getattr(section, key) for key, field in fields.items()}
