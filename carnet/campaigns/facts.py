"""What a questionnaire may know about a client: copied once, when the dossier is made, then frozen.
Knows the fields of a client, not the database."""

from collections.abc import Callable
from typing import Any

from carnet.clients.models import Client
from carnet.questionnaires.definition import Definition


def _yes_no(true: Any) -> str:
    return "yes" if true else "no"


SOURCES: dict[str, Callable[[Client], str]] = {
    "client.type": lambda client: client.kind,
    "client.kind": lambda client: client.kind,
    "client.language": lambda client: client.language,
    "client.country": lambda client: client.country,
    "client.postcode": lambda client: client.postcode,
    "client.nationality": lambda client: client.nationality,
    "client.country_of_practice": lambda client: client.country_of_practice,
    "client.birth_date": lambda client: client.birth_date.isoformat() if client.birth_date else "",
    "client.has_company": lambda client: _yes_no(client.company),
    "client.has_partner": lambda client: _yes_no(
        client.partner_last_name or client.partner_email or client.partner_national_number_index
    ),
}


def facts(definition: Definition, client: Client) -> dict[str, str]:
    """Those the questionnaire asks for and the client's file holds; an unknown one stays unknown."""
    found = {
        fact.id: SOURCES[fact.source](client) for fact in definition.facts if fact.source in SOURCES
    }
    return {name: value for name, value in found.items() if value}
