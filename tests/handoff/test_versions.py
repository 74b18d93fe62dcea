"""What changed between two policies, and which versions there were."""

from __future__ import annotations

from datetime import timedelta

from escapehatch.handoff.policy import DEFAULT, parse
from escapehatch.handoff.versions import Version, difference, versions, written

from .told import NOW


def test_layout_comments_and_defaults_are_no_difference() -> None:
    plain = parse("queue: support")
    wordy = parse(
        "# the same\nversion: 1\nbot: {patience_s: 8.0}\ntriggers: {frustration: {on: true}}\n\nqueue:   support\n"
    )
    assert difference(plain, wordy) == [] and plain.version != wordy.version


def test_each_change_by_its_place() -> None:
    before = parse("""
thresholds: {offer: 0.3, handoff: 0.6}
rules:
  - {name: long, when: conversation.turns > 8}
  - {name: late, when: conversation.minutes > 30.0}
routes:
  - {topic: fraud, queue: billing}
  - {tier: vip, priority: 1}
""")
    after = parse("""
thresholds: {offer: 0.3, handoff: 0.5}
triggers: {frustration: {on: false}}
rules:
  - {name: late, when: conversation.minutes > 20.0}
routes:
  - {tier: vip, priority: 1}
  - {topic: fraud, queue: billing}
queue: care
""")
    told = [str(x) for x in difference(before, after)]
    assert [x.split(":")[0] for x in told] == [
        "- triggers.frustration",
        "- rules.long",
        "~ rules.late.when",
        "~ thresholds.handoff",
        "~ order of routes",
        "~ queue",
    ]
    assert told[3] == "~ thresholds.handoff: 0.6 -> 0.5"


def test_versions_are_kept_and_listed_in_their_order() -> None:
    first = Version("b" * 12, NOW, "policy.yaml", "queue: a")
    second = Version("a" * 12, NOW + timedelta(days=1), "policy.yaml", "queue: b")
    assert versions({x.version: written(x) for x in (second, first)}) == [first, second]
    assert len(DEFAULT.version) == 12
