"""What the timeline of a dossier tells of what was sent back: what, where and when."""

from collections.abc import Iterator, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.campaigns.models import Dossier
from carnet.deliveries.models import Delivery
from carnet.deliveries.words import wrong
from carnet.invitations import timeline
from carnet.invitations.timeline import Moment


def told(dossiers: Sequence[Dossier]) -> Iterator[tuple[int, Moment]]:
    """Each moment with the number of its dossier."""
    rows = Delivery.objects.filter(dossier__in=dossiers).select_related("destination", "by")
    for one in rows.annotate(arrived=Count("files", filter=~Q(files__done_at=None))):
        by = one.by.name if one.by else ""
        if one.done_at:
            yield one.dossier_id, Moment(one.done_at, arrived(one), by)
        elif one.failed_at:
            text = _("Sending back to %(name)s was given up. %(reason)s")
            values = {"name": one.destination.name, "reason": wrong(one.trouble)}
            yield one.dossier_id, Moment(one.failed_at, text % values, by)


def arrived(one: Delivery) -> str:
    count = one.arrived  # type: ignore[attr-defined]
    if not count and one.ticked:
        return _("The task was ticked in %(name)s.") % {"name": one.destination.name}
    text = ngettext(
        "Sent back to %(name)s: %(count)d file.", "Sent back to %(name)s: %(count)d files.", count
    )
    text %= {"name": one.destination.name, "count": count}
    ticked = _("The task was ticked.") if one.ticked else ""
    return f"{text} {ticked}".strip()


timeline.TELLERS.append(told)
