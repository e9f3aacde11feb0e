"""Tells on the client's card what became of the invitations."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from carnet.campaigns.models import Dossier
from carnet.clients.timeline import TELLERS, Entry, Teller
from carnet.invitations.timeline import TOLD, stories


def entries(dossiers: Sequence[Dossier]) -> Iterator[Entry]:
    for story in stories(dossiers, timezone.now()) if dossiers else ():
        for moment in story.moments():
            yield Entry(moment.at, moment.text, moment.by, about=story.dossier.campaign.name)


TELLERS.append(Teller(entries, TOLD))
