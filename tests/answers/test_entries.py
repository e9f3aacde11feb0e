import pytest

from carnet.answers.actions import (
    EditedMeanwhile,
    Said,
    add_entry,
    remove_entry,
    restore_entry,
    save,
)
from carnet.answers.reading import load
from carnet.questionnaires.given import Given, Status


@pytest.fixture
def noa(dossier, now):
    entry = add_entry(dossier, "children", person="client", now=now)
    name(dossier, entry, "Noa", now)
    return entry


def name(dossier, entry, value, now):
    said = Said(f"{entry.path}/child_name", Given(value, Status.ANSWERED), base_rev=0)
    save(dossier, [said], person="client", device="phone", key="", now=now)


def counted(dossier, now):
    return dict(load(dossier, today=now.date()).outcome.effective)


def test_a_removed_entry_no_longer_counts_and_comes_back_with_its_answers(dossier, noa, now):
    remove_entry(noa, seen=dossier.seq, person="client", now=now)
    assert counted(dossier, now) == {}
    restore_entry(noa, person="client", now=now)
    assert counted(dossier, now) == {f"{noa.path}/child_name": "Noa"}


def test_removing_loses_against_an_answer_given_meanwhile(dossier, noa, now):
    seen = dossier.seq
    name(dossier, noa, "Noah", now)
    with pytest.raises(EditedMeanwhile):
        remove_entry(noa, seen=seen, person="client", now=now)
    assert counted(dossier, now) == {f"{noa.path}/child_name": "Noah"}


def test_removing_twice_is_one_event(dossier, noa, now):
    for _time in range(2):
        remove_entry(noa, seen=dossier.seq, person="client", now=now)
    assert dossier.answer_events.filter(path=noa.path).count() == 2  # added, removed


def test_every_change_of_a_list_makes_an_earlier_check_outdated(dossier, noa, now):
    before = dossier.seq
    remove_entry(noa, seen=before, person="client", now=now)
    assert dossier.seq > before
