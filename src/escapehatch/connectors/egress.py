"""The one client with which this house calls out: short times, small answers, no redirects, no private addresses.

A private address may be called only where the operator said so for that connector. A name is resolved once, every
address it has is checked, and the call goes to a checked address: a name that changes its mind in between changes nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpx2
import msgspec

from ..ports import Unreachable

#: Seconds for one whole call, unless the connector says otherwise.
TIMEOUT_S: Final = 2.0
#: Bytes of an answer that are read.
ANSWER_MAX: Final = 1024 * 1024
#: Addresses of one name that are tried.
ADDRESSES_MAX: Final = 3
#: What is said of a shape that names kinds and places alone.
SHAPE: Final = re.compile(
    r"(Expected `[^`'\"]+`(, got `[^`'\"]+`)?|Object missing required field `\w+`)( - at `[\w$.\[\]]+`)?"
)
SCHEMES: Final = {"http": 80, "https": 443}
#: Ports of the open network that may be called; where private addresses are meant, any port may be.
PORTS: Final = frozenset({80, 443, 8000, 8080, 8443})
#: Addresses that are inside other addresses: what they lead to cannot be judged, so they are not called (NAT64, 6to4).
WRAPPING: Final = tuple(ipaddress.ip_network(x) for x in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fec0::/10"))
#: Where clouds tell a machine its own keys. Never meant.
METADATA: Final = frozenset({"169.254.169.254", "fd00:ec2::254"})


class AddressRefused(PermissionError):
    """An address that must not be called, seen in the settings; says which and why."""


class Egress:
    """Calls one system. ``what`` names it in failures; ``allow_private``: addresses of this machine or network are meant.

    Raises AddressRefused for an address that is wrong as it is written.
    """

    def __init__(
        self, what: str, url: str, headers: Mapping[str, str], allow_private: bool = False, timeout_s: float = TIMEOUT_S
    ) -> None:
        self.what = what
        self._private = allow_private
        self._timeout_s = timeout_s
        self._url = _checked(what, url, allow_private)
        self._client = _client(what, headers, timeout_s)

    async def get(self, path: str) -> Any:
        """The JSON at ``path``; None when there is none (404). Raises Unreachable."""
        async with self.answer("GET", path) as got:
            status, body = got.status_code, await self._bounded(got)
        return None if status == 404 else self._json(status, body)

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Any:
        """The JSON that answers ``body``; None when the answer is empty. Raises Unreachable."""
        async with self.answer("POST", path, body, headers) as got:
            status, answer = got.status_code, await self._bounded(got)
        return None if 200 <= status < 300 and not answer.strip() else self._json(status, answer)

    async def tell(self, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Post ``body``; any 2xx is enough and what it says is not read. Raises Unreachable."""
        async with self.answer("POST", path, body, headers) as got:
            if not 200 <= got.status_code < 300:
                raise Unreachable(self.what, f"The {self.what} answered with status {got.status_code}.")

    @asynccontextmanager
    async def answer(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx2.Response]:
        """An open answer. The whole block has the connector's time. Raises Unreachable."""
        try:
            async with asyncio.timeout(self._timeout_s):
                got = await self._sent(method, path, body, headers or {})
                try:
                    yield got
                finally:
                    await got.aclose()
        except (TimeoutError, httpx2.TimeoutException):
            raise Unreachable(self.what, f"The {self.what} did not answer in time.") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as failed:
            raise Unreachable(self.what, f"The {self.what} could not be reached ({type(failed).__name__}).") from None

    async def lines(self, answer: httpx2.Response) -> AsyncIterator[str]:
        """The lines of an open answer as they come. Raises Unreachable when there are too many bytes."""
        rest = b""
        async for part in self._parts(answer):
            *whole, rest = (rest + part).split(b"\n")
            for line in whole:
                yield line.decode(errors="replace").rstrip("\r")
        if rest:
            yield rest.decode(errors="replace")

    async def close(self) -> None:
        await self._client.aclose()

    async def _sent(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> httpx2.Response:
        """Sent to the first checked address that listens; a refused connection has carried nothing."""
        failed: Exception = httpx2.ConnectError("no address")
        for address in (await self._addresses())[:ADDRESSES_MAX]:
            try:
                return await self._client.send(self._request(method, path, address, body, headers), stream=True)
            except httpx2.ConnectError as refused:
                failed = refused
        raise failed

    def _request(
        self, method: str, path: str, address: str, body: bytes | None, headers: Mapping[str, str]
    ) -> httpx2.Request:
        """The request, to ``address``, under the name it was configured with (TLS checks the name)."""
        url = httpx2.URL(str(self._url).rstrip("/") + path)
        named = {"host": url.netloc.decode(), **headers}
        return self._client.build_request(
            method, url.copy_with(host=address), content=body, headers=named, extensions={"sni_hostname": url.host}
        )

    async def _addresses(self) -> list[str]:
        """What the name resolves to, IPv4 first. Raises Unreachable when any of it must not be called."""
        host = self._url.host.rstrip(".")
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, _port(self._url), type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise Unreachable(self.what, f"The name of the {self.what} cannot be resolved.") from None
        addresses = sorted({str(x[4][0]) for x in found}, key=lambda x: (":" in x, x))
        if not all(_may(x, self._private) for x in addresses):
            raise Unreachable(self.what, _because(self.what))
        return addresses

    async def _parts(self, answer: httpx2.Response) -> AsyncIterator[bytes]:
        """The bytes as sent: packed answers are not asked for and not unpacked, for they may be bombs."""
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Unreachable(self.what, f"The {self.what} answered in an encoding that was not asked for.")
        size = 0
        async for part in answer.aiter_raw():
            size += len(part)
            if size > ANSWER_MAX:
                raise Unreachable(self.what, f"The {self.what} answered with more than {ANSWER_MAX} bytes.")
            yield part

    async def _bounded(self, answer: httpx2.Response) -> bytes:
        return b"".join([part async for part in self._parts(answer)])

    def _json(self, status: int, body: bytes) -> Any:
        if not 200 <= status < 300:
            raise Unreachable(self.what, f"The {self.what} answered with status {status}.")
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            raise Unreachable(self.what, f"The {self.what} answered with something that is not JSON.") from None


def _client(what: str, headers: Mapping[str, str], timeout_s: float) -> httpx2.AsyncClient:
    """Keeps no cookies, follows nothing, goes through no proxy of the environment: the checked address is called."""
    for name, value in headers.items():
        if not value.isascii() or not value.isprintable():
            raise AddressRefused(f"{what}: the {name} header holds characters that may not be sent")
    return httpx2.AsyncClient(
        timeout=timeout_s,
        headers={"accept-encoding": "identity", "user-agent": "escapehatch", **headers},
        follow_redirects=False,
        transport=httpx2.AsyncHTTPTransport(),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
    )


def _checked(what: str, text: str, private: bool) -> httpx2.URL:
    """The address, if it may be called as it is written. Raises AddressRefused."""
    try:
        url = httpx2.URL(text)
        port = _port(url)
    except (httpx2.InvalidURL, ValueError) as wrong:
        raise AddressRefused(f"{what}: {text!r} is not an address: {wrong}") from None
    if url.scheme not in SCHEMES or not url.host:
        raise AddressRefused(f"{what}: {text!r} must begin with http:// or https:// and a name")
    if url.userinfo or url.query or url.fragment:
        raise AddressRefused(f"{what}: the address may hold no user, no '?' and no '#'")
    if not 0 < port < 65536 or (port not in PORTS and not private):
        raise AddressRefused(f"{what}: port {port} may not be called; set allow_private if it is meant")
    if _literal(url.host) and not _may(url.host, private):
        raise AddressRefused(_because(what))
    return url


def _because(what: str) -> str:
    return f"The {what} has a private address; set allow_private if it is meant."


def _port(url: httpx2.URL) -> int:
    return int(url.port or SCHEMES.get(url.scheme, 0))


def _literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def shape(wrong: msgspec.ValidationError) -> str:
    """How an answer differs from what was expected, as long as that quotes nothing of it."""
    said = str(wrong)
    return said if SHAPE.fullmatch(said) else "a value that may not be there"


def _may(address: str, private: bool) -> bool:
    """May this address be called? Link-local, multicast and wrapped ones never."""
    ip = ipaddress.ip_address(address.split("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or str(ip) in METADATA:
        return False
    if any(ip in x for x in WRAPPING if x.version == ip.version):
        return False
    return private or (ip.is_global and not ip.is_reserved)
