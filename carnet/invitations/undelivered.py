"""Tells the colleague responsible what did not arrive: one mail on the next working morning with all of the day's,
however many addresses are dead. Composed while it is sent, so that what was repaired meanwhile is left out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.audit import record as audit
from carnet.clients.models import Client
from carnet.clients.states import OPEN_STATES
from carnet.core import mail
from carnet.core.mail import Letter
from carnet.core.models import Mail
from carnet.core.working_days import next_working_day, opening
from carnet.firms.models import Colleague, Firm
from carnet.invitations.models import InvitationQuerySet, Person, Report, Undelivered

LETTER = "undelivered"
NOT_DELIVERED = "mail not delivered"
NAMED = 20
# A later stage knows who wants no such mail; it adds itself.
SILENT: list[Callable[[Colleague], bool]] = []
# By letter of a later stage, when its invitation still waits; of all other letters, as long as the dossier is open.
WAITS: dict[str, Q] = {}


@transaction.atomic
def note(row: Mail, invitations: InvitationQuerySet) -> None:
    """This mail with a link of these invitations was refused, came back or was given up. It is told
    tomorrow at the earliest, so that no mail is being written while another failure is added to it."""
    today = timezone.localdate()
    standing = invitations.filter(revoked_at=None).select_related("dossier__client__firm")
    for dossier in sorted({one.dossier for one in standing}, key=lambda one: one.pk):
        audit.record(NOT_DELIVERED, dossier, firm=dossier.client.firm, by=None)
    told = [(one, who) for one in standing for who in responsible(one.dossier.client)]
    # In one order everywhere: two workers never wait for each other.
    for invitation, colleague in sorted(told, key=lambda pair: (pair[1].pk, pair[0].pk)):
        Undelivered.objects.update_or_create(
            report=_report(colleague, told_on(today, colleague.firm)),
            invitation=invitation,
            defaults={"mail": row},
        )


def responsible(client: Client) -> Iterable[Colleague]:
    """Whose label the client carries; nobody's client concerns the administrators."""
    theirs = client.firm.colleagues.working().filter(labels__clients=client).distinct()
    return list(theirs) or list(client.firm.colleagues.administrators())


def told_on(today: date, firm: Firm) -> date:
    """No Sunday, and no public holiday of the firm's country."""
    return next_working_day(today + timedelta(days=1), firm.default_country)


def _report(colleague: Colleague, day: date) -> Report:
    report, new = Report.objects.get_or_create(colleague=colleague, leaves_on=day)
    if new:
        to, language, firm = colleague.email, colleague.language, colleague.firm
        row = mail.post(LETTER, about=report, to=to, language=language, firm=firm)
        Mail.objects.filter(pk=row.pk).update(next_try_at=opening(day))
    return report


@mail.letter(LETTER)
def undelivered_letter(row: Mail) -> Letter | None:
    """Nothing when everything was repaired meanwhile, or for somebody who has left."""
    working = Colleague.objects.working()
    report = Report.objects.filter(pk=row.about, colleague__in=working).first()
    if report is None or any(silent(report.colleague) for silent in SILENT):
        return None
    rows = still_unreached(report)
    if not rows or row.firm is None:
        return None
    return write(rows, row.firm, row.language)


def still_unreached(report: Report) -> list[Undelivered]:
    """One row a person, by name: without those who have another address or whose mails arrive again."""
    arrived = _arrived(report)
    found = {
        (one.invitation.dossier.client_id, one.invitation.person): one
        for one in _failed(report)
        if not _repaired(one, arrived.get(one.mail.to))
    }
    return list(found.values())


def _failed(report: Report) -> QuerySet[Undelivered]:
    """Those the outbox was not told to try again, about what still waits for the client."""
    waits = Q(invitation__dossier__state__in=OPEN_STATES) & ~Q(mail__letter__in=WAITS)
    for letter, when in WAITS.items():
        waits |= Q(mail__letter=letter) & when
    rows: QuerySet[Undelivered] = report.rows.filter(  # type: ignore[attr-defined]
        Q(mail__failed_at__isnull=False) | Q(mail__bounced_at__isnull=False),
        waits,
        invitation__revoked_at=None,
        invitation__dossier__client__archived_at=None,
    )
    related = rows.select_related(
        "mail", "invitation__dossier__client", "invitation__dossier__campaign"
    )
    return related.order_by("invitation__dossier__client__sort_name", "invitation", "pk")


def _arrived(report: Report) -> dict[str, datetime]:
    """When the last mail to each address was taken and did not come back."""
    firm = report.colleague.firm_id
    addresses = report.rows.values("mail__to")  # type: ignore[attr-defined]
    taken = Mail.objects.sent().filter(firm=firm, to__in=addresses, bounced_at=None)
    return dict(taken.values_list("to").annotate(last=Max("sent_at")))


def _repaired(one: Undelivered, arrived: datetime | None) -> bool:
    invitation, client = one.invitation, one.invitation.dossier.client
    partner = invitation.person == Person.PARTNER
    if invitation.email != (client.partner_email if partner else client.email):
        return True
    failed = one.mail.bounced_at or one.mail.failed_at
    return bool(arrived and failed and arrived > failed)


@dataclass(frozen=True)
class Line:
    """One person in the mail."""

    name: str
    email: str
    campaign: str
    reason: str
    link: str


def line_of(one: Undelivered) -> Line:
    invitation, dossier = one.invitation, one.invitation.dossier
    client = dossier.client
    name, path = client.name, reverse("invitations:address", args=[dossier.pk])
    if invitation.person == Person.PARTNER:
        words = {"partner": client.partner_first_name, "client": client.name}
        name = _("%(partner)s, partner of %(client)s") % words
        path = reverse("clients:edit", args=[client.pk])
    link = settings.SITE_URL + path
    return Line(name, invitation.email, dossier.campaign.name, one.mail.reason, link)


def write(rows: list[Undelivered], firm: Firm, language: str) -> Letter:
    context = {
        "firm": firm,
        "language": language,
        "count": len(rows),
        "lines": [line_of(one) for one in rows[:NAMED]],
        "more": len(rows[NAMED:]),
        "all": f"{settings.SITE_URL}{reverse('campaigns:dossiers')}?state=not_delivered",
    }
    return Letter(
        subject=render_to_string("email/undelivered/subject.txt", context).strip(),
        text=render_to_string("email/undelivered/body.txt", context).strip(),
        html=render_to_string("email/undelivered/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )
