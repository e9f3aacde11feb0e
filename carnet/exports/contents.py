"""Which rows tell something about a client, how each is found, and which columns stay out.

A test walks every model with a way to Client and compares: nothing can be forgotten here.
"""

from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from carnet.audit.models import Event
from carnet.clients.erasure import LETTERS
from carnet.clients.models import Client
from carnet.core.models import Mail

# The way from each model to its client.
ROWS = {
    "clients.Note": "client",
    "clients.Merge": "winner",
    "connectors.Reference": "client",
    "imports.ImportedRow": "client",
    "imports.Different": "client",
    "campaigns.Dossier": "client",
    "campaigns.Note": "dossier__client",
    "invitations.Invitation": "dossier__client",
    "invitations.Link": "invitation__dossier__client",
    "invitations.Code": "invitation__dossier__client",
    "invitations.Device": "invitation__dossier__client",
    "invitations.Handover": "invitation__dossier__client",
    "invitations.Pin": "invitation__dossier__client",
    "invitations.Undelivered": "invitation__dossier__client",
    "answers.Answer": "dossier__client",
    "answers.AnswerEvent": "dossier__client",
    "answers.Entry": "dossier__client",
    "answers.Document": "dossier__client",
    "answers.Upload": "dossier__client",
    "answers.Submission": "dossier__client",
    "answers.Signature": "dossier__client",
    "answers.Message": "dossier__client",
    "answers.AskedAgain": "dossier__client",
    "answers.Move": "dossier__client",
    "answers.Foresight": "dossier__client",
    "exports.Member": "dossier__client",
    "reviews.Review": "dossier__client",
    "reviews.InternalNote": "dossier__client",
    "reviews.ToAsk": "dossier__client",
    "reviews.Looking": "dossier__client",
    "reviews.Reopening": "dossier__client",
    "reminders.Step": "dossier__client",
    "reminders.Promise": "dossier__client",
    "notices.Notice": "dossier__client",
    "approvals.Approval": "dossier__client",
    "approvals.Voice": "approval__dossier__client",
    "approvals.Nudge": "voice__approval__dossier__client",
    "approvals.Filing": "dossier__client",
    "deliveries.Delivery": "dossier__client",
    "deliveries.SentFile": "delivery__dossier__client",
    "retention.Hold": "client",
    "retention.Announced": "client",
    "privacy.PersonRequest": "client",
}
# Fingerprints of secrets and sealed values open doors or are told apart, on request; the rest is
# Carnet's own arrangement of what stands elsewhere in the export.
LEFT_OUT = {
    "fingerprint", "lookup", "browser", "device", "key", "data_key", "sort_name", "search",
    "before_sealed", "loser_data_key",
    "national_number_sealed", "national_number_index",
    "partner_national_number_sealed", "partner_national_number_index",
}  # fmt: skip
# Columns that have one of those names and are no secret.
KEPT = {("answers.Entry", "key"), ("reminders.Step", "key")}
MAIL = ["to", "language", "letter", "subject", "created_at", "sent_at", "failed_at", "problem"]


def rows_of(client: Client) -> dict[str, list[dict[str, Any]]]:
    """Every row that belongs to the client, by what it is."""
    found = {
        label: values(apps.get_model(label).objects.filter(**{way: client}).order_by("pk"))
        for label, way in ROWS.items()
    }
    return found | {"core.Mail": list(mails(client).values(*MAIL)), "audit.Event": events(client)}


def values(rows: QuerySet) -> list[dict[str, Any]]:
    names = columns(rows.model)
    return [{name: getattr(row, name) for name in names} for row in rows]


def columns(model: type[Model]) -> list[str]:
    label = model._meta.label
    names = [field.attname for field in model._meta.concrete_fields]
    return [name for name in names if name not in LEFT_OUT or (label, name) in KEPT]


def mails(client: Client) -> QuerySet[Mail]:
    """Without their text: a kept one still holds a link that opens the dossier."""
    about = Q(pk__in=[])
    for letter, way in LETTERS.items():
        numbers = client.dossiers.exclude(**{way: None}).values_list(way, flat=True)
        about |= Q(letter=letter, about__in=[str(number) for number in numbers])
    return client.firm.mails.filter(about).order_by("pk")


def events(client: Client) -> list[dict[str, Any]]:
    """Who did what and when, on the client and on everything of theirs."""
    about = Q(kind="clients.client", key=str(client.pk))
    for label, way in ROWS.items():
        numbers = apps.get_model(label).objects.filter(**{way: client}).values_list("pk", flat=True)
        about |= Q(kind=label.lower(), key__in=[str(number) for number in numbers])
    found = Event.objects.filter(about, firm=client.firm).select_related("by").order_by("pk")
    return [
        {"at": one.at, "what": one.what, "by": one.by.name if one.by else "", "facts": one.facts}
        for one in found
    ]
