"""Dossiers of former versions take over the data key of their client, which rotate_keys has given before."""

from django.db.models import OuterRef, Subquery

from carnet.campaigns.models import Dossier
from carnet.clients.models import Client
from carnet.core.many_rows import AT_ONCE
from carnet.core.sealed import given_first


@given_first("campaigns.Dossier")
def take_over() -> int:
    """Stopped half-way, the next run goes on."""
    without = Dossier.objects.filter(data_key=None).exclude(client__data_key=None).order_by("pk")
    theirs = Subquery(Client.objects.filter(pk=OuterRef("client")).values("data_key")[:1])
    taken = 0
    while some := list(without.values_list("pk", flat=True)[:AT_ONCE]):
        taken += Dossier.objects.filter(pk__in=some, data_key=None).update(data_key=theirs)
    return taken
