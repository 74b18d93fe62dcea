"""Where can somebody be written to? Whether an address looks like one, before anything is promised to it."""

from __future__ import annotations

import re
from typing import Final

#: Characters in an e-mail address (RFC 5321: a path of 256 with its brackets) and digits in a phone number (E.164).
EMAIL_MAX_CHARS: Final = 254
PHONE_DIGITS: Final = range(6, 16)

_EMAIL: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")
_PHONE: Final = re.compile(r"\+?[\d\s()./-]+")


def is_email(text: str) -> bool:
    """One address and nothing else: no list, no name beside it, no line break."""
    return len(text) <= EMAIL_MAX_CHARS and _EMAIL.fullmatch(text) is not None and ".." not in text


def is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None and sum(x.isdigit() for x in text) in PHONE_DIGITS
