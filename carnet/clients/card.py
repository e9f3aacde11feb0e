"""What a client's card shows, in words: facts, next step, questionnaires by year, documents.

Dossiers and documents belong to later stages; the card only reads them through the client.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.clients.models import Client
from carnet.clients.record import NAMES, PARTNER
from carnet.clients.shown import shown
from carnet.clients.states import OPEN_STATES, State

NUMBERS = {"national_number": "client", "partner_national_number": "partner"}
SECTIONS: dict[str | Promise, Sequence[str]] = {
    gettext_lazy("Contact"): ("email", "language", "phone", "mobile", "address"),
    gettext_lazy("Identity"): (
        *("kind", "company", "enterprise_number", "national_number", "birth_date"),
        *("nationality", "country_of_practice", "client_number", "iban"),
    ),
    gettext_lazy("Partner"): PARTNER,
}


@dataclass(frozen=True)
class Fact:
    key: str
    name: str | Promise
    text: str
    whose: str = ""  # of a national number: whose it is, to ask for it in full
    lines: Sequence[str] = ()


def facts(client: Client) -> list[tuple[str | Promise, list[Fact]]]:
    """The filled-in values by section; what is empty is left out."""
    sections = [(name, [_fact(client, key) for key in keys]) for name, keys in SECTIONS.items()]
    filled = [(name, [fact for fact in found if fact.text]) for name, found in sections]
    return [(name, found) for name, found in filled if found]


def _fact(client: Client, key: str) -> Fact:
    if key == "address":
        lines = address_lines(client)
        return Fact(key, _("Address"), ", ".join(lines), lines=lines)
    return Fact(key, NAMES[key], shown(key, client.value(key)), NUMBERS.get(key, ""))


def address_lines(client: Client) -> list[str]:
    """As on an envelope of the client's country: the number before the street in France and Luxembourg."""
    number = " ".join(part for part in (client.house_number, _box(client)) if part)
    before = client.country in {"FR", "LU"}
    street = [number, client.street] if before else [client.street, number]
    home = client.country in {"", client.firm.default_country}
    lines = [
        (", " if before else " ").join(part for part in street if part),
        " ".join(part for part in (client.postcode, client.city) if part),
        "" if home else shown("country", client.country),
    ]
    return [line for line in lines if line]


def _box(client: Client) -> str:
    return _("box %(box)s") % {"box": client.box} if client.box else ""


@dataclass(frozen=True)
class Step:
    """The one thing to do next."""

    title: str
    text: str
    action: str = ""  # what the button does: invite, review, dossier


def next_step(client: Client) -> Step | None:
    if client.archived_at:
        return None
    if not client.state:
        return Step(_("Not invited yet."), _("No questionnaire has been sent."), "invite")
    if client.state in {State.SUBMITTED, State.IN_REVIEW}:
        return Step(_("Answers received."), _("They are waiting for you."), "review")
    if client.state == State.NOT_DELIVERED:
        return Step(
            _("The mail did not arrive."), _("Check the e-mail address, then invite again."), "edit"
        )
    if client.state in OPEN_STATES:
        return Step(_("Waiting for the client."), _due(client), "dossier")
    return Step(_("Nothing to do."), _("The last questionnaire is finished."), "invite")


def _due(client: Client) -> str:
    if not client.due_date:
        return ""
    return _("Due on %(date)s.") % {"date": date_format(client.due_date, "DATE_FORMAT")}


def documents(dossiers: Iterable[Any]) -> list[Any]:
    """Newest first; those the client took back are left out."""
    prefetch_related_objects(list(dossiers), "documents")
    found = [document for dossier in dossiers for document in dossier.documents.all()]
    kept = [document for document in found if document.removed_at is None]
    return sorted(kept, key=lambda document: document.added_at, reverse=True)


def by_year(dossiers: Iterable[Any]) -> Iterator[tuple[int, list[Any]]]:
    dossiers = list(dossiers)
    prefetch_related_objects(dossiers, "promises", "invitations")
    ordered = sorted(dossiers, key=lambda dossier: dossier.campaign.period_end, reverse=True)
    for year, found in groupby(ordered, key=lambda dossier: dossier.campaign.period_end.year):
        yield year, list(found)
