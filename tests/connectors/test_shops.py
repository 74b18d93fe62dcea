"""What every shop does: the folder and the far one, held to the same cases; and what is refused of each."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from escapehatch.connectors.shops import folder, http
from escapehatch.connectors.shops.folder import FolderRefused
from escapehatch.ports import Page, Product, Shop, ShopOrder, Unreachable

from .far import Far

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CUSTOMER = {
    "customer_id": "ada",
    "name": "Ada Byrne",
    "email": "ada@lantern.example",
    "tier": "gold",
    "since": "2024-01-05",
}
ORDERS: list[dict[str, Any]] = [
    {
        "order_id": "LN-47790",
        "customer_id": "ada",
        "status": "delivered",
        "items": [{"name": "Storm lantern", "price": 44.5, "quantity": 2}],
        "created_at": "today-20",
        "payments": [{"kind": "charge", "amount": 89.0}, {"kind": "charge", "amount": 89.0}],
    },
    {"order_id": "LN-48213", "customer_id": "ada", "status": "shipped", "created_at": "today-3", "total": 12},
    {"order_id": "LN-1", "customer_id": "bo", "status": "shipped", "created_at": "today-9"},
]
PRODUCTS = [{"product_id": "owl", "name": "Owl desk lamp", "price": 58.0}]
RETURNS = "# Returns\n\nSend it back within 30 days.\n"


def written(path: Path, **changes: Any) -> Path:
    (path / "pages").mkdir(parents=True)
    tables = {"customers": [CUSTOMER], "orders": ORDERS, "products": PRODUCTS, **changes}
    for name, rows in tables.items():
        (path / f"{name}.json").write_text(rows if isinstance(rows, str) else json.dumps({name: rows}))
    (path / "pages" / "returns.md").write_text(RETURNS)
    return path


@pytest.fixture(params=["folder", "http"])
async def shop(request: pytest.FixtureRequest, tmp_path: Path, far: Far) -> AsyncIterator[Shop]:
    """The far shop is the same records, told over a socket."""
    known = folder.connect(written(tmp_path / "shop"), lambda: NOW)
    if request.param == "folder":
        yield known
        return
    plain = msgspec.to_builtins
    far.has(
        {
            "/customers/ada": plain(await known.profile("ada")),
            "/customers/ada/orders": [plain(x) for x in reversed(await known.orders("ada"))],
            "/orders/LN-47790": plain(await known.order("LN-47790")),
            "/orders/LN-1": plain(await known.order("LN-1")),
            "/products": [plain(x) for x in await known.products()],
            "/pages": [plain(x) for x in await known.pages()],
        }
    )
    reached = http.connect(far.url, allow_private=True)
    yield reached
    await reached.close()


async def test_a_profile_with_what_was_spent(shop: Shop) -> None:
    profile = await shop.profile("ada")
    assert profile is not None
    assert (profile.customer.name, profile.customer.tier, profile.spent) == ("Ada Byrne", "gold", 178.0)
    assert set(profile.order_ids) == {"LN-47790", "LN-48213"}


async def test_orders_come_newest_first_and_only_ones_own(shop: Shop) -> None:
    orders = await shop.orders("ada")
    assert [x.order_id for x in orders] == ["LN-48213", "LN-47790"]
    assert {x.customer_id for x in orders} == {"ada"}
    assert [len(x.payments) for x in orders] == [0, 2]


async def test_an_order_says_whose_it_is(shop: Shop) -> None:
    """S11: whoever asks must compare."""
    order = await shop.order("LN-1")
    assert isinstance(order, ShopOrder)
    assert order.customer_id == "bo"


@pytest.mark.parametrize(
    "name", ["nobody", "", "..", "../customers/bo", "a" * 500, "a\x00b", "%2e%2e/secret", "ada/orders"]
)
async def test_what_is_not_known_is_nothing(shop: Shop, name: str) -> None:
    """An id is never a path."""
    assert await shop.profile(name) is None
    assert await shop.order(name) is None
    assert await shop.orders(name) == ()


async def test_products_and_pages(shop: Shop) -> None:
    (product,) = await shop.products()
    (page,) = await shop.pages()
    assert isinstance(product, Product)
    assert (product.name, product.price) == ("Owl desk lamp", 58.0)
    assert page == Page("/pages/returns", "Returns", RETURNS)


# The folder


@pytest.mark.parametrize("typed", ["ln-47790", "LN 47790", "#LN47790", "ln47790 "])
async def test_an_order_number_may_be_mistyped(tmp_path: Path, typed: str) -> None:
    found = await folder.connect(written(tmp_path / "shop"), lambda: NOW).order(typed)
    assert found is not None and found.order_id == "LN-47790"


async def test_days_move_with_the_clock(tmp_path: Path) -> None:
    order = await folder.connect(written(tmp_path / "shop"), lambda: NOW).order("LN-48213")
    assert order is not None and order.placed_at == "2026-11-21"


@pytest.mark.parametrize(
    ("table", "rows", "said"),
    [
        ("orders", '{"orders": [}', "orders.json:1:13"),
        ("orders", '{"rows": []}', "the key 'orders' is missing"),
        ("orders", '{"orders": 5}', "a list of objects"),
        ("orders", [{"status": "lost"}], "orders[0] has no 'order_id'"),
        ("orders", [{"order_id": "LN-1"}, {"order_id": "ln 1"}], "is there twice"),
        ("orders", [{"order_id": "LN-1", "items": [{"price": "dear"}]}], "orders[0] (LN-1)"),
        ("customers", [{"customer_id": "ada", "address": 7}], "customers[0] (ada)"),
        ("products", [{"product_id": "p", "price": []}, {"product_id": "q", "price": "x"}], "products[1] (q)"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(tmp_path: Path, table: str, rows: Any, said: str) -> None:
    with pytest.raises(FolderRefused) as refused:
        folder.connect(written(tmp_path / "shop", **{table: rows}), lambda: NOW)
    assert said in str(refused.value)


def test_a_missing_folder_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FolderRefused, match="no such folder"):
        folder.connect(tmp_path / "nowhere", lambda: NOW)
    made = written(tmp_path / "shop")
    (made / "orders.json").unlink()
    with pytest.raises(FolderRefused, match=r"orders\.json"):
        folder.connect(made, lambda: NOW)
    (made / "orders.json").write_bytes(b"\xff")
    with pytest.raises(FolderRefused, match="UTF-8"):
        folder.connect(made, lambda: NOW)


# The far one


@pytest.mark.parametrize(
    "answer", [{"customer": {"id": "bo"}}, {"customer": "ada"}, [], "ada", {"customer": {"id": "ada"}, "spent": "much"}]
)
async def test_an_answer_about_somebody_else_or_nobody(far: Far, answer: Any) -> None:
    """S11: what the shop says is held against what it was asked."""
    far.says(answer)
    with pytest.raises(Unreachable, match="shop"):
        await http.connect(far.url, allow_private=True).profile("ada")


async def test_another_customers_orders_are_not_taken(far: Far) -> None:
    """S11."""
    far.says([msgspec.to_builtins(ShopOrder("LN-1", "bo", "shipped"))])
    with pytest.raises(Unreachable, match="another customer"):
        await http.connect(far.url, allow_private=True).orders("ada")


async def test_the_token_goes_along(far: Far) -> None:
    far.has({"/products": []})
    assert await http.connect(far.url, "s3cret", allow_private=True).products() == ()
    assert far.asked[0][2]["authorization"] == "Bearer s3cret"


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
async def test_a_shop_in_trouble_is_unreachable(far: Far, status: int) -> None:
    far.says({}, status)
    with pytest.raises(Unreachable, match=str(status)):
        await http.connect(far.url, allow_private=True).order("LN-1")
