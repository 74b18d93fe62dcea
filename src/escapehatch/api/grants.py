"""Who is asking? Sessions of customers, logins of agents, tokens of programs, and the shop's signed identities.

Tokens are random and opaque; the journal keeps only their SHA-256, so a stolen database opens no door. One-time codes
are taken out as they are used. No password exists anywhere.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..conversation.values import Customer
from ..ports import Clock, Journal

#: A sign-in code printed for an agent works once, and this long.
CODE_FOR: Final = timedelta(minutes=30)
#: An agent's login ends after this long without being renewed.
LOGIN_FOR: Final = timedelta(hours=12)
#: An identity signed by the shop may be valid for this long at most, with this much leeway between clocks.
IDENTITY_FOR: Final = timedelta(minutes=10)
LEEWAY: Final = timedelta(seconds=60)
AUDIENCE: Final = "escapehatch"


class Denied(Exception):
    """Not let in. The sentence says what to do, never what was nearly right."""

    def __init__(self, sentence: str, status: int = 401) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


class Visit(Struct, frozen=True):
    """A customer's session: who they are, and the conversation it opens."""

    customer: Customer
    conversation_id: str
    site: str
    started_at: datetime
    locale: str = "en"
    page: str = ""


class Beginning(Struct, frozen=True):
    """Where the next conversation of a customer whom the shop vouches for begins."""

    customer_id: str
    conversation_id: str


class Login(Struct, frozen=True):
    """An agent's or a program's way in. ``kind``: agent, bot. ``csrf`` guards what a browser sends by cookie."""

    kind: str
    id: str
    name: str
    csrf: str
    until: datetime


