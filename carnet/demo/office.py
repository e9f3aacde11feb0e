"""What the office has done since its clients wrote, so that a first look finds these pages alive: answers in review
with two questions in the tray, a return its client is to approve, and somebody a mail did not reach."""

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from carnet.approvals.actions import Wish, ask
from carnet.campaigns.actions import move
from carnet.campaigns.bulk import move_due_date
from carnet.campaigns.models import Dossier, State
from carnet.demo import cast
from carnet.firms.models import Colleague, Firm
from carnet.reviews import tray
from carnet.reviews.desk import REVIEWED, Row, desk_of

REVIEW, APPROVING = "1017", "1018"
TO_CALL = ("1001",)
# What is asked of the first answer of each kind.
REASONS = {"money": "check", "one": "explain"}
# Put up twice, it is one.
APPROVAL = UUID("0c1a5e00-0000-4000-8000-000000001018")
WORDS = "Voici votre déclaration. Tout y est comme convenu."


def act(firm: Firm, now: datetime) -> None:
    """After the clients' stories (building.py). Run again, it changes nothing."""
    claire = firm.colleagues.get(email=cast.COLLEAGUES[0][0])
    review(latest(firm, REVIEW), by=claire, now=now)
    put_up(latest(firm, APPROVING), by=claire, now=now)
    not_reached(firm, TO_CALL, by=claire, now=now)


def latest(firm: Firm, number: str) -> Dossier:
    """What the client of this number was asked last."""
    return firm.dossiers.filter(client__client_number=number).order_by("-pk")[0]


def review(dossier: Dossier, *, by: Colleague, now: datetime) -> None:
    """Two answers are to be asked again; nothing has left yet."""
    if dossier.state not in REVIEWED:
        return
    desk = desk_of(dossier, today=timezone.localdate(now), language=dossier.language)
    firsts = {row.instance.item.kind: row for row in reversed(desk.rows) if _fits(row)}
    for kind, row in firsts.items():
        words = tray.reason_words(REASONS[kind], dossier.language)
        tray.put(dossier, row.path, words, row.ticket, by=by, now=now)


def _fits(row: Row) -> bool:
    wanted = row.instance.item.kind in REASONS
    return wanted and row.judged and tray.askable(row.instance) and not row.unanswered


def put_up(dossier: Dossier, *, by: Colleague, now: datetime) -> None:
    """The return, for its client to look at."""
    page = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(page)
    file = SimpleUploadedFile("Déclaration 2026.pdf", page.getvalue(), "application/pdf")
    ask(dossier, file, Wish(APPROVAL, WORDS), by=by, now=now)


def not_reached(firm: Firm, numbers: Iterable[str], *, by: Colleague, now: datetime) -> None:
    """Three days before the answers are due."""
    for dossier in (latest(firm, number) for number in numbers):
        if dossier.state == State.NOT_DELIVERED:
            continue
        move_due_date(firm, [dossier.pk], (now + timedelta(days=3)).date(), by=by)
        move(dossier, State.NOT_DELIVERED, now=now)
