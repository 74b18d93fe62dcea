"""How files come in: told by their bytes, drawn anew, named plainly, bounded (S40, S42, S44)."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from escapehatch.conversation.attachment import NAME_MAX_CHARS, Attachment, clean_name, in_words, out_of_words
from escapehatch.desk import pictures, uploads
from escapehatch.desk.uploads import NotTaken, Uploads
from escapehatch.journals.memory import MemoryJournal

from . import files
from .room import MONDAY as START
from .room import HandClock


async def arriving(content: bytes, piece: int = 10_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), piece):
        yield content[start : start + piece]


class Place:
    def __init__(self, kinds: tuple[str, ...] = ("picture", "pdf", "text")) -> None:
        self.journal, self.clock, ids = MemoryJournal(), HandClock(), count()
        self.uploads = Uploads(self.journal, self.clock, lambda: f"b{next(ids)}", kinds)

    async def take(self, name: str, content: bytes, size: int | None = None, place: str = "c1") -> Attachment:
        return await self.uploads.take(place, "ada", name, size, arriving(content))

    async def kept(self, x: Attachment) -> bytes:
        found = await self.journal.content("c1", x.blob_id)
        assert found
        return found[1]

    async def refused(self, name: str, content: bytes, size: int | None = None) -> str:
        with pytest.raises(NotTaken) as no:
            await self.take(name, content, size)
        assert await self.journal.stored_since("c1", "ada", START - timedelta(days=1)) == (0, 0), "nothing is kept"
        assert no.value.sentence.endswith(".")
        return no.value.code


# Pictures


async def test_s42_nothing_but_pixels_is_kept_of_a_photo_and_it_stands_upright() -> None:
    """S42: no place, no maker, no comment; a photo taken sideways is turned."""
    place = Place()
    shown = await place.take("IMG_1.JPG", files.photo_with_place((64, 48), turned=6))
    content = await place.kept(shown)
    assert files.SECRET_PLACE not in content
    assert (shown.width, shown.height, shown.media_type) == (48, 64, "image/jpeg")
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.size == (48, 64)
        assert not kept.getexif() and not {"exif", "comment", "icc_profile", "xmp"} & kept.info.keys()
    words = await place.take("x.png", files.png_with_words())
    assert files.SECRET_PLACE not in await place.kept(words)


@pytest.mark.parametrize(
    "content",
    [
        files.png_header(50_000, 50_000),
        files.png_header(8_000, 8_000),
        files.webp_header(16_000, 16_000),
        b"GIF89a" + b"\xff\xff\xff\xff" + bytes(50),
    ],
    ids=["png", "png that pillow would open", "webp", "gif"],
)
async def test_s42_a_bomb_is_refused_by_its_header(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """S42: nothing is decoded, whatever the header promises."""
    monkeypatch.setattr(pictures, "_pixels", lambda picture: pytest.fail("decoded"))
    assert await Place().refused("bomb.png", content) == "bad_picture"


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
async def test_half_a_picture_is_no_picture(form: str, quarters: int) -> None:
    whole = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("P" if form == "GIF" else "RGB").save(whole, form)
    content = whole.getvalue()
    assert await Place().refused("half", content[: len(content) * quarters // 4]) == "bad_picture"


@pytest.mark.parametrize(
    ("form", "mode", "kept"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/png"),
        ("GIF", "P", "image/png"),
        ("WEBP", "RGB", "image/webp"),
        ("WEBP", "RGBA", "image/webp"),
    ],
)
async def test_every_kind_of_picture_is_kept_as_one_that_browsers_show(form: str, mode: str, kept: str) -> None:
    place = Place()
    shown = await place.take("x", files.picture(form, mode=mode))
    assert (shown.media_type, shown.width, shown.height) == (kept, 64, 48)
    with Image.open(io.BytesIO(await place.kept(shown))) as again:
        assert f"image/{str(again.format).lower()}" == kept
        assert shown.name == {"image/jpeg": "x.jpg", "image/png": "x.png", "image/webp": "x.webp"}[kept]


async def test_a_large_photo_is_kept_in_bounds() -> None:
    shown = await Place().take("x.jpg", files.picture(size=(5_000, 3_000)))
    assert (shown.width, shown.height) == (pictures.SIDE_MAX, 1229)


async def test_a_large_screenshot_is_kept_as_a_photo() -> None:
    noise = io.BytesIO()
    Image.effect_noise((1_600, 1_600), 90).convert("RGBA").save(noise, "PNG")
    shown = await Place().take("screen.png", noise.getvalue())
    assert (shown.media_type, shown.name) == ("image/jpeg", "screen.png.jpg")
    assert shown.size_bytes < pictures.LOSSLESS_MAX_BYTES


@pytest.mark.parametrize("content", [files.GIF_SCRIPT, files.JPEG_HTML, files.PNG_ZIP], ids=["gif", "jpeg", "png"])
async def test_s40_what_is_two_things_at_once_is_only_a_picture_afterwards(content: bytes) -> None:
    place = Place()
    kept = await place.kept(await place.take("x.html", content))
    assert b"alert" not in kept and b"PK\x03\x04" not in kept


# Other files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", files.SVG),
        ("logo.png", files.SVG),
        ("page.html", files.HTML),
        ("page.jpg", files.HTML),
        ("mail.mhtml", files.MHTML),
        ("data.xml", files.XML),
        ("run.bat", b"del *.*"),
        ("photo.jpg.exe", b"MZ\x90\x00 this program"),
        ("invoice.pdf", b"PK\x03\x04 a zip"),
        ("notes.txt", b"\x00\x01\x02"),
        ("notes.txt", b"caf\xe9"),
        ("noending", b"plain words"),
        ("cells.csv", b"=cmd|' /C calc'!A0"),
    ],
)
async def test_s40_what_is_not_on_the_list_is_refused_with_a_reason(name: str, content: bytes) -> None:
    """Whatever it is called: a list of kinds, by the bytes."""
    assert await Place().refused(name, content) == "not_accepted"


async def test_s40_s41_files_are_kept_byte_for_byte_under_a_name_of_their_kind() -> None:
    place = Place()
    pdf = await place.take("invoice\u202efdp.exe", files.PDF)
    assert (pdf.media_type, pdf.name, pdf.is_picture) == ("application/pdf", "invoicefdp.exe.pdf", False)
    assert await place.kept(pdf) == files.PDF
    text = await place.take("notes.txt", "Größe: 12\n".encode())
    assert (text.media_type, text.name) == ("text/plain", "notes.txt")
    html = await place.take("page.txt", files.HTML)
    assert (html.media_type, html.name) == ("text/plain", "page.txt"), "words, whatever they say"


async def test_a_house_may_accept_everything_or_nothing() -> None:
    shown = await Place(("other",)).take("logo.svg", files.SVG)
    assert shown.media_type == "application/octet-stream"
    assert await Place(("pdf",)).refused("x.jpg", files.picture()) == "not_accepted"
    assert await Place(()).refused("x.jpg", files.picture()) == "not_offered"
    assert await Place().refused("x.jpg", b"") == "empty"


# Limits


async def test_s44_it_is_counted_as_it_arrives() -> None:
    """S44: no more than the limit is ever held, whatever was announced."""
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 100_000
            yield bytes(100_000)

    place = Place()
    with pytest.raises(NotTaken) as no:
        await place.uploads.take("c1", "ada", "x.pdf", None, endless())
    assert no.value.code == "too_large"
    assert taken <= uploads.FILE_MAX_BYTES + 200_000
    assert await place.refused("x.pdf", files.PDF, size=uploads.FILE_MAX_BYTES + 1) == "too_large"


async def test_s44_ten_thousand_at_once_are_asked_to_come_again_and_nothing_stays_taken() -> None:
    """S44: of ten thousand parallel uploads as many go on as there is room for; the others hear when to try again."""
    place, gate = Place(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        await gate.wait()
        yield files.PDF

    asked = [
        asyncio.create_task(place.uploads.take(f"c{n}", "ada", "x.pdf", uploads.FILE_MAX_BYTES, slow()))
        for n in range(10_000)
    ]
    await asyncio.sleep(0)
    gate.set()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    there = [x for x in answers if isinstance(x, Attachment)]
    away = [x for x in answers if isinstance(x, NotTaken)]
    assert len(there) == uploads.UNDER_WAY_MAX_BYTES // uploads.FILE_MAX_BYTES
    assert len(there) + len(away) == 10_000
    assert {(x.code, x.again_s) for x in away} == {("too_many", uploads.AGAIN_S)}
    assert (await place.take("x.pdf", files.PDF)).size_bytes == len(files.PDF), "room again"


async def test_s44_one_conversation_takes_no_more_than_its_part_at_a_time() -> None:
    place, gate = Place(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        await gate.wait()
        yield files.PDF

    mine = [
        asyncio.create_task(place.uploads.take("c1", "ada", "x.pdf", 100, slow()))
        for _ in range(uploads.TOGETHER_MAX + 4)
    ]
    await asyncio.sleep(0)
    assert (await place.take("x.pdf", files.PDF, place="c2")).name == "x.pdf"
    gate.set()
    refused = [x for x in await asyncio.gather(*mine, return_exceptions=True) if isinstance(x, NotTaken)]
    assert [x.code for x in refused] == ["too_many"] * 4


async def test_s44_a_share_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SHARE_FILES", 3)
    place = Place()
    for _ in range(3):
        await place.take("x.pdf", files.PDF)
    with pytest.raises(NotTaken) as no:
        await place.take("x.pdf", files.PDF)
    assert (no.value.code, no.value.again_s) == ("too_many", 3600)
    place.clock.at += timedelta(hours=1, seconds=1)
    await place.take("x.pdf", files.PDF)
    monkeypatch.setattr(uploads, "SHARE_BYTES", 10)
    with pytest.raises(NotTaken):
        await place.take("x.pdf", files.PDF)


async def test_s44_who_sends_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "NEXT_BYTES_S", 0.05)
    place = Place()

    async def silent() -> AsyncIterator[bytes]:
        yield b"%PDF-"
        await asyncio.Event().wait()

    with pytest.raises(NotTaken) as no:
        await place.uploads.take("c1", "ada", "x.pdf", 100, silent())
    assert no.value.code == "too_slow"
    await place.take("x.pdf", files.PDF, size=uploads.FILE_MAX_BYTES)


async def test_g29_what_nobody_sent_is_swept_after_an_hour() -> None:
    place = Place()
    await place.take("x.pdf", files.PDF)
    place.clock.at += uploads.ORPHAN_FOR + timedelta(seconds=1)
    sweeping = asyncio.create_task(place.uploads.run())
    await asyncio.sleep(0)
    sweeping.cancel()
    assert await place.journal.content("c1", "b0") is None


# Names


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("kettle.jpg", "kettle.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\kettle.jpg", "kettle.jpg"),
        ("", "file"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u200bb\x00c\r\nd.txt", "ab c d.txt"),
        ("con.txt", "_con.txt"),
        ("what?.txt", "what_.txt"),
        ("Übergröße ändern.txt", "Übergröße ändern.txt"),
        ("薬缶.jpg", "薬缶.jpg"),
    ],
)
def test_s40_s44_names_are_plain(given_name: str, clean: str) -> None:
    assert clean_name(given_name) == clean


@given(st.text(max_size=300), st.sampled_from(["", ".jpg", ".pdf"]))
def test_s40_s44_whatever_a_name_is_it_is_plain_and_bounded(name: str, ending: str) -> None:
    """No path, no control or direction characters, never empty, and cleaning it again changes nothing."""
    clean = clean_name(name, ending)
    assert 0 < len(clean) <= NAME_MAX_CHARS + 1
    assert clean.isprintable() and not set(clean) & set('/\\<>:"|?*\u202e\u2066')
    assert not clean.startswith(".") and clean.lower().endswith(ending)
    assert clean_name(clean, ending) == clean


def test_h04_what_was_sent_is_told_by_name_where_it_cannot_be_shown() -> None:
    sent = (Attachment("b1", "kettle.jpg", "image/jpeg", 1, 3, 4), Attachment("b2", "list.pdf", "application/pdf", 1))
    assert in_words(sent) == "[image: kettle.jpg] [file: list.pdf]"
    text, again = out_of_words(f"Look: {in_words(sent)}", lambda: "b")
    assert (text, [x.name for x in again], [x.is_picture for x in again]) == (
        "Look:",
        ["kettle.jpg", "list.pdf"],
        [True, False],
    )