class Site(Struct, frozen=True):
    """A shop that may use this deployment: the secrets it may sign identities with (two live at most)."""

    id: str
    secrets: tuple[str, ...] = ()


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Grants:
    """Gives out and checks the ways in."""

    def __init__(
        self, journal: Journal, clock: Clock, new_secret: Callable[[], str], sites: Mapping[str, Site]
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._new_secret = new_secret
        self.sites = sites

    async def visit(self, token: str) -> Visit | None:
        raw = await self._journal.kept_one("visit", digest(token)) if token else None
        return msgspec.json.decode(raw, type=Visit) if raw else None

    async def begin_visit(self, visit: Visit) -> str:
        """A new session; returns its token, which is shown once."""
        token = self._new_secret()
        await self._journal.keep("visit", digest(token), msgspec.json.encode(visit))
        return token

    async def end_visit(self, token: str) -> None:
        await self._journal.take("visit", digest(token))

    async def beginning(self, customer_id: str, after: str, fresh: str) -> str:
        """Where this customer's next conversation after that one begins: at ``fresh``, unless another device was told another place."""
        key = digest(f"{customer_id}:{after}")
        if await self._journal.claim("beginning", key, msgspec.json.encode(Beginning(customer_id, fresh))):
            return fresh
        told = await self._journal.kept_one("beginning", key)
        return msgspec.json.decode(told, type=Beginning).conversation_id if told else fresh

    async def invite(self, agent_id: str, name: str, lasts: timedelta = CODE_FOR) -> str:
        """A one-time code with which this agent signs in."""
        code = self._new_secret()
        login = Login("agent", agent_id, name, "", self._clock.now() + lasts)
        await self._journal.keep("code", digest(code), msgspec.json.encode(login))
        return code

    async def redeem(self, code: str) -> tuple[str, Login]:
        """Trade a code for a login: (token, login). Raises Denied when it is used, old or unknown."""
        raw = await self._journal.take("code", digest(code))
        invited = msgspec.json.decode(raw, type=Login) if raw else None
        if invited is None or invited.until < self._clock.now():
            raise Denied("This link has been used or has run out. Ask for a new one: escapehatch invite AGENT.")
        return await self.begin_login(invited.kind, invited.id, invited.name, LOGIN_FOR)

    async def begin_login(self, kind: str, subject: str, name: str, lasts: timedelta) -> tuple[str, Login]:
        token = self._new_secret()
        login = Login(kind, subject, name, self._new_secret(), self._clock.now() + lasts)
        await self._journal.keep("login", digest(token), msgspec.json.encode(login))
        return token, login

    async def login(self, token: str) -> Login | None:
        raw = await self._journal.kept_one("login", digest(token)) if token else None
        login = msgspec.json.decode(raw, type=Login) if raw else None
        return login if login and login.until > self._clock.now() else None

    async def end_login(self, token: str) -> None:
        await self._journal.take("login", digest(token))

    async def identity(self, site_id: str, signed: str) -> Customer:
        """The customer whom the shop's back end vouches for. Raises Denied unless it is fresh and well signed."""
        site = self.sites.get(site_id)
        if not site or not site.secrets:
            raise Denied("This shop has no key for signed identities.")
        claims = self._claims(site, signed)
        await self._once(site_id, claims)
        return Customer(
            id=str(claims["sub"]),
            name=_text(claims, "name"),
            email=_text(claims, "email"),
            phone=_text(claims, "phone"),
            tier=_text(claims, "tier"),
            verified=True,
        )

    def _claims(self, site: Site, signed: str) -> Mapping[str, Any]:
        # Dear to load, and not needed before somebody shows an identity.
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import OctKey

        for secret in site.secrets:
            try:
                token = jwt.decode(signed, OctKey.import_key(secret), algorithms=["HS256"])
            except (JoseError, ValueError):
                continue
            self._check(site, token.claims)
            return token.claims
        raise Denied("The identity is not signed with this shop's key.")

    def _check(self, site: Site, claims: Mapping[str, Any]) -> None:
        now = self._clock.now().timestamp()
        leeway = LEEWAY.total_seconds()
        times = [claims.get(x) for x in ("iat", "exp")]
        if not all(isinstance(x, int | float) and not isinstance(x, bool) for x in times):
            raise Denied("The identity lacks iat or exp.")
        issued, ends = float(times[0] or 0), float(times[1] or 0)
        begins = claims.get("nbf", issued)
        if ends <= now or ends - issued > IDENTITY_FOR.total_seconds() or issued > now + leeway:
            raise Denied("The identity has expired, or is valid for too long. Sign a new one for at most 10 minutes.")
        if not isinstance(begins, int | float) or begins > now + leeway:
            raise Denied("The identity is not valid yet.")
        wanted = {"iss": site.id, "aud": AUDIENCE}
        if any(claims.get(key) != value for key, value in wanted.items()):
            raise Denied("The identity was signed for somebody else (iss or aud).")
        if not claims.get("sub") or not claims.get("jti"):
            raise Denied("The identity lacks sub or jti.")

    async def _once(self, site_id: str, claims: Mapping[str, Any]) -> None:
        key = digest(f"{site_id}:{claims['jti']}")
        if not await self._journal.claim("jti", key, str(claims["exp"]).encode()):
            raise Denied("This identity has already been used. Sign a new one for each page.")


def _text(claims: Mapping[str, Any], key: str) -> str:
    value = claims.get(key, "")
    return value if isinstance(value, str) else ""


def same(one: str, other: str) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def renamed(visit: Visit, customer: Customer) -> Visit:
    """The same session, now of an identified customer."""
    return replace(visit, customer=customer)


async def end_visits(journal: Journal, customer_id: str) -> None:
    """All sessions of this customer, also those in which nothing was said, and what was to begin with them."""
    for key, raw in (await journal.kept("beginning")).items():
        if msgspec.json.decode(raw, type=Beginning).customer_id == customer_id:
            await journal.take("beginning", key)
    for key, raw in (await journal.kept("visit")).items():
        if msgspec.json.decode(raw, type=Visit).customer.id == customer_id:
            await journal.take("visit", key)
