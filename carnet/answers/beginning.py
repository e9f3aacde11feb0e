"""What a dossier starts with: what the firm knows already, and what its client answered last year."""

from datetime import datetime

from django.db import transaction

from carnet.answers.actions import CARNET, MOST_ENTRIES, Hand, lock, note_entry, propose
from carnet.answers.adapting import change
from carnet.answers.form import dossier_form
from carnet.answers.models import Entry
from carnet.answers.prior import prior_answers
from carnet.answers.profile import profile_of
from carnet.campaigns.models import Dossier
from carnet.questionnaires.prefill import carried_entries, prefill


@transaction.atomic
def begin(dossier: Dossier, *, now: datetime) -> None:
    """Fill in the proposals, once, before the client sees the first question. What a colleague has
    answered beforehand stays."""
    if not dossier.open or dossier.answer_events.exclude(person="staff").exists():
        return
    lock(dossier)
    definition, prior = dossier_form(dossier).definition, prior_answers(dossier)
    for list_id, keys in carried_entries(definition, prior).items():
        _take_over(dossier, list_id, keys, now)
    if proposals := prefill(definition, profile_of(dossier.client), prior):
        change(dossier)
        propose(dossier, proposals, Hand(CARNET, "", "", now))


def _take_over(dossier: Dossier, list_id: str, keys: list[str], now: datetime) -> None:
    """Last year's entries under their own keys."""
    entries = Entry.objects.bulk_create(
        Entry(dossier=dossier, list_path=list_id, key=key, position=position, created_at=now)
        for position, key in enumerate(keys[:MOST_ENTRIES], 1)
    )
    for entry in entries:
        note_entry(entry, None, "added", Hand(CARNET, "", "", now))
