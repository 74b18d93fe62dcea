"""The threshold that follows from one's own costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escapehatch.handoff.costs import enough
from escapehatch.handoff.judge import judge
from escapehatch.handoff.policy import PolicyRefused, parse
from escapehatch.handoff.schema import CostsSection

from .told import NOW, Reading, told

money = st.floats(0.01, 1e5)


def costs(handoff: float = 5.0, missed: float = 10.0, **more: object) -> CostsSection:
    return CostsSection.model_validate({"handoff": handoff, "missed": missed, **more})


@pytest.mark.parametrize(
    ("given_costs", "topics", "pressure", "chance"),
    [
        (costs(5, 10), (), 0.0, 1 / 3),
        (costs(5, 200), (), 0.0, 5 / 205),
        (costs(5, 10, topics={"chargeback": 200.0}), ("order_status", "chargeback"), 0.0, 5 / 205),
        (costs(5, 10, topics={"colour": 1.0}), ("colour",), 0.0, 1 / 3),
        (costs(5, 10, crowded=0.5), (), 4.0, 15 / 25),
        (costs(5, 10, crowded=0.0), (), 4.0, 1 / 3),
    ],
)
def test_by_hand(given_costs: CostsSection, topics: tuple[str, ...], pressure: float, chance: float) -> None:
    assert enough(given_costs, topics, pressure) == pytest.approx(chance)


@given(money, money, st.floats(0, 100))
def test_at_the_threshold_both_mistakes_cost_the_same(handoff: float, missed: float, pressure: float) -> None:
    """p times what a missed one costs more = (1 - p) times what a needless one costs; a crowd only ever raises it."""
    given_costs = costs(handoff, missed)
    p = enough(given_costs, (), pressure)
    assert p * missed == pytest.approx((1 - p) * handoff * (1 + pressure))
    assert enough(given_costs) <= p * (1 + 1e-12) and p < 1


@given(st.floats(0, 1000), st.floats(0.6, 1))
def test_who_asks_gets_a_person_however_crowded(pressure: float, sure: float) -> None:
    dear = parse("costs: {handoff: 1000, missed: 0.01}")
    reading = Reading(asks_for_human=sure, pressure=pressure)
    assert judge(told(("customer", "A person please", reading)), dear, NOW).kind == "handoff"


@pytest.mark.parametrize(
    "text", ["costs: {handoff: 0, missed: 1}", "costs: {handoff: 1}", "costs: {handoff: -1, missed: 2}"]
)
def test_costs_that_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(PolicyRefused, match=r"policy.yaml:1:\d+: "):
        parse(text)
