"""Runs servers: one for real, and the demo's two (ours and the shop's) in one process."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib.util
import os
import secrets
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import uvicorn

from . import hops, logs
from .api.frames import Frames
from .api.grants import Grants
from .app import House, SystemClock, new_secret, open_house
from .journals.sqlite import SqliteJournal
from .ports import Clock, Reader
from .routing import roster
from .settings import Settings, SettingsRefused, load

#: Bytes of one frame on the socket; the application's own limit is a little below.
FRAME_MAX: Final = 128 * 1024
#: A socket is asked for a sign of life this often, and cut when none has come after as long again, seconds (G17).
HEARTBEAT_S: Final = 20.0
#: Connections that may wait to be accepted; the system's own limit (``net.core.somaxconn``) cuts it. Where there is no place
#: left, whoever comes back tries again after one, three and seven seconds, and can do nothing about it.
BACKLOG: Final = 65_535
#: How long requests under way are given at a stop, once the bot's turns have ended, seconds.
DRAIN_S: Final = 10
#: A stop that takes longer is cut off by the system (SIGALRM), seconds. What was acknowledged is stored by then.
STOP_WITHIN_S: Final = 28
#: What asks the server to stop. The second one ends it at once.
STOPS: Final = (signal.SIGINT, signal.SIGTERM)
#: When the collector looks at the young, the middle and all: objects made and not gone, and looks of the former kind.
COLLECT_AFTER: Final = (10_000, 20, 10)
#: How long a thread may go on while another one waits, seconds.
TURN_S: Final = 0.0005
TOKEN_FOR: Final = timedelta(days=365)
#: A sign-in link printed in a terminal works once, and this long.
LINK_FOR: Final = timedelta(hours=8)
SITE: Final = "lantern"


class _Server(uvicorn.Server):
    """Signals are handled once, for all servers of the process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(app: Any, host: str, port: int) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        log_level="warning",
        access_log=False,
        backlog=BACKLOG,
        ws=Frames,
        ws_per_message_deflate=False,
        ws_max_size=FRAME_MAX,
        ws_ping_interval=HEARTBEAT_S,
        ws_ping_timeout=HEARTBEAT_S,
        timeout_graceful_shutdown=DRAIN_S,
        server_header=False,
    )
    return _Server(config)


async def run(servers: Sequence[uvicorn.Server], drain: Callable[[], Awaitable[None]]) -> None:
    """Serve until SIGINT or SIGTERM; then ``drain``, and let go gracefully (G19).

    From the first signal on the system itself keeps time, and itself answers the second: whatever hangs here by then.
    """
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    settle()

    def stop() -> None:
        signal.alarm(STOP_WITHIN_S)
        for name in STOPS:
            loop.remove_signal_handler(name)
            signal.signal(name, signal.SIG_DFL)
        asked.set()

    async def leave() -> None:
        await asked.wait()
        with contextlib.suppress(Exception):
            await drain()
        for one in servers:
            one.should_exit = True

    for name in STOPS:
        loop.add_signal_handler(name, stop)
    leaving = asyncio.create_task(leave())
    try:
        await asyncio.gather(*(one.serve() for one in servers))
    finally:
        leaving.cancel()


def looped(work: Coroutine[Any, Any, None]) -> None:
    """``asyncio.run`` on the quicker loop, where there is one for this system."""
    quick = import_module("uvloop").new_event_loop if importlib.util.find_spec("uvloop") else None
    with asyncio.Runner(loop_factory=quick) as runner:
        runner.run(work)


