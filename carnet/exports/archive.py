"""A dossier as a ZIP that is never whole anywhere: documents are unsealed piece by piece while it is sent.

Everything that asks the database is asked before the first byte leaves, since by then no firm is current any more.
What the archive holds, and what it ought to hold and does not, stands in its manifest.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

from carnet.answers.documents import SUFFIX, clear_of
from carnet.answers.models import Document
from carnet.core.child import ChildFailed
from carnet.core.crypto import SealBroken
from carnet.exports.as_json import as_json
from carnet.exports.file_names import LONGEST_FOLDER, LONGEST_NAME, safe, safe_file, unused
from carnet.exports.manifest import NAME, Held, manifest
from carnet.exports.pdf import pdf
from carnet.exports.record import Told, record_of_firm
from carnet.exports.sent import Placed, Sent
from carnet.exports.tax_codes import code_summary, leads_to_codes
from carnet.exports.tax_codes_csv import tax_codes_csv
from carnet.exports.workbook import workbook
from carnet.firms import document_names

log = logging.getLogger(__name__)

# From here on the header of an entry must be of the longer kind; below, old programs open it too.
LARGE = 2**31
LONGEST_QUESTION, LONGEST_ENTRY = 60, 30


@dataclass(frozen=True)
class Part:
    """A file of the archive, before it is written. `facts` go to the manifest. `pieces` raises SealBroken or OSError
    when it cannot be read."""

    name: str
    size: int
    at: datetime
    pieces: Callable[[], Iterator[bytes]]
    facts: dict[str, Any] = field(default_factory=dict)


class Pipe:
    """What a ZipFile writes into, to be taken out at the other end."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        self.held += data
        return len(data)

    def flush(self) -> None:
        """Whoever takes it out decides when."""

    def close(self) -> None:
        """There is nothing to let go of."""

    def taken(self) -> bytes:
        data, self.held = bytes(self.held), bytearray()
        return data


def archive(given: Sent, language: str, now: datetime) -> Iterator[bytes]:
    """The ZIP in pieces. Reads the database at once, and nothing later but files."""
    folder = folder_of(given)
    parts = [*tables(given, folder, language, now), *papers(given, folder)]
    return streamed(parts, [about(given, folder)], now)


def about(given: Sent, folder: str) -> dict[str, Any]:
    """What the manifest says of a dossier."""
    found = {"folder": folder, "reference": given.submission.reference}
    return found | {"client": str(given.dossier.client.uuid), "sha256": given.submission.sha256}


def folder_of(given: Sent) -> str:
    """The client's number first, as in the cabinet."""
    client = given.dossier.client
    return safe(f"{client.client_number or client.pk} {client.name}", LONGEST_FOLDER)


def tables(given: Sent, folder: str, language: str, now: datetime) -> Iterator[Part]:
    yield record(given, folder, now)
    with closing(workbook(given, language)) as file:
        yield ready(f"{folder}/dossier.xlsx", file.read(), now)
    yield ready(f"{folder}/dossier.json", as_json(given, language), now)
    if leads_to_codes(given.compiled):
        codes = tax_codes_csv(code_summary(given, language), language)
        yield ready(f"{folder}/codes.csv", codes, now)


def record(given: Sent, folder: str, now: datetime) -> Part:
    told, reference = record_of_firm(given), given.submission.reference
    return Part(f"{folder}/dossier.pdf", 0, now, lambda: typeset(told, reference))


def typeset(told: Told, reference: str) -> Iterator[bytes]:
    """Set when its turn comes. What cannot be set is missing from the archive, and everything else is there."""
    try:
        yield pdf(told)
    except ChildFailed as problem:
        log.exception("the record %s cannot be set", reference)
        raise FileNotFoundError from problem


def ready(name: str, content: bytes, now: datetime) -> Part:
    return Part(name, len(content), now, lambda: iter([content]))


