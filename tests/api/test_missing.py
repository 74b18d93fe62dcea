"""No bot, no shop, no agent, no policy: the way out still works, and it is said what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from place import LANTERN, READER, Place, opened, until

from escapehatch.app import open_house
from escapehatch.handoff.policy import PolicyRefused
from escapehatch.ports import JournalUnavailable
from escapehatch.routing.ladder import CHOICES
from escapehatch.settings import Settings

NOTHING = {"policy": None, "roster": None, "shop": {"kind": "none"}, "bot": {"kind": "none"}}


async def test_with_nothing_set_up_a_person_is_still_asked_for(tmp_path: Path) -> None:
    """B09, G06, B16, E12: no bot means a person, no agent means choices, and the operator is told."""
    async with opened(tmp_path, **NOTHING) as place:
        visit = await place.visit()
        token, conversation_id = visit["token"], visit["conversation_id"]
        await place.ask(token, conversation_id, "messages", message_id="m1", text="Where is my order?")

        async def queued() -> bool:
            return (await place.see(token, conversation_id)).get("status") == "queued"

        await until(queued)
        agent = {"authorization": f"Bearer {await place.token('agent', 'dana')}"}
        whole = (await place.http.get(f"/v1/conversations/{conversation_id}", headers=agent)).json()
        assert "No bot is set up" in whole["escalation"]["reason"]["because"]

        async def part() -> str:
            packet = (await place.http.get(f"/v1/conversations/{conversation_id}/packet", headers=agent)).json()
            return " ".join(x["why"] for x in packet["missing"])

        await until(part)
        assert "No shop is connected." in await part()
        missing = (await place.http.get("/readyz")).json()["missing"]
        assert len(missing) == 4
        place.clock.ahead = place.clock.ahead.__class__(seconds=30)

        async def choices() -> list[str]:
            return (await place.see(token, conversation_id))["escalation"].get("fallback", [])

        assert await until(choices) == list(CHOICES)
        promised = await place.ask(token, conversation_id, "callback", contact="ada@example.org")
        assert promised.status_code == 200


async def test_a_policy_that_does_not_check_is_refused_at_the_start(tmp_path: Path) -> None:
    """With the place and the reason, and the journal let go."""
    policy = tmp_path / "policy.yaml"
    policy.write_text("version: 1\nrules:\n  - name: x\n    when: cart.totl > 5\n    decision: offer\n    because: y\n")
    settings = Settings.model_validate({"journal": tmp_path / "j.db", "policy": policy})
    for _ in range(2):
        with pytest.raises(PolicyRefused) as refused:
            await open_house(settings, reader=READER)
        assert f"{policy}:4:" in str(refused.value.problems[0])
        assert "totl" in str(refused.value.problems[0])


async def test_a_bad_policy_never_replaces_a_good_one(tmp_path: Path) -> None:
    """Reloaded while it runs: the last good one stays in force, the fault is shown."""
    policy = tmp_path / "policy.yaml"
    policy.write_text((LANTERN / "policy.yaml").read_text())
    async with opened(tmp_path, policy=policy) as place:
        good = place.house.policy.value
        policy.write_text("version: 1\nbot: {patience_s: soon}\n")
        faults = await until(lambda: place.house.policy.faults)
        assert "policy.yaml:2:" in faults[0]
        assert place.house.policy.value is good
        policy.write_text("version: 1\nbot: {patience_s: 5}\n")
        await until(lambda: place.house.policy.value.patience.total_seconds() == 5)
        assert place.house.policy.faults == ()


class FullDisk:
    """A journal whose disk is full: reads go on, nothing is stored."""

    def __init__(self, journal: object) -> None:
        self._journal = journal

    def __getattr__(self, name: str) -> object:
        return getattr(self._journal, name)

    async def append(self, change: object) -> None:
        raise JournalUnavailable("the disk is full")


async def test_a_full_disk_is_said_and_nothing_is_acknowledged(place: Place) -> None:
    """G13: 503 with Retry-After, no false acknowledgement, and it recovers by itself."""
    visit = await place.visit()
    token, conversation_id = visit["token"], visit["conversation_id"]
    journal = place.house.desk._journal
    place.house.desk._journal = FullDisk(journal)  # type: ignore[assignment]
    refused = await place.ask(token, conversation_id, "messages", message_id="m1", text="hello")
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    place.house.desk._journal = journal
    assert (await place.ask(token, conversation_id, "messages", message_id="m1", text="hello")).status_code == 200
