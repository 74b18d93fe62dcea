"""What is sent along, over HTTP: whoever may see the conversation gets it, nobody else, and it can do nothing to them."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from place import Place, opened

sys.path.insert(0, str(Path(__file__).parents[1]))

from desk import files
from escapehatch.desk import uploads
from escapehatch.lab.verify import verify_file


async def put(
    place: Place, token: str, conversation_id: str, content: Any, name: str = "kettle.jpg", kind: str = "image/jpeg"
) -> httpx2.Response:
    return await place.http.post(
        f"/v1/conversations/{conversation_id}/attachments",
        params={"name": name},
        content=content,
        headers={**_who(token), "content-type": kind},
    )


async def get(place: Place, token: str, conversation_id: str, blob_id: str) -> httpx2.Response:
    path = f"/v1/conversations/{conversation_id}/attachments/{blob_id}"
    return await place.http.get(path, headers=_who(token))


def _who(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"} if token else {}


async def sent(place: Place, content: bytes, name: str = "kettle.jpg") -> tuple[dict[str, Any], str]:
    """A customer's visit with one message that carries the file; and the file's id."""
    visit = await place.visit()
    stored = await put(place, visit["token"], visit["conversation_id"], content, name)
    assert stored.status_code == 200, stored.text
    blob_id = stored.json()["blob_id"]
    said = await place.ask(
        visit["token"], visit["conversation_id"], "messages", message_id="m1", text="", attachments=[blob_id]
    )
    assert said.status_code == 200, said.text
    return visit, blob_id


async def test_h04_a_photo_reaches_the_agent_and_the_packet_names_it(place: Place) -> None:
    """H04: sent in the middle of a handoff, it is a line with a picture, and a placeholder wherever there is only text."""
    visit, blob_id = await sent(place, files.photo_with_place())
    dana = await place.token("agent", "dana")
    seen = await place.see(dana, visit["conversation_id"])
    (line,) = [x for x in seen["entries"] if x["kind"] == "message"]
    assert line["attachments"] == [
        {
            "blob_id": blob_id,
            "name": "kettle.jpg",
            "media_type": "image/jpeg",
            "size_bytes": line["attachments"][0]["size_bytes"],
            "width": 48,
            "height": 64,
        }
    ]
    assert seen["status"] == "queued", "a photo without words: a person looks"
    answer = await get(place, dana, visit["conversation_id"], blob_id)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("inline")
    assert files.SECRET_PLACE not in answer.content
    headers = {"authorization": f"Bearer {dana}"}
    packet = await place.http.get(f"/v1/conversations/{visit['conversation_id']}/packet", headers=headers)
    assert "[image: kettle.jpg]" in packet.text
    carried = f"/v1/conversations/{visit['conversation_id']}/carried?form=text"
    assert "[image: kettle.jpg]" in (await place.http.get(carried, headers=headers)).text
    rows = (await place.http.get("/v1/conversations", headers=headers)).json()["rows"]
    assert rows[0]["title"] == "[image: kettle.jpg]"


async def test_g29_the_journal_verifies_with_what_was_sent(place: Place) -> None:
    visit, _ = await sent(place, files.picture())
    await put(place, visit["token"], visit["conversation_id"], files.PDF, "never sent.pdf")
    assert verify_file(place.house.settings.journal) == []


async def test_the_agent_sends_one_back(place: Place) -> None:
    visit, _ = await sent(place, files.picture())
    dana, c = await place.token("agent", "dana"), visit["conversation_id"]
    await place.ask(dana, c, "takeover")
    stored = (await put(place, dana, c, files.PDF, "return label.pdf")).json()
    early = await get(place, visit["token"], c, stored["blob_id"])
    assert early.status_code == 404, "not before it is sent"
    said = await place.ask(
        dana, c, "messages", message_id="m2", text="Here is the label.", attachments=[stored["blob_id"]]
    )
    assert said.status_code == 200, said.text
    answer = await get(place, visit["token"], c, stored["blob_id"])
    assert (answer.status_code, answer.content) == (200, files.PDF)
    assert answer.headers["content-disposition"].startswith('attachment; filename="return label.pdf"')


HOSTILE = {
    "svg": (files.SVG, "logo.svg"),
    "svg as png": (files.SVG, "logo.png"),
    "html": (files.HTML, "page.html"),
    "mhtml": (files.MHTML, "mail.mht"),
    "xml": (files.XML, "data.xml"),
    "program": (b"MZ\x90\x00", "photo.jpg.exe"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_s40_what_could_run_is_refused_whatever_it_claims_to_be(place: Place, name: str) -> None:
    visit = await place.visit()
    answer = await put(place, visit["token"], visit["conversation_id"], *HOSTILE[name])
    assert (answer.status_code, answer.json()["code"]) == (415, "not_accepted")


INERT = {
    **HOSTILE,
    "pdf with a script": (files.PDF, "invoice.pdf"),
    "html as text": (files.HTML, "page.txt"),
    "right to left": (files.PDF, "invoice\u202efdp.exe"),
    "quotes and lines": (files.PDF, 'a";\r\nset-cookie: x=1.pdf'),
    "gif and script": (files.GIF_SCRIPT, "x.gif"),
    "jpeg and html": (files.JPEG_HTML, "x.jpg"),
    "png and zip": (files.PNG_ZIP, "x.png"),
}


@pytest.mark.parametrize("name", INERT)
async def test_s40_s41_where_everything_is_accepted_nothing_that_comes_out_does_anything(
    tmp_path: Path, name: str
) -> None:
    """S40, S41: saved, never shown, in a sandbox without an origin; only pictures that were drawn anew are pictures."""
    async with opened(tmp_path, uploads={"kinds": ["picture", "pdf", "text", "other"]}) as place:
        visit, blob_id = await sent(place, *INERT[name])
        answer = await get(place, visit["token"], visit["conversation_id"], blob_id)
    shown = answer.headers
    assert answer.status_code == 200
    assert shown["x-content-type-options"] == "nosniff"
    assert shown["cross-origin-resource-policy"] == "same-origin"
    assert shown["cache-control"] == "no-store"
    rules = " ".join(v for k, v in shown.multi_items() if k == "content-security-policy")
    assert "sandbox" in rules and "default-src 'none'" in rules and "allow-scripts" not in rules
    kind, disposition = shown["content-type"].partition(";")[0], shown["content-disposition"]
    if kind.startswith("image/"):
        assert kind in {"image/png", "image/jpeg"}
        assert b"alert" not in answer.content and b"PK\x03\x04" not in answer.content
    else:
        assert kind in {"application/pdf", "text/plain", "application/octet-stream"}
        assert disposition.startswith("attachment; ")
    assert not set(disposition) & set("\r\n\u202e") and "set-cookie" not in shown
    assert disposition.isascii()


async def test_s11_s44_nobody_reaches_the_file_of_another(place: Place) -> None:
    """S11, S44: missing and foreign are one and the same 404, on the way in and on the way out."""
    visit, blob_id = await sent(place, files.picture())
    other = await place.visit()
    mine, theirs = visit["conversation_id"], other["conversation_id"]
    await place.ask(other["token"], theirs, "messages", message_id="m1", text="Hello")
    foreign = await get(place, other["token"], mine, blob_id)
    smuggled = await get(place, other["token"], theirs, blob_id)
    missing = await get(place, other["token"], theirs, "x" * 43)
    assert {x.status_code for x in (foreign, smuggled, missing)} == {404}
    assert foreign.json() == smuggled.json() == missing.json()
    assert (await get(place, "", mine, blob_id)).status_code == 401
    assert (await put(place, other["token"], mine, files.picture())).status_code == 404
    assert (await put(place, "", mine, files.picture())).status_code == 401
    assert (await put(place, visit["token"], "../" + mine, files.picture())).status_code == 404
    said = await place.ask(other["token"], theirs, "messages", message_id="m2", text="", attachments=[blob_id])
    assert (said.status_code, said.json()["code"]) == (409, "attachment_gone")
    seen = await place.see(other["token"], theirs)
    assert len([x for x in seen["entries"] if x["kind"] == "message"]) == 1


async def test_s44_an_id_cannot_be_guessed(place: Place) -> None:
    visit = await place.visit()
    ids = [
        (await put(place, visit["token"], visit["conversation_id"], files.PDF, "x.pdf")).json()["blob_id"]
        for _ in range(4)
    ]
    assert len({x[:6] for x in ids}) == 4 and all(len(x) == 43 for x in ids), "256 random bits each"


async def test_an_upload_before_the_first_word_begins_nothing(place: Place) -> None:
    """Whoever only looks for a photo and thinks better of it has not asked anybody anything."""
    visit = await place.visit()
    assert (await put(place, visit["token"], visit["conversation_id"], files.picture())).status_code == 200
    assert (await place.house.desk.load(visit["conversation_id"])).seq == 0


async def test_a_resent_message_is_the_same_message(place: Place) -> None:
    """G2: and what it carries is sent once."""
    visit, blob_id = await sent(place, files.picture())
    token, c = visit["token"], visit["conversation_id"]
    again = await place.ask(token, c, "messages", message_id="m1", text="", attachments=[blob_id])
    assert again.status_code == 200
    other = await place.ask(token, c, "messages", message_id="m1", text="", attachments=[])
    assert other.status_code == 422 or other.json()["code"] == "message_id_reused"
    twice = await place.ask(token, c, "messages", message_id="m2", text="", attachments=[blob_id])
    assert twice.json()["code"] == "attachment_gone"
    many = [(await put(place, token, c, files.PDF, "x.pdf")).json()["blob_id"] for _ in range(6)]
    full = await place.ask(token, c, "messages", message_id="m3", text="", attachments=many)
    assert (full.status_code, full.json()["code"]) == (422, "too_many_attachments")


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (bytes(uploads.FILE_MAX_BYTES + 1), "x.pdf", 413, "too_large"),
        (files.png_header(50_000, 50_000), "bomb.png", 422, "bad_picture"),
        (b"", "empty.txt", 422, "empty"),
        (b"\xff\xd8\xff\xe0 broken", "x.jpg", 422, "bad_picture"),
    ],
    ids=["large", "bomb", "empty", "broken"],
)
async def test_s42_s44_what_does_not_fit_is_refused_with_a_sentence(
    place: Place, content: bytes, name: str, status: int, code: str
) -> None:
    visit = await place.visit()
    answer = await put(place, visit["token"], visit["conversation_id"], content, name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["sentence"]


async def test_s44_a_stream_without_a_length_is_cut_where_it_is_too_much(place: Place) -> None:
    visit = await place.visit()

    async def endless() -> Any:
        for _ in range(100):
            yield bytes(1024 * 1024)

    try:
        answer = await put(place, visit["token"], visit["conversation_id"], endless(), "x.pdf")
        assert answer.status_code == 413
    except httpx2.TransportError:
        pass  # cut off while it was still sending
    assert (await place.http.get("/healthz")).status_code == 200
    assert (await put(place, visit["token"], visit["conversation_id"], files.PDF, "x.pdf")).status_code == 200


async def test_s44_while_many_upload_others_are_answered(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """S44: whoever comes too many is told when to come again; a message of somebody else goes through meanwhile."""
    monkeypatch.setattr(uploads, "NEXT_BYTES_S", 2.0)
    crowd = [await place.visit() for _ in range(20)]
    other, gate = await place.visit(), asyncio.Event()

    async def slow() -> Any:
        yield b"%PDF-"
        await gate.wait()
        yield b"1.7"

    asked = [asyncio.create_task(put(place, x["token"], x["conversation_id"], slow(), "x.pdf")) for x in crowd]
    await asyncio.wait(asked, timeout=1.0)
    said = await place.ask(other["token"], other["conversation_id"], "messages", message_id="m1", text="Hello?")
    assert said.status_code == 200
    gate.set()
    answers = await asyncio.gather(*asked)
    codes = [x.status_code for x in answers]
    assert codes.count(200) == uploads.UNDER_WAY_MAX_BYTES // uploads.FILE_MAX_BYTES
    assert set(codes) == {200, 429}
    assert {x.headers["retry-after"] for x in answers if x.status_code == 429} == {str(uploads.AGAIN_S)}


async def test_s24_by_cookie_an_upload_needs_the_logins_own_token(place: Place) -> None:
    visit, _ = await sent(place, files.picture())
    token, login = await place.house.grants.begin_login("agent", "dana", "Dana", uploads.SHARE_FOR)
    path = f"/v1/conversations/{visit['conversation_id']}/attachments?name=x.pdf"
    cookie = {"cookie": f"escapehatch_agent={token}"}
    bare = await place.http.post(path, content=files.PDF, headers=cookie)
    assert bare.status_code == 403
    whole = await place.http.post(path, content=files.PDF, headers={**cookie, "x-csrf-token": login.csrf})
    assert whole.status_code == 200


async def test_a_session_says_what_may_be_sent(tmp_path: Path) -> None:
    async with opened(tmp_path, uploads={"kinds": []}) as place:
        visit = await place.visit()
        assert visit["uploads"] == []
        answer = await put(place, visit["token"], visit["conversation_id"], files.picture())
        assert answer.json()["code"] == "not_offered"
