"""What Prometheus is told. What is there now is counted in the journal at each scrape; what happens is counted as it commits.

So ``waiting`` cannot drift from the truth: it is the truth, read (G30). Counters begin at 0 with the process.
"""

from __future__ import annotations

from collections import Counter as Counted
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    gc_collector,
    generate_latest,
    platform_collector,
    process_collector,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from ..conversation import events as e
from ..conversation.events import Recorded
from ..conversation.fold import Conversation
from ..conversation.lifecycle import ATTENDED, WAITING, Status
from ..conversation.tally import Tally
from ..ports import Deadline

#: Bounds of the histograms.
COMMIT_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
GROUP: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
LATE_S: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 30.0, 300.0)
#: A row that is claimed again and again: looking at a wait is not a promise.
REPEATED: Final = "wait_review"


class Gauges:
    """The counters of one process. ``render`` adds what is there now. ``scraped_at``: when it was asked for last, ``scrapes`` times by then."""

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()
        process_collector.ProcessCollector(registry=own)
        platform_collector.PlatformCollector(registry=own)
        gc_collector.GCCollector(registry=own)
        self.scrapes = 0
        self.scraped_at: datetime | None = None
        self._handoffs = Counter("escapehatch_handoffs", "Requests for a person, by trigger", ["trigger"], registry=own)
        self._offers = Counter("escapehatch_offers", "Offers to agents, by outcome", ["outcome"], registry=own)
        self._messages = Counter("escapehatch_messages", "Messages, by who wrote them", ["role"], registry=own)
        self._suppressed = Counter("escapehatch_suppressed_drafts", "Words that came too late to be said", registry=own)
        self._refused = Counter("escapehatch_refused", "What was refused, by code", ["code"], registry=own)
        self._commit = Histogram("escapehatch_journal_commit_seconds", "A commit", buckets=COMMIT_S, registry=own)
        self._group = Histogram("escapehatch_journal_group_size", "Changes in a commit", buckets=GROUP, registry=own)
        self._failed = Counter("escapehatch_journal_commits_failed", "Commits that were not stored", registry=own)
        self._late = Histogram(
            "escapehatch_deadline_late_seconds", "Between a deadline and its doing", buckets=LATE_S, registry=own
        )
        self.sockets = Gauge("escapehatch_sockets", "Open sockets, by role", ["role"], registry=own)
        self.closed = Counter(
            "escapehatch_closed", "Sockets that were ended from here, by code", ["code"], registry=own
        )

    # What happens

    def react(self, c: Conversation, records: tuple[Recorded, ...]) -> None:
        """After a commit."""
        for record in records:
            match record.event:
                case e.HandoffRequested(reason=reason):
                    self._handoffs.labels(reason.trigger).inc()
                case e.MessagePosted(author=author):
                    self._messages.labels(str(author.role)).inc()
                case e.DraftSuppressed():
                    self._suppressed.inc()
                case event if type(event) in OFFERED:
                    self._offers.labels(OFFERED[type(event)]).inc()

    def refused(self, code: str) -> None:
        self._refused.labels(code).inc()

    def committed(self, changes: int, seconds: float, stored: bool) -> None:
        """Told by the journal's writer, in its thread."""
        self._commit.observe(seconds)
        self._group.observe(changes)
        if not stored:
            self._failed.inc()

    def met(self, row: Deadline, now: datetime) -> None:
        """A deadline was claimed, to be done."""
        if row.kind != REPEATED:
            self._late.observe(max((now - row.due_at).total_seconds(), 0.0))

    # What is there

    def render(self, tally: Tally | None, agents: Iterable[str], reads: int, now: datetime, isolated: int = 0) -> bytes:
        """The text that Prometheus reads. ``agents``: the state of each. Without a tally the journal could not be read."""
        self.scrapes, self.scraped_at = self.scrapes + 1, now
        read = CounterMetricFamily(
            "escapehatch_conversations_read", "Conversations read whole from the journal", value=reads
        )
        alone = _gauge("isolated", "Conversations whose words are left alone, because processes died of them", isolated)
        shown = _Shown([*_there(tally, now), *_floor(agents), read, alone])
        return generate_latest(self.registry) + generate_latest(shown)


OFFERED: Final[Mapping[type, str]] = {
    e.ReservationMade: "made",
    e.ReservationDeclined: "declined",
    e.ReservationLapsed: "lapsed",
}


class _Shown:
    """Families made for one scrape."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        return self._families


def _there(tally: Tally | None, now: datetime) -> Iterator[GaugeMetricFamily]:
    yield _gauge("journal_readable", "1 when the journal could be read for this page", float(tally is not None))
    if tally is None:
        return
    waiting, oldest = Counted[str](), dict[str, datetime]()
    for line in tally.lines:
        if line.status in WAITING:
            waiting[line.queue] += line.number
            if line.oldest_at:
                oldest[line.queue] = min(line.oldest_at, oldest.get(line.queue, line.oldest_at))
    yield _by("waiting", "Customers who wait for a person", "queue", waiting)
    waits = {queue: max((now - since).total_seconds(), 0.0) for queue, since in oldest.items()}
    yield _by("oldest_wait_seconds", "How long the first of them has waited", "queue", waits)
    yield _gauge("attended", "Conversations that an agent holds", _number(tally, ATTENDED))
    yield _gauge("reserved", "Conversations that are offered to an agent", _number(tally, {Status.RESERVED}))
    yield _gauge("with_bot", "Conversations that the bot holds", _number(tally, {Status.WITH_BOT}))
    yield _gauge("outbox_backlog", "Effects that other systems have not been told", tally.backlog)
    yield _gauge("dead_letters", "Effects that nobody tries any more", tally.letters)


def _floor(agents: Iterable[str]) -> Iterator[GaugeMetricFamily]:
    states = Counted({"available": 0, "away": 0, "offline": 0})
    states.update(agents)
    yield _by("agents", "Agents on the roster", "state", states)


def _number(tally: Tally, statuses: Iterable[str]) -> int:
    wanted = {str(x) for x in statuses}
    return sum(x.number for x in tally.lines if x.status in wanted)


def _gauge(name: str, means: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"escapehatch_{name}", means, value=value)


def _by(name: str, means: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"escapehatch_{name}", means, labels=[label])
    for key in sorted(values):
        family.add_metric([key], values[key])
    return family
