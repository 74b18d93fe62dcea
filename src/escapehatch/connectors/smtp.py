"""Hands a message to a mail server. ``starttls`` is wanted unless the server stands on this machine.

In threads of its own: a server that hangs must not hold those in which all the others' work is done.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

from msgspec import Struct

from ..ports import Unreachable

TIMEOUT_S: Final = 15.0
#: Letters that are handed over at the same time.
LANES: Final = 4
_THREADS: Final = ThreadPoolExecutor(LANES, thread_name_prefix="mail")


class MailServer(Struct, frozen=True):
    host: str
    port: int = 587
    user: str = ""
    password: str = ""
    starttls: bool = True


async def deliver(server: MailServer, message: EmailMessage) -> None:
    """Raises Unreachable."""
    try:
        await _aside(lambda: _send(server, message))
    except (OSError, smtplib.SMTPException) as failed:
        raise Unreachable("mail server", f"{server.host}: {_why(failed)}.") from failed


async def _aside(work: Callable[[], None]) -> None:
    await asyncio.get_running_loop().run_in_executor(_THREADS, work)


def _why(failed: Exception) -> str:
    """By kind and the server's code alone: what it answers may quote the letter or an address."""
    code = getattr(failed, "smtp_code", "")
    return f"{type(failed).__name__} {code}".strip()


async def greet(server: MailServer) -> None:
    """Whether it answers and lets us in; nothing is sent. Raises Unreachable."""
    try:
        await _aside(lambda: _greet(server))
    except (OSError, smtplib.SMTPException) as failed:
        raise Unreachable("mail server", f"{server.host}: {failed}") from failed


def message_id(key: str, sender: str) -> str:
    """The same for the same effect: a repeat after a crash is the same message to a mail program."""
    return f"<{''.join(x if x.isalnum() else '-' for x in key)}@{parseaddr(sender)[1].partition('@')[2]}>"


def _send(at: MailServer, message: EmailMessage) -> None:
    with _opened(at) as server:
        server.send_message(message)


def _greet(at: MailServer) -> None:
    with _opened(at) as server:
        server.noop()


def _opened(at: MailServer) -> smtplib.SMTP:
    server = smtplib.SMTP(at.host, at.port, timeout=TIMEOUT_S)
    try:
        if at.starttls:
            server.starttls(context=ssl.create_default_context())
        if at.user:
            server.login(at.user, at.password)
    except BaseException:
        server.close()
        raise
    return server
