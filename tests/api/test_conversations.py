"""What may be asked of a conversation, by whom, and how a refusal is said."""

from __future__ import annotations

import pytest
from place import Place, until


async def begun(place: Place, text: str = "Where is my order?") -> tuple[str, str]:
    visit = await place.visit()
    token, conversation_id = visit["token"], visit["conversation_id"]
    answer = await place.ask(token, conversation_id, "messages", message_id="m1", text=text)
    assert answer.status_code == 200, answer.text
    return token, conversation_id


async def test_a_foreign_conversation_does_not_exist(place: Place) -> None:
    """S11, S12, G26: not to read, not to write, and not to tell from one that never was."""
    _, theirs = await begun(place)
    token, _ = await begun(place)
    for what, body in (("messages", {"message_id": "x", "text": "hi"}), ("handoff", {}), ("rating", {"score": 5})):
        refused = await place.ask(token, theirs, what, **body)
        never = await place.ask(token, "019a0000-0000-7000-8000-000000000000", what, **body)
        assert (refused.status_code, refused.json()) == (never.status_code, never.json())
        assert refused.status_code == 404
    seen = await place.http.get(f"/v1/conversations/{theirs}", headers={"authorization": f"Bearer {token}"})
    assert seen.status_code == 404


@pytest.mark.parametrize(
    "what", ["takeover", "return", "closure", "transfer", "acceptance", "refusal", "notes", "wrap-up"]
)
async def test_a_visitor_cannot_change_who_owns_it(place: Place, what: str) -> None:
    """M01, M02"""
    token, conversation_id = await begun(place)
    bodies = {
        "closure": {"disposition": "resolved"},
        "transfer": {"queue": "billing"},
        "notes": {"note_id": "n", "text": "x"},
    }
    bodies |= {"acceptance": {"reservation_id": "r"}, "refusal": {"reservation_id": "r"}}
    answer = await place.ask(token, conversation_id, what, **bodies.get(what, {}))
    assert answer.status_code == 403
    assert (await place.see(token, conversation_id)).get("status", "with_bot") == "with_bot"


async def test_b09_a_transfer_to_nowhere_is_refused_and_says_where_one_may_go(place: Place) -> None:
    """B09: by hand nothing is quietly sent elsewhere; who has it keeps it."""
    token, conversation_id = await begun(place)
    await place.ask(token, conversation_id, "handoff")
    dana = await place.token("agent", "dana")
    assert (await place.ask(dana, conversation_id, "takeover")).status_code == 200
    lost = await place.ask(dana, conversation_id, "transfer", queue="gone")
    assert (lost.status_code, lost.json()["code"]) == (422, "unknown_queue")
    assert lost.json()["sentence"] == "There is no queue 'gone'. There are: support, billing."
    nobody = await place.ask(dana, conversation_id, "transfer", queue="billing", to_agent_id="zoe")
    assert (nobody.status_code, nobody.json()["code"]) == (422, "unknown_agent")
    assert (await place.see(token, conversation_id))["status"] == "with_agent"
    good = await place.ask(dana, conversation_id, "transfer", queue="billing", to_agent_id="eli")
    assert (good.status_code, good.json()["status"]) == (200, "queued")


async def test_a_bot_that_ignores_the_handoff_is_refused(place: Place) -> None:
    """A13, G4: 409, with the current owner; the customer sees nothing of it."""
    token, conversation_id = await begun(place)
    bot = await place.token("bot", "robo")
    good = await place.ask(bot, conversation_id, "messages", message_id="b1", text="It is on its way.", epoch=1)
    assert good.status_code == 200
    await place.ask(token, conversation_id, "handoff")
    late = await place.ask(bot, conversation_id, "messages", message_id="b2", text="Wait, I know!", epoch=1)
    assert late.status_code == 409
    assert late.json()["owner"]["kind"] == "queue"
    assert [x["text"] for x in (await place.see(token, conversation_id))["entries"] if x["kind"] == "message"] == [
        "Where is my order?",
        "It is on its way.",
    ]


