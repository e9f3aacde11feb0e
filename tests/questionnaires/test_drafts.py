import pytest
from django.utils import timezone

from carnet.questionnaires.actions import (
    Unpublishable,
    discard,
    draft,
    publish,
    publish_draft,
)
from carnet.questionnaires.models import Revision
from tests.questionnaires.builders import document, item

BEFORE, AFTER = document(item("owns")), document(item("owns"), item("rents"))


@pytest.fixture
def asked(firm):
    return publish(firm, BEFORE, by=None, now=timezone.now()).questionnaire


def drafted(firm, text=AFTER):
    return draft(firm, text, by=None, now=timezone.now(), origin="file")


def test_a_draft_asks_nobody_until_it_is_published(firm, asked):
    made = drafted(firm)
    assert asked.draft == made
    assert firm.questionnaires.get().current.document == BEFORE
    assert publish_draft(made, by=None, now=timezone.now())
    assert firm.questionnaires.get().current.document == AFTER
    assert asked.draft is None


def test_a_second_draft_takes_the_place_of_the_first(firm, asked):
    first, second = drafted(firm), drafted(firm, document(item("rents")))
    assert asked.draft == second
    assert not publish_draft(first, by=None, now=timezone.now())
    assert firm.questionnaires.get().current.document == BEFORE


def test_a_draft_is_published_or_discarded_once(firm, asked):
    made = drafted(firm)
    assert discard(made, by=None)
    assert not discard(made, by=None)
    assert not publish_draft(made, by=None, now=timezone.now())
    assert Revision.objects.count() == 1


def test_a_draft_that_clients_would_stumble_over_is_not_published(firm, asked):
    made = drafted(firm, document(item("owns", show_if="nobody = yes")))
    with pytest.raises(Unpublishable):
        publish_draft(made, by=None, now=timezone.now())
    assert firm.questionnaires.get().current.document == BEFORE
