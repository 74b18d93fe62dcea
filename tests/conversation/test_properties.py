"""Whatever anybody does, in whatever order: no crash, no unlawful event, no leak."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.audience import for_customer
from escapehatch.conversation.decide import Refused, decide
from escapehatch.conversation.erasure import forgotten
from escapehatch.conversation.fold import Conversation, apply, replay
from escapehatch.conversation.lifecycle import ATTENDED, BOT_ANSWERS, OWNER, WAITING, after
from escapehatch.conversation.values import Cart, Customer, Guided, Reading, Reason, Topic, Wait
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.lab.verify import verify

from .told import ADA, DANA, ELI, LATER, NOW, PIP, START, SYSTEM

#: Marks every word that is the team's own business.
SECRET = "ZZSECRET"

ids = st.sampled_from(["m1", "m2", "m3", "m4", "m5"])
turns = st.sampled_from(["t1", "t2", "t3"])
escalations = st.sampled_from(["e1", "e2"])
reservations = st.sampled_from(["r1", "r2"])
agents = st.sampled_from([DANA, ELI])
agent_ids = st.sampled_from(["dana", "eli"])
epochs = st.integers(1, 8)
words = st.sampled_from(["Hello.", "Where is it?", "", "A person!", "Größe\x00"])
secret = st.just(SECRET)
reasons = st.builds(Reason, st.just("asked"), secret, st.just(("m1",)), queue=st.just("support"))
readings = st.none() | st.builds(Reading, language=st.just("en"), topics=st.just((Topic(SECRET, 0.5),)))
attempts = st.just((e.BotAttempted("t1", SECRET, SECRET, SECRET),))

commands: st.SearchStrategy[do.Command] = st.one_of(
    st.builds(
        do.Post, ids, st.sampled_from([ADA, ADA, ADA, PIP, DANA, ELI, SYSTEM]), words, st.none() | epochs, readings
    ),
    st.builds(do.PostNote, ids, agents, secret),
    st.builds(do.StartBotTurn, turns, st.just(LATER)),
    st.builds(do.FinishBotTurn, turns, epochs, ids, st.just(PIP), words, readings, attempts=attempts),
    st.builds(do.FailBotTurn, turns, secret, attempts),
    st.builds(do.Offer, reasons),
    st.builds(do.RequestHandoff, escalations, reasons, st.none() | st.just({"brief": SECRET})),
    st.builds(do.AddContext, escalations, st.sampled_from(["orders", "profile"]), st.just([SECRET]), secret),
    st.builds(do.AnnounceWait, st.builds(Wait, st.integers(1, 3), st.just(0), st.just(60))),
    st.builds(do.OfferFallback, st.just("closed"), st.just(("callback", "wait"))),
    st.builds(do.PromiseCallback, st.just(LATER), st.just(NOW), st.just("ada@lantern.example")),
    st.builds(do.PromiseCallback, st.just(NOW), st.just(NOW), st.just(""), st.just("callback")),
    st.builds(do.BreakPromise, st.sampled_from(["wait", "callback", "email"])),
    st.builds(do.RaisePriority, secret, st.integers(0, 3)),
    st.builds(do.KeepBot),
    st.builds(do.DismissBot, secret),
    st.builds(do.GoAway, st.just(NOW)),
    st.builds(do.ComeBack),
    st.builds(do.PutOnHold, agent_ids, st.just(LATER + timedelta(days=1)), secret),
    st.builds(do.Resume, agent_ids, secret),
    st.builds(do.EndHold, secret),
    st.builds(do.KeepDraft, agent_ids, secret),
    st.builds(do.Reserve, reservations, agents, st.just(LATER), st.just((SECRET,))),
    st.builds(do.Accept, agents, reservations),
    st.builds(do.TakeOver, agents, escalations),
    st.builds(do.Decline, agent_ids, reservations),
    st.builds(do.Lapse, reservations),
    st.builds(do.Disconnect, agent_ids, st.just(LATER)),
    st.builds(do.Reconnect, agent_ids),
    st.builds(do.LoseAgent, agent_ids, secret),
    st.builds(do.Transfer, agent_ids, st.just("returns"), st.sampled_from(["", "eli"]), secret),
    st.builds(do.ReturnToBot, agent_ids, secret, secret),
    st.builds(do.StartWrapUp, agent_ids),
    st.builds(do.Close, st.sampled_from([SYSTEM, ADA, DANA, ELI]), st.sampled_from(["resolved", "abandoned"]), secret),
    st.builds(do.Rate, st.integers(0, 6)),
    st.builds(do.VerifyContact, st.just("ada@lantern.example")),
    st.builds(do.RequestCopy, st.sampled_from(("", "ada@lantern.example", "no address"))),
    st.builds(do.RecordReask, ids, st.just((SECRET,))),
    st.builds(do.Identify, st.builds(Customer, st.just("ada"), st.sampled_from(["Ada", "A."]))),
    st.builds(do.ChangeCart, st.builds(Cart, st.sampled_from([0.0, 12.5]))),
    st.builds(do.Erase, agents),
)


def sensible(c: Conversation) -> list[do.Command]:
    """What people and programs who follow the rules would do next: leads deep into a conversation's life."""
    fresh = f"x{c.seq}"
    ask = do.RequestHandoff(fresh, Reason("asked", SECRET, queue="support"), {"brief": SECRET})
    more: list[do.Command] = [do.Post(fresh, ADA, "And now?"), do.Close(SYSTEM, "inactive", SECRET)]
    if c.status == "with_bot":
        more += [do.StartBotTurn(fresh, LATER)] * (2 if c.unanswered and not c.turn else 0)
        more += [ask, do.TakeOver(DANA, fresh), do.StartBotTurn(fresh, LATER)]
    if c.turn:
        answer = do.FinishBotTurn(c.turn.turn_id, c.epoch, fresh, PIP, "So.", attempts=(e.BotAttempted("t", SECRET),))
        more += [answer, answer, answer, do.FailBotTurn(c.turn.turn_id, SECRET)]
    if c.status in WAITING:
        more += [do.Reserve(fresh, agent, LATER, (SECRET,)) for agent in (DANA, ELI)]
        more += [do.KeepBot(), do.GoAway(NOW), do.ComeBack(), do.AnnounceWait(Wait(1, 0, 60)), do.BreakPromise("wait")]
    if c.status == "queued_with_bot":
        more += [do.StartBotTurn(fresh, LATER)] * 3 + [do.DismissBot(SECRET)]
    if c.escalation and c.escalation.away_at:
        more += [do.Close(SYSTEM, "abandoned_silent", SECRET)]
    if c.status == "on_hold":
        more += [do.Resume(c.agent.id if c.agent else "", SECRET), do.EndHold(SECRET)]
    if c.reservation:
        held = c.reservation
        more += [do.Accept(held.agent, held.reservation_id)] * 3
        more += [do.Lapse(held.reservation_id), do.Decline(held.agent.id, held.reservation_id)]
    if c.agent:
        mine = c.agent.id
        more += [do.Post(fresh, c.agent, "Yes."), do.Transfer(mine, "returns", note=SECRET), do.StartWrapUp(mine)]
        more += [do.ReturnToBot(mine, SECRET), do.Disconnect(mine, LATER), do.Reconnect(mine)]
        more += [do.LoseAgent(mine, SECRET), do.Close(c.agent, "resolved", SECRET), do.KeepDraft(mine, SECRET)]
        more += [do.PutOnHold(mine, LATER + timedelta(days=1), SECRET)]
    return more


