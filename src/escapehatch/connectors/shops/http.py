"""A shop that answers over HTTP: five questions, in JSON, with the keys of the values in ``ports``.

``GET /customers/{id}``, ``/customers/{id}/orders``, ``/orders/{id}``, ``/products``, ``/pages``; 404 means unknown.
What is answered is checked: its shape, and that it is about the customer who was asked for.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar
from urllib.parse import quote

import msgspec

from ...ports import Page, Product, Profile, ShopOrder, Unreachable
from ..egress import Egress, shape

T = TypeVar("T")

#: Characters of an id that are sent on; longer ones are nobody's.
ID_MAX: Final = 120


def connect(url: str, token: str = "", allow_private: bool = False, timeout_s: float = 2.0) -> HttpShop:
    """The shop at ``url``; ``token`` is sent as a bearer token. Raises AddressRefused."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return HttpShop(Egress("shop", url, headers, allow_private, timeout_s))


class HttpShop:
    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    async def profile(self, customer_id: str) -> Profile | None:
        found = await self._found("/customers/{}", customer_id)
        profile = None if found is None else _as(Profile, found)
        if profile and profile.customer.id != customer_id:
            raise Unreachable("shop", "The shop answered with another customer than was asked for.")
        return profile

    async def orders(self, customer_id: str) -> tuple[ShopOrder, ...]:
        found = _as(tuple[ShopOrder, ...], await self._found("/customers/{}/orders", customer_id) or ())
        if any(x.customer_id != customer_id for x in found):
            raise Unreachable("shop", "The shop answered with another customer's orders.")
        return tuple(sorted(found, key=lambda x: x.placed_at, reverse=True))

    async def order(self, order_id: str) -> ShopOrder | None:
        found = await self._found("/orders/{}", order_id)
        return None if found is None else _as(ShopOrder, found)

    async def products(self) -> tuple[Product, ...]:
        return _as(tuple[Product, ...], await self._egress.get("/products") or ())

    async def pages(self) -> tuple[Page, ...]:
        return _as(tuple[Page, ...], await self._egress.get("/pages") or ())

    async def close(self) -> None:
        await self._egress.close()

    async def _found(self, path: str, name: str) -> Any:
        """What stands at ``path`` for ``name``; None for a name that would be a path of its own."""
        if not name.strip(". ") or len(name) > ID_MAX or not name.isprintable():
            return None
        return await self._egress.get(path.format(quote(name, safe="")))


def _as(kind: type[T], found: Any) -> T:
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as wrong:
        raise Unreachable("shop", f"The shop's answer has another shape than expected: {shape(wrong)}.") from None
