"""Clients of the demo firm on whose pages there is something to see, through the product's own actions, beside a
running server on the same data. Once: a second run would ask and write it all again."""

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.answers.actions import Hand
from carnet.answers.asking_again import ask_again
from carnet.answers.beginning import begin
from carnet.answers.messages import reply, write
from carnet.campaigns.models import Dossier
from carnet.demo import cast
from carnet.demo.answering import answer
from carnet.demo.office import APPROVING, REVIEW, latest, not_reached
from carnet.firms.models import Colleague, Firm
from carnet.invitations.models import Person
from tools.on_show_elsewhere import connected, sent_back

FRESH, BUSY, FULL, ASKED = "1013", "1011", "1004", "1008"
RETURNING, COUPLE = "1015", "1041"
# Whom a mail does not reach, either.
TO_CALL = ("1006", "1014")
# What comes to the check page reads like somebody's answers.
PLAIN = {
    "name": "Jean-Marie Dupont",
    "civil_status": "married",
    "partner_name": "Colette Dupont",
    "iban": "BE68539007547034",
    "activities": "Pensionné",
    "remarks": "Rien à ajouter.",
}
AGAIN = {"id_document": "La photo est floue. Pouvez-vous la reprendre à la lumière du jour ?"}
QUESTION = "Dois-je aussi envoyer la carte d’identité de ma fille ?"
REPLY = "Non, la vôtre suffit. Merci, et bonne journée."


@dataclass(frozen=True)
class Shown:
    """`visits` are sessions that open a dossier, `dossiers` their numbers, both by what they show; and what is
    connected, and where things are sent back to, by uuid."""

    visits: dict[str, str]
    dossiers: dict[str, int]
    connection: str
    destination: str


def prepare() -> Shown:
    with scopes_disabled():
        firm = Firm.objects.get(slug=cast.FIRM["slug"])
        claire = firm.colleagues.get(email=cast.COLLEAGUES[0][0])
        return _prepared(firm, claire, timezone.now())


def _prepared(firm: Firm, claire: Colleague, now: datetime) -> Shown:
    numbers = {"fresh": FRESH, "busy": BUSY, "full": FULL, "asked": ASKED}
    numbers |= {"still": RETURNING, "couple": COUPLE, "review": REVIEW, "approving": APPROVING}
    shown = {name: latest(firm, number) for name, number in numbers.items()}
    begin(shown["still"], now=now)
    answer(shown["full"], how_much=4, now=now, own=PLAIN)
    ask_again(shown["asked"], AGAIN, by=claire, now=now)
    _talk(shown["busy"], claire, now)
    not_reached(firm, TO_CALL, by=claire, now=now)
    visits = {name: _visit(dossier, Person.CLIENT, now) for name, dossier in shown.items()}
    visits["partner"] = _visit(shown["couple"], Person.PARTNER, now)
    dossiers = {name: dossier.pk for name, dossier in shown.items()}
    return Shown(visits, dossiers, connected(firm, claire, now), sent_back(firm, claire, now))


def _talk(dossier: Dossier, claire: Colleague, now: datetime) -> None:
    path = "id_document"
    write(dossier, QUESTION, Hand("client", "pictures", "pictures", now), path=path)
    reply(dossier, REPLY, path=path, by=claire, key="pictures-reply", now=now)


def _visit(dossier: Dossier, person: str, now: datetime) -> str:
    """A session as the link and the mailed code open it (portal/access.py)."""
    invitation = dossier.invitations.get(person=person, revoked_at=None)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["dossier"], session["invitation"] = dossier.pk, invitation.pk
    session["person"], session["language_before"] = person, ""
    session["entered"] = session["seen"] = now.timestamp()
    session.create()
    return session.session_key
