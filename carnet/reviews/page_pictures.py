"""Draws one page of a PDF as a picture. Runs in a child process (core/child.py), as little as it needs loaded.

Knows no database and no request.
"""

import pypdfium2

LONGEST_SIDE = 1800
SHARPEST = 3.0


def draw_page(source: str, number: int, target: str) -> dict[str, int]:
    """The page with this number, counted from 1, as a JPEG at `target`. Scripts and forms are not run."""
    with pypdfium2.PdfDocument(source) as pdf:
        page = pdf[number - 1]
        width, height = page.get_size()
        scale = min(SHARPEST, LONGEST_SIDE / max(width, height, 1))
        picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    picture.save(target, "JPEG", quality=82, optimize=True)
    return {"width": picture.width, "height": picture.height}
