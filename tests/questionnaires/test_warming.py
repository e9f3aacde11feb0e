"""Questionnaires are made ready before anybody asks for them."""

from contextvars import Context
from threading import Event

from django.utils import timezone

from carnet.questionnaires.adopting import adopt
from carnet.questionnaires.models import Revision, compiled_document
from carnet.questionnaires.warming import start, warm_up
from tests import makers as make
from tests.questionnaires.builders import document, item


def test_the_first_who_asks_finds_a_questionnaire_in_use_ready(firm):
    revision = adopt(firm, "be_income_tax_short", by=None, now=timezone.now())
    compiled_document.cache_clear()
    Context().run(warm_up)  # as in a thread, where no firm is in scope
    before = compiled_document.cache_info().misses
    revision.compiled()
    assert compiled_document.cache_info().misses == before == 1


def test_one_that_cannot_run_does_not_keep_others_from_being_made_ready(firm, caplog):
    fine = make.revision(firm=firm, document=document(item("a")))
    loop = document(
        item("a", show_if="b = yes"), item("b", show_if="a = yes"), questionnaire="loop"
    )
    broken = make.revision(firm=firm, document=document(item("c"), questionnaire="loop"))
    Revision.objects.filter(pk=broken.pk).update(document=loop, digest="broken")
    compiled_document.cache_clear()
    warm_up()
    assert "could not be made ready" in caplog.text
    hits = compiled_document.cache_info().hits
    fine.compiled()
    assert compiled_document.cache_info().hits == hits + 1


def test_starting_waits_for_nothing_and_fails_for_nothing(caplog):
    go_on = Event()

    def work():
        go_on.wait(10)
        raise RuntimeError

    thread = start(work)
    assert thread.is_alive()
    assert thread.daemon
    go_on.set()
    thread.join(10)
    assert not thread.is_alive()
    assert "could not be made ready" in caplog.text
