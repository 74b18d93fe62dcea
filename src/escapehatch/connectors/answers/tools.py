"""What a model may ask for: to read this customer's own orders, to search the pages, and to wish for a person."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from ...conversation.values import Citation
from ...ports import BotRequest, Shop, Tried, Unreachable
from .cards import order_cited
from .find import Finder, passages

#: Orders shown to the model at once, and characters of an argument that are looked at.
ORDERS_MAX: Final = 5
ARGUMENT_CHARS: Final = 400


def tool(name: str, about: str, **arguments: str) -> dict[str, Any]:
    """The description of a tool as the API wants it; every argument is a text."""
    properties = {key: {"type": "string", "description": text} for key, text in arguments.items()}
    schema = {"type": "object", "properties": properties, "required": list(arguments)}
    return {"type": "function", "function": {"name": name, "description": about, "parameters": schema}}


TOOLS: Final = [
    tool("look_up_order", "One of this customer's own orders, or the newest ones.", order_id="its number, or empty"),
    tool("search_pages", "The passage of the shop's pages that answers a question.", question="the question"),
    tool("ask_for_person", "Bring in a person.", because="why, in one sentence"),
]


class Tools:
    """Carries out what the model asks for, for one turn. ``handoff``: why it wants a person, once it does."""

    def __init__(self, shop: Shop | None, request: BotRequest) -> None:
        self._shop = shop
        self._request = request
        self.tried: list[Tried] = []
        self.cites: list[Citation] = []
        self.handoff = ""

    async def run(self, name: str, arguments: str) -> str:
        """The result, as text for the model. Raises Unreachable for a call that cannot be read, or a shop that is away."""
        try:
            given = json.loads(arguments or "{}")
            text = str(next(iter(given.values()), ""))[:ARGUMENT_CHARS].strip()
        except (ValueError, AttributeError, RecursionError):
            raise Unreachable("bot", "The model called a tool in a way that cannot be read.") from None
        if name == "ask_for_person":
            self.handoff = text or "The bot asked for a person."
            return "A person is being asked for."
        if self._shop is None or name not in {"look_up_order", "search_pages"}:
            return "There is no such tool."
        return await (self._order(self._shop, text) if name == "look_up_order" else self._page(self._shop, text))

    async def _order(self, shop: Shop, order_id: str) -> str:
        """Whatever number the model names, only this customer's orders come back."""
        customer = self._request.customer
        mine = await shop.orders(customer.id) if customer.verified else ()
        if order_id:
            named = await shop.order(order_id)
            mine = tuple(x for x in mine if named and x.order_id == named.order_id)
        self.tried.append(Tried("looked up the order", order_id, f"{len(mine)} found", bool(mine)))
        if not mine:
            return "Nothing found among this customer's orders."
        self.cites += [order_cited(x) for x in mine[:1] if order_id]
        return msgspec.json.encode(mine[:ORDERS_MAX]).decode()

    async def _page(self, shop: Shop, question: str) -> str:
        best = Finder(passages(await shop.pages()), None).best(question)
        outcome = f"found on {best.title}" if best else "nothing fits"
        self.tried.append(Tried("searched the pages", question, outcome, best is not None))
        if best is None:
            return "The pages do not say."
        self.cites.append(Citation(best.title, best.ref, best.text))
        return f"{best.title}: {best.text}"
