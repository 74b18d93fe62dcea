"""The web site of the demo shop *Lantern*: a catalogue, orders, pages, and the widget by one script tag.

It is an ordinary shop: its own origin, its own cookie, a strict Content-Security-Policy. Its back end signs who the
visitor is; nothing in the page can claim it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from escapehatch.connectors.shops.folder import connect
from escapehatch.ports import Product, ShopOrder

SITE = "lantern"
COOKIE = "lantern_customer"
HUES = (32, 12, 200, 262, 150, 340, 90, 48)


def create(folder: Path, chat: str, secret: str, now: Callable[[], datetime]) -> Starlette:
    """The shop's ASGI app. ``chat``: the origin of Escape Hatch. ``secret`` signs identities."""
    site = Site(folder, chat, secret, now)
    return Starlette(
        routes=[
            Route("/", site.catalogue),
            Route("/products/{name}.svg", site.picture),
            Route("/products/{name}", site.product),
            Route("/pages/{name}", site.page),
            Route("/orders", site.orders),
            Route("/orders/{name}", site.orders),
            Route("/sign-in/{name}", site.sign_in, methods=["POST"]),
            Route("/sign-out", site.sign_out, methods=["POST"]),
            Route("/identity", site.identity),
            Route("/shop.css", lambda r: FileResponse(folder / "shop.css")),
            Route("/shop.js", lambda r: FileResponse(folder / "shop.js", media_type="text/javascript")),
        ]
    )


