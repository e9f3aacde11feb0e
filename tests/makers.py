"""One function per thing. Every person here is invented."""

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from carnet.answers.models import Document
from carnet.approvals.models import Approval
from carnet.campaigns.models import Campaign, Dossier
from carnet.clients import data_keys
from carnet.clients.models import Client, Label
from carnet.connectors.models import Connection
from carnet.core.models import KeyRing
from carnet.firms.models import Colleague, Firm, Role
from carnet.questionnaires.loading import digest
from carnet.questionnaires.models import Questionnaire, Revision, RevisionState

_numbers = count(1)


def firm(**fields: Any) -> Firm:
    number = next(_numbers)
    return Firm.objects.create(
        **{"name": f"Fiduciaire {number}", "slug": f"firm-{number}", "second_step": False, **fields}
    )


def colleague(*, firm: Firm, role: str = Role.ADMINISTRATOR, **fields: Any) -> Colleague:
    number = next(_numbers)
    values = {
        "email": f"colleague{number}@example.org",
        "name": f"Colleague {number}",
        "joined_at": timezone.now(),
        **fields,
    }
    return Colleague.objects.add(firm=firm, role=role, **values)


def label(*, firm: Firm, name: str | None = None, **fields: Any) -> Label:
    return Label.objects.create(firm=firm, name=name or f"Label {next(_numbers)}", **fields)


def client(*, firm: Firm, **fields: Any) -> Client:
    number = next(_numbers)
    values = {
        "first_name": "Ann",
        "last_name": f"Peeters {number}",
        "email": f"ann{number}@example.org",
        "language": "fr",
        **fields,
    }
    if "data_key" not in values:
        values["data_key"] = data_keys.draw_one(firm)
    return Client.objects.create(firm=firm, **values)


def clients(many: int, *, firm: Firm, **fields: Any) -> list[Client]:
    """Many at once, with few statements."""
    values = {"first_name": "Ann", "language": "fr", "sort_name": "peeters", **fields}
    return Client.objects.bulk_create(
        Client(firm=firm, last_name=f"Nr {n}", **{"email": f"nr{n}@example.org", **values})
        for n in range(many)
    )


def connection(*, firm: Firm, **fields: Any) -> Connection:
    values = {"connector": "csv", "name": "Our list", **fields}
    values.setdefault("settings_sealed", {"url": "https://list.example/clients.csv"})
    return Connection.objects.create(firm=firm, **values)


PERIOD = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}

SMALL = {
    "questionnaire": "small",
    "title": {"en": "A small questionnaire", "fr": "Un petit questionnaire"},
    "languages": ["fr", "en"],
    "sections": [
        {
            "id": "you",
            "title": {"en": "About you", "fr": "Vous"},
            "items": [
                {"id": "moved", "type": "yes_no", "text": {"en": "Did you move?", "fr": "Avez-vous déménagé ?"}}
            ],
        }
    ],
}  # fmt: skip


def revision(*, firm: Firm, document: dict | None = None) -> Revision:
    document = document or SMALL
    questionnaire, _made = Questionnaire.objects.get_or_create(
        firm=firm, key=document["questionnaire"], defaults={"title": document["title"]}
    )
    number = questionnaire.next_number()
    return Revision.objects.get_or_create(
        questionnaire=questionnaire,
        digest=digest(document),
        state=RevisionState.PUBLISHED,
        defaults={"document": document, "number": number},
    )[0]


def campaign(*, firm: Firm, **fields: Any) -> Campaign:
    if "revision" not in fields:
        fields["revision"] = revision(firm=firm)
    values = {"name": f"Campaign {next(_numbers)}", "due_date": date(2026, 6, 30), **PERIOD}
    return Campaign.objects.create(firm=firm, **{**values, **fields})


a_campaign = campaign


def dossier(*, client: Client, campaign: Campaign | None = None, **fields: Any) -> Dossier:
    campaign = campaign or a_campaign(firm=client.firm)
    values = {"revision": campaign.revision, "language": client.language, **fields}
    values.setdefault("data_key", client.data_key)
    return Dossier.objects.create(firm=client.firm, campaign=campaign, client=client, **values)


def without_data_keys(*dossiers: Dossier) -> None:
    """As a version left them that had no data keys."""
    for one in dossiers:
        one.data_key = one.client.data_key = None
        one.save(update_fields=["data_key"])
        one.client.save(update_fields=["data_key"])
    KeyRing.objects.all().delete()


def approval(*, firm: Firm, dossier: Dossier | None = None, **fields: Any) -> Approval:
    """The rows alone, as if its file had been stored."""
    dossier = dossier or firm.dossiers.latest("pk")
    values = {
        "name": "return.pdf",
        "kind": "application/pdf",
        "size": 10,
        "asked_by": fields.pop("by", None),
    }
    values |= {"sha256": "0" * 64, "file": f"{next(_numbers)}", "key": uuid4()}
    made = Approval.objects.create(dossier=dossier, **{**values, **fields})
    made.voices.create(person="client", invitation=dossier.invitations.latest("pk"))
    return made


def document(*, dossier: Dossier, **fields: Any) -> Document:
    """The row alone, as if its file had been stored."""
    values = {"path": "proof", "name": "paper.pdf", "kind": "application/pdf", "size": 10}
    values |= {"sha256": "0" * 64, "file": f"{next(_numbers)}", "person": "client"}
    return Document.objects.create(dossier=dossier, **{**values, **fields})