async def test_two_agents_one_owner(place: Place) -> None:
    """A15, G7, M03: the second is told who has it; replying without owning it is refused."""
    _, conversation_id = await begun(place)
    dana, eli = await place.token("agent", "dana"), await place.token("agent", "eli")
    assert (await place.ask(dana, conversation_id, "takeover")).status_code == 200
    second = await place.ask(eli, conversation_id, "takeover")
    assert (second.status_code, second.json()["owner"]["id"]) == (409, "dana")
    reply = await place.ask(eli, conversation_id, "messages", message_id="e1", text="hello")
    assert (reply.status_code, reply.json()["owner"]["id"]) == (409, "dana")


async def test_an_agent_who_answers_becomes_the_owner(place: Place) -> None:
    """A01: without pressing any button, and in the same moment."""
    token, conversation_id = await begun(place)
    dana = await place.token("agent", "dana")
    said = await place.ask(dana, conversation_id, "messages", message_id="d1", text="Hello, Dana here.")
    assert (said.status_code, said.json()["owner"]["id"]) == (200, "dana")
    bot = await place.token("bot", "robo")
    assert (await place.ask(bot, conversation_id, "messages", message_id="b", text="?", epoch=1)).status_code == 409
    assert (await place.see(token, conversation_id))["status"] == "with_agent"


async def test_a_message_sent_again_is_there_once(place: Place) -> None:
    """G2, J01: also five times at once; the id cannot carry other words."""
    token, conversation_id = await begun(place)
    again = [
        await place.ask(token, conversation_id, "messages", message_id="m1", text="Where is my order?")
        for _ in range(5)
    ]
    assert {x.status_code for x in again} == {200}
    other = await place.ask(token, conversation_id, "messages", message_id="m1", text="Something else")
    assert (other.status_code, other.json()["code"]) == (409, "message_id_reused")
    assert len([x for x in (await place.see(token, conversation_id))["entries"] if x["kind"] == "message"]) == 1


async def test_asking_twice_for_a_person_is_one_handoff(place: Place) -> None:
    """B15, B02"""
    token, conversation_id = await begun(place)
    for _ in range(3):
        assert (await place.ask(token, conversation_id, "handoff")).status_code == 200
    lines = [x for x in (await place.see(token, conversation_id))["entries"] if x["text"] == "HandoffRequested"]
    assert len(lines) == 1


async def test_a_silent_bot_means_a_person(place: Place) -> None:
    """G11, B17, C01: nobody answers within the patience."""
    token, conversation_id = await begun(place)
    place.clock.ahead = place.house.policy.value.patience

    async def status() -> bool:
        return (await place.see(token, conversation_id)).get("status") == "queued"

    await until(status)


ODD = {
    "empty": ("", 422),
    "spaces": (" \t\n", 422),
    "one character": ("x", 200),
    "ten thousand": ("y" * 10_000, 200),
    "a megabyte": ("z" * 1_000_000, 413),
    "five thousand emoji": ("🏮" * 5_000, 200),
    "mixed directions": ("hello مرحبا \u202e abc", 200),
    "nul": ("a\x00b", 200),
    "ansi": ("\x1b[31mred", 200),
    "markup": ("<script>alert(1)</script>{{7*7}}", 200),
}


@pytest.mark.parametrize("what", ODD)
async def test_odd_messages_are_kept_whole_or_refused(place: Place, what: str) -> None:
    """S76, S2, S4: bounded; lossless or refused with a sentence."""
    text, status = ODD[what]
    visit = await place.visit()
    answer = await place.ask(visit["token"], visit["conversation_id"], "messages", message_id="m1", text=text)
    assert answer.status_code == status, answer.text
    if status == 200:
        assert (await place.see(visit["token"], visit["conversation_id"]))["entries"][0]["text"] == text
    else:
        assert answer.json()["sentence"]


async def test_a_card_number_is_masked_before_it_is_written(place: Place) -> None:
    """S69"""
    token, conversation_id = await begun(place, "my card is 4111 1111 1111 1111, cvv 123")
    said = (await place.see(token, conversation_id))["entries"][0]["text"]
    assert "4111 1111" not in said
    assert "123" not in said
    assert b"4111 1111 1111" not in stored(place)


def stored(place: Place) -> bytes:
    journal = place.house.settings.journal
    return journal.read_bytes() + journal.with_name("journal.db-wal").read_bytes()


