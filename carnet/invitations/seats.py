"""Who is asked in a dossier, as the office sees it: whom, at which address, how far each has come. Reads only."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from carnet.campaigns.models import Dossier
from carnet.core.asked_often import AskedOften
from carnet.invitations.models import Invitation, Person
from carnet.invitations.parting import SHUT_OUT, former, partner_shut_out
from carnet.invitations.people import for_couples, guest


@dataclass(frozen=True)
class Seat:
    """One person of a dossier; `email` is empty where the client's file has no address."""

    person: str
    label: str
    name: str
    email: str
    state: str
    invited: bool
    may_ask: bool
    # Why this partner does not come in; empty where nothing stands against it.
    shut_out: str = ""


def seats(dossier: Dossier) -> list[Seat]:
    """The client, and the partner where the questionnaire is for couples or one was ever asked."""
    latest = {one.person: one for one in dossier.invitations.order_by("pk")}
    return list(_seats(dossier, latest))


def _seats(dossier: Dossier, latest: dict[str, Invitation]) -> Iterator[Seat]:
    yield _seat(dossier, Person.CLIENT, latest)
    if for_couples(dossier) or Person.PARTNER in latest:
        yield _seat(dossier, Person.PARTNER, latest)


def _seat(dossier: Dossier, person: Person, latest: dict[str, Invitation]) -> Seat:
    invitation, today = latest.get(person), guest(dossier, person)
    client = dossier.client
    shut_out = person == Person.PARTNER and bool(today) and partner_shut_out(dossier)
    name = client.called if person == Person.CLIENT else client.partner_first_name
    return Seat(
        person=person,
        label=str(person.label),
        name=name,
        email=today.email if today else "",
        state=state_of(dossier, invitation),
        invited=bool(invitation and not invitation.revoked_at and not former(dossier, invitation)),
        may_ask=dossier.open and today is not None and not shut_out,
        shut_out=str(SHUT_OUT) if shut_out else "",
    )


def state_of(dossier: Dossier, invitation: Invitation | None) -> str:
    if invitation is None:
        return _("not invited")
    if invitation.revoked_at:
        return _("link withdrawn")
    if former(dossier, invitation):
        return _("link ended: the partner in the file has changed")
    if invitation.opened_at:
        return _("opened on %(date)s") % {"date": date_format(localdate(invitation.opened_at))}
    return _("invited on %(date)s, not opened") % {
        "date": date_format(localdate(invitation.created_at))
    }


def lacks_partner(dossier: Dossier) -> bool:
    """Is there a partner with an address whom this dossier is for, and who has no link?"""
    return bool(
        dossier.open
        and dossier.client.partner_email
        and not partner_word(dossier)
        and for_couples(dossier)
    )


# Asked for the firm besides (django-scopes), SQLite would read every invitation of the firm.
PARTNERS = AskedOften(
    lambda dossiers: Invitation._base_manager.filter(
        dossier__pk__in=dossiers, person=Person.PARTNER
    ).order_by("pk")
)


def partner_words(dossiers: Sequence[Dossier]) -> dict[int, str]:
    """For the rows of a table: one query, of the partners alone."""
    theirs = defaultdict(list)
    numbers = [one.pk for one in dossiers]
    for one in PARTNERS(dossiers=numbers):
        theirs[one.dossier_id].append(one)
    return {dossier.pk: _word(dossier, theirs[dossier.pk]) for dossier in dossiers}


def partner_word(dossier: Dossier) -> str:
    """How far the partner has come: nothing without one."""
    theirs = [one for one in dossier.invitations.all() if one.person == Person.PARTNER]
    return _word(dossier, theirs)


def _word(dossier: Dossier, theirs: Sequence[Invitation]) -> str:
    standing = [one for one in theirs if not one.revoked_at and not former(dossier, one)]
    if not standing:
        return ""
    return _("Partner: opened") if standing[-1].opened_at else _("Partner: invited")
