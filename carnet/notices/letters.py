"""The mail to a colleague, composed while it is sent: what was dealt with meanwhile is left out. Names of clients,
how many and where; never what they wrote."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from carnet.answers.message_models import Message
from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms import letterhead
from carnet.firms.models import Colleague
from carnet.invitations import undelivered
from carnet.notices.kinds import KINDS, MESSAGE, UNDELIVERED, When
from carnet.notices.models import Digest, Notice, Wishes
from carnet.notices.sending import LETTER

NAMED = 20


@dataclass(frozen=True)
class Line:
    """One dossier or import, however often it was in the news."""

    name: str
    about: str
    link: str
    count: int = 1


@dataclass(frozen=True)
class Group:
    label: str
    count: int
    lines: list[Line]
    more: int


@mail.letter(LETTER)
def notices_letter(row: Mail) -> mail.Letter | None:
    """Nothing for somebody who has left, or when there is nothing left to tell."""
    working = Colleague.objects.working()
    found = Digest.objects.filter(pk=row.about, colleague__in=working)
    digest = found.select_related("colleague__firm").first()
    groups = list(_groups(_still(digest))) if digest else []
    if digest is None or not groups:
        return None
    return write(groups, digest.colleague, row.language)


def write(groups: Sequence[Group], colleague: Colleague, language: str) -> mail.Letter:
    firm = colleague.firm
    context = {
        "language": language,
        "groups": groups,
        "subject": ", ".join(f"{group.label}: {group.count}" for group in groups),
        "link": settings.SITE_URL + reverse("notices:choose"),
    }
    return letterhead.composed("notices", firm, context)


def _still(digest: Digest) -> list[Notice]:
    """Without messages a colleague has dealt with meanwhile."""
    related = ("dossier__client", "dossier__campaign", "received")
    rows = digest.notices.select_related(*related).order_by("at", "pk")  # type: ignore[attr-defined]
    found: list[Notice] = list(rows.defer("dossier__extras", "dossier__switched_off"))
    about = [one.dossier_id for one in found if one.kind == MESSAGE]
    unread = set(
        Message.objects.filter(dossier__in=about, read_at=None).values_list("dossier", flat=True)
    )
    return [one for one in found if one.kind != MESSAGE or one.dossier_id in unread]


def _groups(notices: Iterable[Notice]) -> Iterator[Group]:
    rows = list(notices)
    for key, kind in KINDS.items():
        mine = [one for one in rows if one.kind == key]
        if mine:
            lines = list(_lines(mine))
            named, more = lines[:NAMED], len(lines[NAMED:])
            yield Group(str(kind.label), len(mine), named, more)


def _lines(notices: Sequence[Notice]) -> Iterator[Line]:
    by_thing: dict[tuple, list[Notice]] = {}
    for one in notices:
        by_thing.setdefault((one.dossier_id, one.received_id), []).append(one)
    for some in by_thing.values():
        yield _line(some[0], len(some))


def _line(one: Notice, count: int) -> Line:
    if one.received:
        day = date_format(timezone.localtime(one.received.created_at), "SHORT_DATETIME_FORMAT")
        path = reverse("imports:plan", args=[one.received.uuid])
        return Line(_("Import of %(day)s") % {"day": day}, "", settings.SITE_URL + path)
    client, campaign = one.dossier.client, one.dossier.campaign  # type: ignore[union-attr]
    path = reverse("reviews:dossier", args=[one.dossier_id])
    return Line(client.name, campaign.name, settings.SITE_URL + path, count)


def silent(colleague: Colleague) -> bool:
    """Does this colleague want no mails about what did not arrive?"""
    wishes = Wishes.objects.filter(colleague=colleague).first()
    return wishes is not None and wishes.when(UNDELIVERED) == When.NEVER


undelivered.SILENT.append(silent)
