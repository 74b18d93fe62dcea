"""A lead sees what was never told to the other systems, and has it tried again."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from place import Place, until

from escapehatch.conversation import commands as do
from escapehatch.conversation.fold import replay
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.desk.aside import DEATHS_MAX
from escapehatch.journals.black_box import SLOT_BYTES, BlackBox
from escapehatch.journals.memory import MemoryJournal
from escapehatch.ports import Effect


async def dead(place: Place, *names: str) -> None:
    """Effects that are dead letters, one for each conversation."""
    house = place.house
    house.desk._tell = True
    for name in names:
        await house.desk.handle(name, do.Start(name, Customer("ada", "Ada")))
        await house.desk.request_handoff(name, Reason("asked_for_person", "Asked."))
    now = house.clock.now()
    claimed: list[Effect] = []

    async def all_claimed() -> bool:
        claimed.extend(await house.journal.effects(now, now + timedelta(hours=1)))
        return len(claimed) >= len(names)

    await until(all_claimed)
    for x in claimed:
        await house.journal.effect_dead(x.effect_id, "The helpdesk is away. Tried 8 times.", now)


async def heading(place: Place, kind: str, name: str) -> dict[str, str]:
    return {"authorization": f"Bearer {await place.token(kind, name)}"}


async def listed(place: Place, heading: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await place.http.get("/v1/letters", headers=heading)).json()["letters"]
    return found


async def test_g23_a_lead_lists_replays_and_drops(place: Place) -> None:
    """G16, G23."""
    lead = await heading(place, "agent", "dana")
    await dead(place, "c1", "c2", "c3")
    found = await listed(place, lead)
    assert [x["effect"]["conversation_id"] for x in found] == ["c1", "c2", "c3"]
    assert found[0]["reason"] == "The helpdesk is away. Tried 8 times."
    one, two, three = (x["effect"]["effect_id"] for x in found)
    assert (await place.http.post(f"/v1/letters/{two}/replay", headers=lead)).json() == {"replayed": 1}
    assert (await place.http.post(f"/v1/letters/{two}/replay", headers=lead)).status_code == 404
    assert (await place.http.delete(f"/v1/letters/{three}", headers=lead)).json() == {"dropped": 1}
    assert [x["effect"]["effect_id"] for x in await listed(place, lead)] == [one]
    assert (await place.http.post("/v1/letters/replay", headers=lead)).json() == {"replayed": 1}
    assert await listed(place, lead) == []


async def test_letters_are_for_leads(place: Place) -> None:
    """S11: they name conversations."""
    for kind, name in (("agent", "eli"), ("bot", "pip")):
        who = await heading(place, kind, name)
        assert (await place.http.get("/v1/letters", headers=who)).status_code == 403
        assert (await place.http.post("/v1/letters/replay", headers=who)).status_code == 403
    assert (await place.http.get("/v1/letters")).status_code == 401


async def test_g16_who_is_isolated_is_listed_and_released(place: Place, tmp_path: Path) -> None:
    """G16: their words are left alone until a lead says that what broke was mended."""
    lead, eli = await heading(place, "agent", "dana"), await heading(place, "agent", "eli")
    path = tmp_path / "journal.db.aside"
    left = {"read c1": DEATHS_MAX, "judge c1": DEATHS_MAX, "judge c2": DEATHS_MAX - 1, "judge c10": DEATHS_MAX}
    path.write_bytes(b"".join(f"suspect\t{n}\t{x}".encode().ljust(SLOT_BYTES, b"\0") for x, n in left.items()))
    desk = place.house.desk
    desk.aside.box = BlackBox(path)
    await desk.handle("c1", do.Start("c1", Customer("ada", "Ada")))

    async def says(message_id: str) -> str:
        await desk.handle("c1", do.Post(message_id, Author(Role.CUSTOMER, "ada"), "Where is my parcel?"))
        return replay(await place.house.journal.read("c1")).readings[message_id].reader

    assert await says("m1") == "failed"
    found = (await place.http.get("/v1/letters", headers=lead)).json()["isolated"]
    assert sorted((x["during"], x["conversation_id"]) for x in found) == [
        ("judge", "c1"),
        ("judge", "c10"),
        ("read", "c1"),
    ]
    listed = (await asyncio.to_thread(typed, "list", str(tmp_path / "journal.db")))[1].splitlines()
    assert [x.split()[:3] for x in listed] == [
        ["isolated", *x.split()[::-1]] for x in ("judge c1", "judge c10", "read c1")
    ]
    release = "/v1/letters/isolated/c1/release"
    assert (await place.http.post(release, headers=eli)).status_code == 403
    assert (await place.http.post(release, headers=lead)).json() == {"released": 2}
    assert (await place.http.post(release, headers=lead)).status_code == 404
    assert await says("m2") not in {"", "failed"}
    assert (await place.http.get("/v1/letters", headers=lead)).json()["isolated"] == [
        {"conversation_id": "c10", "during": "judge"}
    ]


def typed(*words: str) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "-m", "escapehatch.cli", "letters", *words], capture_output=True, text=True, timeout=60
    )
    return run.returncode, run.stdout + run.stderr


async def test_g23_the_command_works_beside_a_running_server(place: Place, tmp_path: Path) -> None:
    """G16, G23: at three in the morning the server is not stopped to look at its letters."""
    await dead(place, "c1", "c2")
    path = str(tmp_path / "journal.db")
    code, said = await asyncio.to_thread(typed, "list", path)
    assert code == 0 and len(said.splitlines()) == 2 and "The helpdesk is away." in said
    one = said.split()[0]
    assert '"reason": "The helpdesk is away.' in (await asyncio.to_thread(typed, "show", path, one))[1]
    assert (await asyncio.to_thread(typed, "replay", path, one, "nobody"))[0] == 2
    assert len(await place.house.journal.letters()) == 2, "all or none"
    assert (await asyncio.to_thread(typed, "replay", path, one))[0] == 0
    assert len(await place.house.journal.letters()) == 1
    assert "1 dropped" in (await asyncio.to_thread(typed, "drop", path, "all"))[1]
    assert await place.house.journal.letters() == ()
    assert not isinstance(place.house.journal, MemoryJournal)
