from collections.abc import Mapping

from django.db import transaction

from carnet.firms.models import Colleague
from carnet.notices.kinds import When
from carnet.notices.models import Notice, Wishes


@transaction.atomic
def choose(colleague: Colleague, kinds: Mapping[str, str], *, everybody: bool) -> None:
    """From now on. What waits of a kind that is not wanted any more is not told."""
    values = {"kinds": dict(kinds), "everybody": everybody}
    Wishes.objects.update_or_create(colleague=colleague, defaults=values)
    unwanted = [kind for kind, when in kinds.items() if when == When.NEVER]
    Notice.objects.filter(colleague=colleague, digest=None, kind__in=unwanted).delete()
