from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers.actions import add_entry, remove_entry
from carnet.answers.forgetting import forget
from carnet.answers.models import Reach
from carnet.answers.reading import load
from carnet.answers.retired import retired
from carnet.campaigns.models import Dossier, State
from tests.answers.revising import after, answer, roll_out, running


def read(dossier):
    dossier.refresh_from_db()
    found = retired(load(dossier, today=timezone.localdate()), "en")
    return [(one.question, one.answer) for one in found]


@pytest.mark.thorough
def test_the_office_reads_answers_whose_question_is_gone(office, firm):
    [dossier] = running(firm)
    # Before its client has begun, by a colleague.
    answer(dossier, owns="yes", rent="100")
    Dossier.objects.filter(pk=dossier.pk).update(state=State.SENT)
    text = after(owns={"type": "money"}, drop=["use", "rent"])
    roll_out(firm, text, Reach.NOT_STARTED)
    assert read(dossier) == [("Question owns", "Yes"), ("Question rent", "€100.00")]
    page = office.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert "No longer asked" in page
    assert "€100.00" in page


def test_what_stands_in_an_entry_that_was_taken_out_is_not_among_them(firm, now):
    [dossier] = running(firm)
    answer(dossier, owns="no")
    entry = add_entry(dossier, "kids", person="client", now=now)
    answer(dossier, **{f"kids__{entry.key}__kid": "Noa"})
    entry.refresh_from_db()
    remove_entry(entry, seen=10**6, person="client", now=now)
    assert read(dossier) == []


def test_what_is_no_longer_asked_is_erased_with_what_is_hidden(firm):
    [dossier] = running(firm)
    answer(dossier, owns="yes", rent="100")
    Dossier.objects.filter(pk=dossier.pk).update(state=State.SENT)
    roll_out(firm, after(owns={"type": "money"}, drop=["use", "rent"]), Reach.NOT_STARTED)
    long_ago = timezone.now() - timedelta(days=60)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.ACCEPTED, active_at=long_ago)
    assert forget(timezone.now()) == 1
    assert read(dossier) == []
    assert not dossier.answers.filter(question="rent").exists()
    assert not dossier.moves.exclude(carried=None).exists()
