"""Where an answer comes from, as an icon and in words. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from carnet.answers.message_models import STAFF
from carnet.invitations.models import Person
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.prefill import CLIENT_FILE, DEFAULT, LAST_YEAR
from carnet.reviews.versions import Written


@dataclass(frozen=True)
class Source:
    icon: str
    words: str


def source_of(written: Written | None, given: Given) -> Source | None:
    """None where nobody has said anything."""
    if written is None:
        return None
    if written.source == STAFF:
        return Source("building-office", _of_firm(written))
    if given.status is Status.PREFILLED:
        words = _("confirmed: %(source)s") if given.confirmed else _("not confirmed: %(source)s")
        return Source("clipboard-document-check", words % {"source": proposed_from(written.source)})
    return Source("user", _("Partner") if written.person == Person.PARTNER else _("Client"))


def _of_firm(written: Written) -> str:
    name = written.by or _("Firm")
    return _("set by %(name)s") % {"name": name} if written.reason else name


def proposed_from(source: str) -> str:
    return {
        CLIENT_FILE: _("from the client file"),
        LAST_YEAR: _("from last year"),
        DEFAULT: _("the usual answer"),
    }.get(source, _("a proposal"))
