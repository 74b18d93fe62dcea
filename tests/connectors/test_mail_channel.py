"""Letters to customers: what is written, and what happens when the mail server is away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from escapehatch.adapters import mail_of
from escapehatch.connectors.channels.mail import MailChannel
from escapehatch.connectors.smtp import MailServer
from escapehatch.ports import Unreachable
from escapehatch.settings import MailSettings, SettingsRefused


class At:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


CHANNEL = MailChannel(MailServer("127.0.0.1", 1, starttls=False), "Lantern <care@lantern.example>", At())


def test_the_first_line_is_the_subject_and_a_repeat_is_the_same_message() -> None:
    """G23: by its Message-ID. No header can be smuggled in by what somebody wrote."""
    one = CHANNEL.written(
        "e1:7:mail", "ada@lantern.example", "Dana answered you\nHello\n\nBcc: x@y.example\nAda: Größe 12"
    )
    two = CHANNEL.written("e1:7:mail", "ada@lantern.example", "Dana answered you\nHello")
    assert (one["Subject"], one["To"], one["Bcc"]) == ("Dana answered you", "ada@lantern.example", None)
    assert one["Message-ID"] == two["Message-ID"] != CHANNEL.written("e1:8:mail", "a@b.example", "x\ny")["Message-ID"]
    assert one["Message-ID"] == "<e1-7-mail@lantern.example>"
    assert "Größe 12" in one.get_content()


async def test_a_server_that_is_away_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        await CHANNEL.send("k", "ada@lantern.example", "Hello\nAda")


def test_without_a_sender_it_is_refused_at_the_start() -> None:
    assert mail_of(MailSettings(), At()) is None
    with pytest.raises(SettingsRefused, match="sender"):
        mail_of(MailSettings(host="127.0.0.1"), At())
