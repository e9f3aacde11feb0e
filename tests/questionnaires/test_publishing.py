import copy
import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from carnet.audit.models import Event
from carnet.questionnaires.actions import Unpublishable, install_library, publish
from carnet.questionnaires.models import AlreadyPublished
from carnet.questionnaires.shipped import shipped
from tests.questionnaires.builders import document, item

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
FIRST, SECOND = document(item("a")), document(item("a"), item("b"))


def publish_all(firm, colleague, *documents):
    return [publish(firm, one, by=colleague, now=NOW) for one in documents]


def test_publishing_the_same_document_twice_makes_one_revision(firm, colleague):
    first, again = publish_all(firm, colleague, FIRST, copy.deepcopy(FIRST))
    assert first == again
    assert (first.number, first.published_by, first.published_at) == (1, colleague, NOW)


def test_a_changed_document_becomes_the_next_revision_and_the_first_stays(firm, colleague):
    first, second = publish_all(firm, colleague, FIRST, SECOND)
    assert (first.questionnaire, second.number) == (second.questionnaire, 2)
    first.refresh_from_db()
    assert first.document == FIRST
    assert firm.questionnaires.get().current == second


def test_going_back_to_an_earlier_text_is_a_revision_of_its_own(firm, colleague):
    third = publish_all(firm, colleague, FIRST, SECOND, FIRST)[-1]
    assert third.number == 3
    assert firm.questionnaires.with_current().get().current == third


def test_a_broken_document_is_refused_with_its_problems(firm, colleague):
    with pytest.raises(Unpublishable) as refused:
        publish(firm, document(item("a", show_if="b = yes")), by=colleague, now=NOW)
    assert "Nothing here is called “b”." in refused.value.problems[0].message
    assert not firm.questionnaires.exists()


def test_a_published_revision_never_changes(firm, colleague):
    (revision,) = publish_all(firm, colleague, FIRST)
    revision.document = SECOND
    with pytest.raises(AlreadyPublished):
        revision.save()
    with pytest.raises(AlreadyPublished):
        revision.save(update_fields=["document"])


def test_publishing_leaves_a_trace(firm, colleague):
    publish_all(firm, colleague, FIRST, FIRST)
    event = Event.objects.get(firm=firm)
    assert (event.what, event.by) == ("questionnaire published", colleague)


def test_the_library_is_installed_once_and_a_changed_file_is_a_new_revision(firm, colleague):
    installed = install_library(firm, by=colleague, now=NOW)
    assert installed == install_library(firm, by=colleague, now=NOW)
    keys = {source.document["questionnaire"] for source in shipped()}
    assert {revision.questionnaire.key for revision in installed} == keys
    assert {"be_income_tax_short", "client_record_update"} <= keys
    own = copy.deepcopy(shipped()[0].document)
    own["sections"].pop()
    publish(firm, own, by=colleague, now=NOW)
    install_library(firm, by=colleague, now=NOW)
    assert firm.questionnaires.get(key=own["questionnaire"]).current.number == 2


def test_two_firms_have_their_own_questionnaires(firm, stranger):
    install_library(firm, by=None, now=NOW)
    install_library(stranger.firm, by=None, now=NOW)
    assert firm.questionnaires.count() == stranger.firm.questionnaires.count() == len(shipped())


def test_compiling_happens_once_per_text(firm, colleague):
    first, _second = publish_all(firm, colleague, FIRST, SECOND)
    assert first.compiled() is firm.questionnaires.get().revisions.get(number=1).compiled()


def test_the_command_checks_a_file(tmp_path, capsys):
    file = tmp_path / "one.yaml"
    file.write_text(json.dumps(FIRST))
    call_command("check_questionnaire", str(file), "--json")
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("text", [json.dumps(document(item("a", show_if="b = yes"))), "a: [1"])
def test_the_command_fails_on_a_refused_file(tmp_path, capsys, text):
    file = tmp_path / "one.yaml"
    file.write_text(text)
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("check_questionnaire", str(file), "--json")
    assert json.loads(capsys.readouterr().out)[0]["level"] == "refuse"
