"""Customers who asked for an answer by e-mail: what was said, as text, to the address they gave."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from ...ports import Channel, Clock
from ..smtp import MailServer, deliver, message_id

SUBJECT_CHARS: Final = 120


def connect(server: MailServer, sender: str, clock: Clock) -> Channel:
    """``sender``: the address that customers see and may answer to."""
    return MailChannel(server, sender, clock)


class MailChannel:
    def __init__(self, server: MailServer, sender: str, clock: Clock) -> None:
        self._server = server
        self._sender = sender
        self._clock = clock

    async def send(self, key: str, address: str, text: str) -> None:
        """The first line of ``text`` is the subject. Raises Unreachable."""
        await deliver(self._server, self.written(key, address, text))

    def written(self, key: str, address: str, text: str) -> EmailMessage:
        subject, _, body = text.partition("\n")
        message = EmailMessage()
        message["Subject"] = " ".join(subject.split())[:SUBJECT_CHARS]
        message["From"] = self._sender
        message["To"] = address
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = message_id(key, self._sender)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body.strip() + "\n")
        return message
