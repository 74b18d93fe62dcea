"""Citations with a card: an order or a product as a shopper would recognise it."""

from __future__ import annotations

from collections.abc import Iterable

from ...conversation.values import Card, Citation
from ...ports import Product, ShopOrder


def order_cited(order: ShopOrder, products: Iterable[Product] = ()) -> Citation:
    """The order, with the picture of the first of its items that ``products`` has one of."""
    pictures = {x.product_id: x.image for x in products if x.image}
    card = Card(
        "order",
        order.status,
        order.total,
        order.currency,
        tuple(f"{x.quantity} × {x.name}" if x.quantity > 1 else x.name for x in order.items),
        order.expected_on[:10],
        order.delivered_at[:10],
        next((pictures[x.item_id] for x in order.items if x.item_id in pictures), ""),
    )
    return Citation(order.order_id, f"/orders/{order.order_id}", card=card)


def product_cited(product: Product, state: str) -> Citation:
    """The product; ``state``: whether it can be had, in the customer's language."""
    card = Card("product", state, product.price, product.currency, image=product.image)
    return Citation(product.name, product.ref, card=card)
