"""A house on a real socket, with patterns for reading and a clock of its own."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import websockets
from joserfc import jwt
from joserfc.jwk import OctKey

from escapehatch.adapters import reader_of
from escapehatch.app import House
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.serving import server
from escapehatch.settings import Settings

LANTERN = Path(__file__).parents[2] / "examples" / "lantern"
SECRET = "a secret that only the shop and this house know"
READER = reader_of("plain")


class MovedClock:
    """The machine's clock, moved by as much as the test says."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Place:
    """A running house, and the ways into it."""

    house: House
    http: httpx2.AsyncClient
    clock: MovedClock
    origin: str

    async def visit(self, identity: str = "", session: str = "", left: str = "") -> dict[str, Any]:
        body = {"site": "lantern", "identity": identity, "session": session, "left": left}
        answer = await self.http.post("/v1/widget/sessions", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def token(self, kind: str, name: str) -> str:
        token, _ = await self.house.grants.begin_login(kind, name, name.capitalize(), timedelta(hours=1))
        return token

    def identity(self, key: str = SECRET, alg: str = "HS256", **claims: Any) -> str:
        """Signed as the shop signs, with whatever is to be wrong."""
        at = int(self.clock.now().timestamp())
        good = {"iss": "lantern", "aud": "escapehatch", "sub": "ada", "iat": at, "exp": at + 300}
        good |= {"jti": f"jti-{id(claims)}-{at}-{len(claims)}", "name": "Ada Byrne", "tier": "gold"}
        kept = {k: v for k, v in {**good, **claims}.items() if v is not None}
        return jwt.encode({"alg": alg}, kept, OctKey.import_key(key), algorithms=[alg])

    async def ask(self, token: str, conversation_id: str, what: str, **body: Any) -> httpx2.Response:
        headers = {"authorization": f"Bearer {token}"}
        return await self.http.post(f"/v1/conversations/{conversation_id}/{what}", json=body, headers=headers)

    async def see(self, token: str, conversation_id: str) -> dict[str, Any]:
        answer = await self.http.get(
            f"/v1/conversations/{conversation_id}", headers={"authorization": f"Bearer {token}"}
        )
        found: dict[str, Any] = answer.json()
        return found

    def socket(self, origin: str | None = "own", **headers: str) -> Any:
        """A socket as a browser on ``origin`` opens it."""
        url = self.origin.replace("http", "ws") + "/v1/socket"
        shown = self.origin if origin == "own" else origin
        return websockets.connect(url, origin=shown, additional_headers=headers, open_timeout=5)  # type: ignore[arg-type]


async def until(found: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Wait for something that another task will bring about."""
    async with asyncio.timeout(seconds):
        while True:
            value = found()
            value = await value if asyncio.iscoroutine(value) else value
            if value:
                return value
            await asyncio.sleep(0.02)


async def frames(socket: Any, *kinds: str) -> dict[str, Any]:
    """The next frame of one of these kinds."""
    async with asyncio.timeout(10):
        while True:
            frame: dict[str, Any] = msgspec.json.decode(await socket.recv())
            if frame["type"] in kinds:
                return frame


@contextlib.asynccontextmanager
async def opened(folder: Path, **changes: Any) -> AsyncIterator[Place]:
    team, rules = folder / "roster.yaml", folder / "policy.yaml"
    for own in (team, rules):
        if not own.exists():
            shutil.copy(LANTERN / own.name, own)
    given = {
        "port": 0,
        "journal": folder / "journal.db",
        "policy": rules,
        "golden": LANTERN / "golden",
        "roster": team,
        "shop": {"kind": "folder", "folder": LANTERN},
        "bot": {"kind": "api"},
        "sites": {"lantern": {"secrets": [SECRET], "origins": ["http://shop.example"]}},
        **changes,
    }
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        given["port"] = free.getsockname()[1]
    settings, clock = Settings.model_validate(given), MovedClock()
    house = House(settings, await SqliteJournal.open(settings.journal), clock, READER)
    house.awake._clock = MovedClock()  # a clock that a test moves is no pause
    running = server(house.app, "127.0.0.1", settings.port)
    task = asyncio.create_task(running.serve())
    await until(lambda: running.started)
    async with httpx2.AsyncClient(base_url=settings.own_origin, timeout=10) as http:
        yield Place(house, http, clock, settings.own_origin)
    running.should_exit = True
    await task
