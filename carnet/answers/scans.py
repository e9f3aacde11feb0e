"""Opens a TIFF a client handed in, mostly a scan. Runs in a child process (core/child.py).

Knows no database and no request.
"""

import io
from typing import Any

import pikepdf
from PIL import Image, ImageSequence

from carnet.answers.binding import picture_page
from carnet.answers.pictures import shrink, upright_of
from carnet.answers.signatures import PDF, PICTURE

MOST_FRAMES = 200


class TooMany(Exception):
    """A TIFF of more pages than anybody scans at once."""


def open_scan(source: str, target: str, small: str) -> dict[str, Any]:
    """As open_picture; one of several pages becomes a PDF."""
    pages = frames(source, target, small)
    return {"kind": PDF if pages > 1 else PICTURE, "pages": pages, "remark": "", "drawn": True}


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
