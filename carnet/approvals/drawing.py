"""Draws the pages of a PDF. Runs in a child process (core/child.py); knows no database and no request."""

from pathlib import Path

import pypdfium2

WIDE, TALLEST = 1240, 3500


def draw_pages(source: str, folder: str, most: int) -> int:
    """How many of the first pages lie in `folder` afterwards, as 1.jpg, 2.jpg …"""
    with pypdfium2.PdfDocument(source) as pdf:
        count = min(len(pdf), most)
        for number in range(count):
            page = pdf[number]
            wide, tall = page.get_size()
            scale = min(WIDE / max(wide, 1), TALLEST / max(tall, 1))
            image = page.render(scale=scale).to_pil().convert("RGB")
            image.save(Path(folder) / f"{number + 1}.jpg", "JPEG", quality=80, optimize=True)
            page.close()
    return count
