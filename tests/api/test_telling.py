"""What two hundred pages are told costs once: rows are made once a version, colleagues are told as they change, seldom."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from escapehatch.api import telling
from escapehatch.api.telling import TEAM_EVERY_S, Rows, Team
from escapehatch.conversation.fold import Conversation


def test_g17_a_row_is_made_once_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """G17: whoever is told second costs nothing; a new version is a new row."""
    made: list[int] = []
    monkeypatch.setattr(telling, "row", lambda c: made.append(c.seq) or {"seq": c.seq})
    rows, first = Rows(), Conversation(id="c1", seq=3)
    told = [rows.of(first) for _ in range(200)] + [rows.of(replace(first, seq=4))]
    assert made == [3, 4]
    assert [msgspec.json.decode(msgspec.json.encode(x)) for x in (told[0], told[-1])] == [{"seq": 3}, {"seq": 4}]


def test_g18_colleagues_are_told_as_they_change_and_all_at_once() -> None:
    """G18: when a team of many comes back, each page hears of it in a few frames, and of nobody twice."""
    now, asked = [0.0], list[float]()
    team = Team(lambda: now[0], asked.append)
    there: list[dict[str, Any]] = [{"id": "dana", "state": "available"}, {"id": "eli", "state": "offline"}]
    assert len(team.news(lambda: there)) == 2
    there[1] = {"id": "eli", "state": "available"}
    assert team.news(lambda: there) == () == team.news(lambda: there)
    assert asked == [TEAM_EVERY_S]
    now[0] = TEAM_EVERY_S
    assert team.news(lambda: there) == (there[1],)
    now[0] *= 2
    assert team.news(lambda: there[1:]) == ({"id": "dana", "state": "gone"},)
