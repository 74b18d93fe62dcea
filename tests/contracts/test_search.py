"""Searching and paging, alike in every journal."""

from __future__ import annotations

from escapehatch.conversation import events as e
from escapehatch.conversation.values import Author, Customer, Role
from escapehatch.ports import Change, Journal

from .test_journal import ADA, at, change, row


async def test_a_search_finds_what_was_said_and_who_said_it(journal: Journal) -> None:
    """Each word begins a word of a message, a note, or the customer's name; without case or accents; latest first."""
    dana = Author(Role.AGENT, "dana", "Dana")
    told = {
        "c0": (Customer("ada", "Ada Byrne", email="ada@example.org"), "My kettle LN-47790 leaks"),
        "c1": (Customer("bo", "Bo Lindqvist"), "Où est mon café? The kettle is fine."),
        "c2": (Customer("ada", "Ada Byrne"), "Thank you!"),
    }
    for n, (name, (customer, text)) in enumerate(told.items()):
        said = (
            e.ConversationStarted(name, customer),
            e.MessagePosted("m1", ADA, text),
            e.NotePosted("n1", dana, f"called number {n}"),
        )
        await journal.append(Change(name, 0, said, at(n), row(name, "queued", seq=3, updated_at=at(n))))

    async def ids(words: str, **more: object) -> list[str]:
        return [x.conversation_id for x in await journal.standings(words=words, **more)]  # type: ignore[arg-type]

    assert await ids("kett") == ["c1", "c0"]
    assert await ids("KETTLE ada") == ["c0"], "words may stand in different messages"
    assert await ids("ln-47790") == await ids("47790") == await ids("ada@example.org") == ["c0"]
    assert await ids("cafe ou") == ["c1"]
    assert await ids("called 2") == ["c2"]
    assert await ids("ettle") == [], "a word's beginning, not its middle"
    assert await ids("kettle", statuses=["closed"]) == []
    assert await ids("?!") == await ids('" OR 1') == []
    assert await ids("  ") == ["c2", "c1", "c0"]


async def test_pages_follow_one_another_without_gap_or_repeat(journal: Journal) -> None:
    """Rows of one and the same instant too."""
    for n in range(7):
        await journal.append(change(f"c{n}", standing=row(f"c{n}", updated_at=at(n // 3))))
    seen: list[str] = []
    before = None
    while page := await journal.standings(limit=2, before=before):
        seen += [x.conversation_id for x in page]
        before = (page[-1].updated_at, page[-1].conversation_id)
    assert seen == ["c6", "c5", "c4", "c3", "c2", "c1", "c0"]
