"""The queue of what is still to be told."""

import pytest
from django.db import transaction
from django.utils import timezone

from carnet.audit import happenings
from carnet.audit.happenings import listen, tell_next
from carnet.audit.models import Listened, Untold
from carnet.audit.record import record
from tests import makers as make

TOLD = []


def keep(rows):
    TOLD.extend((row.firm_id, row.key) for row in rows)


def stumble(rows):
    if any(row.facts.get("odd") for row in rows):
        raise RuntimeError


@pytest.fixture(autouse=True)
def listening(settings):
    TOLD.clear()
    settings.LISTENERS = [f"{__name__}.stumble", f"{__name__}.keep"]


def submit(client, **facts):
    dossier = make.dossier(client=client)
    record("dossier submitted", dossier, firm=client.firm, by=None, **facts)
    return client.firm_id, str(dossier.pk)


def tell():
    while tell_next(timezone.now()):
        pass


def test_what_happened_is_told_once_in_order(ann):
    happened = [submit(ann) for _each in range(3)]
    tell()
    tell()
    assert happened == TOLD


def test_what_did_not_happen_after_all_is_not_told(ann):
    with transaction.atomic():
        submit(ann)
        transaction.set_rollback(True)
    tell()
    assert TOLD == []


def test_each_batch_is_of_one_firm(ann, stranger, settings):
    settings.LISTENERS = [f"{__name__}.of_one_firm", f"{__name__}.keep"]
    other = make.client(firm=stranger.firm)
    happened = [submit(one) for one in (ann, other, ann, other)]
    tell()
    assert sorted(TOLD) == sorted(happened)


def of_one_firm(rows):
    assert len({row.firm_id for row in rows}) == 1


@pytest.mark.thorough
def test_a_row_nobody_can_read_holds_up_no_other(ann, caplog):
    first = submit(ann)
    submit(ann, odd=True)
    last = submit(ann)
    tell()
    assert [first, last] == TOLD
    [left] = Untold.objects.all()
    assert (left.facts, left.tries) == ({"odd": True}, happenings.MOST_TRIES)
    assert "telling of event" in caplog.text


def test_listening_is_exactly_what_was_asked_for(firm):
    listen(firm, ["client.created", "client.updated"])
    listen(firm, ["client.updated", "client.archived"])
    listen(firm, ["client.updated", "client.archived"])
    names = Listened.objects.filter(firm=firm).values_list("name", flat=True)
    assert sorted(names) == ["client.archived", "client.updated"]
