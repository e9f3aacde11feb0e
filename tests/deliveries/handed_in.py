"""Submissions with real, sealed documents, made without opening them in a child process."""

import hashlib
from datetime import UTC, datetime

from carnet.answers.documents import file_of, place_of
from carnet.answers.models import Document, Submission
from carnet.core import sealed_files
from tests import makers as make
from tests.exports.sending import dossier_of, hand_in, keep
from tests.questionnaires.builders import document, item, said

ASKED = document(
    item("rent", "money"),
    item("lease", "file", text={"en": "Your lease?"}, file={"accept": ["pdf", "image"]}),
)
PAPERS = {"Lease.pdf": b"%PDF-1.7 lease" * 50, "Second.pdf": b"%PDF-1.7 second" * 80}
SENT = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


def sent_in(firm, papers=PAPERS, client=None, now=SENT) -> Submission:
    number = "" if firm.clients.filter(client_number="K/12").exists() else "K/12"
    client = client or make.client(firm=firm, client_number=number, last_name="Zoë")
    dossier = dossier_of(firm, ASKED, client=client)
    for name, content in papers.items():
        stored(dossier, name, content)
    keep(dossier, dossier.revision.compiled(), said(rent="5"))
    if papers:
        numbers = [str(one.uuid) for one in dossier.documents.all()]
        dossier.answers.create(path="lease", question="lease", status="answered", value=numbers)
    else:
        dossier.answers.create(path="lease", question="lease", status="none")
    return hand_in(dossier, now)


def stored(dossier, name, content) -> Document:
    row = make.document(
        dossier=dossier,
        path="lease",
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sealed=True,
    )
    file = file_of(row)
    file.parent.mkdir(parents=True, exist_ok=True)
    sealed_files.write(file, [content], place_of(row))
    return row
