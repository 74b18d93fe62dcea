"""How does a file come in? Its bytes are counted as they arrive, told by what they are, and stored before anybody may refer to them.

What a client says about a file (its kind, its size) is not believed. Pictures are drawn anew; everything else is bytes
that are only ever saved to a disk. Each upload is bounded, each conversation has a share, and who sends slowly is cut off:
others hardly notice (S44).
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import structlog

from ..conversation.attachment import Attachment, clean_name
from ..ports import Blob, Clock, Journal, JournalUnavailable
from . import pictures

log = structlog.get_logger(__name__)

#: Bytes of one file.
FILE_MAX_BYTES: Final = 8 * 1024 * 1024
#: Bytes of uploads under way, in all; a further one is asked to come again in a moment.
UNDER_WAY_MAX_BYTES: Final = 64 * 1024 * 1024
#: Uploads of one conversation at a time.
TOGETHER_MAX: Final = 3
#: What one person may send to one conversation within ``SHARE_FOR``: files, and bytes in all.
SHARE_FILES: Final = 40
SHARE_BYTES: Final = 100 * 1024 * 1024
SHARE_FOR: Final = timedelta(hours=1)
#: Seconds until the next bytes must have come, and until all of them.
NEXT_BYTES_S: Final = 10.0
WHOLE_S: Final = 180.0
#: What no message refers to is kept for this long, and looked for this often, seconds.
ORPHAN_FOR: Final = timedelta(hours=1)
SWEEP_EVERY_S: Final = 300.0
#: When whoever was asked to come again may do so, seconds.
AGAIN_S: Final = 5
#: Endings that a text may have: others are opened by programs that do what a text says.
TEXT_ENDINGS: Final = frozenset({".txt", ".log", ".md"})
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
#: What files may be: ``other`` is everything that is none of the rest.
KINDS: Final = ("picture", "pdf", "text", "other")


class NotTaken(Exception):
    """Refused: a code for programs, a sentence for people, and when to come again (seconds, 0: never)."""

    def __init__(self, code: str, sentence: str, again_s: int = 0) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.again_s = again_s


class Uploads:
    """``kinds``: what may be sent, of ``KINDS``; none: nothing may. ``mask``: hides secrets in a name."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        new_secret: Callable[[], str],
        kinds: Sequence[str],
        mask: Callable[[str, str], str] = lambda text, before: text,
    ) -> None:
        self.kinds = kinds
        self._journal = journal
        self._clock = clock
        self._new_secret = new_secret
        self._mask = mask
        self._under_way = 0
        self._together = Counter[str]()
        self._drawing = asyncio.Lock()
        self._storing = asyncio.Lock()

    async def take(
        self, conversation_id: str, author_id: str, name: str, size: int | None, chunks: AsyncIterator[bytes]
    ) -> Attachment:
        """Store what arrives and say what it is. ``size``: as announced, if it was. Raises NotTaken, JournalUnavailable."""
        if not self.kinds:
            raise NotTaken("not_offered", "Files cannot be sent here.")
        if size is not None and size > FILE_MAX_BYTES:
            raise NotTaken("too_large", TOO_LARGE)
        with self._room(conversation_id, FILE_MAX_BYTES if size is None else size):
            await self._within_share(conversation_id, author_id)
            content = await _arrived(chunks)
            return await self._store(conversation_id, author_id, name, content)

    @contextmanager
    def _room(self, conversation_id: str, size: int) -> Iterator[None]:
        """Room for so many bytes while they are here."""
        if self._together[conversation_id] >= TOGETHER_MAX or self._under_way + size > UNDER_WAY_MAX_BYTES:
            raise NotTaken(
                "too_many", "Too much is being sent at this moment. Please try again in a few seconds.", AGAIN_S
            )
        self._together[conversation_id] += 1
        self._under_way += size
        try:
            yield
        finally:
            self._under_way -= size
            self._together[conversation_id] -= 1
            if not self._together[conversation_id]:
                del self._together[conversation_id]

    async def _within_share(self, conversation_id: str, author_id: str) -> None:
        files, stored = await self._journal.stored_since(conversation_id, author_id, self._clock.now() - SHARE_FOR)
        if files >= SHARE_FILES or stored >= SHARE_BYTES:
            again_s = int(SHARE_FOR.total_seconds())
            raise NotTaken("too_many", "A lot was sent here within the last hour. Please try again later.", again_s)

    async def _store(self, conversation_id: str, author_id: str, name: str, content: bytes) -> Attachment:
        """One at a time: a large file is written between the messages of others, not before them all."""
        shown, content = await self._told(self._mask(name, ""), content)
        async with self._storing:
            blob = Blob(shown, conversation_id, author_id, self._clock.now())
            await self._journal.put_blob(blob, content)
        return shown

    async def _told(self, name: str, content: bytes) -> tuple[Attachment, bytes]:
        """What it is, by its bytes. Raises NotTaken for a kind that is not wanted."""
        if not content:
            raise NotTaken("empty", "This file is empty.")
        form = pictures.kind_of(content)
        if form:
            self._wanted("picture")
            return await self._picture(name, content, form)
        media_type, ending, kind = await asyncio.to_thread(_file, name, content)
        self._wanted(kind)
        return Attachment(self._new_secret(), clean_name(name, ending), media_type, len(content)), content

    def _wanted(self, kind: str) -> None:
        if kind not in self.kinds:
            raise NotTaken("not_accepted", f"Files of this kind are not accepted here. You can send {self.accepted}.")

    @property
    def accepted(self) -> str:
        """What may be sent, for people."""
        names = {"picture": "pictures", "pdf": "PDF files", "text": "plain text", "other": "other files"}
        return ", ".join(names[x] for x in KINDS if x in self.kinds)

    async def _picture(self, name: str, content: bytes, form: str) -> tuple[Attachment, bytes]:
        """One at a time: a picture takes a lot of memory while it is drawn."""
        async with self._drawing:
            try:
                drawn = await asyncio.to_thread(pictures.draw, content, form)
            except pictures.BadPicture as bad:
                raise NotTaken("bad_picture", str(bad)) from None
        size = (len(drawn.content), drawn.width, drawn.height)
        return Attachment(self._new_secret(), clean_name(name, drawn.ending), drawn.media_type, *size), drawn.content

    async def run(self) -> None:
        """Remove now and then what was stored and never sent, until cancelled."""
        while True:
            try:
                swept = await self._journal.sweep_blobs(self._clock.now() - ORPHAN_FOR)
                if swept:
                    log.info("orphans_swept", changes=swept)
            except JournalUnavailable:
                pass
            await asyncio.sleep(SWEEP_EVERY_S)


