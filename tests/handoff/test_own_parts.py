"""Parts of the operator's own in a running house: a trigger from a package, a turn model from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapehatch.app import SystemClock, open_house
from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.values import Author, Customer, Role
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.turns.fitted import train_handoff
from escapehatch.settings import BotSettings, Settings, SettingsRefused

API = BotSettings(kind="api")
ADA = Author(Role.CUSTOMER, "ada", "Ada")
GIFTS = '''
"""Somebody sends a gift."""
from pydantic import Field
from escapehatch.handoff import signal
from escapehatch.handoff.stretch import last_words

class Knobs(signal.Knobs):
    word: str = Field("gift")

def fires(conversation, knobs, now):
    said = last_words(conversation, "customer")
    return signal.Signal(f"spoke of a {knobs.word}", (said.id,)) if said and knobs.word in said.text else None
'''


async def told(settings: Settings, *texts: str) -> list[e.Event]:
    house = await open_house(settings, SystemClock(), PlainReader())
    async with house.running():
        await house.desk.handle("c1", do.Start("c1", Customer("ada", "Ada")))
        for n, text in enumerate(texts):
            await house.desk.handle("c1", do.Post(f"m{n}", ADA, text))
        return [x.event for x in await house.journal.read("c1")]


async def test_a_trigger_from_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop_rules_of_ours.py").write_text(GIFTS)
    (tmp_path / "policy.yaml").write_text("triggers:\n  shop_rules_of_ours:fires: {word: present}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    settings = Settings(
        journal=tmp_path / "j.db",
        policy=tmp_path / "policy.yaml",
        triggers=["shop_rules_of_ours:fires"],
        reader="plain",
        bot=API,
    )
    events = await told(settings, "It is a gift for her.", "It is a present for her.")
    asked = [x for x in events if isinstance(x, e.HandoffRequested)]
    assert [(x.reason.trigger, x.reason.because) for x in asked] == [("shop_rules_of_ours:fires", "spoke of a present")]


@pytest.mark.parametrize("name", ["no_such_package:fires", "json:no_such_function", "json", ""])
async def test_one_that_is_not_there_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match=r"triggers: .*package\.module:function"):
        await open_house(
            Settings(journal=tmp_path / "j.db", triggers=[name], reader="plain", bot=API), None, PlainReader()
        )


async def test_a_turn_model_is_heard_and_recorded(tmp_path: Path) -> None:
    """What it says of each message is in the journal, and the trigger `learned` acts on it."""
    lines = []
    for n in range(40):
        lost = n % 2 == 0
        turns = [
            ("customer", "hello", 0),
            ("agent", "hello", 0),
            ("customer", "zebra lamp" if lost else "red lamp", lost),
        ]
        lines.append({"turns": [{"role": r, "text": t, "label": int(y)} for r, t, y in turns]})
    train_handoff(lines, tmp_path / "turns.npz")
    settings = Settings(journal=tmp_path / "j.db", turn_model=tmp_path / "turns.npz", reader="plain", bot=API)
    events = await told(settings, "hello", "zebra lamp")
    chances = [x.reading.needs_person for x in events if isinstance(x, e.ReadingRecorded)]
    assert len(chances) == 2 and chances[0] < 0.4 < chances[1]
    reasons = [x.reason.trigger for x in events if isinstance(x, e.HandoffOffered | e.HandoffRequested)]
    assert reasons == ["learned"]
    missing = Settings(journal=tmp_path / "k.db", turn_model=tmp_path / "none.npz", reader="plain", bot=API)
    with pytest.raises(SettingsRefused, match="turn_model: .*none.npz"):
        await told(missing)
