"""The frames of the one socket, both directions. TypeScript types are generated from these.

A client opens ``/v1/socket`` and sends ``hello`` within 5 s. Each frame that wants an answer carries ``ref``, chosen by
the client; the answer is ``done`` or ``refused`` with the same ``ref``. ``events`` are facts after the commit: ``upto``
is the version of the conversation that the client now has (a customer is not sent internal events: ``seq`` has gaps),
and ``since`` the one they continue: who has less has missed a frame.

Both sides sum up the text of every frame after ``hello``, each way for itself: CRC-32 of UTF-16, low byte first, carried on from frame to frame. A
``ping`` and its ``pong`` say what the one who sends it had sent before it. Whoever heard something else ends the line, and
the client comes back with what it has.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from ..conversation.events import Recorded
from ..conversation.fold import Conversation


class Frame(Struct, frozen=True, tag_field="type", tag=str.lower, omit_defaults=True):
    """What all frames share: a tag that is the lower-cased class name."""


# From the client


class Hello(Frame, frozen=True):
    """``token``: a customer's session token; an agent's browser leaves it empty (its cookie speaks).

    ``seen``: conversation id -> last version this client has; each is resumed with the rest or a snapshot.
    ``epoch``: that of the welcome under which it has them. Under another one what was seen counts for nothing.
    ``beats``: it answers each ``beat`` with a ``ping``.
    """

    token: str = ""
    seen: dict[str, int] = {}
    epoch: int = 0
    beats: bool = False


class Watch(Frame, frozen=True):
    """Follow one conversation (agents). ``seq``: the version the client has, 0 for none."""

    conversation_id: str
    seq: int = 0
    ref: str = ""


class Unwatch(Frame, frozen=True):
    conversation_id: str


class Ask(Frame, frozen=True):
    """Do something to a conversation: ``do`` is the last word of the same HTTP route, ``body`` its JSON body.

    ``age_ms``: how long ago the page was asked for it, over breaks too; for traces alone.

    customer: messages {message_id, text, attachments}, handoff {}, company {bot}, callback {contact, how}, rating {score, comment}, copy {contact}, proof {contact, code},
    cart {total, currency, items, page}, leave {}.
    agent: messages {message_id, text, attachments}, notes {note_id, text}, acceptance {reservation_id}, refusal {reservation_id},
    takeover {}, assignment {agent_id}, hold {until_at, note}, resumption {}, return {note, disposition}, wrap-up {}, closure {disposition, note}, transfer {queue, to_agent_id, note}.
    """

    ref: str
    conversation_id: str
    do: str
    body: dict[str, Any] = {}
    age_ms: float = 0


class Presence(Frame, frozen=True):
    """An agent is ``available`` or ``away``."""

    state: str
    ref: str = ""


class Typing(Frame, frozen=True):
    """Somebody types: never stored. The server fills ``role`` and ``name`` when it passes it on."""

    conversation_id: str
    role: str = ""
    name: str = ""


class Draft(Frame, frozen=True):
    """What the agent has typed so far, for the re-ask guard. Never shown to the customer; kept for the next agent when
    the conversation leaves this one before it was sent.
    """

    conversation_id: str
    text: str
    ref: str = ""


class Look(Frame, frozen=True):
    """Which conversation this agent has open; empty: none. The others who have it open are told."""

    conversation_id: str


class Whisper(Frame, frozen=True):
    """A lead's word to the agent who holds the conversation (leads only). Never stored, seen by these two alone.

    The server fills ``by`` {id, name} and ``to`` (the agent's id) when it passes it on.
    """

    conversation_id: str
    text: str
    ref: str = ""
    by: dict[str, str] = {}
    to: str = ""


class Ping(Frame, frozen=True):
    """``sum``: of all that the client sent before; 0: it does not say."""

    sum: int = 0


class Applied(Frame, frozen=True):
    """An agent's page shows version ``seq``, and took so long to fold it in. Only where ``welcome`` says ``traced``; never stored."""

    conversation_id: str
    seq: int
    took_ms: float = 0


class Here(Frame, frozen=True):
    """Whether the customer's page is in sight. Sent when that changes, and in answer to ``still``. Never stored."""

    visible: bool


# From the server


class Welcome(Frame, frozen=True):
    """``you``: {role, id, name}. ``build`` changes when the client must reload. ``now``: server time.

    ``epoch`` changes when the journal was restored from a backup: forget every picture, and send again what is missing.
    ``traced``: an agent's page is to say ``applied``.
    """

    you: dict[str, Any]
    build: str
    now: datetime
    epoch: int = 0
    traced: bool = False


class Snapshot(Frame, frozen=True):
    """The whole conversation as this client may see it, at version ``upto``."""

    conversation: Conversation
    upto: int


class Events(Frame, frozen=True):
    """What happened after version ``since``, up to ``upto``."""

    conversation_id: str
    events: tuple[Recorded, ...]
    upto: int
    since: int = 0


class Packet(Frame, frozen=True):
    """The context packet as of version ``upto`` (agents only). Its JSON Schema: ``/v1/packet.schema.json``."""

    conversation_id: str
    packet: dict[str, Any]
    upto: int


class Inbox(Frame, frozen=True):
    """Rows as in GET /v1/conversations, and colleagues' presence. ``whole``: forget all that you had; else these are news.

    A colleague whose state is ``gone`` is not on the roster any more.
    """

    rows: tuple[dict[str, Any], ...]
    agents: tuple[dict[str, Any], ...]
    whole: bool = False


class Lookers(Frame, frozen=True):
    """The agents who have this conversation open: {id, name} each, once."""

    conversation_id: str
    agents: tuple[dict[str, str], ...]


class Known(Frame, frozen=True):
    """The re-ask guard's answer to a draft: what it asks for that is already known (empty: nothing)."""

    ref: str
    conversation_id: str
    facts: tuple[dict[str, Any], ...]


class Done(Frame, frozen=True):
    """``upto``: the version that contains what was asked."""

    ref: str
    upto: int = 0


class Refused(Frame, frozen=True):
    """``code`` for programs, ``sentence`` for people. ``owner``: who holds the conversation, if that is why."""

    ref: str
    code: str
    sentence: str
    owner: dict[str, Any] = {}


class Seen(Frame, frozen=True):
    """The agent has this conversation open and has had everything up to version ``upto``. Never stored."""

    conversation_id: str
    upto: int


class Still(Frame, frozen=True):
    """Is the customer still there? Whoever does not answer with ``here`` is not offered to an agent for now; they keep their place."""

    conversation_id: str


class Beat(Frame, frozen=True):
    """Are you there? For agents who said that they answer: whoever stays silent is cut, and their grace counts from their last word."""


class Pong(Frame, frozen=True):
    """``sum``: of all that the server sent before."""

    now: datetime
    sum: int = 0


FromClient = Hello | Watch | Unwatch | Ask | Presence | Typing | Draft | Look | Whisper | Ping | Here | Applied
FromServer = (
    Welcome
    | Snapshot
    | Events
    | Packet
    | Inbox
    | Lookers
    | Known
    | Done
    | Refused
    | Typing
    | Whisper
    | Seen
    | Still
    | Beat
    | Pong
)