TOO_LARGE: Final = f"This file is larger than {FILE_MAX_BYTES // 1024 // 1024} MB."


async def _arrived(chunks: AsyncIterator[bytes]) -> bytes:
    """All of it, counted on its way. Raises NotTaken as soon as it is too much, or too slow."""
    content = bytearray()
    try:
        async with asyncio.timeout(WHOLE_S) as whole:
            while True:
                async with asyncio.timeout(NEXT_BYTES_S):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    return bytes(content)
                content += chunk
                if len(content) > FILE_MAX_BYTES:
                    raise NotTaken("too_large", TOO_LARGE)
    except TimeoutError:
        slow = "all of it" if whole.expired() else "more of it"
        raise NotTaken("too_slow", f"Waited too long for {slow}. Please try again.", AGAIN_S) from None


def _file(name: str, content: bytes) -> tuple[str, str, str]:
    """Media type, the ending its name must have (empty: any), and which of ``KINDS`` it is."""
    if content.startswith(b"%PDF-"):
        return "application/pdf", ".pdf", "pdf"
    ending = f".{clean_name(name).rpartition('.')[2].lower()}"
    if ending in TEXT_ENDINGS and _is_text(content):
        return "text/plain", ending, "text"
    return "application/octet-stream", "", "other"


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _NO_TEXT.search(text)
