"""What of a submission goes back, and how it is called: the record as PDF and the documents, as exports make them."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import PurePath
from textwrap import shorten
from uuid import UUID

from carnet.core.child import ChildFailed
from carnet.core.crypto import SealBroken
from carnet.deliveries.models import Delivery, SentFile, What
from carnet.deliveries.parcels import Parcel, Unfit
from carnet.exports.archive import folder_of, paper_name, period_of, unsealed
from carnet.exports.file_names import safe, safe_file, unused
from carnet.exports.pdf import pdf
from carnet.exports.record import record_of_firm
from carnet.exports.sent import Sent

LONGEST_STEM = 230
# Windows allows 260 signs for a whole path, of which the share and the client's folder need some.
LONGEST_OWN = 50
Made = tuple[int, Callable[[], Iterator[bytes]]]


def planned(delivery: Delivery, given: Sent) -> Iterator[SentFile]:
    """The files, not saved yet. The client's folder holds one for each time something was sent: its reference keeps
    two years, and two tries at one year, apart."""
    what, taken = delivery.destination.what, set[str]()
    folder = f"{folder_of(given)}/{own_folder(given)}"
    names: list[tuple[str, UUID | None]] = []
    if What.RECORD in what:
        names.append((safe_file(own_folder(given), ".pdf"), None))
    if What.DOCUMENTS in what:
        for number, one in enumerate(given.documents, 1):
            names.append((paper_name(given, one, number), UUID(one.paper.uuid)))
    for number, (name, document) in enumerate(names, 1):
        free = unused(short(name), taken)
        taken.add(free.casefold())
        yield SentFile(
            delivery=delivery, number=number, folder=folder, name=free, document=document
        )


def short(name: str) -> str:
    """For file systems that count bytes, of which some scripts need three a sign."""
    plain = PurePath(name)
    stem = plain.stem.encode()[:LONGEST_STEM].decode(errors="ignore").strip()
    return f"{stem}{plain.suffix}"


def own_folder(given: Sent) -> str:
    """What was asked, about when, and the reference the client knows too; the last is never cut."""
    reference = given.submission.reference
    asked = f"{period_of(given)} {given.content['questionnaire']['title']}"
    room = LONGEST_OWN - len(reference) - 1
    return f"{safe(shorten(asked, room, placeholder='') or asked, room)} {reference}"


def parcel(row: SentFile, given: Sent) -> Parcel:
    """Raises Unfit. Everything is opened and looked at once before it leaves: nothing damaged goes out."""
    size, pieces = _paper(row.document, given) if row.document else _record(given)
    return Parcel(tuple(row.folder.split("/")), row.name, str(row.key), size, pieces)


def _record(given: Sent) -> Made:
    try:
        content = pdf(record_of_firm(given))
    except ChildFailed as problem:
        raise Unfit("record") from problem
    return len(content), lambda: iter([content])


def _paper(document: UUID, given: Sent) -> Made:
    [one] = [one for one in given.documents if one.paper.uuid == str(document)]
    digest, size = hashlib.sha256(), 0
    try:
        for piece in unsealed(one.document):
            digest.update(piece)
            size += len(piece)
    except (SealBroken, OSError) as problem:
        raise Unfit("unreadable") from problem
    if digest.hexdigest() != one.paper.sha256:
        raise Unfit("unreadable")
    return size, lambda: unsealed(one.document)
