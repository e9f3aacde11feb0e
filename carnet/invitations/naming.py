"""A client names their partner and asks them in. What was given goes through the rules of the client form, into
the client's file, and the firm finds both in its trail."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.clients.actions import change_client
from carnet.clients.fields import check
from carnet.clients.forms import InvalidRecord
from carnet.clients.models import Client
from carnet.clients.record import ClientRecord
from carnet.invitations.actions import resend
from carnet.invitations.models import Person

NAMED = gettext_noop("partner named by the client")


class AlreadyNamed(Exception):
    """The file has a partner with an address; only the firm changes that."""


@transaction.atomic
def name_partner(dossier: Dossier, first_name: str, email: str, *, now: datetime) -> int:
    """How many mails that makes: one, or none where it is waiting already. Raises InvalidRecord and
    AlreadyNamed."""
    client = Client.objects.select_for_update(of=("self",)).select_related("firm")
    held = client.get(pk=dossier.client_id)
    if held.partner_email:
        raise AlreadyNamed(held.pk)
    record = _record(held, first_name, email, now)
    change_client(held, record, version=held.version, by=None)
    audit.record(NAMED, dossier, firm=dossier.firm, by=None)
    return resend([dossier], by=None, now=now, person=Person.PARTNER)


def _record(client: Client, first_name: str, email: str, now: datetime) -> ClientRecord:
    """The client's file with nothing told but these two."""
    values = {"partner_first_name": first_name, "partner_email": email}
    today = timezone.localdate(now)
    clean, errors = check(values, country=client.firm.default_country, today=today)
    # What else the file lacks is not this person's to repair.
    wrong = {key: sentences for key, sentences in errors.items() if key in values}
    for key in values:
        if not wrong.get(key) and not clean.get(key):
            wrong[key] = []
    if wrong:
        raise InvalidRecord(wrong)
    return ClientRecord(
        email=client.email, language=client.language, **clean, told=frozenset(clean)
    )