def play(script: list[do.Command | int], times: int = 1) -> list[e.Recorded]:
    """Do each command in turn (a number picks a sensible one), holding every step against the law."""
    c, records = Conversation(), list[e.Recorded]()
    for n, step in enumerate([START, *script]):
        command = sensible(c)[step % len(sensible(c))] if isinstance(step, int) else step
        now = NOW + timedelta(seconds=n)
        for _ in range(times):
            events = decide(c, command, now)
            if isinstance(events, Refused):
                assert events.sentence.strip()
                assert events.owner == c.owner
                continue
            for event in events:
                assert after(c.status, e.name_of(event)) is not None
                records.append(e.Recorded(c.seq + 1, now, event))
                before, c = c, apply(c, records[-1])
                assert c.epoch == before.epoch + (c.owner != before.owner)
                sound(c)
    assert replay(records) == c
    return records


def sound(c: Conversation) -> None:
    """What is true of every conversation at every moment."""
    assert c.owner.kind == OWNER[c.status]
    assert (c.agent is not None) == (c.status in ATTENDED or c.status == "on_hold")
    assert (c.hold is not None) == (c.status == "on_hold")
    assert c.status != "queued_with_bot" or (c.escalation and c.escalation.kept_at)
    assert c.status != "reserved" or c.reservation is not None
    assert c.status not in WAITING or c.escalation is not None
    assert c.reservation is None or c.status == "reserved"
    assert c.turn is None or c.status in BOT_ANSWERS
    assert c.status in {"closed", "erased"} or deadlines(c, Patience()), "C12: no state without a timer"


