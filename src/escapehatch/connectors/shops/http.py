"""A shop that answers over HTTP: five questions, in JSON, with the keys of the values in ``ports``.

``GET /customers/{id}``, ``/customers/{id}/orders``, ``/orders/{id}``, ``/products``, ``/pages``; 404 means unknown.
"""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from ...ports import Page, Product, Profile, ShopOrder, Unreachable
from ..egress import Egress

T = TypeVar("T")


def connect(url: str, token: str = "", allow_private: bool = False) -> HttpShop:
    """The shop at ``url``; ``token`` is sent as a bearer token."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return HttpShop(Egress("shop", url, headers, allow_private))


class HttpShop:
    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    async def profile(self, customer_id: str) -> Profile | None:
        found = await self._egress.get(f"/customers/{quote(customer_id, safe='')}")
        return None if found is None else _as(Profile, found)

    async def orders(self, customer_id: str) -> tuple[ShopOrder, ...]:
        return _as(
            tuple[ShopOrder, ...], await self._egress.get(f"/customers/{quote(customer_id, safe='')}/orders") or ()
        )

    async def order(self, order_id: str) -> ShopOrder | None:
        found = await self._egress.get(f"/orders/{quote(order_id, safe='')}")
        return None if found is None else _as(ShopOrder, found)

    async def products(self) -> tuple[Product, ...]:
        return _as(tuple[Product, ...], await self._egress.get("/products") or ())

    async def pages(self) -> tuple[Page, ...]:
        return _as(tuple[Page, ...], await self._egress.get("/pages") or ())


def _as(kind: type[T], found: Any) -> T:
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as wrong:
        raise Unreachable("shop", f"The shop's answer has another shape than expected: {wrong}.") from None
