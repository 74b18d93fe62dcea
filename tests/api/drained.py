"""A whole server in a process of its own, with a slow bot: ``drained.py FOLDER PORT BOT_S [--hang] [--within S]``.

``--hang``: what is done at a stop never ends, and holds the event loop. ``--within``: a stop may take so long.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from escapehatch import app, serving
from escapehatch.adapters import outside_of, reader_of
from escapehatch.app import House, SystemClock
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.ports import BotReply, BotRequest
from escapehatch.settings import Settings

LANTERN = Path(__file__).parents[2] / "examples" / "lantern"


class Slow:
    name = "Pip"

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def answer(self, request: BotRequest) -> BotReply:
        await asyncio.sleep(self._seconds)
        return BotReply("It left the depot yesterday.")


async def main(folder: Path, port: int, bot_s: float, hang: bool) -> None:
    given = {
        "port": port,
        "journal": folder / "journal.db",
        "roster": LANTERN / "roster.yaml",
        "sites": {"lantern": {"secrets": ["s" * 32], "origins": []}},
    }
    settings, reader = Settings.model_validate(given), reader_of("plain")
    outside = replace(outside_of(settings, SystemClock(), reader), bot=Slow(bot_s))
    house = House(settings, await SqliteJournal.open(settings.journal), SystemClock(), reader, outside)
    house.bots._patience = lambda: timedelta(seconds=90)

    async def stuck() -> None:
        time.sleep(600)

    await serving.run([serving.server(house.app, "127.0.0.1", port)], stuck if hang else house.drain)


if __name__ == "__main__":
    app.TURNS_S = 3.0  # type: ignore[misc]
    if "--within" in sys.argv:
        serving.STOP_WITHIN_S = int(sys.argv[sys.argv.index("--within") + 1])  # type: ignore[misc]
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), "--hang" in sys.argv))
