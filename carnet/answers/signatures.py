"""What a file that a client handed in is, by how it begins, and so by whom it is opened.

Knows no database and no request, and reads no further: a child process does that. What a file is called or claims
to be counts for nothing.
"""

PDF = "application/pdf"
PICTURE = "image/jpeg"
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
# By the beginning of the file: what we take, and what we only know to say what to do instead.
TAKEN = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}


class Misfit(Exception):
    """Nothing we take; which of them it is tells why."""


class Unknown(Misfit):
    """None of the types we take."""


class Drawing(Misfit):
    """GIF, BMP: hardly ever the photo of a paper."""


class Office(Misfit):
    """A document, table or archive of an office program."""


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
