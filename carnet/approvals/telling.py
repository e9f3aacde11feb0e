"""What the timeline of a dossier tells of approvals and filings."""

from collections.abc import Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from carnet.approvals.actions import ASKED, DECLINED, GIVEN, WITHDRAWN
from carnet.approvals.filing import FILED, TAKEN_BACK
from carnet.approvals.models import Nudge
from carnet.audit.models import Event
from carnet.campaigns.models import Dossier
from carnet.core.working_days import opening
from carnet.invitations import timeline
from carnet.invitations.timeline import Moment

TOLD = [ASKED, GIVEN, DECLINED, WITHDRAWN, FILED, TAKEN_BACK]


def told(dossiers: Sequence[Dossier]) -> Iterator[tuple[int, Moment]]:
    """Two queries, however many dossiers."""
    keys = [str(dossier.pk) for dossier in dossiers]
    firms = {dossier.firm_id for dossier in dossiers}
    events = Event.objects.filter(
        firm__in=firms, kind="campaigns.dossier", key__in=keys, what__in=TOLD
    )
    for event in events.select_related("by").order_by("pk"):
        by = event.by.name if event.by else ""
        yield int(event.key), Moment(event.at, f"{capfirst(_(event.what))}.", by)
    nudges = Nudge.objects.filter(voice__approval__dossier__in=dossiers)
    for dossier, day, email in nudges.values_list(
        "voice__approval__dossier", "day", "voice__invitation__email"
    ):
        text = _("A reminder of the approval to %(address)s was queued.") % {"address": email}
        yield dossier, Moment(opening(day), text)


timeline.TELLERS.append(told)
