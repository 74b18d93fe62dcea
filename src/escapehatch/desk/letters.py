"""What is written to a customer by e-mail, at the moment it leaves; and what is not, because the address may be a stranger's."""

from __future__ import annotations

from ..ports import Clock
from . import follow_up
from .desk import Desk
from .effects import LETTERS
from .postage import Postage


class Letters:
    """To an address that nobody vouched for goes one bare line an hour, whoever asks for how many answers there (S52)."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._bare = Postage(clock)

    async def of(self, conversation_id: str, kind: str) -> str:
        """Subject and text; empty: nothing is to be sent."""
        c = await self._desk.load(conversation_id)
        to = c.escalation.callback.contact if c.escalation and c.escalation.callback else ""
        if kind == follow_up.KIND and not c.vouched(to):
            if self._bare.spent(to, c.id):
                return ""
            self._bare.count(to, c.id)
        return LETTERS[kind](c)
