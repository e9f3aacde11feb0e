"""How many messages of clients wait for an answer, for any list of dossiers."""

from collections.abc import Sequence

from django import template
from django.db.models import Count

from carnet.answers.message_models import STAFF
from carnet.answers.models import Message
from carnet.campaigns.models import Dossier
from carnet.core.asked_often import AskedOften

register = template.Library()


# By their numbers alone: asked for the firm besides (django-scopes), the dossiers would be read again.
UNREAD = AskedOften(
    lambda dossiers: (
        Message._base_manager.filter(dossier__pk__in=dossiers, read_at=None)
        .exclude(person=STAFF)
        .order_by()
        .values_list("dossier")
        .annotate(n=Count("pk"))
    )
)


@register.simple_tag
def count_unread(dossiers: Sequence[Dossier]) -> str:
    """Gives each dossier its `unread`; one query, however many there are. Writes nothing into the page."""
    counts = dict(UNREAD(dossiers=[one.pk for one in dossiers]))
    for dossier in dossiers:
        dossier.unread = counts.get(dossier.pk, 0)  # type: ignore[attr-defined]
    return ""
