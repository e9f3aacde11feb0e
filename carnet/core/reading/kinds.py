"""What a file really is, whatever its name says: told by its first bytes and, in a ZIP, by its parts.

Runs in the child process; parses nothing.
"""

import io
import re
from zipfile import BadZipFile, ZipFile

from carnet.core.reading.decoding import encoding_of
from carnet.core.workbooks.parts import ZIP
from carnet.core.workbooks.preflight import has_too_many_parts
from carnet.core.workbooks.refusals import Foreign, Incomplete, Protected, Suspicious, TooBig

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
MIMETYPES = {
    f"{OPEN_DOCUMENT}spreadsheet": "ods",
    f"{OPEN_DOCUMENT}text": "document",
    f"{OPEN_DOCUMENT}presentation": "presentation",
}

SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"RIFF", "picture"),
    (b"\0\x01\0\0Standard", "database"),
    (b"SQLite format 3\0", "database"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"{\\rtf", "document"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    # The beginnings of Excel 2 to 4, before there were workbooks.
    (b"\x09\x00\x04\x00", "old excel"),
    (b"\x09\x02\x06\x00", "old excel"),
    (b"\x09\x04\x06\x00", "old excel"),
)
# In a ZIP: a part whose name begins so gives the kind away.
PACKED = (
    ("xl/workbook.bin", "xlsb"),
    ("word/", "document"),
    ("ppt/", "presentation"),
    ("Index/", "numbers"),
    ("Index.zip", "numbers"),
    ("index.apxl", "numbers"),
    ("index.xml", "numbers"),
)
# In an OLE container: streams of other programs than Excel.
STREAMS = (
    ("WordDocument", "document"),
    ("PowerPoint Document", "presentation"),
    ("__properties_version1.0", "mail"),
)
HTML = re.compile(
    r"(?:<\?xml[^>]*>)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|table)\b"
)
MHTML = re.compile(r"mime-version:|content-type:\s*multipart/related", re.IGNORECASE)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(data: bytes) -> str:
    """xlsx, ods, xls, vcard, html or csv; a refusal for everything else."""
    if data.startswith(ZIP):
        return _packed(data)
    if data.startswith(OLE):
        return _stored(data)
    for signature, kind in SIGNATURES:
        if data.startswith(signature) and _certain(signature, data):
            raise Foreign(kind=kind)
    return _written(data)


def _certain(signature: bytes, data: bytes) -> bool:
    """Two letters may also begin a list ("BMW;…"), but then no zero byte follows at once."""
    return len(signature) > 3 or b"\0" in data[:64]


def _packed(data: bytes) -> str:
    if has_too_many_parts(data):
        raise TooBig
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            return _by_parts(archive)
    except (BadZipFile, EOFError, NotImplementedError) as problem:
        raise Incomplete from problem


def _by_parts(archive: ZipFile) -> str:
    names = archive.namelist()
    if "encrypted-package" in names:
        raise Protected
    for start, kind in PACKED:
        if any(name.startswith(start) for name in names):
            raise Foreign(kind=kind)
    if "xl/workbook.xml" in (name.lower() for name in names):
        return "xlsx"
    if "mimetype" in names:
        return _by_mimetype(archive)
    raise Foreign(kind="archive")


def _by_mimetype(archive: ZipFile) -> str:
    part = archive.getinfo("mimetype")
    if part.flag_bits & 1 or part.file_size > 200:
        raise Suspicious
    mimetype = archive.read(part).decode("ascii", "replace").strip()
    if MIMETYPES.get(mimetype) != "ods":
        raise Foreign(kind=MIMETYPES.get(mimetype, "unknown"))
    if b"encryption-data" in archive.read("META-INF/manifest.xml")[: 2**20]:
        raise Protected
    return "ods"


def _stored(data: bytes) -> str:
    if _has_stream(data, "EncryptedPackage"):
        raise Protected
    for name, kind in STREAMS:
        if _has_stream(data, name):
            raise Foreign(kind=kind)
    return "xls"


def _has_stream(data: bytes, name: str) -> bool:
    """Entries of an OLE directory take 128 bytes each and begin with the name (MS-CFB 2.6.1)."""
    entry = (name + "\0").encode("utf-16-le")
    at = data.find(entry)
    while at >= 0 and at % 128:
        at = data.find(entry, at + 1)
    return at >= 0


def _written(data: bytes) -> str:
    head = data[:8192].decode(encoding_of(data), "replace").lstrip("\ufeff \t\r\n").lower()
    if len(UNPRINTABLE.findall(head)) > len(head) / 100:
        raise Foreign(kind="unknown")
    if head.startswith("begin:vcard"):
        return "vcard"
    if HTML.match(head):
        return "html"
    if head.startswith("<?xml") or head.startswith("<office:document"):
        raise Foreign(kind="xml")
    if MHTML.match(head):
        raise Foreign(kind="web page")
    return "csv"
