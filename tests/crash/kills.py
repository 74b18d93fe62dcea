"""A desk over a journal in a process of its own, killed in earnest. Run as a script: ``kills.py storm|write JOURNAL ...``.

``storm JOURNAL SEED LIVES`` forks a server, sends it messages, kills it at a random moment (also while it starts), sends
again whatever was not acknowledged and some of what was, and so on; it prints what it counted as JSON.
``write JOURNAL`` writes some messages and says which were acknowledged, for somebody else to kill it at a chosen moment.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.attachment import Attachment
from escapehatch.conversation.values import Author, Customer, Reading, Role
from escapehatch.desk.announcer import Announcer
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.desk.desk import Desk, Knowledge
from escapehatch.handoff import packet, policy
from escapehatch.handoff.judge import judge
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file
from escapehatch.ports import Blob
from escapehatch.relays.memory import MemoryRelay

CONVERSATIONS, MESSAGES = 4, 40
PHOTO_BYTES = 150_000


class Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Deaf:
    """A reading costs nothing here."""

    def read(self, *_: object) -> Reading:
        return Reading(language="en", reader="deaf")


def desk_of(journal: SqliteJournal, ids: Random) -> Desk:
    knows = Knowledge(
        judge=lambda c, now: judge(c, policy.DEFAULT, now),
        route=lambda c, reason: policy.DEFAULT.route(c, reason),
        minimum_packet=packet.minimum,
        deadlines=lambda c: deadlines(c, Patience()),
        reasks=lambda c, text: (),
        mask=lambda text, before: text,
    )
    new_id = lambda: f"{ids.getrandbits(64):x}"  # noqa: E731
    return Desk(journal, Announcer(MemoryRelay()), Deaf(), knows, Clock(), new_id, tell=True)


async def said(journal: SqliteJournal, desk: Desk, message_id: str) -> None:
    """One message of one customer, in the conversation that its id begins with. Every third carries a picture."""
    name, number = message_id.split("-")
    await desk.handle(name, do.Start(name, Customer(name)))
    sent = (await stored(journal, name, f"photo-{message_id}"),) if int(number) % 3 == 0 else ()
    command = do.Post(message_id, Author(Role.CUSTOMER, name), f"This is {message_id}.", attachments=sent)
    done = await desk.handle(name, command)
    assert done.refused is None, done.refused


async def stored(journal: SqliteJournal, name: str, blob_id: str) -> Attachment:
    """Uploaded, unless it was before the last kill: then it is sent again as it is."""
    photo = Attachment(blob_id, "kettle.jpg", "image/jpeg", PHOTO_BYTES, 640, 480)
    if not await journal.blobs(name, [blob_id]):
        await journal.put_blob(Blob(photo, name, name, Clock().now()), bytes(PHOTO_BYTES))
    return photo


async def serve(path: Path, asked: int, answers: int) -> None:
    """Read message ids, a line each; write those that are facts."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(asked, "rb", 0))
    journal = await SqliteJournal.open(path)
    desk = desk_of(journal, Random())

    async def answer(message_id: str) -> None:
        await said(journal, desk, message_id)
        os.write(answers, f"{message_id}\n".encode())

    tasks = set()
    while line := await reader.readline():
        tasks.add(asyncio.create_task(answer(line.decode().strip())))
    await asyncio.gather(*tasks)


def life(path: Path, messages: list[str], most_s: float, enough: int) -> list[str]:
    """One server, killed after at most so long, or once it has acknowledged enough; what it acknowledged."""
    (asked, ask), (heard, answer) = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        os.close(ask)
        os.close(heard)
        asyncio.run(serve(path, asked, answer))
        os._exit(0)
    os.close(asked)
    os.close(answer)
    os.write(ask, "".join(f"{x}\n" for x in messages).encode())
    until, text = time.monotonic() + most_s, b""
    while (left := until - time.monotonic()) > 0 and text.count(b"\n") < enough:
        if select.select([heard], [], [], left)[0]:
            text += os.read(heard, 65_536)
    os.kill(child, signal.SIGKILL)
    while more := os.read(heard, 65_536):
        text += more
    os.waitpid(child, 0)
    os.close(ask)
    os.close(heard)
    return text.decode().split()


def storm(path: Path, seed: int, lives: int) -> dict[str, int]:
    rng, acked, pending, sent = Random(seed), set[str](), list[str](), 0
    for _ in range(lives):
        fresh = [f"c{rng.randrange(CONVERSATIONS)}x{sent // 400}-{sent + n}" for n in range(rng.randint(1, 12))]
        sent += len(fresh)
        again = rng.sample(sorted(acked), min(len(acked), rng.randint(0, 2)))
        pending = [*pending, *fresh][-60:]
        asked = [*pending, *again]
        soon = rng.random() < 0.3
        acked |= set(life(path, asked, rng.uniform(0.0, 0.1) if soon else 20, rng.randint(1, len(asked))))
        pending = [x for x in pending if x not in acked]
    return {"kills": lives, "acknowledged": len(acked), **judged(path, acked)}


def judged(path: Path, acked: set[str]) -> dict[str, int]:
    """How many acknowledged messages are missing, how many are there twice, and how many rules are broken."""
    there = asyncio.run(_messages(path))
    broken = len(verify_file(path))
    return {"lost": len(acked - there.keys()), "doubled": sum(n > 1 for n in there.values()), "broken": broken}


async def _messages(path: Path) -> Counter[str]:
    journal = await SqliteJournal.open(path)
    found = [x.event async for _, records in journal.every() for x in records]
    await journal.close()
    return Counter(x.message_id for x in found if isinstance(x, e.MessagePosted))


async def write(path: Path) -> None:
    """Some messages in a fixed order, two at a time; each one that is a fact is printed."""
    journal = await SqliteJournal.open(path)
    desk = desk_of(journal, Random(1))
    for n in range(0, MESSAGES, 2):
        both = [f"c{(n + x) % CONVERSATIONS}-{n + x}" for x in range(2)]
        await asyncio.gather(*(said(journal, desk, x) for x in both))
        os.write(1, "".join(f"{x}\n" for x in both).encode())
    await journal.close()


if __name__ == "__main__":
    if sys.argv[1] == "storm":
        print(json.dumps(storm(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
    else:
        asyncio.run(write(Path(sys.argv[2])))
