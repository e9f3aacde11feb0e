"""A firm with one of everything: what tests/cast.py makes for the routes, what a client sends, and for every other
model of the firm a row made from its fields alone, so that no model can be forgotten."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from carnet.answers.models import Document, Submission
from carnet.approvals.models import Approval
from carnet.campaigns.overview import Asking
from carnet.campaigns.selection import Selection as DossiersChosen
from carnet.clients.selection import Selection as ClientsChosen
from carnet.core.sealed import SealedField, SealedJSON
from carnet.firms.models import Colleague, Firm, Role
from tests import cast
from tests import makers as make
from tests.exports.sending import dossier_of, sent_by
from tests.imports.bringing import brought
from tests.isolation.belonging import owned, rows_of
from tests.questionnaires.builders import document, item, said

_numbers = count(1)


@dataclass
class House:
    firm: Firm
    administrator: Colleague
    accountant: Colleague
    # For every maker of tests/cast.py what it made, by the names the routes give it.
    made: dict[Any, dict[str, Any]] = field(default_factory=dict)
    # By what forms, filters and operations call the things they name.
    named: dict[str, Any] = field(default_factory=dict)

    def arguments(self, route: str, keys: tuple[str, ...]) -> dict[str, Any]:
        maker = cast.BY_ROUTE.get(route) or cast.BY_SPACE[route.split(":")[0]]
        return {key: self.made[maker][key] for key in keys}


def asked(words: str) -> dict[str, Any]:
    told = {"en": words, "fr": words}
    return document(
        item("words", "text", text=told),
        item("rent", "money", text=told, codes=["1100"]),
        languages=["en", "fr"],
        title=told,
    )


def build(name: str, words: str = "Words") -> House:
    """`words` is what it asks and its client answers."""
    firm = make.firm(name=name)
    house = House(
        firm,
        make.colleague(firm=firm, name=f"Ada {name}"),
        make.colleague(firm=firm, name=f"Max {name}", role=Role.ACCOUNTANT),
    )
    for maker in {*cast.BY_ROUTE.values(), *cast.BY_SPACE.values()}:
        house.made[maker] = maker(firm, house.administrator)
    sent = sent_by(firm, asked(words), said(words=words, rent="5"))
    make.document(dossier=sent.dossier)
    visited = dossier_of(firm, asked(words))
    make.document(dossier=visited)
    # What the others sent has the shape of it as well.
    for submission in rows_of(Submission, firm):
        submission.content = sent.content
        submission.save()
    approval = firm.dossiers.get(pk=house.made[cast.an_approval]["pk"]).approvals.get()
    received = brought(firm, house.administrator)
    house.made[cast.an_import] = {"uuid": received.uuid}
    complete(house)
    for model in (Document, Approval):
        for kept in rows_of(model, firm):
            default_storage.save(kept.file, ContentFile(words.encode()))
    house.named = names(house, sent.dossier, approval, received) | {"visited": visited.pk}
    return house


def names(house: House, sent: Any, approval: Any, received: Any) -> dict[str, Any]:
    firm, client = house.firm, sent.client
    client.labels.add(label := make.label(firm=firm, colleague=house.accountant))
    paper = sent.documents.latest("pk")
    asking = Asking(firm, house.administrator, timezone.localdate())
    return {
        "client": client.pk,
        "client uuid": client.uuid,
        "of clients": ClientsChosen(firm, None, ids=(client.pk,)).token,
        "of dossiers": DossiersChosen(asking, None, ids=(sent.pk,)).token,
        "label": label.pk,
        "campaign": sent.campaign_id,
        "filter": f"label={label.pk}&imported={received.pk}",
        "campaign uuid": sent.campaign.uuid,
        "dossier": sent.pk,
        "questionnaire": sent.revision.questionnaire_id,
        "revision": sent.revision.pk,
        "document": paper.uuid,
        "document number": paper.pk,
        "import": received.uuid,
        "import number": received.pk,
        "approval": approval.pk,
        "approval uuid": approval.uuid,
        "approval key": approval.key,
        "invitation": firm.invitations.latest("pk").pk,
        "colleague": house.accountant.pk,
        "view": house.made[cast.a_view]["pk"],
        "connection": house.made[cast.a_connection]["uuid"],
        "upload": rows_of(_model("answers.Upload"), firm).latest("pk").uuid,
        "note": rows_of(_model("campaigns.Note"), firm).latest("pk").made,
        "destination": house.made[cast.a_destination]["uuid"],
        "bank entry": house.made[cast.a_banked_part]["entry"],
        "event": rows_of(_model("audit.Event"), firm).latest("pk").pk,
    }


def _model(label: str) -> type[models.Model]:
    return next(model for model in owned() if model._meta.label == label)


def complete(house: House) -> None:
    for model in owned():
        if not rows_of(model, house.firm).exists():
            from_fields(model, house)


def from_fields(model: type[models.Model], house: House) -> models.Model:
    """A row with whatever its fields take."""
    values = {
        one.attname: value_for(one, house)
        for one in model._meta.concrete_fields
        if not isinstance(one, models.AutoField) and (one.is_relation or not one.has_default())
    }
    return model._base_manager.create(**values)


def value_for(one: models.Field, house: House) -> Any:
    if one.is_relation:
        return related(one, house)
    if one.choices:
        return one.choices[0][0]
    if isinstance(one, SealedJSON) and "id" in one.row:
        return None  # bound to a number the row has not got yet
    if one.null and not isinstance(one, SealedJSON | models.CharField | models.TextField):
        return None
    if isinstance(one, models.CharField) and not isinstance(one, models.EmailField):
        return f"{next(_numbers)}"[: one.max_length]
    return next(make_one() for kind, make_one in BY_KIND.items() if isinstance(one, kind))


BY_KIND: dict[Any, Any] = {
    models.EmailField: lambda: f"made{next(_numbers)}@example.org",
    models.TextField: lambda: "Words",
    models.DateTimeField: timezone.now,
    models.DateField: lambda: date(2026, 1, 1),
    models.UUIDField: uuid4,
    models.BooleanField: bool,
    models.JSONField: dict,
    SealedField: lambda: None,
    SealedJSON: lambda: "Words",
    models.BinaryField: bytes,
    models.IntegerField: lambda: next(_numbers),
}


def related(one: models.Field, house: House) -> Any:
    found = house.firm if one.related_model is Firm else None
    if found is None and one.null and one.name != "firm":
        return None
    found = found or rows_of(one.related_model, house.firm).last()
    return (found or from_fields(one.related_model, house)).pk
