"""A team that works in its mailbox: each handoff is a message with the packet as text, as JSON and as a vCon.

The effect's id makes the Message-ID, so that a repeat after a crash is the same message to a mail program.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from ...handoff.carried import Carried, as_text, as_vcon, of_plain
from ...ports import Clock
from ..smtp import MailServer, deliver, message_id

#: What a mail is written for; the other effects change nothing that a mailbox would need.
WRITTEN: Final = frozenset({"HandoffRequested", "CallbackPromised"})
PACKET_FILE: Final = "packet.json"
VCON_FILE: Final = "conversation.vcon.json"
SUBJECT_CHARS: Final = 120


class Mailbox(Struct, frozen=True):
    """Where to and how. ``starttls`` is wanted unless the server stands on this machine."""

    host: str
    to: str
    sender: str
    port: int = 587
    user: str = ""
    password: str = ""
    starttls: bool = True


class MailHelpdesk:
    def __init__(self, box: Mailbox, clock: Clock) -> None:
        self._box = box
        self._clock = clock

    async def tell(self, key: str, kind: str, payload: Mapping[str, Any]) -> None:
        """Send the packet in ``payload``; other kinds are taken and nothing is sent. Raises Unreachable."""
        if kind not in WRITTEN or "packet" not in payload:
            return
        box = self._box
        server = MailServer(box.host, box.port, box.user, box.password, box.starttls)
        await deliver(server, self.written(key, kind, payload))

    def written(self, key: str, kind: str, payload: Mapping[str, Any]) -> EmailMessage:
        """The message for one effect."""
        carried = of_plain({"packet": payload["packet"], "transcript": payload.get("transcript") or []})
        packet = carried.packet
        message = EmailMessage()
        subject = " ".join(f"{_urgent(packet.reason.priority)}{packet.wants.text}".split())
        message["Subject"] = subject[:SUBJECT_CHARS]
        message["From"] = self._box.sender
        message["To"] = self._box.to
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = message_id(key, self._box.sender)
        if packet.customer.verified and packet.customer.email:
            message["Reply-To"] = packet.customer.email
        message.set_content(as_text(carried))
        for name, value in ((PACKET_FILE, carried), (VCON_FILE, as_vcon(carried))):
            body = msgspec.json.encode(value)
            message.add_attachment(body, maintype="application", subtype="json", filename=name)
        return message


def carried_in(message: EmailMessage) -> Carried:
    """The packet in such a message. Raises ValueError when there is none."""
    for part in message.iter_attachments():
        if part.get_filename() == PACKET_FILE:
            body = part.get_payload(decode=True)
            return msgspec.json.decode(body if isinstance(body, bytes) else b"", type=Carried)
    raise ValueError(f"This message has no attachment called {PACKET_FILE}.")


def _urgent(priority: int) -> str:
    return {3: "[SAFETY] ", 2: "[URGENT] "}.get(priority, "")
