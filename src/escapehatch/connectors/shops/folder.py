"""A shop in a folder of JSON files: customers, orders, products, perhaps returns, and pages in Markdown.

Days may be written ``today-3``: they are resolved against the clock each time they are asked for, so a demo never gets
old. It also reads folders whose orders lack totals, whose products come in variants, and whose payments name a way of
paying by its id. Every row is read once at the start: a wrong one is refused with its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from ...conversation.values import Address, Customer
from ...ports import Item, Page, Payment, Product, Profile, ShopOrder

_TODAY: Final = re.compile(r"^today(?:([+-])(\d{1,5}))?$")
#: Variants of a product that its text names.
VARIANTS_TOLD: Final = 8

T = TypeVar("T")
Row = Mapping[str, Any]


class FolderRefused(FileNotFoundError):
    """A file of the folder is missing or cannot be read; says which, where and why."""


class FolderShop:
    """Answers the Shop port from memory; the files are read once."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._now = now
        if not folder.is_dir():
            raise FolderRefused(f"{folder}: there is no such folder")
        self._customers = _by_id(folder, "customers", str)
        self._orders = _by_id(folder, "orders", plain)
        self._returns = _returns(folder)
        self._products = _each(folder, "products", _by_id(folder, "products", str).values(), _product)
        self._pages = tuple(_page(x) for x in sorted(folder.glob("pages/*.md")))
        _each(folder, "customers", self._customers.values(), lambda x: (_customer(x), _address(x.get("address"))))
        _each(folder, "orders", self._orders.values(), self._order)
        self._of: dict[str, list[Row]] = {}
        for row in self._orders.values():
            if owner := str(row.get("customer_id") or ""):
                self._of.setdefault(owner, []).append(row)

    async def profile(self, customer_id: str) -> Profile | None:
        row = self._customers.get(customer_id)
        if row is None:
            return None
        mine = await self.orders(customer_id)
        spent = sum(p.amount * (1 if p.kind == "charge" else -1) for x in mine for p in x.payments)
        return Profile(
            _customer(row),
            self._day(row.get("since")),
            _address(row.get("address")),
            tuple(x.order_id for x in mine),
            round(spent, 2),
            next((x.currency for x in mine), "EUR"),
            _texts(row.get("notes")),
        )

    async def orders(self, customer_id: str) -> tuple[ShopOrder, ...]:
        mine = [self._order(x) for x in self._of.get(customer_id, ())]
        return tuple(sorted(mine, key=lambda x: x.placed_at, reverse=True))

    async def order(self, order_id: str) -> ShopOrder | None:
        row = self._orders.get(plain(order_id))
        return self._order(row) if row else None

    async def products(self) -> tuple[Product, ...]:
        return self._products

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

    def _order(self, row: Row) -> ShopOrder:
        items = tuple(_item(x) for x in row.get("items") or ())
        total = row.get("total")
        charges = row.get("payments") or row.get("payment_history") or ()
        ways = self._ways(str(row.get("customer_id") or ""))
        tracking = row.get("tracking") or ", ".join(_texts(row.get("tracking_ids")))
        return ShopOrder(
            str(row["order_id"]),
            str(row.get("customer_id") or ""),
            str(row.get("status") or ""),
            items,
            round(sum(x.price * x.quantity for x in items), 2) if total is None else float(total),
            str(row.get("currency") or "EUR"),
            self._day(row.get("created_at")),
            self._day(row.get("expected_on")),
            self._day(row.get("delivered_at")),
            str(row.get("carrier") or ""),
            str(tracking),
            _address(row.get("shipping_address")),
            tuple(self._payment(x, ways) for x in charges),
            _texts(row.get("notes")) + self._returns.get(plain(str(row["order_id"])), ()),
        )

    def _ways(self, customer_id: str) -> dict[str, str]:
        """How a customer's ways of paying are called, by their ids: a brand and the last four digits at most."""
        ways = self._customers.get(customer_id, {}).get("payment_methods") or ()
        return {str(x.get("id")): _way(x) for x in ways}

    def _payment(self, row: Row, ways: Mapping[str, str]) -> Payment:
        kind = str(row.get("kind") or row.get("transaction_type") or "charge")
        method = row.get("method") or ways.get(str(row.get("payment_method_id")), "")
        name = str(row.get("payment_id") or "")
        amount = float(row.get("amount", 0))
        return Payment(amount, "refund" if "refund" in kind else "charge", str(method), self._day(row.get("at")), name)


def connect(folder: Path, now: Callable[[], datetime]) -> FolderShop:
    """The shop in ``folder``. Raises FolderRefused when a file is missing or broken."""
    return FolderShop(folder, now)


