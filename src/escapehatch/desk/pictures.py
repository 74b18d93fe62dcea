"""Pictures: told by their bytes, measured before they are decoded, and kept only as what was drawn anew.

What people see is the pixels and nothing else that was in the file: no place where a photo was taken (S42), no script behind
a picture (S40). The original is not kept. Runs for up to a second; the caller picks the thread.
"""

from __future__ import annotations

import io
from typing import Final

from msgspec import Struct
from PIL import Image, ImageOps

#: Pixels of a picture, measured in its header: it is not decoded beyond that. Four bytes each while it is.
PIXELS_MAX: Final = 32_000_000
#: The longer side of what is kept, pixels.
SIDE_MAX: Final = 2_048
#: Kept as a photo when it would take more bytes than this without loss.
LOSSLESS_MAX_BYTES: Final = 2 * 1024 * 1024
#: How finely photos are kept, of 100.
QUALITY: Final = 85

#: How a file of each kind begins.
_BEGINS: Final = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"GIF87a": "GIF", b"GIF89a": "GIF"}
#: What each kind is kept as. Of an animation the first picture is kept.
_KEPT_AS: Final = {"JPEG": "JPEG", "PNG": "PNG", "GIF": "PNG", "WEBP": "WEBP"}
_ENDINGS: Final = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
#: Modes in which a picture can be kept as it is.
_PLAIN_MODES: Final = frozenset({"L", "LA", "RGB", "RGBA"})


class BadPicture(Exception):
    """It cannot be shown: too large, or broken. The sentence is for people."""


class Drawn(Struct, frozen=True):
    """A picture as it is kept. ``ending``: of a fitting file name."""

    content: bytes
    media_type: str
    ending: str
    width: int
    height: int


def kind_of(content: bytes) -> str:
    """JPEG, PNG, GIF or WEBP by how it begins; empty when it is no such picture."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for start, kind in _BEGINS.items() if content.startswith(start)), "")


def draw(content: bytes, kind: str) -> Drawn:
    """The same picture, upright, in bounds, and drawn anew. Raises BadPicture."""
    if kind == "WEBP":
        _bounded(*_webp_size(content))
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            _bounded(*picture.size)
            return _kept(_pixels(picture), _KEPT_AS[kind])
    except BadPicture:
        raise
    except Image.DecompressionBombError:
        raise BadPicture(TOO_LARGE) from None
    except Exception:  # a broken file may break a decoder in any way
        raise BadPicture("This picture is damaged and cannot be shown.") from None


TOO_LARGE: Final = f"This picture has more than {PIXELS_MAX // 1_000_000} megapixels. Please send a smaller one."


def _bounded(width: int, height: int) -> None:
    if width * height > PIXELS_MAX:
        raise BadPicture(TOO_LARGE)


def _webp_size(content: bytes) -> tuple[int, int]:
    """By the header alone: the decoder makes room for the whole picture before it tells its size."""
    form, head = content[12:16], content[20:30]
    if len(head) < 10:
        raise BadPicture("This picture is damaged and cannot be shown.")
    if form == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF


def _pixels(picture: Image.Image) -> Image.Image:
    """Upright, at most SIDE_MAX on its longer side, and nothing but pixels."""
    picture.draft("RGB", (SIDE_MAX, SIDE_MAX))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in _PLAIN_MODES:
        see_through = "transparency" in upright.info or upright.mode in {"PA", "La", "RGBa"}
        upright = upright.convert("RGBA" if see_through else "RGB")
    upright.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _kept(picture: Image.Image, form: str) -> Drawn:
    content = _written(picture, form)
    if form == "PNG" and len(content) > LOSSLESS_MAX_BYTES:
        form, content = "JPEG", _written(_on_white(picture), "JPEG")
    return Drawn(content, f"image/{form.lower()}", _ENDINGS[form], *picture.size)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in {"LA", "RGBA"}:
        return picture
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _written(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    more = {"quality": QUALITY} if form != "PNG" else {"optimize": False}
    (_on_white(picture) if form == "JPEG" else picture).save(out, form, **more)
    return out.getvalue()
