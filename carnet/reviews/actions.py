"""What the office does with a dossier that was sent. Knows nothing of how it was answered."""

from datetime import datetime

from django.db import transaction

from carnet.audit import record as audit
from carnet.campaigns.actions import move
from carnet.campaigns.models import Dossier, State
from carnet.firms.models import Colleague


@transaction.atomic
def reopen(dossier: Dossier, *, by: Colleague, now: datetime) -> None:
    """Let the client change the answers and send them again; what was sent before stays frozen."""
    move(dossier, State.ASKED_AGAIN, now=now)
    audit.record("dossier reopened", dossier, firm=dossier.firm, by=by)
