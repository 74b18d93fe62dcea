"""Bugs in what is lawful, and in the picture that is folded from it."""

from __future__ import annotations

from typing import Final

from .kit import Mutant

DECIDE, FOLD, WAITS = "conversation/decide.py", "conversation/fold.py", "conversation/waits.py"

CONVERSATION: Final = (
    Mutant("a message id may come twice", "G2", DECIDE, "    known = c.message(x.message_id)\n", "    known = None\n"),
    Mutant(
        "a message id is forgotten after ten seconds",
        "G2",
        DECIDE,
        "    known = c.message(x.message_id)\n    if known:\n",
        "    known = c.message(x.message_id)\n    if known and (now - known.at).total_seconds() < 10:\n",
    ),
    Mutant(
        "another text under a known id is acknowledged",
        "G2",
        DECIDE,
        '            raise No("message_id_reused", "This message id already belongs to another message.")\n',
        "            return ()\n",
    ),
    Mutant(
        "the epoch of an agent's words is not looked at",
        "G4",
        DECIDE,
        "    if x.epoch is not None and x.epoch != c.epoch:\n",
        "    if False:\n",
    ),
    Mutant("a late draft counts as in time", "G4", DECIDE, "    late = _too_late(c, x)\n", '    late = ""\n'),
    Mutant(
        "a newer question does not matter",
        "G4",
        DECIDE,
        "    if c.unanswered and c.unanswered[-1].id != c.turn.answers:\n",
        "    if False:\n",
    ),
    Mutant(
        "a suppressed draft is thrown away",
        "G4",
        DECIDE,
        "        return (e.DraftSuppressed(x.turn_id, x.epoch, x.text[:MESSAGE_MAX_CHARS], late), *ended)\n",
        "        return ended\n",
    ),
    Mutant("a change of owner leaves the epoch", "G4", FOLD, "owner=owner, epoch=c.epoch + 1)", "owner=owner)"),
    Mutant(
        "the bot may speak beside an agent",
        "G4",
        "conversation/lifecycle.py",
        "    A: frozenset({Role.CUSTOMER, Role.AGENT}),",
        "    A: frozenset({Role.CUSTOMER, Role.AGENT, Role.BOT}),",
    ),
    Mutant(
        "an offer that has run out can be accepted",
        "G7",
        DECIDE,
        "    if not held or (x.reservation_id and held.reservation_id != x.reservation_id):\n",
        '    if not held:\n        return (e.AgentJoined(x.agent, "accepted", x.reservation_id),)\n    if x.reservation_id and held.reservation_id != x.reservation_id:\n',
    ),
    Mutant(
        "somebody else's offer can be accepted",
        "G7",
        DECIDE,
        "    if held.agent.id != x.agent.id:\n",
        "    if False:\n",
    ),
    Mutant(
        "an agent takes what is offered to another",
        "G7",
        DECIDE,
        "    if reserved and reserved.id != agent.id:\n",
        "    if False:\n",
    ),
    Mutant(
        "an agent writes into a colleague's conversation",
        "G7",
        DECIDE,
        '    if c.status in OWNED and c.agent:\n        raise No("owned", f"{c.agent.name or c.agent.id} is with the customer.")\n',
        "",
    ),
    Mutant(
        "what is written during wrap-up is lost",
        "G1",
        DECIDE,
        "        return (*said, e.WrapUpInterrupted(x.message_id))\n",
        "        return (e.WrapUpInterrupted(x.message_id),)\n",
    ),
    Mutant(
        "what is written during wrap-up stirs nobody",
        "G6",
        DECIDE,
        "        return (*said, e.WrapUpInterrupted(x.message_id))\n",
        "        return said\n",
    ),
    Mutant(
        "a closed conversation cannot be taken up",
        "G1",
        DECIDE,
        '        return (e.ConversationReopened("the customer wrote again"), *said)\n',
        "        return said\n",
    ),
    Mutant(
        "silence can be closed as resolved",
        "C13",
        DECIDE,
        "        if _never_answered(c) and x.disposition not in UNHELPED:\n",
        "        if False:\n",
    ),
    Mutant(
        "a person can be asked for twice",
        "B15",
        DECIDE,
        "    if c.status in HANDED_OFF:\n        return ()\n    if waits",
        "    if waits",
    ),
    Mutant(
        "each drop of a connection begins the grace anew",
        "G9",
        DECIDE,
        "    if not attends(c, x.agent_id) or c.grace_until:\n",
        "    if not attends(c, x.agent_id):\n",
    ),
    Mutant(
        "who comes back within the grace is lost all the same",
        "G9",
        DECIDE,
        "return (e.AgentReconnected(x.agent_id),) if attends(c, x.agent_id) and c.grace_until else ()",
        "return ()",
    ),
    Mutant(
        "a requeue begins the wait anew",
        "G9",
        FOLD,
        "    back = _waited(c, joined_at=None, ",
        "    back = _waited(c, requested_at=r.at, joined_at=None, ",
    ),
    Mutant(
        "who is lost keeps the conversation",
        "G9",
        FOLD,
        '    return {"agent": None, "grace_until": None, **back}\n',
        '    return {"grace_until": None, **back}\n',
    ),
    Mutant(
        "a lapse goes straight back to the same agent",
        "G6",
        FOLD,
        "**_waited(c, refused_by=refused_by, refused_at=r.at)}",
        "**_waited(c, refused_at=r.at)}",
    ),
    Mutant(
        "a lapse does nothing",
        "G6",
        WAITS,
        "    return (e.ReservationLapsed(x.reservation_id, held.agent.id), *_company_again(c))\n",
        "    return ()\n",
    ),
    Mutant(
        "any lapse ends any offer",
        "G7",
        WAITS,
        "    if not held or held.reservation_id != x.reservation_id:\n        return ()\n",
        "    if not held:\n        return ()\n",
    ),
    Mutant(
        "a second answer is promised",
        "PROMISE",
        WAITS,
        "    if waited.callback:\n        return ()\n    contact",
        "    contact",
    ),
    Mutant(
        "a late promise counts as kept",
        "PROMISE",
        WAITS,
        "if now <= promised[x] else e.PromiseBroken(x, promised[x])",
        "if True else e.PromiseBroken(x, promised[x])",
    ),
)
