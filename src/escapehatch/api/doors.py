"""From an ask to an outcome: who may, what it means, what is answered. Shared by routes and sockets."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from pydantic import ValidationError

from .. import hops
from ..conversation import commands as do
from ..conversation.decide import Refused
from ..conversation.fold import Conversation
from ..conversation.lifecycle import WAITING
from ..conversation.values import Author, Reason, Role
from ..desk.desk import GONE, Outcome
from ..ports import SeatTaken
from .asks import ASKS, Ask, Asker
from .parts import Parts
from .proofs import NOT_OFFERED

#: How a refusal is said over HTTP. Whatever is not named here is a conflict with how things stand: 409.
STATUS: Final = {
    "unknown_conversation": 404,
    "unknown_ask": 404,
    "not_allowed": 403,
    "bad_request": 422,
    "empty": 422,
    "bad_rating": 422,
    "unknown_queue": 422,
    "unknown_agent": 422,
    "too_long": 413,
    "too_fast": 429,
    "too_many": 429,
    "unavailable": 503,
    "too_many_attachments": 422,
    "attachment_gone": 409,
    "too_large": 413,
    "not_accepted": 415,
    "bad_picture": 422,
    "too_slow": 408,
}

UNKNOWN: Final = Refused("unknown_conversation", "There is no such conversation.")


async def ask(parts: Parts, asker: Asker, conversation_id: str, name: str, body: dict[str, Any]) -> Outcome:
    """Do what ``asker`` asks. A refusal is an outcome, not an exception; foreign conversations do not exist (S11)."""
    with hops.hop(hops.ASK, conversation_id, role=str(asker.role)):
        outcome = await _asked(parts, asker, conversation_id, name, body)
    if outcome.refused:
        parts.gauges.refused(outcome.refused.code)
    return outcome


async def _asked(parts: Parts, asker: Asker, conversation_id: str, name: str, body: dict[str, Any]) -> Outcome:
    wanted = ASKS.get(name)
    if wanted is None:
        return _refused(Refused("unknown_ask", f"Nothing is called {name!r} here."))
    if asker.role not in wanted.who:
        return _refused(Refused("not_allowed", f"A {asker.role} may not do this."))
    try:
        given = wanted.body.model_validate(body)
    except ValidationError as wrong:
        return _refused(Refused("bad_request", sentence_of(wrong.errors())))
    c = await _reach(parts, asker, conversation_id)
    if c is None:
        return _refused(UNKNOWN)
    return await _do(parts, asker, c, wanted, given)


async def _reach(parts: Parts, asker: Asker, conversation_id: str) -> Conversation | None:
    """The conversation, begun if it is the customer's own first word; None when it is not theirs."""
    c = await parts.desk.load(conversation_id)
    if not c.seq and asker.start and asker.start.conversation_id == conversation_id:
        c = (await parts.desk.handle(conversation_id, asker.start)).conversation
    return c if asker.may_see(c) else None


async def _do(parts: Parts, asker: Asker, c: Conversation, wanted: Ask, given: Any) -> Outcome:
    if wanted is ASKS["assignment"]:
        return await _assign(parts, asker, c, given.agent_id)
    if wanted is ASKS["takeover"] and c.agent and c.agent.id != asker.author.id and parts.leads(asker.author.id):
        return await parts.desk.handle(c.id, do.Assign(asker.author, asker.author))
    if wanted is ASKS["copy"]:
        return await _copy(parts, c, given.contact.strip() or c.customer.email)
    if wanted is ASKS["proof"]:
        return await _prove(parts, asker, c, given.contact.strip(), given.code.strip())
    if wanted is ASKS["transfer"] and (nowhere := _nowhere(parts, given.queue, given.to_agent_id)):
        return _refused(nowhere)
    if wanted is ASKS["messages"]:
        return await _post(parts, asker, c, given)
    if wanted.means is None:
        return await parts.desk.request_handoff(c.id, _wish(asker, given.because))
    if wanted is ASKS["callback"] and c.status not in WAITING:
        return _refused(Refused("not_waiting", "Nobody is being waited for in this conversation."))
    seat = parts.seat(asker.author.id, c) if wanted.seated else None
    try:
        return await parts.desk.handle(c.id, wanted.means(given, asker, c, parts), seat)
    except SeatTaken:
        return _refused(Refused("full", "You have as many conversations as you can hold. End one first.", c.owner))


