"""The one client with which this house calls out: short times, small answers, no redirects, no private addresses.

A private address may be called only where the operator said so for that connector. The check is made on the addresses
that the name resolves to, before the call.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from typing import Any, Final

import httpx2
import msgspec

from ..ports import Unreachable

#: Seconds for one call, unless the connector says otherwise.
TIMEOUT_S: Final = 2.0
#: Bytes of an answer that are read.
ANSWER_MAX: Final = 1024 * 1024
SCHEMES: Final = frozenset({"http", "https"})


class Egress:
    """Calls one system. ``what`` names it in failures; ``allow_private``: addresses of this machine or network are meant."""

    def __init__(
        self, what: str, url: str, headers: Mapping[str, str], allow_private: bool = False, timeout_s: float = TIMEOUT_S
    ) -> None:
        self.what = what
        self._url = url.rstrip("/")
        self._private = allow_private
        self._client = httpx2.AsyncClient(timeout=timeout_s, headers=dict(headers), follow_redirects=False)

    async def get(self, path: str) -> Any:
        """The JSON at ``path``; None when there is none (404). Raises Unreachable."""
        status, body = await self._call("GET", path)
        return None if status == 404 else self._json(status, body)

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Any:
        """The JSON that answers ``body``; None when the answer is empty. Raises Unreachable."""
        status, answer = await self._call("POST", path, body, headers)
        return None if 200 <= status < 300 and not answer.strip() else self._json(status, answer)

    async def _call(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        await self.check()
        try:
            async with self._client.stream(method, self._url + path, content=body, headers=dict(headers or {})) as got:
                return got.status_code, await self._bounded(got)
        except httpx2.TimeoutException:
            raise Unreachable(self.what, f"The {self.what} did not answer in time.") from None
        except httpx2.HTTPError as failed:
            raise Unreachable(self.what, f"The {self.what} could not be reached ({type(failed).__name__}).") from None

    def stream(self, path: str, body: bytes) -> Any:
        """An open answer to ``body``, to be read as it comes; the caller checks first and bounds what it reads."""
        return self._client.stream("POST", self._url + path, content=body)

    async def _bounded(self, answer: httpx2.Response) -> bytes:
        parts, size = [], 0
        async for part in answer.aiter_bytes():
            size += len(part)
            if size > ANSWER_MAX:
                raise Unreachable(self.what, f"The {self.what} answered with more than {ANSWER_MAX} bytes.")
            parts.append(part)
        return b"".join(parts)

    def _json(self, status: int, body: bytes) -> Any:
        if not 200 <= status < 300:
            raise Unreachable(self.what, f"The {self.what} answered with status {status}.")
        try:
            return msgspec.json.decode(body)
        except msgspec.DecodeError:
            raise Unreachable(self.what, f"The {self.what} answered with something that is not JSON.") from None

    async def check(self) -> None:
        """Raises Unreachable when the address is one that must not be called."""
        url = httpx2.URL(self._url)
        if url.scheme not in SCHEMES or not url.host:
            raise Unreachable(self.what, f"The address of the {self.what} must begin with http:// or https://.")
        if self._private:
            return
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(url.host, url.port or (443 if url.scheme == "https" else 80))
        except (socket.gaierror, UnicodeError):
            raise Unreachable(self.what, f"The name of the {self.what} cannot be resolved.") from None
        if not all(_public(str(x[4][0])) for x in found):
            raise Unreachable(self.what, f"The {self.what} has a private address; set allow_private if it is meant.")


def _public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global
