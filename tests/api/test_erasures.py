"""The right to be forgotten, at every door: the customer is gone, and whoever has it open sees it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from place import Place, frames, until
from websockets.exceptions import ConnectionClosed

from escapehatch.api import wire
from escapehatch.api.sockets import Session
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.journals.sqlite_erasure import bury


async def heading(place: Place, kind: str, name: str) -> dict[str, str]:
    return {"authorization": f"Bearer {await place.token(kind, name)}"}


def holding(folder: Path, word: str) -> list[str]:
    return [x.name for x in sorted(folder.rglob("*")) if x.is_file() and word.encode() in x.read_bytes()]


async def test_g22_a_customer_is_erased_during_the_handoff(place: Place) -> None:
    """G22, S70: while they wait; the agent who has it open sees it go, and the queue forgets them too."""
    lead = await heading(place, "agent", "dana")
    word, other = "zqxkettlezqx", "zqxpouffezqx"
    ada = await place.visit(place.identity(sub="ada", name=word, email=f"{word}@lantern.example"))
    bo = await place.visit(place.identity(sub="bo", name=other))
    for visit, said in ((ada, word), (bo, other)):
        there = visit["conversation_id"]
        assert (
            await place.ask(visit["token"], there, "messages", message_id="m1", text=f"It leaks, {said}")
        ).is_success
        assert (await place.ask(visit["token"], there, "handoff")).is_success
    async with place.socket() as ws:
        await ws.send(msgspec.json.encode({"type": "hello", "token": ada["token"]}).decode())
        first = await frames(ws, "snapshot", "events")
        assert word in msgspec.json.encode(first).decode()
        answer = await place.http.post("/v1/erasures", json={"customer_id": "ada"}, headers=lead)
        assert answer.json() == {"erased": [ada["conversation_id"]], "left": []}, answer.text
        with pytest.raises(ConnectionClosed) as over:
            await frames(ws, "events")
        assert over.value.rcvd and over.value.rcvd.code == 4401
    shown = (await place.http.get(f"/v1/conversations/{ada['conversation_id']}", headers=lead)).text
    assert '"status":"erased"' in shown.replace(" ", "") and word not in shown

    async def forgotten() -> bool:
        rows = await place.house.journal.standings(["queued", "reserved"])
        return [x.conversation_id for x in rows] == [bo["conversation_id"]]

    await until(forgotten)
    assert holding(Path(place.house.settings.journal).parent, word) == []
    assert holding(Path(place.house.settings.journal).parent, other)
    again = await place.ask(ada["token"], ada["conversation_id"], "messages", message_id="m2", text="Hello?")
    assert again.status_code == 401
    late = await place.ask(
        await place.token("agent", "dana"), ada["conversation_id"], "messages", message_id="m3", text="Hi"
    )
    assert (late.status_code, late.json()["code"]) == (409, "erased")


async def test_what_a_page_left_is_lost_when_nothing_is_known_of_it_and_nobody_erased_it(place: Place) -> None:
    """G20, G22: so a page whose session a restored journal does not know may say again what it showed, and no other."""
    erased, there = await place.visit(), await place.visit()
    for visit in (erased, there):
        await place.ask(visit["token"], visit["conversation_id"], "messages", message_id="m1", text="It leaks.")
    asked = {"conversation_id": erased["conversation_id"]}
    assert (await place.http.post("/v1/erasures", json=asked, headers=await heading(place, "agent", "dana"))).is_success
    journal = place.house.journal
    assert isinstance(journal, SqliteJournal)
    # As a restore leaves it: no event, and the name of whom it may not bring back.
    await journal._submit(lambda db: bury(db, {"not-brought-back": place.clock.now()}))
    left = {
        "": False,
        "not-brought-back": False,
        there["conversation_id"]: False,
        erased["conversation_id"]: False,
        "never-heard-of": True,
    }
    for conversation_id, lost in left.items():
        assert (await place.visit(session="unknown", left=conversation_id))["lost"] is lost, conversation_id


async def test_g22_no_packet_of_a_customer_is_told_after_they_were_erased(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G22: they are erased while the agent's page is told of what they wrote, just before the packet is put together."""
    lead, word = await heading(place, "agent", "dana"), "zqxlampzqx"
    visit = await place.visit()
    there, sending, erased = visit["conversation_id"], Session._send, list[bool]()
    await place.ask(visit["token"], there, "messages", message_id="m1", text=f"It is dark, {word}")

    async def slow(session: Session, frame: wire.FromServer) -> None:
        await sending(session, frame)
        if isinstance(frame, wire.Events) and not erased:
            erased.append(True)
            answer = await place.http.post("/v1/erasures", json={"conversation_id": there}, headers=lead)
            assert answer.is_success

    async with place.socket() as ws:
        token = await place.token("agent", "dana")
        await ws.send(msgspec.json.encode({"type": "hello", "token": token}).decode())
        await ws.send(msgspec.json.encode({"type": "watch", "conversation_id": there, "seq": 0, "ref": "w"}).decode())
        await frames(ws, "packet")
        monkeypatch.setattr(Session, "_send", slow)
        await place.ask(visit["token"], there, "messages", message_id="m2", text=f"Very dark, {word}")
        told = await frames(ws, "packet")
    assert erased and word not in repr(told)
    assert word not in repr(place.house.app.state.parts.inboxes._packets)


async def test_only_leads_erase(place: Place) -> None:
    """G22, S11."""
    for kind, name in (("agent", "eli"), ("bot", "pip")):
        answer = await place.http.post(
            "/v1/erasures", json={"customer_id": "ada"}, headers=await heading(place, kind, name)
        )
        assert answer.status_code in {403, 404}
    lead = await heading(place, "agent", "dana")
    for body in ({}, {"customer_id": "ada", "conversation_id": "c1"}, {"customer_id": ["ada"]}):
        assert (await place.http.post("/v1/erasures", json=body, headers=lead)).status_code in {400, 422}
    assert (await place.http.post("/v1/erasures", json={"conversation_id": "c9"}, headers=lead)).status_code == 404
    assert (await place.http.post("/v1/erasures", json={"customer_id": "c9"}, headers=lead)).json()["erased"] == []
