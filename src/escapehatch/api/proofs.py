"""Is this address theirs? Six digits go there, and whoever types them into the chat reads what is sent there (S52).

Nothing else reaches an address that somebody merely typed. Of the code only a slow salted hash is kept, so a stolen journal
opens no door before it runs out. A guess takes the record out and puts it back, so guesses cannot be made side by side.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..conversation.contact import is_email
from ..conversation.fold import Conversation
from ..conversation.refusal import Refused
from ..desk.postage import Postage
from ..desk.vouching import letter
from ..ports import Channel, Clock, Journal, Unreachable

#: Records of this kind are kept beside the conversations, one for each that had a code sent.
KIND: Final = "proof"
#: A code can be entered this long.
CODE_FOR: Final = timedelta(minutes=15)
#: Guesses at one code.
TRIES_MAX: Final = 5
#: Letters with a code that one conversation may have sent, to whatever addresses.
CODES_MAX: Final = 3
#: Letters with a code within an hour that are asked for from one network address. An office or a carrier may share one.
FROM_ONE_PLACE_MAX: Final = 30
#: The mail server is given this long, seconds: the customer waits for it.
SEND_S: Final = 6.0
#: What one guess costs (scrypt): 16 MB and some 50 ms.
COST: Final = 2**14

WRONG: Final = Refused("wrong_code", "This is not the code, or it has run out. Have a new one sent, or look again.")
NO_EMAIL: Final = Refused("bad_contact", "Please give one e-mail address, like ada@example.com.")
NOT_OFFERED: Final = Refused("not_offered", "This shop sends no e-mail.")
LATER: Final = Refused("too_fast", "A code went to this address a short while ago. Try again in an hour.")
ENOUGH: Final = Refused("too_many", f"{CODES_MAX} codes were sent for this conversation; there are no more.")
NO_MAIL_NOW: Final = Refused("unavailable", "No e-mail can be sent right now. Please try again in a while.")


class Proof(Struct, frozen=True):
    """The code that is out. ``to``: a salted hash of the address. ``sent``: letters so far, this one included."""

    salt: bytes
    to: bytes
    code: bytes
    until: datetime
    sent: int
    tries: int = 0


class Proofs:
    """Sends codes and checks them. ``new_secret``: unguessable text; ``codes`` and ``places`` count what one may have."""

    def __init__(
        self, journal: Journal, clock: Clock, new_secret: Callable[[], str], channel: Callable[[], Channel | None]
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._new_secret = new_secret
        self._channel = channel
        self._codes = Postage(clock)
        self._places = Postage(clock, FROM_ONE_PLACE_MAX)
        self._busy: set[str] = set()

    async def send(self, c: Conversation, contact: str, place: str) -> Refused | None:
        """One letter with a code; none while an earlier one to the same address still counts. ``place``: who asks, by network."""
        channel = self._channel()
        if channel is None:
            return NOT_OFFERED
        if not is_email(contact):
            return NO_EMAIL
        if c.id in self._busy:
            return LATER
        self._busy.add(c.id)
        try:
            return await self._send(channel, c, contact, place)
        finally:
            self._busy.discard(c.id)

    async def _send(self, channel: Channel, c: Conversation, contact: str, place: str) -> Refused | None:
        known = await self._known(c.id)
        if known and self._counts(known, contact):
            return None
        sent = known.sent if known else 0
        if sent >= CODES_MAX:
            return ENOUGH
        if self._codes.spent(contact) or self._places.spent(place):
            return LATER
        self._codes.count(contact)
        self._places.count(place)
        code = f"{int(hashlib.sha256(self._new_secret().encode()).hexdigest(), 16) % 10**6:06}"
        salt = self._new_secret().encode()
        hashed = await asyncio.to_thread(_slow, code, contact, salt)
        proof = Proof(salt, _quick(contact, salt), hashed, self._clock.now() + CODE_FOR, sent + 1)
        await self._keep(c.id, proof)
        try:
            async with asyncio.timeout(SEND_S):
                await channel.send(f"{c.id}:proof:{sent + 1}", contact, letter(code, c.locale))
        except (Unreachable, TimeoutError):
            self._codes.forget(contact)
            await self._keep(c.id, replace(proof, tries=TRIES_MAX))
            return NO_MAIL_NOW
        return None

    async def check(self, c: Conversation, contact: str, code: str) -> Refused | None:
        """Whether this is the code that was sent there. It works once; a wrong guess counts."""
        raw = await self._journal.take(KIND, c.id)
        known = msgspec.json.decode(raw, type=Proof) if raw else None
        if known is None:
            return WRONG
        guessed = replace(known, tries=known.tries + 1)
        right = False
        try:
            if self._counts(known, contact):
                right = hmac.compare_digest(known.code, await asyncio.to_thread(_slow, code, contact, known.salt))
        finally:
            # What is spent stays as well: it knows how many letters there were.
            spent = replace(guessed, tries=TRIES_MAX) if right else guessed
            await self._keep(c.id, spent)
        return None if right else WRONG

    async def _keep(self, conversation_id: str, proof: Proof) -> None:
        await self._journal.keep(KIND, conversation_id, msgspec.json.encode(proof))

    async def _known(self, conversation_id: str) -> Proof | None:
        raw = await self._journal.kept_one(KIND, conversation_id)
        return msgspec.json.decode(raw, type=Proof) if raw else None

    def _counts(self, known: Proof, contact: str) -> bool:
        """Whether its code was sent to this address and may still be guessed."""
        mine = hmac.compare_digest(known.to, _quick(contact, known.salt))
        return mine and known.until > self._clock.now() and known.tries < TRIES_MAX


def _quick(contact: str, salt: bytes) -> bytes:
    return hashlib.sha256(salt + contact.casefold().encode()).digest()


def _slow(code: str, contact: str, salt: bytes) -> bytes:
    said = f"{''.join(code.split())}\n{contact.casefold()}".encode()
    return hashlib.scrypt(said, salt=salt, n=COST, r=8, p=1, dklen=32)
