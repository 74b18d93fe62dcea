"""A shop in a folder of JSON files: customers, orders, products, and pages in Markdown.

Days may be written ``today-3``: they are resolved against the clock each time they are asked for, so a demo never gets
old. It also reads folders whose orders lack totals, and whose products come in variants.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from ...conversation.values import Address, Customer
from ...ports import Item, Page, Payment, Product, Profile, ShopOrder

_TODAY: Final = re.compile(r"^today(?:([+-])(\d+))?$")


class FolderRefused(FileNotFoundError):
    """A file of the folder is missing or cannot be read; says which, where and why."""


class FolderShop:
    """Answers the Shop port from memory; the files are read once."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._now = now
        if not folder.is_dir():
            raise FolderRefused(f"{folder}: there is no such folder")
        self._customers = {str(x["customer_id"]): x for x in _rows(folder, "customers")}
        self._orders = {_plain(str(x["order_id"])): x for x in _rows(folder, "orders")}
        self._products = [_product(x) for x in _rows(folder, "products")]
        self._pages = tuple(_page(x) for x in sorted(folder.glob("pages/*.md")))

    async def profile(self, customer_id: str) -> Profile | None:
        row = self._customers.get(customer_id)
        if row is None:
            return None
        mine = [x for x in self._orders.values() if x.get("customer_id") == customer_id]
        spent = sum(p.amount * (1 if p.kind == "charge" else -1) for x in mine for p in self._order(x).payments)
        return Profile(
            _customer(row),
            self._day(row.get("since")),
            _address(row.get("address")),
            tuple(str(x["order_id"]) for x in mine),
            round(spent, 2),
            notes=tuple(row.get("notes", ())),
        )

    async def orders(self, customer_id: str) -> tuple[ShopOrder, ...]:
        mine = [self._order(x) for x in self._orders.values() if x.get("customer_id") == customer_id]
        return tuple(sorted(mine, key=lambda x: x.placed_at, reverse=True))

    async def order(self, order_id: str) -> ShopOrder | None:
        row = self._orders.get(_plain(order_id))
        return self._order(row) if row else None

    async def products(self) -> tuple[Product, ...]:
        return tuple(self._products)

    async def pages(self) -> tuple[Page, ...]:
        return self._pages

    async def customers(self) -> tuple[Profile, ...]:
        """Everybody: for the demo's sign-in and for looking people up by what they said."""
        found = [await self.profile(x) for x in self._customers]
        return tuple(x for x in found if x)

    def _day(self, text: Any) -> str:
        """``today-3`` as the date it is now; any other text as it stands."""
        found = _TODAY.match(str(text or ""))
        if not found:
            return str(text or "")
        sign, days = found.groups()
        shift = int(days or 0) * (-1 if sign == "-" else 1)
        return (self._now() + timedelta(days=shift)).date().isoformat()

    def _order(self, row: Mapping[str, Any]) -> ShopOrder:
        items = tuple(_item(x) for x in row.get("items", ()))
        total = row.get("total", round(sum(x.price * x.quantity for x in items), 2))
        charges = row.get("payments", row.get("payment_history", ()))
        return ShopOrder(
            str(row["order_id"]),
            str(row.get("customer_id", "")),
            str(row.get("status", "")),
            items,
            float(total),
            str(row.get("currency", "EUR")),
            self._day(row.get("created_at")),
            self._day(row.get("expected_on")),
            self._day(row.get("delivered_at")),
            str(row.get("carrier", "")),
            str(row.get("tracking", "")),
            _address(row.get("shipping_address")),
            tuple(self._payment(x) for x in charges),
            tuple(str(x) for x in row.get("notes", ())),
        )

    def _payment(self, row: Mapping[str, Any]) -> Payment:
        kind = str(row.get("kind", row.get("transaction_type", "charge")))
        method = str(row.get("method", row.get("payment_method_id", "")))
        name = str(row.get("payment_id", ""))
        return Payment(
            float(row.get("amount", 0)),
            "refund" if "refund" in kind else "charge",
            method,
            self._day(row.get("at")),
            name,
        )


def connect(folder: Path, now: Callable[[], datetime]) -> FolderShop:
    """The shop in ``folder``. Raises FolderRefused when a file is missing or broken."""
    return FolderShop(folder, now)


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        rows = found[name] if isinstance(found, dict) else found
    except OSError as failed:
        raise FolderRefused(f"{path}: {failed.strerror}") from None
    except json.JSONDecodeError as wrong:
        raise FolderRefused(f"{path}:{wrong.lineno}:{wrong.colno}: {wrong.msg}") from None
    except KeyError:
        raise FolderRefused(f"{path}: the key {name!r} is missing") from None
    if not isinstance(rows, list) or not all(isinstance(x, dict) for x in rows):
        raise FolderRefused(f"{path}: a list of objects is expected under {name!r}")
    key = f"{name[:-1]}_id"
    for n, row in enumerate(rows):
        if not row.get(key):
            raise FolderRefused(f"{path}: {name}[{n}] has no {key!r}")
    return rows


def _plain(order_id: str) -> str:
    """An order id as people mistype it: only letters and digits, upper case."""
    return re.sub(r"[^A-Z0-9]", "", order_id.upper())


def _customer(row: Mapping[str, Any]) -> Customer:
    name = row.get("name") or " ".join(str(row[x]) for x in ("first_name", "last_name") if row.get(x))
    tier = str(row.get("loyalty_tier", row.get("tier", "")))
    return Customer(
        str(row["customer_id"]), str(name), str(row.get("email", "")), str(row.get("phone", "")), tier, True
    )


def _address(row: Mapping[str, Any] | None) -> Address:
    known = row or {}
    texts = [known.get("line1"), known.get("line2"), known.get("city"), known.get("state", known.get("region"))]
    texts += [known.get("postcode", known.get("zip")), known.get("country")]
    return Address(*(str(x or "") for x in texts))


def _item(row: Mapping[str, Any]) -> Item:
    return Item(
        str(row.get("name", "")),
        float(row.get("price", 0)),
        int(row.get("quantity", 1)),
        str(row.get("item_id", "")),
        {str(k): str(v) for k, v in row.get("options", {}).items()},
    )


def _product(row: Mapping[str, Any]) -> Product:
    variants = row.get("variants", ())
    prices = [float(x.get("price", 0)) for x in variants] or [float(row.get("price", 0))]
    told = "; ".join(", ".join(f"{k} {v}" for k, v in x.get("options", {}).items()) for x in variants[:8])
    free = any(x.get("available") for x in variants) if variants else bool(row.get("available", True))
    name = str(row["product_id"])
    return Product(
        name, str(row.get("name", "")), str(row.get("text", told)), min(prices), available=free, ref=f"/products/{name}"
    )


def _page(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    title = next((x.removeprefix("# ").strip() for x in text.splitlines() if x.startswith("# ")), path.stem)
    return Page(f"/pages/{path.stem}", title, text)
