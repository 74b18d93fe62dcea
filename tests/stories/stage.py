"""The stage on which stories are played: a real server process, real browsers, and verbs for the people in them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, Frame, Locator, Page, expect

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LANTERN = ROOT / "examples" / "lantern"
#: How long anything on a page may take to show, milliseconds. Generous: the machine may be busy.
SOON_MS = 20_000


#: Below those that the system gives to outgoing connections: a browser takes one of these between the look and the start.
PORTS: Final = range(20_000, 32_000, 2)
_next = count(os.getpid() * 97)


def free_ports() -> int:
    """A port that is free, and the next one too."""
    while True:
        port = PORTS[next(_next) % len(PORTS)]
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
        return port


class Server:
    """The house in a process of its own."""

    def __init__(self, folder: Path, lantern: Path, reader: str = "plain", port: int = 0) -> None:
        self.folder = folder
        self.lantern = lantern
        self.reader = reader
        self.port = port or free_ports()
        self.links: dict[str, str] = {}
        self._process: subprocess.Popen[str] | None = None

    @property
    def shop(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            str(HERE / "house.py"),
            str(self.folder),
            str(self.port),
            str(self.lantern),
            self.reader,
        ]
        errors = (self.folder / "errors.log").open("a")
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, (self.folder / "errors.log").read_text()
        self.links = json.loads(line)
        return self

    def set(self, **values: float) -> None:
        """Move the clock (``offset_s``) or slow the bot (``bot_delay_s``)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "stage.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({**known, **values}))
        os.replace(fresh, path)

    def kill(self) -> None:
        """kill -9."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=30)

    @property
    def errors(self) -> str:
        return (self.folder / "errors.log").read_text()


class Visitor:
    """A customer in a browser of their own."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.chat = page.frame_locator("escape-hatch iframe")

    @classmethod
    async def arrive(cls, browser: Browser, server: Server, **options: Any) -> Visitor:
        context = await browser.new_context(
            **{"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "timezone_id": "Europe/Madrid", **options}
        )
        context.set_default_timeout(SOON_MS)
        visitor = cls(await context.new_page(), server)
        await visitor.page.goto(server.shop)
        return visitor

    async def sign_in(self, customer_id: str) -> None:
        await self.page.request.post(f"{self.server.shop}/sign-in/{customer_id}")
        await self.page.goto(self.server.shop)

    async def speak(self, language: str) -> None:
        """The shop's page, and so the widget, is in this language from now on."""
        script = f"""if (window === top) new MutationObserver((_, watch) => {{
          if (!document.documentElement) return;
          document.documentElement.lang = {language!r};
          watch.disconnect();
        }}).observe(document, {{childList: true}});"""
        await self.page.context.add_init_script(script)
        await self.page.goto(self.server.shop)

    async def open_chat(self) -> None:
        await self.page.locator("escape-hatch").get_by_role("button").first.click()
        await expect(self.chat.locator("textarea")).to_be_visible(timeout=SOON_MS)

    async def write(self, text: str) -> None:
        await self.chat.locator("textarea").fill(text)
        await self.chat.locator("textarea").press("Enter")

    async def see(self, text: str, role: str = "") -> Locator:
        """Wait for these words; ``role``: said by bot or agent."""
        place = self.chat.locator(f".line.{role} .bubble" if role else "main").filter(has_text=text)
        try:
            await expect(place.last).to_be_visible(timeout=SOON_MS)
        except AssertionError as missing:
            shown = await self.chat.locator("body").inner_text()
            raise AssertionError(
                f"{text!r} is not in the chat, which shows:\n{shown}\n{self.server.errors}"
            ) from missing
        return place.last

    @property
    def panel(self) -> Frame:
        """The panel's own document."""
        return next(x for x in self.page.frames if "/widget/panel/" in x.url)

    async def said(self, role: str) -> list[str]:
        return await self.chat.locator(f".line.{role} .bubble").all_inner_texts()

    async def ask_for_person(self) -> None:
        await self.chat.locator(".talk").click()


class Agent:
    """An agent at the console."""

    def __init__(self, page: Page, server: Server, name: str) -> None:
        self.page = page
        self.server = server
        self.name = name

    @classmethod
    async def sign_in(cls, browser: Browser, server: Server, agent_id: str, **options: Any) -> Agent:
        context = await browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **options}
        )
        context.set_default_timeout(SOON_MS)
        agent = cls(await context.new_page(), server, agent_id)
        await agent.page.goto(server.links[agent_id])
        await expect(agent.page.locator(".presence.available")).to_be_visible(timeout=SOON_MS)
        return agent

    def offer(self, customer: str) -> Locator:
        return self.page.locator(".offer").filter(has_text=customer)

    async def accept(self, customer: str) -> None:
        await self.offer(customer).get_by_role("button", name="Accept").click()
        await expect(self.page.locator("#composer")).to_be_visible(timeout=SOON_MS)

    async def knows(self, *texts: str) -> None:
        """The packet shows all of this."""
        for text in texts:
            await expect(self.page.locator(".packet")).to_contain_text(text, timeout=SOON_MS)

    async def reply(self, text: str) -> None:
        await self.page.locator("#composer").fill(text)
        await self.page.locator("#composer").press("Enter")

    async def give_back(self, note: str) -> None:
        await self.page.get_by_role("button", name="Return to").click()
        await self.page.locator("#return-note").fill(note)
        await self.page.locator("dialog select").select_option(index=1)
        await self.page.locator("dialog button[type=submit]").click()

    async def wrap_up(self, note: str) -> None:
        await self.page.get_by_role("button", name="Wrap up").click()
        await self.page.locator(".wrap-up select").select_option(index=1)
        await self.page.get_by_label("Closing note").fill(note)
        await self.page.locator(".wrap-up button").click()


async def offered_to(agents: list[Agent], customer: str) -> Agent:
    """Whichever agent is offered this customer."""
    for _ in range(SOON_MS // 50):
        for agent in agents:
            if await agent.offer(customer).count():
                return agent
        await agents[0].page.wait_for_timeout(50)
    raise AssertionError(f"nobody was offered {customer}")
