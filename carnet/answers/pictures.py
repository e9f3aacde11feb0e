"""Draws a photo a client handed in anew. Runs in a child process (core/child.py), as little as it needs loaded.

Knows no database and no request.
"""

from typing import Any

import pillow_heif
from PIL import Image, ImageOps

from carnet.answers.signatures import PICTURE, kind

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 4000
SMALL_SIDE = 320


class TooLarge(Exception):
    """More pixels than we want to unpack."""


def open_picture(source: str, target: str, small: str) -> dict[str, Any]:
    """What it is: `kind`, `pages`, `remark` (what to look out for), and whether it was `drawn` anew, at `target`, and
    `small` beside it. Upright: place, camera and anything hidden in the file stay behind."""
    pillow_heif.register_heif_opener()
    with open(source, "rb") as file:
        found = kind(file.read(1024))
    with Image.open(source, formats=[found]) as image:
        upright = upright_of(image)
    upright.save(target, "JPEG", quality=88, optimize=True)
    shrink(upright, small)
    return {"kind": PICTURE, "pages": 1, "remark": "", "drawn": True}


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
