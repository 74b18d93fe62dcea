"""The simulation, with Hypothesis choosing what happens: a failure is shrunk to the few acts that it needs."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings, target
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from escapehatch.conversation.lifecycle import WAITING
from escapehatch.lab.simulation import judge
from escapehatch.lab.simulation.people import ACTS, People
from escapehatch.lab.simulation.run import ALWAYS, PLUGS, a_world, act, heal, timely

from .house import build

#: Rules of their own, below.
RULES = PLUGS | {"disk_fails"}
OPTIONAL = sorted(ACTS.keys() - RULES - set(ALWAYS))
PAUSES_S = (0.0, 0.003, 0.02, 0.2, 1.0)


class Lives(RuleBasedStateMachine):
    """``allowed`` is another part of what people may do in each run, so that rare acts meet each other."""

    @initialize(seed=st.integers(0, 2**16), allowed=st.sets(st.sampled_from(OPTIONAL)))
    def begins(self, seed: int, allowed: set[str]) -> None:
        self.stack = ExitStack()
        self.world, self.bugs = self.stack.enter_context(a_world(seed, build))
        self.people = People(self.world)
        self.allowed = [*ALWAYS, *sorted(allowed)]
        self.longest = 0

    @rule(one=st.data(), pause_s=st.sampled_from(PAUSES_S))
    def somebody_acts(self, one: Any, pause_s: float) -> None:
        act(self.world, self.people, one.draw(st.sampled_from(self.allowed)))
        self.world.loop.forward(pause_s)

    @rule(one=st.data(), others=st.integers(1, 3))
    def several_act_at_once(self, one: Any, others: int) -> None:
        for _ in range(others + 1):
            act(self.world, self.people, one.draw(st.sampled_from(self.allowed)))
        self.world.loop.forward(0.02)

    @rule(seconds=st.sampled_from((4.0, 12.0, 45.0, 660.0)))
    def time_passes(self, seconds: float) -> None:
        self.world.loop.forward(seconds)

    @rule()
    @precondition(lambda self: len(self.people.said) > 1)
    def power_fails(self) -> None:
        act(self.world, self.people, "crash")

    @rule()
    @precondition(lambda self: bool(self.people.said))
    def is_restarted(self) -> None:
        act(self.world, self.people, "restart")

    @rule(seconds=st.sampled_from((0.1, 3.0, 20.0)))
    def disk_fails(self, seconds: float) -> None:
        self.world.trouble(seconds)

    @invariant()
    def no_promise_is_broken(self) -> None:
        """G6, G8, G11, and no error that nothing outside explains."""
        if hasattr(self, "world"):
            broken = [*judge.capacity(self.world), *judge.holders(self.world), *timely(self.world)]
            assert [*broken, *self.world.bugs, *self.bugs.found] == []
            waiting = sum(x.status in WAITING for x in self.world.conversations().values())
            self.longest = max(self.longest, waiting)

    def teardown(self) -> None:
        """G1, G2, G3, G4, G7, G9, G23, G28: everything works again, and all comes to rest."""
        if not hasattr(self, "world"):
            return
        with self.stack:
            target(float(self.longest), label="people who wait at once")
            broken = [*heal(self.world, self.people), *judge.everything(self.world)]
            assert [*broken, *self.world.bugs, *self.bugs.found] == []


Lives.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestLives = Lives.TestCase