class Site:
    def __init__(self, folder: Path, chat: str, secret: str, now: Callable[[], datetime]) -> None:
        self.shop = connect(folder, now)
        self.chat = chat
        self.key = OctKey.import_key(secret)
        self.now = now
        self.visits: dict[str, str] = {}

    def customer_id(self, request: Request) -> str:
        return self.visits.get(request.cookies.get(COOKIE, ""), "")

    async def catalogue(self, request: Request) -> Response:
        cards = "".join(card(x) for x in await self.shop.products())
        hero = "<section class=hero><h1>Light, kept simple.</h1><p>Lanterns, lamps and candles from our workshop by the sea.</p></section>"
        return await self.show(request, "Lantern", f"{hero}<ul class=grid>{cards}</ul>")

    async def product(self, request: Request) -> Response:
        name = request.path_params["name"]
        found = next((x for x in await self.shop.products() if x.product_id == name), None)
        if found is None:
            return await self.missing(request)
        button = (
            f'<button class=buy data-name="{escape(found.name)}" data-price="{found.price}">Put in the basket</button>'
            if found.available
            else "<p>Not in stock at the moment.</p>"
        )
        body = f"<article class=product>{picture(found)}<div><h1>{escape(found.name)}</h1><p class=price>€{found.price:.2f}</p><p>{escape(found.text)}</p>{button}</div></article>"
        return await self.show(request, found.name, body)

    async def picture(self, request: Request) -> Response:
        """For where a picture has an address: the chat's cards."""
        name = request.path_params["name"]
        found = next((x for x in await self.shop.products() if x.product_id == name), None)
        if found is None:
            return Response(status_code=404)
        drawing = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 200'>{drawn(found)}</svg>"
        return Response(drawing, media_type="image/svg+xml", headers={"cache-control": "public, max-age=3600"})

    async def page(self, request: Request) -> Response:
        ref = f"/pages/{request.path_params['name']}"
        found = next((x for x in await self.shop.pages() if x.ref == ref), None)
        if found is None:
            return await self.missing(request)
        return await self.show(request, found.title, f"<article class=text>{markdown(found.text)}</article>")

    async def orders(self, request: Request) -> Response:
        customer_id = self.customer_id(request)
        if not customer_id:
            return await self.show(request, "Your orders", "<p>Sign in to see your orders.</p>")
        rows = "".join(order_card(x) for x in await self.shop.orders(customer_id))
        return await self.show(request, "Your orders", f"<h1>Your orders</h1><div class=orders>{rows}</div>")

    async def missing(self, request: Request) -> Response:
        return await self.show(request, "Not found", "<h1>We looked everywhere</h1><p>This page is not here.</p>", 404)

    async def sign_in(self, request: Request) -> Response:
        """The demo's sign-in: no password, any customer of the folder."""
        profile = await self.shop.profile(request.path_params["name"])
        answer = RedirectResponse("/orders" if profile else "/", 303)
        if profile:
            token = secrets.token_urlsafe(24)
            self.visits[token] = profile.customer.id
            answer.set_cookie(COOKIE, token, httponly=True, samesite="lax")
        return answer

    async def sign_out(self, request: Request) -> Response:
        self.visits.pop(request.cookies.get(COOKIE, ""), None)
        answer = RedirectResponse("/", 303)
        answer.delete_cookie(COOKIE)
        return answer

    async def identity(self, request: Request) -> Response:
        """Who the visitor is, signed for the chat: fresh for each page, valid for five minutes."""
        profile = await self.shop.profile(self.customer_id(request))
        if profile is None:
            return Response(status_code=204)
        at, who = int(self.now().timestamp()), profile.customer
        claims: dict[str, Any] = {"iss": SITE, "aud": "escapehatch", "sub": who.id, "iat": at, "exp": at + 300}
        claims |= {"jti": secrets.token_urlsafe(12), "name": who.name, "email": who.email, "tier": who.tier}
        return JSONResponse(
            {"token": jwt.encode({"alg": "HS256"}, claims, self.key)}, headers={"cache-control": "no-store"}
        )

    async def show(self, request: Request, title: str, body: str, status: int = 200) -> Response:
        profile = await self.shop.profile(self.customer_id(request))
        pages = "".join(f'<a href="{x.ref}">{escape(x.title)}</a>' for x in await self.shop.pages())
        html = PAGE.format(title=escape(title), body=body, who=await self.who(profile), pages=pages, chat=self.chat)
        policy = (
            f"default-src 'none'; script-src 'self' {self.chat}; style-src 'self'; img-src 'self' data:; "
            f"connect-src 'self'; frame-src {self.chat}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        return HTMLResponse(html, status, {"content-security-policy": policy, "x-content-type-options": "nosniff"})

    async def who(self, profile: Any) -> str:
        if profile:
            name = escape(profile.customer.name)
            return f'<a href="/orders">{name}</a><form method=post action="/sign-out"><button>Sign out</button></form>'
        people = sorted(await self.shop.customers(), key=lambda x: x.customer.id)[:2]
        return "".join(
            f'<form method=post action="/sign-in/{escape(x.customer.id)}"><button>Sign in as {escape(x.customer.name.split()[0])}</button></form>'
            for x in people
        )


def drawn(product: Product) -> str:
    """A lamp, its hue and shape from the name: the demo needs no photographs."""
    hue = HUES[sum(product.product_id.encode()) % len(HUES)]
    kind = sum(product.product_id.encode()) % 3
    shade = (
        "<path d='M60 50h80l18 60H42z'/>",
        "<circle cx='100' cy='84' r='42'/>",
        "<rect x='66' y='44' width='68' height='78' rx='10'/>",
    )[kind]
    return (
        f"<circle cx='100' cy='92' r='82' fill='#f4b860' opacity='.4'/><g fill='hsl({hue} 45% 46%)'>{shade}</g>"
        "<path d='M96 122h8v42h26v8H70v-8h26z' fill='#8a7c70'/>"
    )


def picture(product: Product) -> str:
    return f"<svg class=lamp viewBox='0 0 200 200' role=img aria-label='{escape(product.name)}'>{drawn(product)}</svg>"


def card(product: Product) -> str:
    stock = "" if product.available else " <em>sold out</em>"
    return (
        f'<li><a href="{product.ref}">{picture(product)}<span>{escape(product.name)}</span>'
        f"<b>€{product.price:.2f}</b>{stock}</a></li>"
    )


def order_card(order: ShopOrder) -> str:
    items = ", ".join(f"{x.quantity} × {escape(x.name)}" for x in order.items)
    when = f"arrives {order.expected_on}" if order.expected_on and not order.delivered_at else order.delivered_at
    return (
        f'<section id="{escape(order.order_id)}"><h2>{escape(order.order_id)}</h2><p>{items}</p>'
        f"<p><b>{escape(order.status)}</b> {escape(when)} · €{order.total:.2f}</p></section>"
    )


def markdown(text: str) -> str:
    """Headings and paragraphs, all that the pages use."""
    out = []
    for block in text.split("\n\n"):
        line = block.strip()
        depth = len(line) - len(line.lstrip("#"))
        tag = f"h{depth}" if depth else "p"
        out.append(f"<{tag}>{escape(line.lstrip('# '))}</{tag}>")
    return "".join(out)


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/shop.css">
<script src="/shop.js" defer></script>
<script src="{chat}/widget/loader.js" data-site="lantern" data-identity-url="/identity" async></script>
</head>
<body>
<header><a class="name" href="/">Lantern</a><nav><a href="/orders">Orders</a><a href="/pages/returns">Returns</a></nav>
<div class="who"><span id="basket" hidden></span>{who}</div></header>
<main>{body}</main>
<footer><nav>{pages}</nav><p>Lantern is a demo shop. Nothing here can be bought.</p></footer>
</body>
</html>
"""
