"""Turns an uploaded picture into the PNG we keep: decided by content, redrawn, small.

What is served later is our own drawing of it, so nothing hidden in the upload survives.
"""

import io
import warnings
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 2 * 2**20
MOST_PIXELS = 24_000_000
BOX = (600, 200)


class WrongLogo(ValueError):
    """Says in a sentence why the picture cannot be the logo."""


def redraw(file: BinaryIO) -> bytes:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise WrongLogo(_("The logo is larger than 2 MB. Choose a smaller picture."))
    if b"<svg" in data[:2000].lower():
        raise WrongLogo(_("SVG drawings cannot be used as a logo. Save the logo as PNG or JPEG."))
    return _draw(_open(data))


def _open(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise WrongLogo(
                    _("The logo has %(width)s × %(height)s pixels. Choose a smaller picture.")
                    % {"width": picture.width, "height": picture.height}
                )
            picture.load()
    except WrongLogo:
        raise
    # A broken picture raises nearly anything, depending on where it is broken.
    except Exception as problem:  # noqa: BLE001
        raise WrongLogo(
            _("This file is not a picture we can read. Choose a PNG, JPEG or WebP file.")
        ) from problem
    return picture


def _draw(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail(BOX)
    file = io.BytesIO()
    # A fresh image leaves behind whatever the upload carried besides its pixels.
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    clean.save(file, "PNG", optimize=True)
    return file.getvalue()