def settle() -> None:
    """What Python is told of a process that stays.

    What is loaded stays: the collector looks at what comes later alone. A socket is some hundred objects that live long, so
    it looks seldom; at its own pace, made for small programs, it took a quarter of what five thousand pages cost that came back
    at once. Threads take turns quickly: whoever reads or writes the journal gives the turn away dozens of times for
    each answer, and at five milliseconds a turn, beside a busy loop, an answer took a third of a second.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    gc.enable()
    sys.setswitchinterval(TURN_S)


def serve(path: Path, invited: Sequence[str] = ()) -> None:
    """Run the server of a settings file; prints a sign-in link for each of ``invited``."""
    settings = load(path)
    logs.begin(settings.log_level)
    traced(settings.traces)

    async def work() -> None:
        house = await open_house(settings)
        for agent_id in invited:
            print(await link(house, agent_id))
        print(f"Escape Hatch serves {settings.own_origin}")
        for line in house.state()["missing"]:
            print(f"  missing: {line}")
        await run([server(house.app, settings.host, settings.port)], house.drain)

    looped(work())


def traced(address: str) -> None:
    """Send traces to ``address``; nothing is loaded without one. Raises SettingsRefused."""
    if not address:
        return
    clock = SystemClock()
    try:
        hops.begin(hops.exporting(address), lambda: round(clock.now().timestamp() * 1e9))
    except ImportError:
        raise SettingsRefused('traces: OpenTelemetry is not installed. pip install "escapehatch[otel]"') from None


async def link(house: House, agent_id: str) -> str:
    """A one-time sign-in link. Raises SettingsRefused for somebody who is not on the roster."""
    profile = house.roster.value.agent(agent_id)
    if profile is None:
        known = ", ".join(x.id for x in house.roster.value.agents) or "nobody"
        raise SettingsRefused(f"{agent_id!r} is not on the roster. On it: {known}.")
    code = await house.grants.invite(profile.id, profile.name, LINK_FOR)
    return f"{house.settings.own_origin}/console/?code={code}"


def invite(agent_id: str, path: Path) -> None:
    """Print a sign-in link for an agent, while the server is stopped."""
    settings = load(path)
    team = roster.parse(settings.roster.read_text(encoding="utf-8"), str(settings.roster)) if settings.roster else None
    profile = team.agent(agent_id) if team else None
    if profile is None:
        raise SettingsRefused(f"{agent_id!r} is not on the roster ({settings.roster or 'none is set'}).")

    async def work(grants: Grants) -> None:
        print(f"{settings.own_origin}/console/?code={await grants.invite(profile.id, profile.name)}")

    _with_grants(settings, work)


def token(kind: str, name: str, path: Path) -> None:
    """Print a token for a program, while the server is stopped."""
    if kind not in {"bot", "agent"}:
        raise SettingsRefused(f"{kind!r}: a token is for a bot or an agent.")
    settings = load(path)

    async def work(grants: Grants) -> None:
        secret, _ = await grants.begin_login(kind, name, name, TOKEN_FOR)
        print(secret)

    _with_grants(settings, work)


def _with_grants(settings: Settings, work: Any) -> None:
    async def opened() -> None:
        journal = await SqliteJournal.open(settings.journal)
        try:
            await work(Grants(journal, SystemClock(), new_secret, {}))
        finally:
            await journal.close()

    asyncio.run(opened())


def examples() -> Path:
    """The folder of the demo shop: beside the package in a wheel, in the checkout otherwise."""
    packaged = Path(__file__).parent / "examples" / "lantern"
    return packaged if packaged.exists() else Path(__file__).parents[2] / "examples" / "lantern"


def demo_settings(port: int, folder: Path, lantern: Path, reader: str) -> Settings:
    """The demo's settings: all of Lantern, an SQLite journal in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    origins = [f"http://{name}:{port + 1}" for name in ("127.0.0.1", "localhost")]
    return Settings.model_validate(
        {
            "port": port,
            "journal": folder / "journal.db",
            "policy": _own_copy(lantern / "policy.yaml", folder),
            "roster": _own_copy(lantern / "roster.yaml", folder),
            "golden": lantern / "golden",
            "reader": reader,
            "shop": {"kind": "folder", "folder": lantern},
            "sites": {SITE: {"secrets": [_demo_secret(folder)], "origins": origins}},
        }
    )


def _own_copy(path: Path, folder: Path) -> Path:
    """What leads change in the demo is the demo's own."""
    mine = folder / path.name
    if not mine.exists():
        mine.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return mine


def _demo_secret(folder: Path) -> str:
    """The key with which the demo shop signs identities, made on the first start."""
    path = folder / "site.key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(handle, secrets.token_urlsafe(32).encode())
        os.close(handle)
    return path.read_text()


async def demo_servers(
    settings: Settings, lantern: Path, clock: Clock | None = None, reader: Reader | None = None
) -> tuple[House, list[uvicorn.Server]]:
    """The demo's two servers: ours, and the shop's page on the next port."""
    house = await open_house(settings, clock, reader)
    shop = _site(lantern).create(lantern, settings.own_origin, settings.sites[SITE].secrets[0], house.clock.now)
    return house, [server(house.app, settings.host, settings.port), server(shop, settings.host, settings.port + 1)]


def _site(lantern: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("lantern_site", lantern / "site.py")
    if spec is None or spec.loader is None:
        raise SettingsRefused(f"{lantern / 'site.py'}: the demo shop's page is missing")
    site = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(site)
    return site


def demo(port: int, folder: Path, reader: str) -> None:
    """Run the demo and print its addresses."""
    logs.begin("warning")
    lantern = examples()
    settings = demo_settings(port, folder, lantern, reader)

    async def work() -> None:
        house, servers = await demo_servers(settings, lantern)
        await announce(house)
        await run(servers, house.drain)

    looped(work())


async def announce(house: House) -> None:
    """Print where everything is."""
    origin = house.settings.own_origin
    shop = f"http://{house.settings.host}:{house.settings.port + 1}/"
    print("\nEscape Hatch is up.\n")
    print(f"  The shop Lantern, with the widget   {shop}")
    for profile in house.roster.value.agents:
        print(f"  Console, sign in as {profile.name:<16}{await link(house, profile.id)}")
    print(f"  API docs                            {origin}/docs")
    print("\n  The sign-in links work once. Ctrl+C stops.\n", flush=True)
