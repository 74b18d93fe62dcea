"""The demo is no script: with every order, product, customer and phrase renamed the story still plays, twice at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from play import Cast, first_story
from playwright.async_api import Browser
from stage import LANTERN, Agent, Server, Visitor

pytestmark = pytest.mark.browser

OTHER_WORDS = {
    "where": "hey, my parcel hasn't arrived yet - can you track it?",
    "returns": "Can I send things back, what are the rules for that?",
    "returns_say": "forty days after you received it",
    "returns_page": "Sending things back",
    "wrong": "there are two payments on my statement, you billed me double for my order {order}",
    "waiting": "hello? anything?",
    "annoyed": "Useless. For the third time: I was billed double and I am sick of this bot!!!",
    "asks_again": "What's the order number?",
    "helps": "Good day {first}, both payments are here in front of me.",
    "note": "Cancelled one of the two payments. Back on the card by Thursday.",
    "after": "where is my refund?",
}


def person(
    customer_id: str, name: str, open_order: str, tracking: str, disputed: str, price: float
) -> dict[str, list[dict[str, object]]]:
    """One customer with an order under way, and one that was charged twice."""
    first, last = name.split()
    charge = {"amount": price, "kind": "charge", "method": "Card ending 0009"}
    customers = [
        {"customer_id": customer_id, "first_name": first, "last_name": last, "email": f"{customer_id}@example.net"}
    ]
    orders: list[dict[str, object]] = [
        {
            "order_id": open_order,
            "customer_id": customer_id,
            "status": "in transit",
            "created_at": "today-2",
            "expected_on": "today+2",
            "carrier": "Swiftwheel",
            "tracking": tracking,
            "items": [{"name": "Copper kettle", "price": 41.0}],
            "payments": [{**charge, "amount": 41.0, "at": "today-2"}],
        },
        {
            "order_id": disputed,
            "customer_id": customer_id,
            "status": "delivered",
            "created_at": "today-30",
            "delivered_at": "today-26",
            "items": [{"name": "Oak breadboard", "price": price}],
            "payments": [{**charge, "at": "today-30"}, {**charge, "at": "today-29"}],
        },
    ]
    return {"customers": customers, "orders": orders}


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[Server]:
    """Another shop: kettles and breadboards, other ids, other pages."""
    shop = tmp_path / "shop"
    (shop / "pages").mkdir(parents=True)
    for name in ("policy.yaml", "roster.yaml", "site.py", "shop.css", "shop.js"):
        (shop / name).write_bytes((LANTERN / name).read_bytes())
    zoe = person("c-1001", "Zoe Marten", "8830021", "SW-55-AX", "7719004", 63.0)
    kim = person("c-1002", "Kim Farrow", "8830944", "SW-71-QP", "7720313", 27.5)
    for key in ("customers", "orders"):
        (shop / f"{key}.json").write_text(json.dumps({key: zoe[key] + kim[key]}))
    kettle = {"product_id": "kettle", "name": "Copper kettle", "price": 41.0, "text": "Holds a litre and a half."}
    (shop / "products.json").write_text(json.dumps({"products": [kettle]}))
    returned = "Anything may come home to us up to forty days after you received it, if it has not been used.\n"
    (shop / "pages" / "back.md").write_text(f"# Sending things back\n\n{returned}")
    (shop / "pages" / "post.md").write_text("# How we post\n\nParcels leave on Tuesdays and Fridays.\n")
    made = Server(tmp_path / "data", shop, "encoder").start()
    yield made
    made.stop()
    assert "Traceback" not in made.errors, made.errors


async def test_another_shop_two_customers_at_once(browser: Browser, renamed: Server) -> None:
    agents = [await Agent.sign_in(browser, renamed, x) for x in ("dana", "eli")]
    casts = [
        Cast("c-1001", "Zoe Marten", "8830021", "SW-55-AX", "7719004", "€63.00", **OTHER_WORDS),
        Cast("c-1002", "Kim Farrow", "8830944", "SW-71-QP", "7720313", "€27.50", **OTHER_WORDS),
    ]
    visitors = [await Visitor.arrive(browser, renamed) for _ in casts]
    # One console each: whoever is offered a customer takes them, and each play looks at its own agent's page.
    both_ring = asyncio.Barrier(2)

    async def together(line: str) -> None:
        """Nobody is accepted before both are offered, so that the two conversations are one time."""
        if line.endswith("console rings"):
            await both_ring.wait()

    helpers = await asyncio.gather(
        *(first_story(cast, visitor, agents, renamed, together) for cast, visitor in zip(casts, visitors, strict=True))
    )
    assert {x.name for x in helpers} == {"dana", "eli"}
