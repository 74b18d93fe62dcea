"""Was any promise broken? Asked after every step, and of everything at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from ...conversation import events as e
from ...conversation.erasure import forgotten
from ...conversation.fold import Conversation, replay
from ...conversation.lifecycle import ATTENDED, WAITING, Status
from ...desk.desk import standing
from ...desk.effects import TOLD
from ...journals.sqlite_rows import micros
from ..verify import verify
from .pages import untrue
from .world import World

#: A moment that came is acted on within this, but for the time in which nothing can be stored (G6).
LATE: Final = timedelta(seconds=1)
#: An agent may wrap up for so long.
WRAP_UP: Final = timedelta(minutes=10)
#: A customer is answered, handed off or told within the bot's patience and this (G11).
SILENT: Final = timedelta(seconds=9)


def capacity(world: World) -> Iterator[str]:
    """G8: at the moment of a grant nobody has more than fits."""
    for agent_id, seats in world.journal.granted:
        if seats > world.most(agent_id) + 1e-9:
            yield f"G8: {agent_id} was given seat {seats:g} of {world.most(agent_id):g}"
    world.journal.granted.clear()
    world.forget_capacity()


def timers(world: World) -> Iterator[str]:
    """G6: no moment has passed unnoticed."""
    now = world.clock.now()
    sql = (
        "SELECT d.conversation_id, d.kind, max(d.due_at, c.updated_at) AS due FROM deadlines d "
        "JOIN conversations c USING (conversation_id) WHERE due <= ? AND d.leased_until <= ?"
    )
    for name, kind, due in world.journal.ask(sql, micros(now - LATE), micros(now - LATE)):
        yield f"G6: {kind} of {name} is {(micros(now) - due) / 1e6:.2f} s late"


def moments(world: World) -> Iterator[str]:
    """G6, G8, G9: the same, asked of the events: a row that nobody wrote is never late. A claimed row has its lease's time."""
    now = world.clock.now()
    claimed = set(
        world.journal.ask("SELECT conversation_id, kind FROM deadlines WHERE leased_until > ?", micros(now - LATE))
    )
    for name, c in world.conversations().items():
        for kind, due_at in _awaited(c):
            late = now - max(due_at, c.updated_at or due_at)
            if late > LATE and (name, kind) not in claimed:
                yield f"G6: {kind} of {name} should have ended {late.total_seconds():.2f} s ago"


def _awaited(c: Conversation) -> Iterator[tuple[str, datetime]]:
    """What ends at its time, whoever does nothing."""
    if c.reservation:
        yield "reservation", c.reservation.expires_at
    if c.status in ATTENDED and c.grace_until:
        yield "agent_grace", c.grace_until
    if c.status == Status.ON_HOLD and c.hold:
        yield "hold", c.hold.until_at
    if c.status == Status.WRAP_UP and c.updated_at:
        yield "inactive", c.updated_at + WRAP_UP


def holders(world: World) -> Iterator[str]:
    """G8, G28: the row by which seats are counted names whoever has it, or is offered it, now."""
    folded = world.conversations()
    for name, status, agent_id in world.journal.ask("SELECT conversation_id, status, agent_id FROM conversations"):
        c = folded[name]
        holder = c.agent or (c.reservation.agent if c.reservation else None)
        if (status, agent_id) != (c.status, holder.id if holder else ""):
            yield f"G28: the row of {name} says {status}, {agent_id}; its events say {c.status}, {holder}"


def silence(world: World) -> Iterator[str]:
    """G11: every customer message is answered, handed off, or somebody was told, within the bot's patience and a second."""
    now = world.clock.now()
    for name, c in world.conversations().items():
        since = c.owed_since
        if since and now - since > SILENT:
            yield f"G11: {name} has waited {(now - since).total_seconds():.2f} s for the bot"


def everything(world: World) -> Iterator[str]:
    """What a whole run must have kept."""
    histories = world.histories()
    folded = {name: replay(records) for name, records in histories.items()}
    for broken in verify(histories.items()):
        yield f"{broken.invariant}: {broken.conversation_id} at {broken.seq}: {broken.sentence}"
    yield from _acknowledged(world, histories)
    yield from _erased(world, histories)
    yield from _rows(world, folded)
    yield from _told(world, histories)
    yield from untrue(world.pages, histories)


