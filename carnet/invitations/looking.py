"""Fetches what the look before sending needs: the people and the addresses that mails came back from. The
number of queries does not grow with the clients. Writes nothing."""

from collections.abc import Iterator

from carnet.campaigns.actions import Terms, language_for
from carnet.campaigns.models import Campaign
from carnet.clients.models import ClientQuerySet
from carnet.firms.models import Firm
from carnet.invitations import preflight
from carnet.invitations.preflight import Group, Person, Questions
from carnet.invitations.problems import bounced
from carnet.questionnaires.definition import Definition

COLUMNS = (
    *("pk", "first_name", "last_name", "company", "version", "email", "language"),
    *("partner_first_name", "partner_last_name", "partner_national_number_index", "partner_email"),
)


def groups(
    firm: Firm, chosen: ClientQuerySet, terms: Terms | Campaign, into: Campaign | None
) -> dict[str, Group]:
    clients = chosen.active()
    if into:
        clients = clients.exclude(pk__in=into.dossiers.values("client"))
    definition = terms.revision.definition
    questions = Questions(
        language=lambda wanted: language_for(wanted, firm, definition.languages),
        asks_partner=_asks_partner(definition),
    )
    return preflight.look(_people(clients), questions, bounced(firm))


def _people(clients: ClientQuerySet) -> Iterator[Person]:
    for row in clients.order_by("sort_name", "pk").values_list(*COLUMNS):
        number, first, last, company, version, email, language, *partner = row
        name = f"{first} {last}".strip() or company
        yield Person(
            number, name, version, email, language, any(partner[:3]), partner_email=partner[3]
        )


def _asks_partner(definition: Definition) -> bool:
    return "partner" in definition.respondents or any(
        "partner" in item.who for item in definition.all_items()
    )
