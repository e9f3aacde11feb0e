"""Everything kept on one client, as a ZIP they can be given: JSON for machines, documents as files.

What the law calls access and portability (GDPR 15 and 20, FADP 25 and 28).
"""

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.text import slugify

from carnet.answers.documents import clear_of, file_of
from carnet.answers.models import Document
from carnet.approvals.models import Approval
from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.clients.models import Client
from carnet.clients.record import NUMBERS
from carnet.core import shelf
from carnet.core.until_sent import until_sent
from carnet.exports.contents import columns, rows_of
from carnet.firms.models import Colleague

OF_DOSSIER = (
    "campaigns.Note", "invitations.Invitation", "answers.Answer", "answers.AnswerEvent", "answers.Entry",
    "answers.Document", "answers.Upload", "answers.Submission", "answers.Message", "answers.AskedAgain",
    "reviews.Review", "reviews.InternalNote", "reviews.ToAsk", "reviews.Looking", "reviews.Reopening",
    "reminders.Step", "reminders.Promise",
    "approvals.Approval", "approvals.Filing",
)  # fmt: skip


def export(client: Client, *, numbers: bool, by: Colleague) -> IO[bytes]:
    """The ZIP as an open file. National numbers only on demand: most recipients need none."""
    with until_sent() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            fill(archive, client, numbers=numbers)
        audit.record("client exported", client, firm=client.firm, by=by, national_numbers=numbers)
    return file


def fill(archive: ZipFile, client: Client, *, numbers: bool) -> None:
    rows = rows_of(client)
    dossiers = {one.pk: folder_of(one) for one in client.dossiers.select_related("campaign")}
    write(archive, "client.json", about(client, numbers=numbers))
    for row in rows.pop("campaigns.Dossier"):
        mine = {label: of_dossier(rows[label], row["id"]) for label in OF_DOSSIER}
        write(archive, f"{dossiers[row['id']]}/dossier.json", {"dossier": row, **mine})
    if not numbers:
        rows["imports.ImportedRow"] = list(map(without_numbers, rows["imports.ImportedRow"]))
    others = {label: listed for label, listed in rows.items() if label not in OF_DOSSIER}
    write(archive, "other.json", others)
    for document, name in named(client, dossiers):
        if shelf.exists(file_of(document)):
            store(archive, name, document)


def store(archive: ZipFile, name: str, document: Document) -> None:
    """Piece by piece: a document may be larger than the memory to spare."""
    entry = ZipInfo(name, timezone.localtime(document.added_at).timetuple()[:6])
    entry.compress_type = ZIP_STORED
    with archive.open(entry, "w", force_zip64=True) as target:
        for piece in clear_of(document):
            target.write(piece)


def about(client: Client, *, numbers: bool) -> dict[str, Any]:
    fields = {name: getattr(client, name) for name in columns(Client)}
    if numbers:
        fields |= {name: getattr(client, name) for name in NUMBERS}
    return fields | {"labels": [label.name for label in client.labels.all()]}


def without_numbers(row: dict[str, Any]) -> dict[str, Any]:
    """What stood there before an import may be a national number too."""
    before = row["before"] or {}
    return row | {"before": {name: before[name] for name in before if name not in NUMBERS}}


def of_dossier(rows: list[dict[str, Any]], dossier: int) -> list[dict[str, Any]]:
    return [row for row in rows if row["dossier_id"] == dossier]


def folder_of(dossier: Dossier) -> str:
    return f"dossiers/{dossier.pk}-{slugify(dossier.campaign.name) or 'dossier'}"


def named(client: Client, folders: dict[int, str]) -> Iterator[tuple[Document, str]]:
    """Each document with its place in the archive: numbered, so that equal names do not collide."""
    documents = Document.objects.filter(dossier__client=client).order_by("dossier", "pk")
    for number, document in enumerate(documents, 1):
        place = PurePosixPath(folders[document.dossier_id]) / "documents"
        yield document, str(place / f"{number:03}-{PurePosixPath(document.name).name}")
    approvals = Approval.objects.filter(dossier__client=client).select_related("dossier__firm")
    for number, approval in enumerate(approvals, 1):
        place = PurePosixPath(folders[approval.dossier_id]) / "approvals"
        yield approval.paper, str(place / f"{number:03}-{PurePosixPath(approval.name).name}")


def write(archive: ZipFile, name: str, content: Any) -> None:
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    archive.writestr(name, text)
