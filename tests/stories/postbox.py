"""A mail server that keeps what it is given."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Postbox:
    def __init__(self) -> None:
        self.port = 0
        self.mail: list[EmailMessage] = []

    async def letter(self, number: int) -> EmailMessage:
        """The letter with this number, from 0, as soon as it is there."""
        async with asyncio.timeout(20):
            while len(self.mail) <= number:
                await asyncio.sleep(0.05)
        return self.mail[number]

    async def code(self, number: int) -> str:
        """The six digits in that letter."""
        return re.findall(r"\b\d{6}\b", (await self.letter(number)).get_content())[0]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 postbox\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                self.mail.append(await _letter(reader))
            writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            await writer.drain()
            if word == b"QUIT":
                break
        writer.close()


async def _letter(reader: asyncio.StreamReader) -> EmailMessage:
    body = await reader.readuntil(b"\r\n.\r\n")
    return message_from_bytes(body[:-3], policy=policy.default)  # type: ignore[arg-type,return-value]


@asynccontextmanager
async def postbox() -> AsyncIterator[Postbox]:
    box = Postbox()
    server = await asyncio.start_server(box._serve, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box
