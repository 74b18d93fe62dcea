"""Hands a message to a mail server. ``starttls`` is wanted unless the server stands on this machine.

In threads of its own: a server that hangs must not hold those in which all the others' work is done.
"""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

from msgspec import Struct

from ..ports import Unreachable

#: Seconds for one step of the talk, and for all of it.
TIMEOUT_S: Final = 15.0
WHOLE_S: Final = 60.0
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


class _Line(smtplib.SMTP):
    """A talk with an end: a server that says a word now and then keeps each wait short, and a thread for ever."""

    def __init__(self, at: MailServer) -> None:
        self._late = threading.Timer(WHOLE_S, self._cut)
        self._late.daemon = True
        try:
            super().__init__(at.host, at.port, timeout=TIMEOUT_S)
        except BaseException:
            self._late.cancel()
            raise

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._late.start()
        return found

    def _cut(self) -> None:
        with suppress(OSError):
            if self.sock:
                self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._late.cancel()
        super().close()


@contextmanager
def _opened(at: MailServer) -> Iterator[smtplib.SMTP]:
    server = _Line(at)
    try:
        if at.starttls:
            server.starttls(context=ssl.create_default_context())
        if at.user:
            server.login(at.user, at.password)
        yield server
        with suppress(smtplib.SMTPException, OSError):  # what it says to the goodbye takes nothing back
            server.quit()
    finally:
        server.close()