def papers(given: Sent, folder: str) -> Iterator[Part]:
    taken: set[str] = set()
    for number, one in enumerate(given.documents, 1):
        name = unused(paper_name(given, one, number), taken)
        taken.add(name.casefold())
        yield paper(one, f"{folder}/{name}")


def paper_name(given: Sent, one: Placed, number: int) -> str:
    """By the firm's rule; usually a number in the order of the questionnaire, the question it answers, the entry of
    the list. Without a question it keeps the name the client gave it."""
    pattern = given.dossier.firm.document_names or document_names.STANDARD
    ending = SUFFIX.get(one.paper.kind, "")
    return safe_file(document_names.named(pattern, about_paper(given, one, number)), ending)


def about_paper(given: Sent, one: Placed, number: int) -> dict[str, str]:
    """What a rule can name, each part cut and cleaned by itself."""
    line, client = given.lines.get(one.path), given.dossier.client
    original = safe(one.paper.name.removesuffix(SUFFIX.get(one.paper.kind, "")), LONGEST_NAME)
    return {
        "number": f"{number:02}",
        "client": safe(client.name, LONGEST_QUESTION, ""),
        "client_number": safe(client.client_number, LONGEST_ENTRY, ""),
        "question": safe(line.question, LONGEST_QUESTION) if line else original,
        "entry": safe(line.group, LONGEST_ENTRY, "") if line else "",
        "period": period_of(given),
        "date": timezone.localdate(one.document.added_at).isoformat() if one.document else "",
        "original": original,
    }


def period_of(given: Sent) -> str:
    """The year, or from which day to which."""
    start, end = given.content["period"]
    whole = start.endswith("-01-01") and end == f"{start[:4]}-12-31"
    return start[:4] if whole else f"{start} {end}"


def paper(one: Placed, name: str) -> Part:
    row = one.document
    facts = {"document": one.paper.uuid, "original": one.paper.name, "answer": one.path or None}
    at = row.added_at if row else timezone.now()
    return Part(name, one.paper.size, at, lambda: unsealed(row), facts | {"sent": one.paper.sha256})


def unsealed(row: Document | None) -> Iterator[bytes]:
    if row is None:
        raise FileNotFoundError
    return clear_of(row)


def streamed(
    parts: Iterable[Part | None], dossiers: list[dict[str, Any]], now: datetime
) -> Iterator[bytes]:
    """The ZIP. Instead of a part may come nothing, so that who takes the pieces gets one in between."""
    pipe, held = Pipe(), list[Held]()
    with ZipFile(pipe, "w", ZIP_DEFLATED, compresslevel=1) as zipped:
        for part in parts:
            yield from written(zipped, pipe, part, held) if part else [b""]
        zipped.writestr(entry(NAME, now), manifest(dossiers, held, now))
    yield pipe.taken()


def written(zipped: ZipFile, pipe: Pipe, part: Part, held: list[Held]) -> Iterator[bytes]:
    """One file. What cannot even be begun leaves no entry; what breaks off later is told to be damaged."""
    try:
        pieces = part.pieces()
        first = next(pieces, b"")
    except (SealBroken, OSError) as fault:
        problem = "missing" if isinstance(fault, FileNotFoundError) else "damaged"
        held.append(Held(part.name, 0, "", part.facts, problem))
        return
    digest, size, problem = hashlib.sha256(), 0, ""
    large = part.size >= LARGE
    with zipped.open(entry(part.name, part.at), "w", force_zip64=large) as target:
        for piece, broken in to_the_end(first, pieces):
            target.write(piece)
            digest.update(piece)
            size, problem = size + len(piece), "damaged" if broken else ""
            yield pipe.taken()
    held.append(Held(part.name, size, digest.hexdigest(), part.facts, problem))


def to_the_end(first: bytes, pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The pieces; a last empty one that is marked where it breaks off."""
    yield first, False
    try:
        for piece in pieces:
            yield piece, False
    except (SealBroken, OSError):
        yield b"", True


def entry(name: str, at: datetime) -> ZipInfo:
    info = ZipInfo(name, timezone.localtime(at).timetuple()[:6])
    info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
    return info
