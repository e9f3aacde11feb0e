"""A client's new address: what was answered stays, and nobody comes in any more through a link that went to
the former one."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.campaigns import actions as campaigns
from carnet.campaigns.models import Dossier, WrongState
from carnet.clients.actions import change_client
from carnet.clients.fields import check
from carnet.clients.forms import Typed
from carnet.clients.models import Client
from carnet.clients.record import NAMES, REQUIRED, ClientRecord
from carnet.clients.states import State
from carnet.firms.models import Colleague
from carnet.invitations import actions
from carnet.invitations.models import Invitation, Person
from carnet.invitations.problems import last_problems

NEW_ADDRESS = gettext_noop("new address given")


class AddressForm(forms.Form):
    """The address alone, by the rule of the client form. The record is ready once the form is valid."""

    email = Typed(label=NAMES["email"], widget=forms.EmailInput({"autocomplete": "off"}))
    send = forms.BooleanField(
        label=_("Send the link to the new address at once"), required=False, initial=True
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    record: ClientRecord

    def __init__(self, data: Any, *, client: Client) -> None:
        self.client = client
        super().__init__(data, initial={"email": client.email, "version": client.version})

    def clean_email(self) -> str:
        told = {key: self.client.value(key) for key in (*REQUIRED, "kind", "company")}
        country, today = self.client.firm.default_country, timezone.localdate()
        typed = {**told, "email": self.cleaned_data["email"]}
        clean, errors = check(typed, country=country, today=today)
        if "email" in errors:
            raise forms.ValidationError(errors["email"])
        same = {key: self.client.value(key) for key in REQUIRED}
        self.record = ClientRecord(**{**same, "email": clean["email"]}, told=frozenset({"email"}))
        return str(clean["email"])


@transaction.atomic
def change(
    dossier: Dossier,
    record: ClientRecord,
    *,
    version: int,
    send: bool,
    by: Colleague,
    now: datetime,
) -> int:
    """How many mails are queued to the new address: for this dossier, and for the client's others to which
    a link had gone to the former one."""
    client = dossier.client
    changed = change_client(client, record, version=version, by=by)
    former = Invitation.objects.filter(
        dossier__client=client, person=Person.CLIENT, revoked_at=None
    ).exclude(email=client.email)
    concerned = {dossier.pk, *former.values_list("dossier", flat=True)}
    former.update(revoked_at=now)
    if changed:
        audit.record_all(NEW_ADDRESS, Dossier, sorted(concerned), firm=client.firm, by=by)
    dossiers = Dossier.objects.filter(pk__in=concerned).select_related("campaign")
    if send:
        return actions.resend(dossiers, by=by, now=now)
    for one in dossiers if changed else ():
        with suppress(WrongState):  # who has begun to answer keeps that state
            campaigns.move(one, State.NOT_SENT, now=now)
    return 0


def last_problem(dossier: Dossier) -> str:
    """Why the last mail to this client did not arrive; empty when it did."""
    return last_problems([dossier]).get(dossier.pk, "")
