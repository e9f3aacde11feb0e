"""Documents under their questions: handed in, taken back, joined and separated, and assigned. Who does it is the
client, while the dossier is open, or a colleague, until it is accepted.

The answer to a request for documents is the list of those that lie under it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from carnet.answers import documents
from carnet.answers.actions import STAFF, Hand, Said, count_up, lock, store
from carnet.answers.adapting import change
from carnet.answers.documents import Incoming
from carnet.answers.entering import hold
from carnet.answers.models import Document
from carnet.answers.room import Refused
from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.firms.models import Colleague
from carnet.questionnaires.given import Given, Status

# Where a document lies that nobody has put under a question.
NOWHERE = ""


class NotTogether(Exception):
    """These files do not lie under one question, or one of them is gone."""


def hand_in(
    dossier: Dossier, incoming: Iterable[Incoming], *, path: str, by: Hand
) -> tuple[list[Document], list[str]]:
    """Keep the files under their question; the second list tells why others were refused. Opening a
    file takes seconds, so nothing is locked until all have been looked at."""
    kept, refusals = [], []
    for file in incoming:
        try:
            kept.append(documents.keep(dossier, file, path=path, person=by.person, now=by.now))
        except Refused as problem:
            refusals.append(str(problem))
    if kept:
        with transaction.atomic():
            lock(dossier)
            enlist(dossier, path, kept, by)
    return kept, refusals


def enlist(dossier: Dossier, path: str, kept: Sequence[Document], by: Hand) -> None:
    """Their rows, in a transaction of the caller's, who holds the dossier."""
    for document in kept:
        document.save()
        audit.record("document received", document, firm=dossier.firm, by=by.of_firm)
    _moved(dossier, {path}, by)


@transaction.atomic
def take_back(document: Document, *, by: Hand) -> None:
    """Out of the dossier; the file stays, so that it can be put back."""
    lock(document.dossier)
    if Document.objects.filter(pk=document.pk, removed_at=None).update(removed_at=by.now):
        _moved(document.dossier, {document.path}, by)


@transaction.atomic
def put_back(document: Document, *, by: Hand) -> None:
    lock(document.dossier)
    removed = Document.objects.filter(pk=document.pk, joined_into=None).exclude(removed_at=None)
    if removed.update(removed_at=None):
        _moved(document.dossier, {document.path}, by)


def join(dossier: Dossier, turned: Sequence[tuple[int, int]], *, by: Hand) -> Document:
    """One PDF of these documents, in this order: each by its key, with the degrees it is turned by. Raises
    NotTogether, and Refused."""
    keys = [key for key, _turn in turned]
    found = _listed(dossier, keys)
    parts = [(found[key], turn) for key, turn in turned if key in found]
    paths = {one.path for one in found.values()}
    if len(found) < max(2, len(set(keys))) or len(set(keys)) < len(keys) or len(paths) > 1:
        raise NotTogether
    joined = documents.join(
        parts, name=_("%(name)s and more") % {"name": _stem(parts[0][0])}, now=by.now
    )
    joined.person = by.person
    with transaction.atomic():
        lock(dossier)
        joined.save()
        changes = {"removed_at": by.now, "joined_into": joined}
        if dossier.documents.filter(pk__in=keys, removed_at=None).update(**changes) < len(keys):
            raise NotTogether
        _moved(dossier, {joined.path}, by)
    return joined


@transaction.atomic
def separate(joined: Document, *, by: Hand) -> bool:
    """The files again that the document was made of; whether it was made of any."""
    dossier = joined.dossier
    lock(dossier)
    whole = dossier.documents.filter(pk=joined.pk, removed_at=None)
    parts = dossier.documents.filter(joined_into=joined)
    if not parts.exists() or not whole.update(removed_at=by.now):
        return False
    parts.update(removed_at=None, joined_into=None, path=joined.path)
    _moved(dossier, {joined.path}, by)
    return True


@transaction.atomic
def assign(dossier: Dossier, chosen: dict[int, str], *, by: Hand) -> int:
    """Put documents under the questions they answer, by key. How many were moved."""
    lock(dossier)
    return _assign(dossier, chosen, by)


@transaction.atomic
def assign_for_client(
    dossier: Dossier, document: Document, path: str, *, by: Colleague, now: datetime
) -> None:
    """The same by a colleague, also after the client has sent; the client's turn does not begin again by it."""
    hold(dossier)
    if _assign(dossier, {document.pk: path}, Hand(STAFF, "", "", now, by.pk)):
        audit.record("document assigned", dossier, firm=dossier.firm, by=by, question=path)


def _assign(dossier: Dossier, chosen: dict[int, str], by: Hand) -> int:
    found = _listed(dossier, list(chosen))
    moved = [one for one in found.values() if one.path != chosen[one.pk]]
    for one in moved:
        _move(dossier, one, chosen[one.pk])
    if moved:
        _moved(dossier, {path for one in moved for path in (one.path, chosen[one.pk])}, by)
    return len(moved)


def _move(dossier: Dossier, document: Document, path: str) -> None:
    """With the files it was joined of, and those that they were joined of."""
    keys = [document.pk]
    while keys:
        dossier.documents.filter(pk__in=keys).update(path=path)
        keys = list(dossier.documents.filter(joined_into__in=keys).values_list("pk", flat=True))


def _listed(dossier: Dossier, keys: Sequence[int]) -> dict[int, Document]:
    rows = dossier.documents.filter(pk__in=keys, removed_at=None)
    for row in rows:
        row.dossier = dossier
    return {row.pk: row for row in rows}


def _moved(dossier: Dossier, paths: set[str], by: Hand) -> None:
    """What lies under these questions has changed, and with it their answers."""
    if by.colleague:
        change(dossier)
    else:
        count_up(dossier, by.now)
    paths = paths - {NOWHERE}
    rows = {row.path: row for row in dossier.answers.filter(path__in=paths)}
    said = [_said(dossier, path, rows[path].remark if path in rows else "") for path in paths]
    store(dossier, said, rows, by)


def _said(dossier: Dossier, path: str, remark: str) -> Said:
    listed = dossier.documents.filter(path=path, removed_at=None).values_list("pk", flat=True)
    value = [str(pk) for pk in listed]
    return Said(path, Given(value, Status.ANSWERED) if value else Given(), remark=remark)


def _stem(document: Document) -> str:
    return document.name.rpartition(".")[0]
