"""Who of a couple is asked in a dossier, at which address, by which name, in which language. Writes nothing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from carnet.campaigns.actions import language_for
from carnet.campaigns.models import Dossier, Partners
from carnet.invitations.models import Person
from carnet.questionnaires.models import Revision

BOTH = (Person.CLIENT, Person.PARTNER)


@dataclass(frozen=True)
class Guest:
    """One person's seat in one dossier. `called` and `own_language` are a partner's; a client has those of
    the dossier."""

    dossier: Dossier
    person: Person
    email: str
    called: str = ""
    own_language: str = ""

    @property
    def key(self) -> tuple[int, str]:
        return self.dossier.pk, self.person


def speaks_to_both(revision: Revision) -> bool:
    return Person.PARTNER in revision.definition.respondents


def for_couples(dossier: Dossier) -> bool:
    """Does the questionnaire speak to a partner, and the campaign let it?"""
    allowed = dossier.campaign.partners != Partners.NEVER
    return allowed and speaks_to_both(dossier.revision)


def guest(dossier: Dossier, person: str) -> Guest | None:
    """None where the client's file names nobody with an address. Whether a partner may come in: parting.py."""
    client = dossier.client
    if person == Person.CLIENT:
        return Guest(dossier, Person.CLIENT, client.email) if client.email else None
    if not client.partner_email or not speaks_to_both(dossier.revision):
        return None
    wanted = client.partner_language or dossier.language
    language = language_for(wanted, dossier.firm, dossier.revision.definition.languages)
    return Guest(dossier, Person.PARTNER, client.partner_email, client.partner_first_name, language)


def at_once(dossier: Dossier) -> tuple[Person, ...]:
    """Who is mailed when the campaign starts."""
    together = for_couples(dossier) and dossier.campaign.partners == Partners.NOW
    return BOTH if together else (Person.CLIENT,)


def guests(dossier: Dossier, people: Collection[str]) -> Iterator[Guest]:
    found = (guest(dossier, person) for person in people)
    return (one for one in found if one)
