"""Tells listeners which conversations have news. The journal is the truth, this is only the hint.

A listener holds a *set* of conversation ids, not a queue of frames: news of the same conversation coalesces, so a slow
listener costs a bounded amount of memory and never holds up anybody (G17). It reads the journal at its own pace.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Container
from contextlib import suppress
from typing import Any, Final

from msgspec import Struct

from ..conversation.events import Recorded
from ..conversation.fold import Conversation
from ..ports import Relay

#: Passing signs (typing) a listener may have waiting; older ones are dropped, since they are stale anyway.
SIGNS_MAX: Final = 64
#: The place of listeners who may be told of any conversation.
EVERYWHERE: Final = ""
#: The name under which a change of the floor is news.
FLOOR: Final = "floor"


class SignedOut(Struct, frozen=True):
    """The login behind this token has ended: whoever is connected by it is not there any more (E07)."""

    token: str
    conversation_id: str = FLOOR


class Leaving(Struct, frozen=True):
    """The server stops (G19)."""

    conversation_id: str = FLOOR


class Listener:
    """One socket's ear. It is told of everything, or of one conversation, ``place``; ``owner``: the agent whose it is.

    ``open``: what its page shows. News of that cannot wait; other news gather until the next of the moments that all
    ears share, so that many are told the same at the same time.
    """

    def __init__(self, place: str = EVERYWHERE, owner: str = "", open: Container[str] = ()) -> None:
        self.place = place
        self.owner = owner
        self._open = open
        self._news: set[str] = set()
        self._urgent: set[str] = set()
        self._signs: deque[Any] = deque(maxlen=SIGNS_MAX)
        self._wake = asyncio.Event()
        self._hurry = asyncio.Event()

    def hear(self, conversation_id: str, urgent: bool = False) -> None:
        self._news.add(conversation_id)
        self._wake.set()
        if urgent or conversation_id in self._open:
            self._urgent.add(conversation_id)
            self._hurry.set()

    def notice(self, sign: Any) -> None:
        """A passing sign; of what its page does not show, there is nothing to show."""
        if sign.conversation_id == FLOOR or sign.conversation_id in self._open:
            self._signs.append(sign)
            self._wake.set()
            self._hurry.set()

    async def news(self, every_s: float) -> tuple[frozenset[str], tuple[Any, ...]]:
        """Wait, then take what cannot wait, or at the next multiple of ``every_s`` all there is: conversations, signs."""
        await self._wake.wait()
        if not self._hurry.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(every_s - asyncio.get_running_loop().time() % every_s):
                    await self._hurry.wait()
        hurries, signs = self._hurry.is_set(), tuple(self._signs)
        ids = frozenset(self._urgent if hurries else self._news)
        self._signs.clear()
        self._urgent.clear()
        self._hurry.clear()
        if not hurries or ids == self._news:
            self._news.clear()
            self._wake.clear()
        return ids, signs


class Announcer:
    """Carries hints from the relay to the listeners of this process."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        # In the order in which they came: sets of objects have another one in each process.
        self._at: dict[str, dict[Listener, None]] = {EVERYWHERE: {}}
        self._stop = relay.listen(self._hint)

    def join(self, listener: Listener) -> None:
        self._at.setdefault(listener.place, {})[listener] = None

    def leave(self, listener: Listener) -> None:
        here = self._at.get(listener.place, {})
        here.pop(listener, None)
        if not here and listener.place != EVERYWHERE:
            self._at.pop(listener.place, None)

    async def publish(self, conversation_id: str, seq: int) -> None:
        """Say that ``conversation_id`` has reached ``seq``. Only after the commit."""
        await self._relay.publish(conversation_id, seq)

    def sign(self, conversation_id: str, sign: Any, but: Listener | None = None) -> None:
        """Pass on something that is never stored (somebody types)."""
        for listener in self._listening(conversation_id):
            if listener is not but:
                listener.notice(sign)

    @property
    def everywhere(self) -> int:
        """How many follow all conversations."""
        return len(self._at[EVERYWHERE])

    def react(self, c: Conversation, records: tuple[Recorded, ...]) -> None:
        """After a commit: whoever it is offered to, or has it, hears of it at once."""
        agent = c.reservation.agent if c.reservation else c.agent
        for listener in self._at[EVERYWHERE] if agent else ():
            if listener.owner == agent.id:  # type: ignore[union-attr]
                listener.hear(c.id, urgent=True)

    def sign_floor(self) -> None:
        """The agents on the floor changed: everybody who follows all conversations looks again."""
        for listener in self._listening(FLOOR):
            listener.hear(FLOOR)

    def signed_out(self, token: str) -> None:
        """Connections of this login end at once."""
        self.sign(FLOOR, SignedOut(token))

    def send_away(self) -> None:
        """The server stops: everybody is to connect again, elsewhere."""
        for listener in [x for here in self._at.values() for x in here]:
            listener.notice(Leaving())

    def close(self) -> None:
        self._stop()

    def _hint(self, conversation_id: str, seq: int) -> None:
        for listener in self._listening(conversation_id):
            listener.hear(conversation_id)

    def _listening(self, conversation_id: str) -> list[Listener]:
        """Nobody asks five thousand pages whether they mean this one."""
        return [*self._at[EVERYWHERE], *self._at.get(conversation_id, ())]
