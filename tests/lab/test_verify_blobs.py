"""G29: whatever a message refers to is there, whole, in its own conversation; each way to break that is caught."""

from __future__ import annotations

import asyncio
from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from escapehatch.conversation import events as e
from escapehatch.conversation.attachment import ATTACHMENTS_MAX, Attachment
from escapehatch.conversation.fold import replay
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.desk.desk import standing
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.intake import Intake
from escapehatch.lab.verify import export_lines, verify, verify_file
from escapehatch.ports import Blob, Change

from .test_verify import ADA, LIFE, START, recorded

PHOTO = b"the bytes of a photo"


def attached(*blob_ids: str, **more: object) -> e.MessagePosted:
    sent = tuple(Attachment(x, f"{x}.jpg", "image/jpeg", len(PHOTO), 640, 480) for x in blob_ids)
    return replace(e.MessagePosted(f"m{''.join(blob_ids)}", ADA, "", attachments=sent), **more)


BENT = {
    "sent twice": [attached("b1"), attached("b1", message_id="m9")],
    "twice in one message": [attached("b1", "b1")],
    "too many": [attached(*(f"b{n}" for n in range(ATTACHMENTS_MAX + 1)))],
    "no bytes": [attached("b1", attachments=(Attachment("b1", "x.pdf", "application/pdf", 0),))],
    "nothing at all": [attached()],
    "no id": [attached("b1", attachments=(Attachment("", "x.pdf", "application/pdf", 9),))],
}


@pytest.mark.parametrize("name", BENT)
def test_each_bent_history_is_caught(name: str) -> None:
    """G29, also in an export, which holds no bytes."""
    assert {x.invariant for x in verify([("c1", recorded([*LIFE[:2], *BENT[name]]))])} == {"G29"}


def test_what_is_sent_once_raises_no_alarm() -> None:
    assert verify([("c1", recorded([*LIFE[:2], attached("b1", "b2"), attached("b3", text="And this.")]))]) == []


async def fill(path: Path) -> None:
    journal = await SqliteJournal.open(path)
    for blob_id in ("b1", "b2", "orphan"):
        (shown,) = attached(blob_id).attachments
        await journal.put_blob(Blob(shown, "c1", "ada", START), PHOTO)
    for record in recorded([LIFE[0], attached("b1", "b2"), e.MessagePosted("m2", ADA, "Do you see it?")]):
        before = await journal.read("c1")
        c = replay([*before, record])
        rows = deadlines(c, Patience())
        await journal.append(Change("c1", len(before), (record.event,), record.at, standing(c), rows))
    await journal.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """One message with two pictures, and an upload that nobody sent."""
    asyncio.run(fill(tmp_path / "journal.db"))
    return tmp_path / "journal.db"


def test_a_clean_file_raises_no_alarm(path: Path) -> None:
    assert verify_file(path) == []


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM blobs WHERE blob_id = 'b2'",
        "DELETE FROM blobs",
        "UPDATE blobs SET content = substr(content, 2) WHERE blob_id = 'b1'",
        "UPDATE blobs SET size_bytes = 1 WHERE blob_id = 'b1'",
        "UPDATE blobs SET sent = 0 WHERE blob_id = 'b1'",
        "UPDATE blobs SET conversation_id = 'c2' WHERE blob_id = 'b1'",
        "UPDATE blobs SET sent = 1 WHERE blob_id = 'orphan'",
        "DROP TABLE blobs",
    ],
)
def test_what_dangles_is_caught(path: Path, sql: str) -> None:
    """G29: a reference without its bytes, with half of them, of another conversation, and bytes that nobody will ever sweep."""
    db = apsw.Connection(str(path))
    db.execute(sql)
    db.close()
    assert {x.invariant for x in verify_file(path)} == {"G29"}


def test_what_is_taken_in_from_an_export_tells_what_was_sent_by_its_name(path: Path, tmp_path: Path) -> None:
    """G29: an export holds no bytes. The words stay, nothing dangles, and taking it in again changes nothing."""
    import json

    copy = tmp_path / "copy.db"
    for taken, known in ((1, 0), (0, 1)):
        with asyncio.Runner() as runner, Intake(copy, runner) as intake:
            for line in export_lines(path):
                intake.take(json.loads(line))
            assert intake.finish(print) == 0
            assert (intake.taken, intake.known) == (taken, known)
    assert verify_file(copy) == []
    texts = [json.loads(x)["event"].get("text") for x in export_lines(copy)]
    assert texts == [None, "[image: b1.jpg] [image: b2.jpg]", "Do you see it?"]
