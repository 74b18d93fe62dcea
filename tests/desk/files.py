"""Files as people send them, and as attackers do. Made here, so that each says what is wrong with it."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Final

from PIL import Image
from PIL.PngImagePlugin import PngInfo

#: Where a photo was taken, and by whom: in no byte of what is handed out.
SECRET_PLACE: Final = b"PLACE-OF-ADA"


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    red = {"RGB": (200, 40, 40), "RGBA": (200, 40, 40, 128), "L": 90, "P": 3, "CMYK": (0, 200, 200, 20)}[mode]
    Image.new(mode, size, red).save(out, form, **more)  # type: ignore[arg-type]
    return out.getvalue()


def photo_with_place(size: tuple[int, int] = (64, 48), turned: int = 6) -> bytes:
    """As phones make them: the place, the maker, a comment, and pixels that lie on their side."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = SECRET_PLACE.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = SECRET_PLACE.decode()
    return picture(size=size, exif=exif, comment=SECRET_PLACE)


def png_with_words() -> bytes:
    words = PngInfo()
    words.add_text("Author", SECRET_PLACE.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET_PLACE.decode())
    return picture("PNG", pnginfo=words)


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is, with a few bytes that unpack to a lot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    packed = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def webp_header(width: int, height: int) -> bytes:
    """A WebP whose header alone says that it is enormous."""
    sizes = b"\x10\x00\x00\x00" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + sizes
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


SCRIPT: Final = b"<script>alert(document.domain)</script>"
SVG: Final = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
HTML: Final = b"<!doctype html><html><body onload=alert(1)>" + SCRIPT + b"</body></html>"
MHTML: Final = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\n" + HTML
XML: Final = b'<?xml version="1.0"?><?xml-stylesheet href="javascript:alert(1)"?><x/>'
PDF: Final = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
#: A picture to one program and a script to another.
GIF_SCRIPT: Final = picture("GIF", mode="P") + b"\n*/=1;alert(document.domain)//"
JPEG_HTML: Final = picture("JPEG", comment=SCRIPT) + HTML
PNG_ZIP: Final = picture("PNG") + b"PK\x03\x04" + SCRIPT