def plain(order_id: str) -> str:
    """An order id as people mistype it: only letters and digits, in any script, small."""
    return "".join(x for x in order_id.casefold() if x.isalnum())


def _rows(folder: Path, name: str) -> list[Row]:
    path = folder / f"{name}.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        rows = found[name] if isinstance(found, dict) else found
    except OSError as failed:
        raise FolderRefused(f"{path}: {failed.strerror}") from None
    except json.JSONDecodeError as wrong:
        raise FolderRefused(f"{path}:{wrong.lineno}:{wrong.colno}: {wrong.msg}") from None
    except UnicodeDecodeError as wrong:
        raise FolderRefused(f"{path}: byte {wrong.start} is not UTF-8") from None
    except RecursionError:
        raise FolderRefused(f"{path}: nested too deeply") from None
    except KeyError:
        raise FolderRefused(f"{path}: the key {name!r} is missing") from None
    if not isinstance(rows, list) or not all(isinstance(x, dict) for x in rows):
        raise FolderRefused(f"{path}: a list of objects is expected under {name!r}")
    return rows


def _by_id(folder: Path, name: str, key_of: Callable[[str], str]) -> dict[str, Row]:
    """The rows by their id. An id that is missing, or read like another one, is refused."""
    rows: dict[str, Row] = {}
    key = f"{name[:-1]}_id"
    for n, row in enumerate(_rows(folder, name)):
        where = f"{folder / name}.json: {name}[{n}]"
        known = key_of(str(row.get(key) or ""))
        if not known:
            raise FolderRefused(f"{where} has no {key!r}")
        if known in rows:
            raise FolderRefused(f"{where}: {row[key]!r} is there twice")
        rows[known] = row
    return rows


def _each(folder: Path, name: str, rows: Iterable[Row], read: Callable[[Row], T]) -> tuple[T, ...]:
    """Every row, read. The first that cannot be is refused with its place."""
    found = []
    for n, row in enumerate(rows):
        try:
            found.append(read(row))
        except (TypeError, ValueError, AttributeError, KeyError, OverflowError) as wrong:
            raise FolderRefused(f"{folder / name}.json: {name}[{n}] ({row.get(f'{name[:-1]}_id')}): {wrong}") from None
    return tuple(found)


def _returns(folder: Path) -> dict[str, tuple[str, ...]]:
    """What is noted of returns and exchanges, by order; a folder may do without them."""
    told: dict[str, tuple[str, ...]] = {}
    for row in _rows(folder, "returns") if (folder / "returns.json").exists() else ():
        parts = [str(row.get("kind") or "return"), str(row.get("return_id") or ""), str(row.get("status") or "")]
        order_id = plain(str(row.get("order_id") or ""))
        told[order_id] = (*told.get(order_id, ()), " ".join(x for x in parts if x).replace("_", " "))
    return told


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(str(x) for x in ([found] if isinstance(found, str) else found or ()))


def _way(row: Row) -> str:
    """A way of paying, for people."""
    name = str(row.get("brand") or row.get("source") or "").replace("_", " ")
    last = str(row.get("last_four") or "")
    return f"{name} ending {last[-4:]}" if last else name


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


def _item(row: Row) -> Item:
    return Item(
        str(row.get("name") or ""),
        float(row.get("price") or 0),
        int(row.get("quantity", 1)),
        str(row.get("item_id") or ""),
        {str(k): str(v) for k, v in (row.get("options") or {}).items()},
    )


def _product(row: Row) -> Product:
    """A product; where it comes in variants, the lowest price and whether any can be had."""
    variants = row.get("variants") or ()
    free = [x for x in variants if x.get("available")]
    prices = [float(x.get("price") or 0) for x in free or variants] or [float(row.get("price") or 0)]
    options = (", ".join(f"{k} {v}" for k, v in (x.get("options") or {}).items()) for x in variants[:VARIANTS_TOLD])
    name = str(row["product_id"])
    return Product(
        name,
        str(row.get("name") or ""),
        str(row.get("text") or "; ".join(x for x in options if x)),
        min(prices),
        str(row.get("currency") or "EUR"),
        bool(free) if variants else bool(row.get("available", True)),
        f"/products/{name}",
        str(row.get("image") or ""),
    )


def _page(path: Path) -> Page:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        raise FolderRefused(f"{path}: byte {wrong.start} is not UTF-8") from None
    title = next((x.removeprefix("# ").strip() for x in text.splitlines() if x.startswith("# ")), path.stem)
    return Page(f"/pages/{path.stem}", title, text)
