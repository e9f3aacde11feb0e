"""Opens a file a client handed in, to see what it really is. Runs in a child process (core/child.py).

Knows no database and no request. What a file is called or claims to be counts for nothing.
"""

from pathlib import Path

import pikepdf
import pillow_heif
from PIL import Image, ImageOps

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 4000
SMALL_SIDE = 320
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


class Unknown(Exception):
    """None of the types we take."""


class TooLarge(Exception):
    """More pixels than we want to unpack."""


class Locked(Exception):
    """A PDF that asks for a password."""


def kind(head: bytes) -> str:
    """The format, by its signature."""
    if b"%PDF-" in head[:1024]:
        return "PDF"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return "HEIF"
    raise Unknown


def open_upload(source: str, target: str, small: str) -> dict[str, int | str]:
    """Write what is to be kept to `target` (a picture also to `small`); say its type and pages."""
    with open(source, "rb") as file:
        found = kind(file.read(1024))
    if found == "PDF":
        return {"kind": "application/pdf", "pages": pdf_pages(source, target)}
    redraw(source, found, target, small)
    return {"kind": "image/jpeg", "pages": 1}


def pdf_pages(source: str, target: str) -> int:
    """A PDF is evidence: it is kept byte for byte once it has proved to open."""
    try:
        with pikepdf.open(source) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as problem:
        raise Locked from problem
    if not pages:
        raise Unknown
    Path(target).write_bytes(Path(source).read_bytes())
    return pages


def redraw(source: str, found: str, target: str, small: str) -> None:
    """A picture is drawn anew, upright: place, camera and anything hidden in the file stay behind."""
    pillow_heif.register_heif_opener()
    with Image.open(source, formats=[found]) as image:
        if image.width * image.height > MOST_PIXELS:
            raise TooLarge
        upright = on_white(ImageOps.exif_transpose(image))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.save(target, "JPEG", quality=88, optimize=True)
    upright.thumbnail((SMALL_SIDE, SMALL_SIDE))
    upright.save(small, "JPEG", quality=80)


def on_white(image: Image.Image) -> Image.Image:
    """Without transparency, which JPEG does not have and which may hide or show text."""
    if image.mode == "RGB":
        return image
    seen = image.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
