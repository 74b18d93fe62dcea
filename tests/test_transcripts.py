"""Every golden page holds, and every cut of its journal folds to the same picture."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from escapehatch.conversation.events import Recorded
from escapehatch.conversation.fold import Conversation, apply, replay
from escapehatch.conversation.lifecycle import Status
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.handoff.registry import found
from escapehatch.lab.pages import dump, fixture, main, play, read_page
from escapehatch.lab.play import PageWrong

PAGES = sorted(x for x in (Path(__file__).parent / "transcripts").glob("*.md") if x.name != "README.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda x: x.stem)
def test_page_holds(path: Path) -> None:
    """Run with ``python -m escapehatch.lab.pages --accept`` to accept what it says now."""
    played = play(read_page(path.read_text("utf-8"), path.stem))
    assert played.records
    assert not played.diff, f"{path}\n{played.diff}"


@pytest.mark.parametrize("path", PAGES, ids=lambda x: x.stem)
def test_snapshot_at_every_cut_plus_later_events_is_the_final_snapshot(path: Path) -> None:
    """G5, G28: also through JSON, as browsers and journals get it."""
    records = play(read_page(path.read_text("utf-8"), path.stem)).records
    final = replay(records)
    for cut in range(len(records) + 1):
        snapshot = msgspec.json.decode(msgspec.json.encode(replay(records[:cut])), type=Conversation)
        later = msgspec.json.decode(msgspec.json.encode(records[cut:]), type=list[Recorded])
        again = msgspec.to_builtins(replay(later, snapshot))
        assert again == msgspec.to_builtins(final), f"cut at {cut}"


@pytest.mark.parametrize("path", PAGES, ids=lambda x: x.stem)
def test_c12_no_moment_of_any_page_is_without_a_timer(path: Path) -> None:
    """C12, G6: after every event of every page, as long as it is open, some row says by when it is looked at again."""
    c = Conversation()
    for record in play(read_page(path.read_text("utf-8"), path.stem)).records:
        c = apply(c, record)
        assert c.status == Status.CLOSED or deadlines(c, Patience()), f"{c.status} after {record.event}"


def test_fixtures_for_the_other_fold_are_fresh() -> None:
    """Write them anew with ``python -m escapehatch.lab.pages --fixtures web/protocol/fixtures``."""
    folder = Path(__file__).parent.parent / "web" / "protocol" / "fixtures"
    stale = []
    for path in PAGES:
        played = play(read_page(path.read_text("utf-8"), path.stem))
        kept = folder / f"{path.stem}.json"
        if not kept.exists() or kept.read_text("utf-8") != fixture(played):
            stale.append(path.stem)
    assert not stale


def test_every_trigger_has_a_page_where_it_fires_and_one_where_it_nearly_does() -> None:
    names = {x.stem for x in PAGES}
    fired = {
        record.event.reason.trigger
        for path in PAGES
        for record in play(read_page(path.read_text("utf-8"), path.stem)).records
        if hasattr(record.event, "reason")
    }
    assert set(found()) <= fired
    certain = {"bot_broke_down", "unread"}  # it broke or it did not: there is no near miss
    for name in set(found()) - certain:
        assert f"{name}_nearly" in names, name


def test_the_customers_copy_holds_nothing_of_the_teams() -> None:
    page = next(x for x in PAGES if x.stem == "billing_dispute")
    seen = str(dump(play(read_page(page.read_text("utf-8"), "billing_dispute")))["seen_by_customer"])
    assert "ReadingRecorded" not in seen and "ReservationMade" not in seen and "disputes a charge" not in seen
    assert "Could you give me your order number" in seen


def test_accept_rewrites_and_then_the_page_holds(tmp_path: Path) -> None:
    page = tmp_path / "new.md"
    page.write_text("# New\n10:00:00 customer  a person\n   heard: asks_for_human 0.9\n> wrong\n", "utf-8")
    assert main([str(page)]) == 1
    assert main([str(page), "--accept"]) == 0
    assert "> handoff requested: asked for a person: 'a person'" in page.read_text("utf-8")
    assert main([str(page), "--fixtures", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "new.json").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("10:00:00 dana (dances)", "page:1: '(dances)' is not something dana can do"),
        ("10:00:10 customer a\n10:00:00 customer b", "page:2: the lines of a page go forward"),
        ("cart: cheap\n10:00:00 customer a", "a cart reads like"),
        ("   heard: topic x", "page:1: 'heard:' belongs below a message"),
        ("10:00:00 customer a\n   heard: frustration lots", "page:1: could not convert"),
    ],
)
def test_a_page_that_cannot_be_played_says_where(text: str, says: str) -> None:
    with pytest.raises(PageWrong) as wrong:
        play(read_page(text))
    assert says in str(wrong.value)
