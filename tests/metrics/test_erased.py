"""G22: the figures of a day do not change when somebody is erased, but for those that must know who came back."""

from __future__ import annotations

from msgspec.structs import replace

from escapehatch.conversation import events as e
from escapehatch.conversation.erasure import forgotten
from escapehatch.conversation.values import Cart, Reading
from escapehatch.metrics import everything

from .histories import ANSWER, ASK, BUTTON, CLOSED, DANA, SERVED, SYSTEM, THANKS, history

LEFT = e.ConversationClosed(SYSTEM, "left")
DAY = (
    history(ASK, ANSWER, 60, CLOSED, name="c1", who="ada"),
    history(ASK, e.CartChanged(Cart(120.0)), 5, *SERVED, e.ConversationRated(5), name="c2", who="bo"),
    history(ASK, BUTTON, 90, LEFT, name="c3", who="cy"),
    history(ASK, ANSWER, THANKS, 600, CLOSED, name="c4", who="di"),
)


def erased(records: list[e.Recorded]) -> list[e.Recorded]:
    left = [replace(x, event=forgotten(x.event)) for x in records]
    return [*left, e.Recorded(len(left) + 1, left[-1].at, e.ConversationErased(DANA))]


def test_the_figures_stay() -> None:
    """Contained, served, abandoned, rated, money touched: all as before, for each of them and for all at once."""
    before = everything(DAY)
    assert before["containment"]["value"] and before["satisfaction"]["value"]
    for n in range(len(DAY)):
        assert everything([erased(x) if k == n else x for k, x in enumerate(DAY)]) == before
    assert everything([erased(x) for x in DAY]) == before


def test_the_erased_are_not_one_customer() -> None:
    """Two who were contained on two days did not come back as each other."""
    same = e.ReadingRecorded("m1", Reading(intent="order_status", intent_score=0.9))
    two = [history(ASK, same, ANSWER, 60, CLOSED, name=f"c{n}", who=f"w{n}", day=n) for n in range(2)]
    assert everything([erased(x) for x in two])["containment"] == everything(two)["containment"]


def test_who_was_erased_while_they_waited_waits_no_more() -> None:
    known = everything([erased(history(ASK, BUTTON, name="c1"))])
    assert "waiting=0" in repr(known["time_to_human"]["value"])
