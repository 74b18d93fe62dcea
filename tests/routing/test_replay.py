"""The replay against the production router itself, second by second, and against a plain walk of one path."""

from __future__ import annotations

import heapq
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from escapehatch.routing.classes import CustomerClass
from escapehatch.routing.history import prior
from escapehatch.routing.lasting import exponential, log_normal
from escapehatch.routing.replay import AGES, GRID_S, NEVER, Ahead, Busy, Futures, Scene, Team, draw, replay
from escapehatch.routing.roster import Queue, Roster, Widening
from escapehatch.routing.router import Router
from escapehatch.routing.scene import Chat, picture
from escapehatch.routing.waiting import Ready, Waiting

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
#: Handling is short for the load's sake only: a few people shall not count as overload. Patience is drawn by the test.
CLASSES = (
    CustomerClass("safety", priority_from=3, weight=8, abandon=80, target_s=60, safety=True, handle_s=20),
    CustomerClass("urgent", priority_from=2, weight=8.3, abandon=80, target_s=60, cap_s=600, handle_s=20),
    CustomerClass("legal", priority_from=1, deadline_s=182, cap_s=400, handle_s=20),
    CustomerClass("standard", cap_s=500, handle_s=20),
)
QUEUES = (
    Queue("returns", widen=(Widening(120.0, queues=("support",)), Widening(300.0, waive_skills=("refunds",)))),
    Queue("support"),
)
ROSTER = Roster(queues=QUEUES, classes=CLASSES)
TEAMS = (
    ("a", ("returns",), ("refunds",)),
    ("b", ("support",), ()),
    ("c", ("returns", "support"), ("refunds",)),
)

people = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["returns", "support"]),
        st.booleans(),
        st.integers(1, 40),
        st.integers(1, 40),
    ),
    min_size=1,
    max_size=12,
)
seats = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 50)), min_size=1, max_size=5)


@settings(max_examples=100, deadline=None)
@given(people, seats, st.randoms(use_true_random=False))
def test_the_replay_is_the_router(given_people: list, given_seats: list, chance: object) -> None:  # type: ignore[type-arg]
    """The same known future, once through ``Router.next`` and once through the replay: the same people at the same seconds."""
    # Nobody gets past a cap in the hundredths of a second between the grid's moment and the seat that becomes free then.
    ages = [GRID_S * x + 1 for x in chance.sample(range(1, 120), len(given_people))]  # type: ignore[attr-defined]
    frees = [GRID_S * x + 0.01 * n for n, (_, x) in enumerate(given_seats)]
    here = [
        Waiting(
            f"c{n}",
            queue,
            NOW - timedelta(seconds=ages[n]),
            priority,
            ("refunds",) if skilled and queue == "returns" else (),
        )
        for n, (priority, queue, skilled, _, _) in enumerate(given_people)
    ]
    leaves = {x.conversation_id: GRID_S * stay + 0.5 for x, (*_, stay, _) in zip(here, given_people, strict=True)}
    holds = {x.conversation_id: GRID_S * hold for x, (*_, hold) in zip(here, given_people, strict=True)}
    agents = [
        Ready(f"{TEAMS[team][0]}{n}", "", NOW, TEAMS[team][1], TEAMS[team][2], capacity=1, load=1)
        for n, (team, _) in enumerate(given_seats)
    ]
    expected = _through_router(here, agents, frees, leaves, holds)
    router = Router(ROSTER)
    for one in here:
        router.put(one)
    for agent in agents:
        router.seat(agent)
    held = [Chat(x.agent_id, NOW - timedelta(seconds=n), "standard") for n, x in enumerate(agents)]
    seen = picture(router, held, prior(CLASSES), NOW)
    sampled = draw(seen.scene, np.random.default_rng(1), 1)
    called = replay(seen.scene, _known(seen.ids, sampled, frees, agents, leaves, holds))
    found = {k: float(called[n][0, m]) for n, ids in enumerate(seen.ids) for m, k in enumerate(ids)}
    assert {k: round(v, 6) for k, v in found.items() if v < NEVER} == expected


def _known(ids, sampled, frees, agents, leaves, holds) -> Futures:  # type: ignore[no-untyped-def]
    """The sampled future, with what the test knows in place of what was drawn."""
    for n, line in enumerate(ids):
        for m, k in enumerate(line):
            column = sampled.starts[n] + m
            sampled.leaves_s[0, column], sampled.holds_s[0, column] = leaves[k], holds[k]
    order = sorted(range(len(agents)), key=lambda n: (len(agents[n].queues) + len(agents[n].skills), _first(agents, n)))
    return Futures(
        np.array([[frees[n] for n in order]]),
        sampled.team_of,
        sampled.since_s,
        sampled.leaves_s,
        sampled.holds_s,
        sampled.starts,
    )