async def test_a_card_number_in_a_note_or_a_comment_is_masked_too(place: Place) -> None:
    """S69: whoever writes it, and wherever."""
    token, conversation_id = await begun(place)
    dana, card = await place.token("agent", "dana"), "card 4111 1111 1111 1111"
    asks = [
        (dana, "messages", {"message_id": "d1", "text": f"Is it {card}?"}),
        (dana, "notes", {"note_id": "n1", "text": f"gave {card}"}),
        (dana, "return", {"note": f"paid with {card}"}),
        (token, "rating", {"score": 5, "comment": f"my {card}"}),
    ]
    for who, what, body in asks:
        answer = await place.ask(who, conversation_id, what, **body)
        assert answer.status_code == 200, (what, answer.text)
    assert b"4111 1111 1111" not in stored(place)
    assert stored(place).count(b"1111") >= len(asks)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"[]", b"{", b'{"message_id": {"$ne": 1}, "text": "x"}', b'{"text": "x", "role": "agent"}']
)
async def test_bad_bodies_are_told_where_and_what(place: Place, body: bytes) -> None:
    """S35: never a stack trace."""
    token, conversation_id = await begun(place)
    answer = await place.http.post(
        f"/v1/conversations/{conversation_id}/messages",
        content=body,
        headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
    )
    assert answer.status_code in {400, 422}
    assert set(answer.json()) == {"code", "sentence", "owner"}
    assert "Traceback" not in answer.text


async def test_the_customer_never_gets_what_is_the_teams(place: Place) -> None:
    """G26, H10: notes, readings, packets, late drafts stay inside, by every door."""
    token, conversation_id = await begun(place, "I was charged twice, I want a person, order LN-47790")
    dana = await place.token("agent", "dana")
    await place.ask(dana, conversation_id, "takeover")
    await place.ask(dana, conversation_id, "notes", note_id="n1", text="CANARY-note")
    await place.ask(dana, conversation_id, "return", note="CANARY-return", disposition="resolved")
    headers = {"authorization": f"Bearer {token}"}
    whole = (await place.http.get(f"/v1/conversations/{conversation_id}", headers=headers)).text
    events = (await place.http.get(f"/v1/conversations/{conversation_id}/events", headers=headers)).text
    for text in (whole, events):
        assert "CANARY" not in text
        assert "frustration" not in text
        assert "ContextAdded" not in text
    for path in ("packet",):
        answer = await place.http.get(f"/v1/conversations/{conversation_id}/{path}", headers=headers)
        assert answer.status_code == 403


async def test_the_packet_is_there_before_hello(place: Place) -> None:
    """H03, H10, G12: with the reason, the fact and the message it came from; the rest arrives."""
    visit = await place.visit(place.identity())
    token, conversation_id = visit["token"], visit["conversation_id"]
    text = "You charged me twice for LN-47790, I want to speak to a person"
    await place.ask(token, conversation_id, "messages", message_id="m1", text=text)
    dana = await place.token("agent", "dana")

    async def packet() -> dict[str, object]:
        answer = await place.http.get(
            f"/v1/conversations/{conversation_id}/packet", headers={"authorization": f"Bearer {dana}"}
        )
        found: dict[str, object] = answer.json()
        return found if found["orders"] and found["profile"] else {}

    found = await until(packet)
    assert found["reason"]["trigger"]
    order = next(x for x in found["facts"] if x["type"] == "order_id")
    assert (order["value"], order["message_id"], order["status"]) == ("LN-47790", "m1", "verified")


async def test_the_reference_is_whole(place: Place) -> None:
    spec = (await place.http.get("/openapi.json")).json()
    assert spec["openapi"].startswith("3.1")
    assert "/v1/conversations/{conversation_id}/messages" in spec["paths"]
    assert (await place.http.get("/docs")).status_code == 200


async def test_pages_carry_their_policies(place: Place) -> None:
    """S30, S27: frames and scripts are bounded by the server."""
    for path, words in (("/console/", "frame-ancestors 'none'"), ("/widget/panel/", "http://shop.example")):
        policy = (await place.http.get(path)).headers["content-security-policy"]
        assert words in policy
        assert "default-src 'none'" in policy