pick = st.sampled_from(range(60))
scripts = st.lists(pick | pick | pick | commands, min_size=12, max_size=60)
#: Commands that lead nowhere else, for the test that nothing is left out.
REST: tuple[do.Command, ...] = (
    do.PostNote("n1", DANA, SECRET),
    do.KeepDraft("dana", SECRET),
    do.Post("m5", ADA, "Hm.", reading=Reading(language="en")),
    do.Guide("m5", (Guided("gift", 0.9, SECRET),)),
    do.NoteShadow("next", "offer", "answer", Reason("other", SECRET)),
    do.AnnounceWait(Wait(1, 0, 60)),
    do.OfferFallback("closed", ("wait",)),
    do.PromiseCallback(LATER, NOW),
    do.BreakPromise("callback"),
    do.BreakPromise("wait"),
    do.RaisePriority(SECRET, 3),
    do.Rate(5),
    do.VerifyContact("ada@lantern.example"),
    do.RequestCopy("ada@lantern.example"),
    do.RecordReask("m5", ("order_id",)),
    do.Identify(Customer("ada", "A.")),
    do.ChangeCart(Cart(12.5)),
    do.FinishBotTurn("t1", 9, "m4", PIP, "Late."),
    do.Erase(DANA),
)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(scripts)
def test_any_commands_in_any_order_keep_every_promise(script: list[do.Command | int]) -> None:
    """LIFE, G2, G3, G4, G7, B15, C13, A05: the checker, which shares no code with ``decide``, finds nothing.

    Which queue an agent's takeover belongs to (G6), and the packet of a handoff (G12), are the desk's knowledge, so they
    are checked there.
    """
    broken = [x for x in verify([("c1", play(script))]) if x.invariant not in {"G6", "G12"}]
    assert broken == []


@quick
@given(scripts)
def test_every_command_can_be_repeated(script: list[do.Command | int]) -> None:
    """G2: no message is said twice, however often it is sent."""
    said = [x.event.message_id for x in play(script, times=2) if isinstance(x.event, e.MessagePosted)]
    assert len(said) == len(set(said))


@quick
@given(scripts)
def test_the_customers_copy_holds_none_of_the_teams_words(script: list[do.Command | int]) -> None:
    """G26, S74: notes, readings, context, suppressed drafts, reasons, briefs: nowhere in what is sent."""
    records = play(script)
    shown = [x for x in (for_customer(record) for record in records) if x]
    assert SECRET not in msgspec.json.encode(shown).decode()
    assert SECRET not in msgspec.json.encode(replay(shown)).decode()


@quick
@given(scripts)
def test_the_customers_copy_tells_the_same_story(script: list[do.Command | int]) -> None:
    """G5: same messages, same owner's kind, same status, but for what is being offered to an agent."""
    records = play(script)
    whole = replay(records)
    theirs = replay([x for x in (for_customer(record) for record in records) if x])
    assert [(x.id, x.text) for x in theirs.said()] == [(x.id, x.text) for x in whole.said()]
    assert theirs.owner.kind == whole.owner.kind or whole.status == "reserved"
    assert theirs.status == whole.status or (theirs.status in WAITING and whole.status == "reserved")
    assert theirs.context == {}
    assert theirs.suppressed == ()


@quick
@given(scripts, st.integers(0, 60))
def test_a_snapshot_and_the_rest_are_the_whole(script: list[do.Command], cut: int) -> None:
    """G5, G28: at every cut, also through the wire."""
    records = play(script)
    wire: Any = msgspec.json.decode(msgspec.json.encode(replay(records[:cut])), type=Conversation)
    assert replay(records[cut:], wire) == replay(records)


@quick
@given(scripts)
def test_what_was_forgotten_tells_no_word_and_the_same_story(script: list[do.Command | int]) -> None:
    """G22, G28: whoever had seen it whole and whoever only sees what remains have the same picture of it."""
    records = play(script)
    if records[-1].event != e.ConversationErased(DANA):
        records = [x for x in records if not isinstance(x.event, e.ConversationErased)]
        records.append(e.Recorded(len(records) + 1, records[-1].at, e.ConversationErased(DANA)))
    left = [replace(x, event=forgotten(x.event)) for x in records]
    assert replay(left) == replay(records)
    assert [x for x in verify([("c1", left)]) if x.invariant not in {"G6", "G12"}] == []
    assert [replace(x, event=forgotten(x.event)) for x in left] == left
    told = msgspec.json.encode([_without_topics(x.event) for x in left]).decode()
    for word in (SECRET, "Hello.", "Where is it", "A person", "Größe", "lantern.example", '"Ada', '"ada"', "And now"):
        assert word not in told


def _without_topics(event: e.Event) -> e.Event:
    """The names of topics are the policy's."""
    return replace(event, reading=replace(event.reading, topics=())) if isinstance(event, e.ReadingRecorded) else event


def test_the_sensible_commands_reach_every_event() -> None:
    """Not vacuous: what these properties are tried on includes every event there is."""
    random, reached = Random(7), set[str]()
    others = [do.Offer(Reason("asked", "Upset.")), *REST]
    for _ in range(150):
        script = [random.choice(others) if random.random() < 0.2 else random.randrange(60) for _ in range(40)]
        reached.update(e.name_of(x.event) for x in play(script))
    assert {x.__name__ for x in e.Event.__args__} - reached == set()
