"""What goes back to AdminPulse, over real HTTP, to the stand-in alone: how documents are taken is assumed."""

from base64 import b64decode
from datetime import date

import pytest

from carnet.connectors.standin import Reply
from carnet.connectors.trouble import Paced, Trouble
from tests.connectors.adminpulse import Clock, at_standin

VAT = "Btw-aangifte"


def test_a_document_arrives_whole_under_the_assumed_names(settings):
    with at_standin(settings) as (software, session):
        assert session.documents_assumed
        reference = session.send_document("APR00001", "Bilan é.pdf", b"%PDF\x00", key="k1")
        (sent,) = software.documents
    assert reference == "D0"
    assert (sent["relationIdentifier"], sent["fileName"]) == ("APR00001", "Bilan é.pdf")
    assert b64decode(sent["content"]) == b"%PDF\x00"


def test_the_same_document_again_is_the_same_document(settings):
    with at_standin(settings) as (software, session):
        again = [session.send_document("APR00001", "a.pdf", b"a", key="k1") for _ in range(2)]
        assert len(software.documents) == 1
    assert again == ["D0", "D0"]


def test_fifty_documents_go_in_a_minute_and_nothing_else_waits_for_them(settings):
    clock = Clock()
    with at_standin(settings, clock=clock) as (software, session):
        for number in range(50):
            session.send_document("APR00001", f"{number}.pdf", b"a", key=f"k{number}")
        clock.at = 20
        with pytest.raises(Paced) as paced:
            session.send_document("APR00001", "50.pdf", b"a", key="k50")
        session.check()
        assert (len(software.documents), paced.value.wait, clock.at) == (50, 40, 20)
        clock.at = 60
        session.send_document("APR00001", "50.pdf", b"a", key="k50")
        assert len(software.documents) == 51


def test_the_names_of_a_document_can_be_corrected(settings):
    mapping = {"document": {"relation": "relation", "reference": "documentId"}}
    mapping["document_path"] = "documents/new"
    taken = {("documents/new", 0): Reply(200, {"documentId": 7})}
    with at_standin(settings, mapping=mapping, wrong=taken) as (software, session):
        assert session.send_document("APR00001", "a.pdf", b"a", key="k1") == "7"
    assert software.calls == [("POST", "documents/new")]


@pytest.mark.parametrize(
    ("status", "code"), [(400, "odd"), (403, "not_allowed"), (429, "throttled")]
)
def test_a_refused_document_is_trouble(settings, status, code):
    refused = {("documents/add", 0): Reply(status, "no")}
    with (
        at_standin(settings, wrong=refused) as (_software, session),
        pytest.raises(Trouble) as told,
    ):
        session.send_document("APR00001", "a.pdf", b"a", key="k1")
    assert told.value.code == code


def tasks_of(software, template=VAT):
    """Of the first relation that has some."""
    first = next(task for task in software.tasks if task["templateName"] == template)
    ref = first["relationUniqueIdentifier"]
    mine = [
        task
        for task in software.tasks
        if (task["relationUniqueIdentifier"], task["templateName"]) == (ref, template)
    ]
    for task in mine:
        task.update(status=0, inapplicable=False)
    return ref, mine


def test_the_earliest_open_task_of_the_template_is_ticked_once(settings):
    with at_standin(settings) as (software, session):
        ref, (first, second, third) = tasks_of(software)
        first["status"], second["remark"] = 2, "call her"
        assert session.tick(ref, VAT, key="k1")
        assert second["status"] == 2
        assert second["remark"].startswith("call her\n")
        assert not session.tick(ref, VAT, key="k1")
        assert third["status"] == 0
        assert session.tick(ref, VAT, key="k2")
        assert third["status"] == 2


def test_of_several_years_the_task_of_the_period_is_ticked(settings):
    with at_standin(settings) as (software, session):
        ref, tasks = tasks_of(software)
        for task, year in zip(tasks, (2024, 2025, 2026), strict=True):
            task["referenceYear"] = year
        assert session.tick(ref, VAT, key="k1", period_end=date(2025, 12, 31))
        assert [task["status"] for task in tasks] == [0, 2, 0]
        assert not session.tick(ref, VAT, key="k2", period_end=date(2025, 12, 31))
        assert session.tick(ref, VAT, key="k3", period_end=date(2031, 12, 31))  # of none
        assert [task["status"] for task in tasks] == [2, 2, 0]


def test_when_the_answer_is_lost_the_task_is_not_ticked_twice(settings):
    with at_standin(settings) as (software, session):
        ref, (first, second, _third) = tasks_of(software)
        software.lost = {(f"tasks/{first['id']}", 2)}
        with pytest.raises(Trouble) as told:
            session.tick(ref, VAT, key="k1")
        assert told.value.code == "cut"
        assert not session.tick(ref, VAT, key="k1")
        assert first["status"] == 2
        assert second["status"] == 0


@pytest.mark.parametrize("over", [{"status": 2}, {"inapplicable": True}])
def test_where_nothing_is_open_nothing_is_ticked(settings, over):
    with at_standin(settings) as (software, session):
        ref, mine = tasks_of(software)
        for task in mine:
            task.update(over)
        assert not session.tick(ref, VAT, key="k1")
        assert not session.tick(ref, "another", key="k1")
        assert not session.tick("APR99999", VAT, key="k1")
    assert "PUT" not in {method for method, _path in software.calls}


def test_whichever_reference_tasks_are_asked_for_by(settings):
    with at_standin(settings, by_id=True) as (software, session):
        ref, (first, *_others) = tasks_of(software)
        assert session.tick(ref, VAT, key="k1")
        assert first["status"] == 2


def test_software_that_gives_everybodys_tasks_gets_nobody_elses_ticked(settings):
    with at_standin(settings, deaf=True) as (software, session):
        first, _mine = tasks_of(software)
        others = [one for one in software.tasks if one["relationUniqueIdentifier"] != first]
        ref = next(one for one in others if one["templateName"] == VAT)["relationUniqueIdentifier"]
        before = [dict(task) for task in software.tasks if task["relationUniqueIdentifier"] != ref]
        for task in software.tasks:
            task["inapplicable"] = False
        assert session.tick(ref, VAT, key="k1")
        after = [task for task in software.tasks if task["relationUniqueIdentifier"] != ref]
    assert [task["status"] for task in after] == [task["status"] for task in before]
