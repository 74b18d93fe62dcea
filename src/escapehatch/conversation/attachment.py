"""What is sent along with a message, beside its words: a picture or a file. The bytes are kept elsewhere, under ``blob_id``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from msgspec import Struct

#: Attachments of one message.
ATTACHMENTS_MAX: Final = 5
#: Characters of an attachment's name, its ending included.
NAME_MAX_CHARS: Final = 80
#: Characters after the last dot that still are an ending.
ENDING_MAX_CHARS: Final = 10

#: What a disk or a shell may take for something else than a name.
_UNFIT: Final = re.compile(r'[<>:"|?*\x00-\x1f]')
#: Names that some systems keep for devices.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


class Attachment(Struct, frozen=True):
    """``media_type``: what the bytes are, whatever was claimed. ``width`` and ``height`` in pixels, 0 for what is no picture."""

    blob_id: str
    name: str
    media_type: str
    size_bytes: int
    width: int = 0
    height: int = 0

    @property
    def is_picture(self) -> bool:
        """Whether it may be shown, and is not only kept."""
        return self.width > 0


def in_words(attachments: tuple[Attachment, ...]) -> str:
    """How it is told where nothing can be shown: ``[image: kettle.jpg]``."""
    return " ".join(f"[{'image' if x.is_picture else 'file'}: {x.name}]" for x in attachments)


def clean_name(name: str, ending: str = "") -> str:
    """A name without path, control and direction characters, of bounded length. ``ending``: what it must end in, like ``.png``.

    Never empty, and never one that hides what it ends in (S40).
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(x if x.isprintable() else " " for x in last if unicodedata.category(x) not in {"Cf", "Cs", "Co"})
    plain = " ".join(_UNFIT.sub("_", shown).split()).strip(". ")
    stem, dot, tail = plain.rpartition(".")
    if not stem or len(tail) > ENDING_MAX_CHARS:
        stem, dot, tail = plain, "", ""
    if ending and f".{tail.lower()}" != ending:
        stem, dot, tail = plain, ".", ending[1:]
    stem = (stem.strip(". ") or "file")[: NAME_MAX_CHARS - len(dot + tail)]
    return f"{'_' if _DEVICES.fullmatch(stem.partition('.')[0]) else ''}{stem}{dot}{tail}"


_TOLD: Final = re.compile(r"\[(image|file): ([^\]]+)\]")


def out_of_words(text: str, new_id: Callable[[], str]) -> tuple[str, tuple[Attachment, ...]]:
    """The words, and what ``in_words`` told beside them: as far as a name tells it."""
    told = _TOLD.findall(text)
    sent = (
        Attachment(new_id(), name, *(("image/jpeg", 1, 640, 480) if kind == "image" else ("application/pdf", 1)))
        for kind, name in told
    )
    return " ".join(_TOLD.sub("", text).split()) if told else text, tuple(sent)
