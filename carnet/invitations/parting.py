"""A couple has parted, and the client's file names somebody else: what the former partner gave for themselves in a
dossier, what a colleague entered for them, and what was taken over from them last year, is not for the new one,
who therefore does not come into it. Reads only."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from carnet.campaigns.models import Dossier
from carnet.clients.search import fold
from carnet.invitations.models import Invitation, Person
from carnet.questionnaires.prefill import LAST_YEAR, STAFF
from carnet.questionnaires.seen import others_questions

# What the office is told, wherever it would invite the new partner.
SHUT_OUT = _(
    "A former partner has answered in this dossier. So that nobody else reads it, make a new dossier "
    "for this couple."
)


def former(dossier: Dossier, invitation: Invitation) -> bool:
    """The same as models.FORMER_PARTNER, of rows that are read already."""
    now = dossier.client.partner_email, dossier.client.partner_first_name
    return invitation.person == Person.PARTNER and (invitation.email, invitation.called) != now


def somebody_else(dossier: Dossier, invitation: Invitation) -> bool:
    """Is the partner in the file another person than the one of this link? Who has a new address or was misspelt
    is not; and an address says nothing where the couple shares it."""
    client = dossier.client
    same_name = fold(invitation.called) == fold(client.partner_first_name) != ""
    mailbox = invitation.email.casefold()
    return (
        not same_name and not mailbox == client.partner_email.casefold() != client.email.casefold()
    )


def partner_shut_out(dossier: Dossier) -> bool:
    """Does the dossier hold answers, documents or messages that a former partner gave for themselves, or that are
    about them? One query where nobody has parted."""
    everywhere = _partners_links(dossier)
    links = [one for one in everywhere if one.dossier_id == dossier.pk]
    if any(somebody_else(dossier, one) for one in links):
        return any(not _todays(dossier, links, at) for at in _given(dossier))
    if not _another_last_year(dossier, everywhere):
        return False
    own = others_questions(dossier.revision.definition, Person.CLIENT)
    return any(_taken_over(dossier, own))


def _partners_links(dossier: Dossier) -> list[Invitation]:
    """Of all partners this client ever had, in all dossiers, in their order; each with `ends`, the end of the
    period its dossier is about."""
    links = Invitation.objects.filter(person=Person.PARTNER, dossier__client=dossier.client_id)
    dated = links.annotate(ends=F("dossier__campaign__period_end"))
    return list(dated.order_by("created_at", "pk"))


def _todays(dossier: Dossier, links: list[Invitation], at: datetime) -> bool:
    """Of the partners one after the other, is the one who had the link then the one in the file today?"""
    then = [one for one in links if one.created_at <= at]
    return bool(then) and not somebody_else(dossier, then[-1])


def _given(dossier: Dossier) -> Iterator[datetime]:
    """When something came that the client does not see either: from a partner, in the own part or about nothing
    in particular; from a colleague, and from last year, in the partner's own part."""
    own = others_questions(dossier.revision.definition, Person.CLIENT)
    kept = dossier.documents.filter(removed_at=None)
    for rows, when in (
        (dossier.answer_events.all(), "at"),
        (kept, "added_at"),
        (dossier.messages.all(), "at"),
    ):
        theirs = rows.filter(person__in=[Person.PARTNER, STAFF]).order_by()
        for path, person, at in theirs.values_list("path", "person", when):
            if own.intersection(path.split("/")) or (person == Person.PARTNER and not path):
                yield at
    yield from _taken_over(dossier, own)


def _taken_over(dossier: Dossier, own: frozenset[str]) -> Iterator[datetime]:
    """When answers of last year were put into the partner's own part."""
    rows = dossier.answers.filter(source=LAST_YEAR).order_by()
    for path, at in rows.values_list("path", "updated_at"):
        if own.intersection(path.split("/")):
            yield at


def former_partner_of_last_year(dossier: Dossier) -> bool:
    """Was the partner who last had a link in an earlier dossier of this client somebody else? One query."""
    return _another_last_year(dossier, _partners_links(dossier))


def _another_last_year(dossier: Dossier, links: list[Invitation]) -> bool:
    until = dossier.campaign.period_end
    earlier = [one for one in links if one.ends < until]  # type: ignore[attr-defined]
    return bool(earlier) and somebody_else(dossier, earlier[-1])
