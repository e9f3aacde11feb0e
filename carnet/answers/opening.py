"""Opens a file a client handed in, to see what it really is. Runs in a child process (core/child.py).

Knows no database and no request. What a file is called or claims to be counts for nothing.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image, ImageOps, ImageSequence

from carnet.answers.binding import PICTURE, SMALL_SIDE, picture_page

PDF = "application/pdf"
MOST_PIXELS = 60_000_000
MOST_FRAMES = 200
LONGEST_SIDE = 4000
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
# By the beginning of the file: what we take, and what we only know to say what to do instead.
TAKEN = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}
DEEP = 40
# What a PDF may do or carry besides showing pages, by the words in it.
ACTIONS = {"/JavaScript": "script", "/Launch": "launch", "/ImportData": "launch"}
KEYS = {"/JS": "script", "/EF": "embedded", "/EmbeddedFiles": "embedded", "/XFA": "script"}


class Unknown(Exception):
    """None of the types we take."""


class Drawing(Exception):
    """GIF, BMP: hardly ever the photo of a paper."""


class Office(Exception):
    """A document, table or archive of an office program."""


class TooLarge(Exception):
    """More pixels than we want to unpack."""


class TooMany(Exception):
    """A TIFF of more pages than anybody scans at once."""


class Locked(Exception):
    """A PDF that asks for a password."""


REFUSED = {
    b"GIF8": Drawing,
    b"BM": Drawing,
    b"PK\x03\x04": Office,
    b"\xd0\xcf\x11\xe0": Office,
    b"{\\rtf": Office,
}


def kind(head: bytes) -> str:
    """The format, by its signature."""
    for start, found in TAKEN.items():
        if head.startswith(start):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return "HEIF"
    for start, problem in REFUSED.items():
        if head.startswith(start):
            raise problem
    if b"%PDF-" in head[:1024]:
        return "PDF"
    raise Unknown


def open_upload(source: str, target: str, small: str) -> dict[str, Any]:
    """What the file is: `kind`, `pages`, `remark` (what to look out for), and whether it was `drawn` anew, at
    `target`, and `small` beside it. Otherwise it is kept itself, byte for byte, as evidence."""
    with open(source, "rb") as file:
        found = kind(file.read(1024))
    if found == "PDF":
        pages, remark = pdf_about(source)
        return {"kind": PDF, "pages": pages, "remark": remark, "drawn": False}
    if found == "TIFF" and (pages := frames(source, target, small)) > 1:
        return {"kind": PDF, "pages": pages, "remark": "", "drawn": True}
    if found != "TIFF":
        redraw(source, found, target, small)
    return {"kind": PICTURE, "pages": 1, "remark": "", "drawn": True}


def pdf_about(source: str) -> tuple[int, str]:
    """Pages, and what it may do or carries besides: words of `script launch embedded`."""
    try:
        with pikepdf.open(source) as pdf:
            pages, found = len(pdf.pages), set(active(pdf))
    except pikepdf.PasswordError as problem:
        raise Locked from problem
    if not pages:
        raise Unknown
    return pages, " ".join(sorted(found))


def active(pdf: pikepdf.Pdf) -> Iterator[str]:
    for one in pdf.objects:
        yield from _active(one, DEEP)


def _active(one: Any, deep: int) -> Iterator[str]:
    """In one object and what stands inside it; what it only points at has its own turn."""
    if isinstance(one, pikepdf.Array):
        inside = list(one)  # type: ignore[call-overload]
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        inside = []
        for key, value in one.items():
            if key in KEYS:
                yield KEYS[key]
            if key == "/S" and str(value) in ACTIONS:
                yield ACTIONS[str(value)]
            inside.append(value)
    else:
        return
    for value in inside:
        if deep and isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _active(value, deep - 1)


def redraw(source: str, found: str, target: str, small: str) -> None:
    """A picture is drawn anew, upright: place, camera and anything hidden in the file stay behind."""
    pillow_heif.register_heif_opener()
    with Image.open(source, formats=[found]) as image:
        upright = upright_of(image)
    upright.save(target, "JPEG", quality=88, optimize=True)
    shrink(upright, small)


def frames(source: str, target: str, small: str) -> int:
    """A scan of several pages becomes a PDF of as many, a single one a picture."""
    with Image.open(source, formats=["TIFF"]) as image, pikepdf.new() as pdf:
        for number, frame in enumerate(ImageSequence.Iterator(image), 1):
            if number > MOST_FRAMES:
                raise TooMany
            upright, drawn = upright_of(frame), io.BytesIO()
            upright.save(drawn, "JPEG", quality=88, optimize=True)
            picture_page(pdf, drawn.getvalue(), upright.size)
            if number == 1:
                shrink(upright, small)
        pages = len(pdf.pages)
        if pages > 1:
            pdf.save(target)
        else:
            with open(target, "wb") as file:
                file.write(drawn.getvalue())
    return pages


def upright_of(image: Image.Image) -> Image.Image:
    if image.width * image.height > MOST_PIXELS:
        raise TooLarge
    upright = on_white(ImageOps.exif_transpose(image))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright


def shrink(image: Image.Image, small: str) -> None:
    image.thumbnail((SMALL_SIDE, SMALL_SIDE))
    image.save(small, "JPEG", quality=80)


def on_white(image: Image.Image) -> Image.Image:
    """Without transparency, which JPEG does not have and which may hide or show text."""
    if image.mode == "RGB":
        return image.copy()
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda light: light / 256).convert("L")
    seen = image.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
