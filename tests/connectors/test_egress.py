"""What this house calls, and what it never calls, whatever the settings or a far system say."""

from __future__ import annotations

import asyncio
import gzip
import socket
from typing import Any

import pytest

from escapehatch.connectors.egress import ANSWER_MAX, AddressRefused, Egress
from escapehatch.ports import Unreachable

from .far import Far, answer


def egress(url: str, private: bool = True, timeout_s: float = 2.0, **headers: str) -> Egress:
    return Egress("shop", url, headers, private, timeout_s)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1",
        "http://127.0.0.1:8080/path",
        "http://[::1]",
        "http://0.0.0.0",
        "http://10.1.2.3",
        "http://192.168.1.1",
        "http://172.16.0.1",
        "http://100.64.0.1",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00::1]",
        "http://[::ffff:10.0.0.1]",
        "http://[64:ff9b::7f00:1]",
        "http://[2002:7f00:1::]",
        "file:///etc/passwd",
        "gopher://shop.example",
        "ftp://shop.example",
        "http://",
        "shop.example",
        "http://shop.example:25",
        "http://shop.example:6379",
        "http://ada@shop.example",
        "http://shop.example/?a=b",
        "http://shop.example/#x",
        "http://shop.example:99999",
    ],
)
def test_what_must_not_be_called_is_refused_in_the_settings(url: str) -> None:
    """S45."""
    with pytest.raises(AddressRefused) as refused:
        egress(url, private=False)
    assert "shop" in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["http://0177.0.0.1", "http://2130706433", "http://localhost.", "http://127.1", "http://\u0661\u0662\u0667.0.0.1"],
)
async def test_other_ways_to_write_it_are_refused_when_it_is_called(url: str) -> None:
    """S45: whatever the name resolves to is judged, not how it is written."""
    with pytest.raises((AddressRefused, Unreachable)):
        await egress(url, private=False).get("/")


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254", "http://[fe80::1]", "http://[fd00:ec2::254]", "http://0.0.0.0", "http://224.0.0.1"],
)
def test_a_private_network_that_is_meant_does_not_open_the_clouds_keys(url: str) -> None:
    """S45."""
    with pytest.raises(AddressRefused):
        egress(url, private=True)


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"]])
async def test_a_name_that_leads_home_is_not_called(monkeypatch: pytest.MonkeyPatch, answers: list[str]) -> None:
    """S45: DNS rebinding. Every address a name has is judged, at every call, and the judged one is called."""

    async def resolve(self: Any, host: str, port: int, **_: Any) -> list[Any]:
        kind = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kind[":" in x], socket.SOCK_STREAM, 6, "", (x, port)) for x in answers]

    monkeypatch.setattr(type(asyncio.get_running_loop()), "getaddrinfo", resolve)
    with pytest.raises(Unreachable, match="private address"):
        await egress("http://shop.example", private=False).get("/")


async def test_it_calls_under_the_configured_name(far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was judged is called, and told the name that was meant."""
    port = int(far.url.rsplit(":", 1)[1])

    async def resolve(self: Any, host: str, port: int, **_: Any) -> list[Any]:
        assert host == "shop.example"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(type(asyncio.get_running_loop()), "getaddrinfo", resolve)
    far.says({"ok": 1})
    assert await egress(f"http://shop.example:{port}/api/").get("/orders/1") == {"ok": 1}
    method, path, headers, _ = far.asked[0]
    assert (method, path, headers["host"]) == ("GET", "/api/orders/1", f"shop.example:{port}")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_nothing_is_followed(far: Far, status: int) -> None:
    far.says({}, status, location="http://169.254.169.254/")
    with pytest.raises(Unreachable, match=str(status)):
        await egress(far.url).get("/")
    assert len(far.asked) == 1


@pytest.mark.parametrize(
    ("body", "headers", "said"),
    [
        (b" " * (ANSWER_MAX + 1), {}, "more than"),
        (gzip.compress(b"0" * 10_000, mtime=0), {"content_encoding": "gzip"}, "encoding"),
        (b"<html>", {}, "not JSON"),
        (b"\xff\xfe", {}, "not JSON"),
        (b"[" * 100_000, {}, "not JSON"),
        (b'{"a": ', {}, "not JSON"),
    ],
)
async def test_an_answer_that_is_too_much_or_nothing(far: Far, body: bytes, headers: dict[str, str], said: str) -> None:
    """S47: an endless answer, a packed bomb, a web page, a deep nest."""
    far.says(body, **headers)
    with pytest.raises(Unreachable, match=said):
        await egress(far.url).get("/")


async def test_a_slow_drip_is_cut_off(far: Far) -> None:
    """S47, G11: one byte at a time never ends by itself; the whole call has one time."""

    async def drip(method: str, path: str, headers: dict[str, str], body: bytes, out: asyncio.StreamWriter) -> None:
        out.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
        while True:
            out.write(b" ")
            await out.drain()
            await asyncio.sleep(0.02)

    far.play = drip
    async with asyncio.timeout(3):
        with pytest.raises(Unreachable, match="in time"):
            await egress(far.url, timeout_s=0.2).get("/")


async def test_a_connection_that_breaks_or_is_refused(far: Far) -> None:
    async def cut(method: str, path: str, headers: dict[str, str], body: bytes, out: asyncio.StreamWriter) -> None:
        out.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")

    far.play = cut
    with pytest.raises(Unreachable, match="could not be reached"):
        await egress(far.url).get("/")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable, match="could not be reached"):
            await egress(f"http://127.0.0.1:{nobody.getsockname()[1]}").get("/")


def test_a_header_cannot_smuggle_another_one() -> None:
    """S50."""
    for value in ("Bearer x\r\nx-admin: 1", "Bearer x\ny", "Bearer \u00e4", "x\x00"):
        with pytest.raises(AddressRefused, match="header"):
            egress("https://shop.example", private=False, authorization=value)


async def test_no_cookies_and_no_proxy(far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    async def bake(method: str, path: str, headers: dict[str, str], body: bytes, out: asyncio.StreamWriter) -> None:
        answer(out, 200, b"{}", set_cookie="a=b; Path=/")

    far.play = bake
    client = egress(far.url)
    assert await client.get("/") == {}
    assert await client.get("/") == {}
    assert all("cookie" not in headers for _, _, headers, _ in far.asked)
