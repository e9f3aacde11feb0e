"""What one of a couple is told of the other: their first name, how far their part is, and who has signed. Never a
word of what they answered where it is theirs alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.answers.reading import Standing
from carnet.answers.signing import Signing, first_name, in_sight, signing_of
from carnet.answers.submitting import changed_since
from carnet.campaigns.models import Dossier
from carnet.invitations.models import Person
from carnet.invitations.parting import partner_shut_out
from carnet.invitations.people import for_couples, guest
from carnet.portal.frame import ClientRequest, language
from carnet.questionnaires.definition import say
from carnet.questionnaires.outcome import Progress
from carnet.questionnaires.seen import OthersPart, parts_of_other


def other_of(person: str) -> str:
    return Person.CLIENT if person == Person.PARTNER else Person.PARTNER


def called(dossier: Dossier, person: str) -> str:
    """How the other speaks of this person."""
    return first_name(dossier, person) or _("your partner")


def others_tasks(request: ClientRequest, whole: Standing) -> list[dict[str, str]]:
    """Lines of the task list: where the other has something to answer, and how far that is."""
    name = called(request.dossier, other_of(request.person))
    return [_task(part, name) for part in parts_of_other(whole.outcome, request.person)]


def _task(part: OthersPart, name: str) -> dict[str, str]:
    title = say(part.section.section.title, language())
    words = _("%(section)s: the part of %(name)s") % {"section": title, "name": name}
    if part.finished:
        return {"name": words, "state": "done", "label": _("Completed")}
    if part.section.progress == Progress.NOT_STARTED:
        return {"name": words, "state": "todo", "label": _("Not started")}
    left = ngettext("%(count)d question left", "%(count)d questions left", part.to_do)
    return {"name": words, "state": "doing", "label": left % {"count": part.to_do}}


@dataclass(frozen=True)
class Signatures:
    """Where signing stands, for one of the two. `mine_at` and `theirs_at` are when each signed, as far as it
    still stands; `changed` how many answers changed since the person signed."""

    by_each: bool
    other: str
    mine_at: datetime | None = None
    theirs_at: datetime | None = None
    again: bool = False
    changed: int = 0
    lifted: bool = False
    unreachable: bool = False
    shut_out: bool = False

    @property
    def told(self) -> bool:
        return self.by_each and bool(self.mine_at or self.theirs_at or self.again)

    @property
    def first(self) -> bool:
        """Signing now sends nothing yet: the other is asked after this person."""
        return self.by_each and not self.lifted and not self.theirs_at


def signatures(request: ClientRequest, whole: Standing) -> Signatures:
    signing, me = signing_of(whole), request.person
    other = other_of(me)
    name = called(request.dossier, other)
    if not signing.by_each or me not in Person.values:
        return Signatures(False, name)
    again = signing.signed(me) is not None and not signing.settled(me)
    shut_out = other == Person.PARTNER and partner_shut_out(request.dossier)
    return Signatures(
        by_each=True,
        other=name,
        mine_at=_standing_since(signing, me),
        theirs_at=_standing_since(signing, other),
        again=again,
        changed=_changed(signing, me) if again else 0,
        lifted=other not in signing.waiting and not signing.signed(other),
        unreachable=other in signing.waiting
        and (shut_out or guest(request.dossier, other) is None),
        shut_out=shut_out,
    )


def _standing_since(signing: Signing, person: str) -> datetime | None:
    given = signing.signed(person)
    return given.signed_at if given and signing.settled(person) else None


def _changed(signing: Signing, person: str) -> int:
    given, standing = signing.signed(person), signing.standing
    since = changed_since(standing.dossier, given.seq) if given else set()
    return len(in_sight(standing, since, person))


def may_name_partner(dossier: Dossier) -> bool:
    """Not where a former partner has answered: nobody else is let in there."""
    return for_couples(dossier) and not partner_shut_out(dossier)


def partner_link(request: ClientRequest) -> str:
    """The page on which a client asks their partner in, where there is one to ask."""
    if request.person != Person.CLIENT or not may_name_partner(request.dossier):
        return ""
    return reverse("portal:partner")


def about_couple(request: ClientRequest, whole: Standing) -> dict[str, Any]:
    """For the pages around the questions."""
    return {
        "signing": signatures(request, whole),
        "others": others_tasks(request, whole),
        "partner_link": partner_link(request),
    }
