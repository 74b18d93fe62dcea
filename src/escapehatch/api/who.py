"""Who is behind a request? Turns cookies and bearer tokens into an ``Asker``, and refuses forged requests."""

from __future__ import annotations

from fastapi import Request
from starlette.requests import HTTPConnection

from ..conversation import commands as do
from ..conversation.values import Role
from .asks import Asker
from .grants import Denied, Login, Visit, same
from .parts import Parts

COOKIE = "escapehatch_agent"
SIGN_IN = "Sign in first: open the link that `escapehatch invite AGENT` prints."


def parts_of(connection: HTTPConnection) -> Parts:
    parts: Parts = connection.app.state.parts
    return parts


def bearer(request: HTTPConnection) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def asker(request: Request) -> Asker:
    """Whoever asks: by bearer token a customer, bot or agent, by cookie an agent. Raises Denied."""
    parts, token = parts_of(request), bearer(request)
    if token:
        found = await by_token(parts, token)
        if not found:
            raise Denied("This token is unknown or has run out.")
        found.place = place_of(request)
        return found
    return of_login(await signed_in(request))


def place_of(connection: HTTPConnection) -> str:
    """The network address of the other side; behind a proxy that the server trusts, what that says."""
    return connection.client.host if connection.client else ""


async def by_token(parts: Parts, token: str) -> Asker | None:
    visit = await parts.grants.visit(token)
    if visit:
        return of_visit(visit)
    login = await parts.grants.login(token)
    return of_login(login) if login else None


async def signed_in(request: Request) -> Login:
    """The agent behind the cookie. What changes something must carry the CSRF token and come from our own pages."""
    parts = parts_of(request)
    login = await parts.grants.login(request.cookies.get(COOKIE, ""))
    if login is None:
        raise Denied(SIGN_IN)
    if request.method not in {"GET", "HEAD"}:
        own_page(request)
        if not same(request.headers.get("x-csrf-token", ""), login.csrf):
            raise Denied("The request lacks this login's CSRF token. Reload the page.", 403)
    return login


def own_page(request: HTTPConnection) -> None:
    """Refuse what a foreign page sent (CSRF, S24)."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    if (origin is not None and origin not in parts_of(request).origins) or site not in {"same-origin", "none"}:
        raise Denied("This request came from another site.", 403)


async def agent(request: Request) -> Asker:
    """Only an agent. Raises Denied."""
    found = await asker(request)
    if found.role != Role.AGENT:
        raise Denied("Only an agent may do this.", 403)
    return found


async def lead(request: Request) -> Asker:
    """Only an agent whom the roster calls a lead. Raises Denied."""
    found = await agent(request)
    profile = parts_of(request).roster().agent(found.author.id)
    if profile is None or profile.role != "lead":
        raise Denied("Only a lead may do this.", 403)
    return found


async def attendant(request: Request) -> Asker:
    """An agent or a bot: whoever answers customers. Raises Denied."""
    found = await asker(request)
    if found.role not in (Role.AGENT, Role.BOT):
        raise Denied("Only an agent or a bot may do this.", 403)
    return found


def of_login(login: Login) -> Asker:
    return Asker(Role(login.kind), login.id, login.name)


def of_visit(visit: Visit) -> Asker:
    start = do.Start(visit.conversation_id, visit.customer, "widget", visit.locale, visit.page)
    return Asker(Role.CUSTOMER, visit.customer.id, visit.customer.name, start)