def _first(agents: list[Ready], n: int) -> int:
    """Where the team of this agent first comes up."""
    return next(m for m, x in enumerate(agents) if (x.queues, x.skills) == (agents[n].queues, agents[n].skills))


def _through_router(here, agents, frees, leaves, holds) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """Seconds until each is called. Whoever has left is still called, and the seat goes on to the next."""
    router, called = Router(ROSTER), {}
    for one in here:
        router.put(one)
    by_id = {x.agent_id: x for x in agents}
    events = [(at, n, agent.agent_id) for n, (at, agent) in enumerate(zip(frees, agents, strict=True))]
    heapq.heapify(events)
    for agent in agents:
        router.seat(agent)
    while events:
        at, order, agent_id = heapq.heappop(events)
        now = NOW + timedelta(seconds=at)
        if agent_id:
            _free(router, by_id[agent_id])
        while match := router.next(now):
            called[match.conversation_id] = round(at, 6)
            if leaves[match.conversation_id] >= at:
                heapq.heappush(events, (at + holds[match.conversation_id], order, match.agent_id))
            else:
                _free(router, by_id[match.agent_id])
        soon = router.wakes_at(now)
        if soon and (wake := ((soon - NOW).total_seconds(), 10_000, "")) not in events:
            heapq.heappush(events, wake)
    return called


def _free(router: Router, agent: Ready) -> None:
    router.seat(Ready(agent.agent_id, "", NOW, agent.queues, agent.skills, capacity=1, load=0))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 600), max_size=8), min_size=1, max_size=4),
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(1, 900), st.integers(-3, 2)), max_size=3),
    st.integers(0, 2**32 - 1),
)
def test_each_path_is_a_plain_walk(
    waiting: list[list[int]], idle: int, changes: list[tuple[int, int]], seed: int
) -> None:
    """Arrivals, closings and widenings too: every path equals a loop over plain lists."""
    lines = tuple(
        Ahead(
            ages_s=tuple(sorted((float(x) for x in ages), reverse=True)),
            handle=log_normal(120.0),
            patience=log_normal(300.0),
            after_s=(0.0, 60.0 * n),
            standing=tuple(float(x) * (n + 1) + 0.1 * n for x in range(len(AGES))),
            coming=0.002 * n,
        )
        for n, ages in enumerate(waiting)
    )
    busy = tuple(Busy(30.0 * n, exponential(200.0)) for n in range(idle))
    scene = Scene(lines, (Team(0, busy, tuple((float(a), n) for a, n in changes if n)), Team(1)))
    futures = draw(scene, np.random.default_rng(seed), 4)
    called = replay(scene, futures)
    for path in range(4):
        plain = _plain(scene, futures, path)
        for n, line in enumerate(lines):
            found = called[n][path]
            assert [round(float(x), 6) for x in found] == [round(x, 6) for x in plain[n][: len(line.ages_s)]]


def _plain(scene: Scene, futures: Futures, path: int) -> list[list[float]]:
    free = [float(x) for x in futures.free_s[path]]
    spans = list(zip(futures.starts, futures.starts[1:], strict=False))
    since = [[float(x) for x in futures.since_s[path, a : b - 1]] for a, b in spans]
    called = [[NEVER] * len(x) for x in since]
    heads = [0] * len(since)
    closings = [sorted(at for at, n in team.changes if n < 0 for _ in range(-n)) for team in scene.teams]
    for _ in range(10_000):
        seat = min(range(len(free)), key=lambda x: free[x])
        at, team = free[seat], futures.team_of[seat]
        wanting = [n for n, line in enumerate(scene.lines) if heads[n] < len(line.ages_s)]
        if at >= NEVER or not wanting:
            break
        if closings[team] and at >= closings[team][0]:
            closings[team].pop(0)
            free[seat] = NEVER
            continue
        first = {n: since[n][heads[n]] for n in range(len(since)) if heads[n] < len(since[n])}
        ready = {n: x + scene.lines[n].after_s[team] for n, x in first.items()}
        able = [n for n in ready if ready[n] <= at]
        if not able:
            free[seat] = max(at, min(ready.values()))
            continue
        best = max(able, key=lambda n: (scene.lines[n].standing[min(int((at - first[n]) / GRID_S), len(AGES) - 1)], -n))
        column = futures.starts[best] + heads[best]
        called[best][heads[best]] = at
        heads[best] += 1
        free[seat] = at + (futures.holds_s[path, column] if futures.leaves_s[path, column] >= at else 0.0)
    return called
