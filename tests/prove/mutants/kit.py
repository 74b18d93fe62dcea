"""A mutant is a few words of one source file in place of others. It is applied to a copy, never to the source."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct

SOURCE: Final = Path(__file__).parents[3] / "src" / "escapehatch"


class Stale(LookupError):
    """The text that a mutant replaces is not there exactly once: the mutant has to be written anew."""


class Mutant(Struct, frozen=True):
    """``breaks``: the guarantee, by its ID. ``file``: below ``src/escapehatch``."""

    name: str
    breaks: str
    file: str
    old: str
    new: str

    def applied(self) -> str:
        """The file with the bug in it. Raises Stale."""
        text = (SOURCE / self.file).read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise Stale(f"{self.name}: the old text stands {text.count(self.old)} times in {self.file}")
        return text.replace(self.old, self.new)


def overlay(mutant: Mutant | None, folder: Path) -> Path:
    """A folder for PYTHONPATH: the package as it is, by links, but for the one file."""
    folder.mkdir(parents=True)
    if mutant is None:
        (folder / "escapehatch").symlink_to(SOURCE)
        return folder
    here, there = folder / "escapehatch", SOURCE
    for part in Path(mutant.file).parts:
        here.mkdir()
        for x in there.iterdir():
            if x.name not in {part, "__pycache__"}:
                (here / x.name).symlink_to(x)
        here, there = here / part, there / part
    here.write_text(mutant.applied(), encoding="utf-8")
    return folder
