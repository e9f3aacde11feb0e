"""Where the returns of dossiers are, read from the tables for road.py. Writes nothing."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.timezone import localdate

from carnet.answers.models import AskedAgain
from carnet.approvals.actions import theirs
from carnet.approvals.models import Approval, Filing, Voice
from carnet.approvals.road import Facts, Paper
from carnet.campaigns.models import Dossier
from carnet.invitations.models import Person

WITHDRAWN = Approval.State.WITHDRAWN


def read(dossiers: Sequence[Dossier]) -> None:
    """With the dossiers what `facts` needs, in a fixed number of queries."""
    listed = Approval.objects.prefetch_related(
        Prefetch("voices", Voice.objects.select_related("invitation", "noted_by"))
    )
    answered = AskedAgain.objects.exclude(closed_at=None).order_by("closed_at")
    prefetch_related_objects(
        dossiers,
        Prefetch("approvals", listed, to_attr="listed_approvals"),
        Prefetch(
            "filings",
            Filing.objects.filter(taken_back_at=None).select_related("by"),
            to_attr="standing_filings",
        ),
        Prefetch("asked_again", answered, to_attr="answered"),
    )


def counting(dossier: Dossier) -> list[Approval]:
    """Of a dossier that was `read`; the same as ApprovalQuerySet.counting."""
    listed = dossier.listed_approvals  # type: ignore[attr-defined]
    replaced = {one.replaces_id for one in listed}
    return [one for one in listed if one.pk not in replaced and one.state != WITHDRAWN]


def voices_of(dossier: Dossier, person: str) -> list[tuple[Approval, Voice]]:
    """Of a dossier that was `read`: what this person is asked to approve, newest last. The partner sees nothing that
    was asked of the client alone, or of a former partner."""
    found = []
    for approval in counting(dossier):
        for voice in approval.voices.all():
            if voice.person == person and theirs(voice, dossier):
                found.append((approval, voice))
    return found


def facts(dossier: Dossier, person: str = Person.CLIENT) -> Facts:
    """Of a dossier that was `read`, as this person may know them."""
    filings, answered = dossier.standing_filings, dossier.answered  # type: ignore[attr-defined]
    return Facts(
        state=str(dossier.state),
        since=_day(dossier.active_at),
        sent_on=_day(dossier.submitted_at),
        answered_on=_day(answered[-1].closed_at) if answered else None,
        papers=tuple(_papers(voices_of(dossier, person))),
        filed_on=filings[0].on if filings else None,
        files=is_return(dossier),
    )


def _papers(found: Iterable[tuple[Approval, Voice]]) -> Iterable[Paper]:
    for approval, voice in found:
        asked = localdate(approval.asked_at)
        yield Paper(approval.state, voice.state, asked, _day(approval.ended_at))


def is_return(dossier: Dossier) -> bool:
    """A questionnaire with the codes of an official form ends with a return that is filed; of others the firm
    shows it by asking for an approval or noting a filing."""
    return any(item.codes for item in dossier.revision.definition.all_items())


def _day(moment: datetime | None) -> date | None:
    return localdate(moment) if moment else None
