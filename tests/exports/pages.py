"""Reads a PDF as a person does: its pages, and the words on them."""

import re

from pypdfium2 import PdfDocument


def words_of(response) -> str:
    assert response.headers["Content-Type"] == "application/pdf"
    return words_in(response.content)


def words_in(data: bytes) -> str:
    """In one line, with words whole that were broken at the end of one."""
    with PdfDocument(data) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r"\s+", " ", re.sub("\ufffe\\s*|\u200b", "", text))


def pictures_of(data: bytes, scale: float = 1.5):
    with PdfDocument(data) as document:
        return [page.render(scale=scale).to_pil() for page in document]
