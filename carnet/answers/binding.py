"""Makes one PDF of several files, page after page. Runs in a child process (core/child.py).

Knows no database and no request.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from carnet.answers.pictures import SMALL_SIDE
from carnet.answers.signatures import PICTURE

A4_LONG = 842


def bind(parts: Sequence[tuple[str, str, int]], target: str, small: str) -> dict[str, Any]:
    """`parts`: path, type, and by how many degrees to turn it to the right. The pages of the whole, and whether it
    has a `small` picture: of a photo that comes first. A photo stands in it byte for byte."""
    path, found, turn = parts[0]
    if found == PICTURE:
        _draw_small(path, turn, small)
    with pikepdf.new() as pdf:
        for path, found, turn in parts:
            before = len(pdf.pages)
            _append(pdf, path, found)
            for page in pdf.pages[before:]:
                page.rotate(turn, relative=True)
        pdf.save(target)
        return {"pages": len(pdf.pages), "drawn": parts[0][1] == PICTURE}


def _draw_small(path: str, turn: int, small: str) -> None:
    with Image.open(path, formats=["JPEG"]) as image:
        image.thumbnail((SMALL_SIDE, SMALL_SIDE))
        image.rotate(-turn, expand=True).save(small, "JPEG", quality=80)


def _append(pdf: pikepdf.Pdf, path: str, found: str) -> None:
    if found == PICTURE:
        with Image.open(path, formats=["JPEG"]) as image:
            picture_page(pdf, Path(path).read_bytes(), image.size)
    else:
        with pikepdf.open(path) as other:
            pdf.pages.extend(other.pages)


def picture_page(pdf: pikepdf.Pdf, jpeg: bytes, size: tuple[int, int]) -> None:
    """A page as large as A4 that shows one picture, as it is."""
    width, height = (round(side * A4_LONG / max(size), 2) for side in size)
    picture = pikepdf.Stream(
        pdf,
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = pdf.add_blank_page(page_size=(width, height))
    page.Contents = pikepdf.Stream(pdf, f"q {width} 0 0 {height} 0 0 cm /Picture Do Q".encode())
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=picture))
