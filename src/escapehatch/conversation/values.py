"""The plain values that events are made of. All are frozen; add fields with defaults, never rename, never delete."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """Who takes part. An agent is always a person."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class Author(Struct, frozen=True):
    """Somebody who says or does something: role, stable id, and the name shown to people."""

    role: Role
    id: str
    name: str = ""


class Address(Struct, frozen=True):
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


class Customer(Struct, frozen=True):
    """The person the shop serves. ``verified`` only when the shop's back end signed the identity."""

    id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    tier: str = ""
    verified: bool = False


class Cart(Struct, frozen=True):
    """What lies in the basket now. ``total`` in units of ``currency`` (ISO 4217)."""

    total: float = 0.0
    currency: str = "EUR"
    items: tuple[str, ...] = ()


class Card(Struct, frozen=True):
    """What a citation looks like beside the words. ``kind``: order or product.

    ``state`` in the shop's words, ``amount`` in ``currency``, ``lines``: what it consists of. Days are ISO dates, empty when
    not known. ``image``: a path in the shop; browsers load it from the shop alone.
    """

    kind: str
    state: str = ""
    amount: float = 0.0
    currency: str = "EUR"
    lines: tuple[str, ...] = ()
    due_on: str = ""
    done_on: str = ""
    image: str = ""


class Citation(Struct, frozen=True):
    """Where an answer comes from: a page, an order. ``ref`` is a path or id in the shop."""

    title: str
    ref: str
    quote: str = ""
    card: Card | None = None


class Mention(Struct, frozen=True):
    """A fact heard in one message: type, normalised value, and the span it came from (characters, end exclusive).

    ``stance``: ``claimed`` (stated as true of the speaker), ``corrects`` (replaces an earlier value of this type),
    ``denied`` (said not to be so), ``declined`` (has none or will not say; value empty), ``other`` (somebody else's),
    ``confirmed`` (assents to a value the other side named), ``proposed`` (named by the bot or an agent), ``likely`` (not
    in so many words: what a model made of them).
    """

    type: str
    value: str
    start: int = 0
    end: int = 0
    stance: str = "claimed"


class Topic(Struct, frozen=True):
    """A subject found in a message. ``score`` in 0..1."""

    name: str
    score: float


class Guided(Struct, frozen=True):
    """What a model answered to one guideline of the policy: does it hold (0..1), and the customer's words that show it."""

    name: str
    holds: float
    quote: str = ""


class Reading(Struct, frozen=True):
    """What NLU heard in one message. Probabilities are 0..1. It is recorded, so that decisions can be replayed.

    ``repeats``: likeness (0..1) to the most similar earlier message of the same role, ``repeats_of`` its message id.
    For bot messages: ``promises_person`` says how surely the text promises a handoff, ``gives_up`` that it fails to help,
    ``promises`` quotes the sentences that promise something.
    Known at the same moment: ``needs_person`` is what one's own turn model says of the conversation so far, ``guided`` the
    answers to the policy's guidelines, ``pressure`` how many people waited for each seat of the team.
    """

    language: str = ""
    intent: str = ""
    intent_score: float = 0.0
    in_scope: float = 1.0
    asks_for_human: float = 0.0
    frustration: float = 0.0
    topics: tuple[Topic, ...] = ()
    mentions: tuple[Mention, ...] = ()
    repeats: float = 0.0
    repeats_of: str = ""
    promises_person: float = 0.0
    gives_up: float = 0.0
    promises: tuple[str, ...] = ()
    reader: str = ""
    needs_person: float = 0.0
    guided: tuple[Guided, ...] = ()
    pressure: float = 0.0


class Reason(Struct, frozen=True):
    """Why a person: the trigger's name, a sentence for people, and the ids of the messages it rests on.

    ``score``: 0..1, how surely a person is needed. ``queue``, ``priority`` (0 routine .. 3 safety) and ``skills`` say where to.
    ``policy``: the version of the policy that said so.
    """

    trigger: str
    because: str
    evidence: tuple[str, ...] = ()
    score: float = 1.0
    queue: str = ""
    priority: int = 0
    skills: tuple[str, ...] = ()
    policy: str = ""


class Wait(Struct, frozen=True):
    """What a waiting customer is told: place in the queue (1 is next) and an honest range in seconds.

    ``open``: somebody can come now. Otherwise ``opens_at`` says when, if that is known.
    """

    place: int
    low_s: int
    high_s: int
    open: bool = True
    opens_at: datetime | None = None


class Rival(Struct, frozen=True):
    """Somebody who waited when a choice was made. ``tier``: 0 owed now, 1 waited past the cap, 2 all others, by ``index``."""

    conversation_id: str
    customer_class: str
    tier: int
    index: float
    waited_s: float


class Candidate(Struct, frozen=True):
    """An agent who could have been chosen. ``scores``: what each routing rule said; ``flexibility``: how much else they can do."""

    agent_id: str
    scores: dict[str, float]
    flexibility: int
    load: float
    capacity: float
    idle_s: float


class Choice(Struct, frozen=True):
    """How the router chose: the first three of those who waited and could have come, and the first three agents, best first.

    ``overloaded``: more came than can ever be served, so that classes went by their static order.
    """

    rivals: tuple[Rival, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    overloaded: bool = False