async def _post(parts: Parts, asker: Asker, c: Conversation, given: Any) -> Outcome:
    """Say something. What is sent along is what is stored under these ids, by whoever says it, and not what they say it is."""
    if asker.role == Role.BOT and given.epoch is None:
        return _refused(Refused("bad_request", "epoch: a bot must say under which epoch it writes."))
    found = await parts.journal.blobs(c.id, given.attachments) if given.attachments else ()
    own = tuple(x.attachment for x in found if x.author_id == asker.author.id)
    if len(own) != len(given.attachments):
        return _refused(Refused("attachment_gone", GONE))
    command = do.Post(
        given.message_id, asker.author, given.text, given.epoch, escalation_id=parts.new_id(), attachments=own
    )
    return await parts.desk.handle(c.id, command)


async def _assign(parts: Parts, asker: Asker, c: Conversation, agent_id: str) -> Outcome:
    """A lead's choice by hand: it stands, beyond capacity too, and the router has nothing more to say (D02)."""
    chosen = parts.roster().agent(agent_id)
    if not parts.leads(asker.author.id):
        return _refused(Refused("not_allowed", "Only a lead may give a conversation to somebody."))
    if chosen is None:
        return _refused(Refused("bad_request", f"agent_id: nobody on the roster is called {agent_id!r}."))
    agent = Author(Role.AGENT, chosen.id, chosen.name)
    return await parts.desk.handle(c.id, do.Assign(asker.author, agent))


def _nowhere(parts: Parts, queue: str, agent_id: str) -> Refused | None:
    """Why a transfer leads nowhere: what a person chose is not quietly made into something else (B09)."""
    roster = parts.roster()
    if queue not in {x.id for x in roster.queues}:
        there = ", ".join(x.id for x in roster.queues)
        return Refused("unknown_queue", f"There is no queue {queue!r}. There are: {there}.")
    if agent_id and roster.agent(agent_id) is None:
        return Refused("unknown_agent", f"Nobody on the roster is called {agent_id!r}.")
    return None


async def _copy(parts: Parts, c: Conversation, contact: str) -> Outcome:
    """Sent where the shop has a mail server. An address that somebody typed is written to seldom, though it is theirs (S52)."""
    if not parts.mails:
        return _refused(NOT_OFFERED)
    typed = not (c.customer.verified and contact == c.customer.email)
    if typed and c.vouched(contact) and parts.postage.spent(contact):
        return _refused(Refused("too_fast", "A copy went to this address a short while ago. Try again in an hour."))
    outcome = await parts.desk.handle(c.id, do.RequestCopy(contact))
    if outcome.records:
        parts.postage.count(contact)
    return outcome


async def _prove(parts: Parts, asker: Asker, c: Conversation, contact: str, code: str) -> Outcome:
    """Whether an address is theirs (S52): a code goes there, and comes back."""
    if c.vouched(contact):
        return Outcome(c)
    if not code:
        refused = await parts.proofs.send(c, contact, asker.place)
    else:
        refused = await parts.proofs.check(c, contact, code)
        if not refused:
            return await parts.desk.handle(c.id, do.VerifyContact(contact))
    return _refused(refused) if refused else Outcome(c)


def _wish(asker: Asker, because: str) -> Reason:
    if asker.role == Role.BOT:
        return Reason("bot_asked", because or "The bot asked for a person.")
    return Reason("asked_for_person", because or "The customer pressed \u201cTalk to a person\u201d.")


def sentence_of(errors: list[Any]) -> str:
    """Where the input is wrong and how, in one line."""
    return "; ".join(f"{'.'.join(str(x) for x in e['loc']) or 'body'}: {e['msg']}" for e in errors[:3])


def refusal(refused: Refused) -> dict[str, Any]:
    """The body of a refusal: a code for programs, a sentence for people, who holds the conversation."""
    owner = msgspec.to_builtins(refused.owner) if refused.owner.kind != "bot" or refused.owner.id else {}
    return {"code": refused.code, "sentence": refused.sentence, "owner": owner}


def accepted(outcome: Outcome) -> dict[str, Any]:
    """The body of a success: how the conversation stands now."""
    c = outcome.conversation
    return {
        "conversation_id": c.id,
        "seq": c.seq,
        "status": str(c.status),
        "epoch": c.epoch,
        "owner": msgspec.to_builtins(c.owner),
    }


def _refused(refused: Refused) -> Outcome:
    return Outcome(Conversation(), refused=refused)
