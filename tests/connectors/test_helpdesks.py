"""Other systems that are handed the packet: over a real socket, and whole."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from escapehatch.connectors import smtp
from escapehatch.connectors.helpdesks.mail import Mailbox, MailHelpdesk, carried_in
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation, apply
from escapehatch.conversation.values import Author, Customer, Mention, Reading, Reason, Role
from escapehatch.handoff.carried import Carried, as_plain, carry
from escapehatch.handoff.packet import assemble
from escapehatch.ports import Unreachable

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADA = Customer("ada", "Ada Lovelace", "ada@lantern.example", verified=True)


class At:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 10, tzinfo=UTC)


class Mailman:
    """A mail server on a socket that takes every message, or says ``refuses`` to its sender."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.port = 0
        self.refuses = ""
        self.hangs = False
        self.bye = "221 bye"
        self.drip_s = 0.0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.hangs:
            await reader.read()
            writer.close()
            return
        while self.drip_s:
            writer.write(b"220-wait\r\n")
            await asyncio.sleep(self.drip_s)
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode().strip():
            if line.upper().startswith("MAIL") and self.refuses:
                writer.write(f"{self.refuses}\r\n".encode())
            elif line.upper() == "DATA":
                writer.write(b"354 go\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                parsed: Any = email.message_from_bytes(body[:-3], policy=email.policy.default)
                self.taken.append(parsed)
                writer.write(b"250 taken\r\n")
            elif line.upper() == "QUIT":
                writer.write(f"{self.bye}\r\n".encode())
                break
            else:
                writer.write(b"250 fine\r\n")
        writer.close()


@pytest.fixture
async def mailman() -> AsyncIterator[Mailman]:
    man = Mailman()
    server = await asyncio.start_server(man.talk, "127.0.0.1", 0)
    man.port = server.sockets[0].getsockname()[1]
    yield man
    server.close()
    with contextlib.suppress(Exception):
        await server.wait_closed()


def whole(words: str = "Order #W1001 came broken, ¿qué hago?\n.\nhello") -> Carried:
    mentions = (Mention("order_id", "#W1001"), Mention("issue", "damaged"))
    c = Conversation()
    for n, event in enumerate(
        (
            e.ConversationStarted("c1", ADA),
            e.MessagePosted("m0", Author(Role.CUSTOMER, "ada"), words),
            e.ReadingRecorded("m0", Reading(mentions=mentions)),
            e.HandoffRequested("e1", Reason("high_stakes", "a damaged order", ("m0",), queue="care", priority=2)),
        )
    ):
        c = apply(c, e.Recorded(n + 1, NOW, event))
    return carry(assemble(c, NOW), c)


def desk(man: Mailman) -> MailHelpdesk:
    box = Mailbox("127.0.0.1", "team@shop.example", "hatch@shop.example", man.port, starttls=False)
    return MailHelpdesk(box, At())


async def test_the_packet_arrives_by_mail_whole(mailman: Mailman) -> None:
    await desk(mailman).tell("e1:7", "HandoffRequested", {"conversation_id": "c1", **as_plain(whole())})
    (mail,) = mailman.taken
    assert carried_in(mail) == whole()
    assert mail["To"] == "team@shop.example" and mail["Reply-To"] == "ada@lantern.example"
    assert mail["Subject"].startswith("[URGENT] damaged")
    body = mail.get_body()
    assert body is not None and "qué hago?" in body.get_content()
    assert {x.get_filename() for x in mail.iter_attachments()} == {"packet.json", "conversation.vcon.json"}


async def test_a_repeat_is_the_same_message(mailman: Mailman) -> None:
    """G23."""
    for _ in range(2):
        await desk(mailman).tell("e1:7", "HandoffRequested", as_plain(whole()))
    assert mailman.taken[0]["Message-ID"] == mailman.taken[1]["Message-ID"]


async def test_what_a_mailbox_does_not_need_is_not_written(mailman: Mailman) -> None:
    await desk(mailman).tell("e1:8", "AgentJoined", as_plain(whole()))
    assert mailman.taken == []


async def test_a_server_that_refuses_or_is_gone_is_unreachable(mailman: Mailman) -> None:
    mailman.refuses = "451 later"
    with pytest.raises(Unreachable, match="451"):
        await desk(mailman).tell("e1:7", "HandoffRequested", as_plain(whole()))
    gone = MailHelpdesk(Mailbox("127.0.0.1", "a@b.example", "c@d.example", 1, starttls=False), At())
    with pytest.raises(Unreachable):
        await gone.tell("e1:7", "HandoffRequested", as_plain(whole()))


async def test_what_was_taken_is_not_sent_again_for_a_rude_goodbye(mailman: Mailman) -> None:
    """G23: a server that has said yes to the letter, and no to the end of the talk."""
    mailman.bye = "421 too busy"
    await desk(mailman).tell("e1:7", "HandoffRequested", as_plain(whole()))
    assert len(mailman.taken) == 1


async def test_a_server_that_speaks_on_and_on_is_given_up(mailman: Mailman, monkeypatch: pytest.MonkeyPatch) -> None:
    """G16, G23: a tarpit says a line now and then, so that no wait for one is too long; all of them together are."""
    monkeypatch.setattr(smtp, "WHOLE_S", 0.5)
    mailman.drip_s = 0.05
    began = len(_lanes())
    async with asyncio.timeout(5):
        with pytest.raises(Unreachable):
            await desk(mailman).tell("e1:7", "HandoffRequested", as_plain(whole()))
    mailman.drip_s = 0
    await desk(mailman).tell("e1:7", "HandoffRequested", as_plain(whole()))
    assert len(mailman.taken) == 1
    assert len(_lanes()) == began


def _lanes() -> list[threading.Thread]:
    return [x for x in threading.enumerate() if isinstance(x, threading.Timer)]


async def test_a_server_that_hangs_holds_nobody_elses_threads(mailman: Mailman) -> None:
    """G16, G23: names of bots and shops are looked up in threads, and files are looked at; more letters hang than there are."""
    mailman.hangs = True
    box = desk(mailman)
    letters = [asyncio.create_task(box.tell(f"e{n}:7", "HandoffRequested", as_plain(whole()))) for n in range(40)]
    await asyncio.sleep(0.2)
    async with asyncio.timeout(5):
        await asyncio.get_running_loop().getaddrinfo("127.0.0.1", 80)
    for letter in letters:
        letter.cancel()
    await asyncio.gather(*letters, return_exceptions=True)


@pytest.mark.parametrize("words", ["Wants a refund\r\nBcc: everybody@shop.example", "x" * 5_000])
async def test_no_words_of_a_customer_become_a_header(mailman: Mailman, words: str) -> None:
    await desk(mailman).tell("e1:1", "HandoffRequested", as_plain(whole(words)))
    (mail,) = mailman.taken
    assert mail["Bcc"] is None and len(mail["Subject"]) <= 120
