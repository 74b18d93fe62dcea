"""What is sent along, on every journal: stored whole, sent once, in one conversation, and swept when nobody sends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from escapehatch.conversation import events as e
from escapehatch.conversation.attachment import Attachment
from escapehatch.conversation.values import Author, Role
from escapehatch.ports import Blob, BlobMissing, Change, Conflict, Journal

from .test_journal import NOW, change

PHOTO = b"\xff\xd8 the bytes of a photo"
ADA = Author(Role.CUSTOMER, "ada")


def blob(blob_id: str = "b1", conversation_id: str = "c1", content: bytes = PHOTO, **more: object) -> Blob:
    shown = Attachment(blob_id, "kettle.jpg", "image/jpeg", len(content), 640, 480)
    return replace(Blob(shown, conversation_id, "ada", NOW), **more)


def sends(conversation_id: str, expected: int, *blobs: Blob) -> Change:
    said = e.MessagePosted(f"m{expected}", ADA, "", attachments=tuple(x.attachment for x in blobs))
    return replace(change(conversation_id, expected=expected), events=(said,))


async def test_g29_what_a_message_carries_comes_back_byte_for_byte(journal: Journal) -> None:
    await journal.put_blob(blob(), PHOTO)
    assert await journal.blobs("c1", ["b1"]) == (blob(),)
    await journal.append(sends("c1", 0, blob()))
    assert await journal.content("c1", "b1") == (blob(sent=True), PHOTO)
    (posted,) = [x.event for x in await journal.read("c1")]
    assert isinstance(posted, e.MessagePosted)
    assert posted.attachments == (blob().attachment,)


async def test_g29_nothing_is_appended_that_refers_to_what_is_not_there(journal: Journal) -> None:
    """All of the change or nothing: the blob beside the missing one is not sent either."""
    await journal.put_blob(blob(), PHOTO)
    with pytest.raises(BlobMissing):
        await journal.append(sends("c1", 0, blob(), blob("b2")))
    assert await journal.read("c1") == ()
    assert await journal.blobs("c1", ["b1"]) == (blob(),), "still unsent"
    await journal.append(sends("c1", 0, blob()))


async def test_s11_s44_a_blob_is_there_for_its_own_conversation_alone(journal: Journal) -> None:
    await journal.put_blob(blob(), PHOTO)
    assert await journal.content("c2", "b1") is None
    assert await journal.blobs("c2", ["b1"]) == ()
    with pytest.raises(BlobMissing):
        await journal.append(sends("c2", 0, blob()))
    assert await journal.read("c2") == ()


async def test_g29_it_is_sent_once(journal: Journal) -> None:
    await journal.put_blob(blob(), PHOTO)
    await journal.append(sends("c1", 0, blob()))
    for wrong in (sends("c1", 1, blob()), sends("c1", 1, blob(), blob())):
        with pytest.raises(BlobMissing):
            await journal.append(wrong)
    await journal.put_blob(blob("b2"), PHOTO)
    with pytest.raises(BlobMissing):
        await journal.append(sends("c1", 1, blob("b2"), blob("b2")))
    assert len(await journal.read("c1")) == 1


async def test_a_repeat_at_an_old_version_is_told_of_the_version(journal: Journal) -> None:
    """So that the desk decides anew and finds the message there, instead of taking its picture for lost."""
    await journal.put_blob(blob(), PHOTO)
    await journal.append(sends("c1", 0, blob()))
    with pytest.raises(Conflict):
        await journal.append(sends("c1", 0, blob()))


async def test_g29_orphans_are_swept_and_what_was_sent_never(journal: Journal) -> None:
    early = NOW - timedelta(hours=2)
    for blob_id, at in (("sent", early), ("old", early), ("new", NOW)):
        await journal.put_blob(blob(blob_id, stored_at=at), PHOTO)
    await journal.append(sends("c1", 0, blob("sent")))
    assert await journal.sweep_blobs(NOW - timedelta(hours=1)) == 1
    assert [x.attachment.blob_id for x in await journal.blobs("c1", ["sent", "old", "new"])] == ["sent", "new"]
    assert await journal.content("c1", "old") is None
    assert await journal.sweep_blobs(NOW - timedelta(hours=1)) == 0
    with pytest.raises(BlobMissing):
        await journal.append(sends("c1", 1, blob("old")))


async def test_they_are_given_in_the_order_asked_for(journal: Journal) -> None:
    for blob_id in "abc":
        await journal.put_blob(blob(blob_id), PHOTO)
    assert [x.attachment.blob_id for x in await journal.blobs("c1", ["c", "x", "a"])] == ["c", "a"]


async def test_s44_what_one_person_sent_to_one_conversation_is_counted(journal: Journal) -> None:
    for blob_id, more in (
        ("a", {}),
        ("b", {"content": b"12345"}),
        ("old", {"stored_at": NOW - timedelta(hours=2)}),
        ("agents", {"author_id": "dana"}),
        ("elsewhere", {"conversation_id": "c2"}),
    ):
        await journal.put_blob(blob(blob_id, **more), PHOTO)
    since = NOW - timedelta(hours=1)
    assert await journal.stored_since("c1", "ada", since) == (2, len(PHOTO) + 5)
    assert await journal.stored_since("c1", "bo", since) == (0, 0)
