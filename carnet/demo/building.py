"""Builds the demo firm through the same actions a real one uses, in one transaction: all of it or nothing.

Some clients are invited, some have opened their link, some have answered, so that every page has
something to show.
"""

import typing
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from carnet.campaigns import actions as campaigns
from carnet.campaigns.models import Campaign, Dossier
from carnet.clients import actions as clients
from carnet.clients.forms import read_record
from carnet.clients.models import ClientQuerySet, Label
from carnet.clients.states import State
from carnet.demo import answering, cast
from carnet.demo.answering import answer, send, with_child
from carnet.demo.people import LINES, values
from carnet.firms.models import Colleague, Firm
from carnet.invitations import actions as invitations
from carnet.invitations.models import Person
from carnet.questionnaires.adopting import adopt
from carnet.questionnaires.models import Revision

TEMPORARY = 40  # the number of the client who is not kept
RETURNING = "1015"  # the number of the client who has answered the year before
COUPLE = "1041"  # the number of the couple who both write and both sign
UPDATE, TAX = "client_record_update", "be_income_tax_short"


@transaction.atomic
def build(now: datetime) -> Firm:
    today = timezone.localdate(now)
    firm = Firm.objects.create(**cast.FIRM)
    claire, *_others = [_colleague(firm, *line) for line in cast.COLLEAGUES]
    for position, line in enumerate(LINES, start=1):
        record = read_record(values(position, line), firm=firm, today=today)
        clients.add_client(firm, record, keep=position != TEMPORARY, by=claire, today=today)
    for colleague in firm.colleagues.all():
        Label.objects.filter(firm=firm, name=colleague.name).update(colleague=colleague)
    update, tax = (adopt(firm, key, by=claire, now=now) for key in (UPDATE, TAX))
    _campaign(update, "2026", date(today.year, 1, 1), slice(0, 14), by=claire, now=now)
    _sent_last_year(firm, tax, by=claire, now=now)
    taxes = _campaign(tax, "2025", date(today.year - 1, 1, 1), slice(14, 22), by=claire, now=now)
    _ask(taxes, [COUPLE], by=claire, now=now)
    return firm


def _colleague(firm: Firm, email: str, name: str, role: str, language: str) -> Colleague:
    return Colleague.objects.add(
        firm=firm, email=email, name=name, role=role, password=cast.PASSWORD, language=language
    )


def _sent_last_year(firm: Firm, revision: Revision, *, by: Colleague, now: datetime) -> None:
    """One client of the tax campaign has been here before, and is asked “Is this still right?”."""
    then = now - timedelta(days=365)
    start = date(timezone.localdate(now).year - 2, 1, 1)
    terms = _terms(revision, str(start.year), start, timezone.localdate(then))
    campaign = campaigns.open_campaign(terms, firm=firm, key=uuid4(), by=by, now=then)
    client = firm.clients.filter(client_number=RETURNING)
    [dossier] = campaigns.add_clients(
        campaign, typing.cast(ClientQuerySet, client), by=by, now=then
    )
    campaigns.move(dossier, State.OPENED, now=then)
    with_child(dossier, now=then)
    answer(dossier, how_much=4, now=then)
    send(dossier, now=then)
    campaigns.move(dossier, State.ACCEPTED, now=then)
    campaigns.close(campaign, by=by, now=then)


def _campaign(
    revision: Revision, year: str, start: date, which: slice, *, by: Colleague, now: datetime
) -> Campaign:
    terms = _terms(revision, year, start, timezone.localdate(now) + timedelta(days=24))
    campaign = campaigns.open_campaign(terms, firm=by.firm, key=uuid4(), by=by, now=now)
    numbers = by.firm.clients.order_by("client_number").values_list("client_number", flat=True)
    _ask(campaign, list(numbers[which]), by=by, now=now)
    return campaign


def _ask(campaign: Campaign, numbers: list[str], *, by: Colleague, now: datetime) -> None:
    asked = by.firm.clients.filter(client_number__in=numbers)
    dossiers = campaigns.add_clients(campaign, typing.cast(ClientQuerySet, asked), by=by, now=now)
    if not settings.MAIL_HOST:  # the addresses belong to nobody, so nothing may leave the house
        invitations.invite(dossiers, by=by, now=now)


def _terms(revision: Revision, year: str, start: date, due: date) -> campaigns.Terms:
    title = revision.questionnaire.title
    return campaigns.Terms(
        name=f"{title.get('fr') or next(iter(title.values()))} {year}"[:120],
        revision=revision,
        period_start=start,
        period_end=date(start.year, 12, 31),
        due_date=due,
    )


def tell_their_stories(firm: Firm, now: datetime) -> None:
    """After the mails have left: some clients open, begin, send. Run again, it changes nothing."""
    waiting = firm.dossiers.filter(state=State.SENT).order_by("pk")
    for dossier in waiting.filter(client__client_number=COUPLE):
        _first_signature(dossier, now)
    others = waiting.exclude(client__client_number=COUPLE)
    for position, dossier in enumerate(others):
        _story(dossier, position % 5, now)


def _first_signature(dossier: Dossier, now: datetime) -> None:
    """Jef has answered for both and signed; a mail asks Lieve to."""
    _opened(dossier, now)
    answer(dossier, how_much=4, now=now, own=answering.COUPLE)
    send(dossier, now=now)


def _story(dossier: Dossier, part: int, now: datetime) -> None:
    if part == 0:
        return
    _opened(dossier, now)
    if part >= 2:
        answer(dossier, how_much=part, now=now)
    if part == 4:
        send(dossier, now=now)


def _opened(dossier: Dossier, now: datetime) -> None:
    """Through the link, so that the people beside the dossier say so, too."""
    invitations.note_opened(dossier.invitations.get(person=Person.CLIENT), now=now)