def liveness(world: World) -> Iterator[str]:
    """After everything works again: nobody waits, nobody is left lying, no seat is taken by nobody."""
    for name, c in world.conversations().items():
        if c.status in WAITING or c.status in ATTENDED or c.status == Status.ON_HOLD:
            yield f"G6: {name} is still {c.status}: {world.house.dispatcher.router.why_nobody(name, world.clock.now())}"
        elif c.status == Status.WITH_BOT and c.unanswered:
            yield f"G11: {name} is unanswered"
    for (left,) in world.journal.ask("SELECT count(*) FROM effects WHERE done = 0"):
        yield from [f"G23: {left} effects were never told"] if left else []
    held = world.house.dispatcher.router.agents()
    yield from (f"G8: {x.agent_id} seems to have {x.load:g}" for x in held if x.load)


def _acknowledged(world: World, histories: dict[str, list[e.Recorded]]) -> Iterator[str]:
    """G1, G2: what was acknowledged is there, once, as it was said."""
    said: dict[tuple[str, str], list[str]] = {}
    for name, records in histories.items():
        for record in records:
            if isinstance(record.event, e.MessagePosted):
                said.setdefault((name, record.event.message_id), []).append(record.event.text)
    gone = world.forgotten()
    for name, message_id, text in world.acks:
        if said.get((name, message_id)) != ["" if name in gone else text]:
            yield f"G1: {message_id} of {name} was acknowledged as {text!r}, there is {said.get((name, message_id))}"
    yield from (f"G2: {key} is there {len(texts)} times" for key, texts in said.items() if len(texts) > 1)


def _erased(world: World, histories: dict[str, list[e.Recorded]]) -> Iterator[str]:
    """G22: what was promised to be forgotten is; what was written is what is there, and the rest of it too (S73)."""
    for name in world.erased:
        last = histories[name][-1].event if name in histories else None
        if not isinstance(last, e.ConversationErased):
            yield f"G22: {name} was to be forgotten, and there is {e.name_of(last) if last else 'nothing'}"
    for name, records in histories.items():
        if isinstance(records[-1].event, e.ConversationErased) and any(x.event != forgotten(x.event) for x in records):
            yield f"G22: {name} is erased, and words of it are left"
    yield from world.journal.flaws()


def _rows(world: World, folded: dict[str, Conversation]) -> Iterator[str]:
    """G28: the rows beside the events are what the events say."""
    for name, seq, status, agent_id in world.journal.ask(
        "SELECT conversation_id, seq, status, agent_id FROM conversations"
    ):
        c = folded.get(name)
        row = standing(c) if c else None
        if row is None or (row.seq, row.status, row.agent_id) != (seq, status, agent_id):
            yield f"G28: the row of {name} says {seq}, {status}, {agent_id}; its events say {row}"
    watched = {x for (x,) in world.journal.ask("SELECT DISTINCT conversation_id FROM deadlines")}
    waiting = {name for name, c in folded.items() if c.status in WAITING}
    yield from (f"G6: {name} waits, and there is no moment at which anybody looks" for name in waiting - watched)


def _told(world: World, histories: dict[str, list[e.Recorded]]) -> Iterator[str]:
    """G23: every effect was told, in the order of its conversation."""
    for name, effect_id in world.journal.ask("SELECT conversation_id, effect_id FROM effects ORDER BY position"):
        if effect_id not in world.wild.told.get(name, ()) and name not in world.forgotten():
            yield f"G23: {effect_id} of {name} was never told"
    for name, records in histories.items():
        if name in world.forgotten():
            continue
        heard = {key.rpartition(":")[2] for key in world.wild.told.get(name, ())}
        yield from (f"G23: nobody was told of {what} {at} of {name}" for at, what in _news(records) if at not in heard)
    for name, keys in world.wild.told.items():
        first = list(dict.fromkeys(keys))
        order = [
            x
            for (x,) in world.journal.ask(
                "SELECT effect_id FROM effects WHERE conversation_id = ? ORDER BY position", name
            )
        ]
        if first != [x for x in order if x in set(first)]:
            yield f"G23: {name} was told {first}, in the journal stands {order}"


def _news(records: list[e.Recorded]) -> Iterator[tuple[str, str]]:
    """What another system must hear of: seq and name. The minimum packet goes along with its handoff."""
    asked = False
    for record in records:
        event = record.event
        asked = asked or isinstance(event, e.HandoffRequested)
        minimum = isinstance(event, e.ContextAdded) and event.part == "minimum"
        if asked and e.name_of(event) in TOLD and not minimum:
            yield str(record.seq), e.name_of(event)
