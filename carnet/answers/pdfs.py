"""Looks into a PDF a client handed in. Runs in a child process (core/child.py), as little as it needs loaded.

Knows no database and no request.
"""

from collections.abc import Iterator
from typing import Any

import pikepdf

from carnet.answers.signatures import PDF, Unknown

DEEP = 40
# What a PDF may do or carry besides showing pages, by the words in it.
ACTIONS = {"/JavaScript": "script", "/Launch": "launch", "/ImportData": "launch"}
KEYS = {"/JS": "script", "/EF": "embedded", "/EmbeddedFiles": "embedded", "/XFA": "script"}


class Locked(Exception):
    """A PDF that asks for a password."""


def open_pdf(source: str, _target: str, _small: str) -> dict[str, Any]:
    """As open_picture; a PDF is kept itself, byte for byte, as evidence."""
    pages, remark = pdf_about(source)
    return {"kind": PDF, "pages": pages, "remark": remark, "drawn": False}


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
