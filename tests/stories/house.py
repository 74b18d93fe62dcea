"""The server of the stories: the demo's own two servers, with a clock that can be moved and a bot that can be slowed.

``house.py FOLDER PORT LANTERN READER``. ``FOLDER/stage.json`` is read as it changes: {"offset_s": ..., "bot_delay_s": ...}.
``FOLDER/mail.json``, if there is one, is the settings' section of the mail server.
Prints one JSON line with the sign-in links when it is up.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from escapehatch import logs
from escapehatch.app import House
from escapehatch.ports import Bot, BotReply, BotRequest
from escapehatch.serving import demo_servers, demo_settings, link, run
from escapehatch.settings import MailSettings


class Stage:
    """What the story has set, from the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = (0, {"offset_s": 0.0, "bot_delay_s": 0.0})

    @property
    def now_set(self) -> dict[str, float]:
        try:
            stamp = self.path.stat().st_mtime_ns
            if stamp != self._seen[0]:
                self._seen = (stamp, {"offset_s": 0.0, "bot_delay_s": 0.0, **json.loads(self.path.read_text())})
        except (FileNotFoundError, json.JSONDecodeError):
            pass
        return self._seen[1]


class StageClock:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._stage.now_set["offset_s"])


class SlowBot:
    """The real bot, after a pause."""

    def __init__(self, bot: Bot, stage: Stage) -> None:
        self.name = bot.name
        self._bot = bot
        self._stage = stage

    async def answer(self, request: BotRequest) -> BotReply:
        await asyncio.sleep(self._stage.now_set["bot_delay_s"])
        return await self._bot.answer(request)


async def main(folder: Path, port: int, lantern: Path, reader: str) -> None:
    stage = Stage(folder / "stage.json")
    settings = demo_settings(port, folder, lantern, reader)
    mail = folder / "mail.json"
    if mail.exists():
        settings = settings.model_copy(update={"mail": MailSettings.model_validate_json(mail.read_text())})
    house, servers = await demo_servers(settings, lantern, StageClock(stage))
    if house.bot:
        house.bots._bot = SlowBot(house.bot, stage)
    up = asyncio.create_task(_tell(house, servers))
    await run(servers, house.drain)
    up.cancel()


async def _tell(house: House, servers: list[Any]) -> None:
    while not all(x.started for x in servers):
        await asyncio.sleep(0.02)
    links = {x.id: await link(house, x.id) for x in house.roster.value.agents}
    print(json.dumps(links), flush=True)


if __name__ == "__main__":
    logs.begin("warning")
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]))
