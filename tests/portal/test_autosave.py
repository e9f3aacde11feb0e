"""A request that only saves looks at what it saves, and at nothing else; it keeps the same as Continue would."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.answers.actions import Said, add_entry, save
from carnet.core.views import AGAIN_AFTER
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.models import compiled_document
from tests import makers as make
from tests.portal.conftest import dossier_for, enter
from tests.questionnaires.builders import document, item

CHOICES = [
    {"id": "car", "text": {"en": "Car"}},
    {"id": "train", "text": {"en": "Train"}, "show_if": "works == 'yes'"},
]
DOCUMENT = document(
    item("works"),
    item("travel", "one", choices=CHOICES),
    item("secret", "text", who=["partner"]),
    item("homes", "repeat", items=[item("street", "text")]),
    respondents=["client", "partner"],
)


@pytest.fixture
def dossier(ann, colleague):
    revision = make.revision(firm=ann.firm, document=DOCUMENT)
    return dossier_for(ann, revision, language="en")


@pytest.fixture
def autosave(dossier):
    browser = enter(dossier).client

    def send(key="k.1", **fields):
        here = {f"{name}-here": "1" for name in fields}
        response = browser.post("/q/save/", {**here, **fields, "page": "p", "key": key})
        return response.json()

    return send


def stored(dossier, path):
    row = dossier.answers.filter(path=path).first()
    return (row.status, row.value) if row else None


def test_it_opens_neither_the_document_nor_the_other_answers(dossier, autosave):
    autosave(works="yes")
    with CaptureQueriesContext(connection) as captured:
        autosave(key="k.2", works="no")
    queries = [query["sql"] for query in captured.captured_queries]
    assert not [sql for sql in queries if '"document"' in sql]
    read = [sql for sql in queries if sql.startswith("SELECT") and 'FROM "answers_answer"' in sql]
    assert all("'works'" in sql for sql in read)


def test_in_a_new_process_it_opens_the_document_once(dossier, autosave):
    compiled_document.cache_clear()
    with CaptureQueriesContext(connection) as captured:
        autosave(works="yes")
    assert len([q for q in captured.captured_queries if '"document"' in q["sql"]]) == 1


def test_a_choice_that_another_answer_takes_away_is_not_accepted(dossier, autosave):
    autosave(works="no")
    autosave(key="k.2", travel="train")
    assert stored(dossier, "travel")[0] == Status.INVALID
    autosave(key="k.3", works="yes")
    autosave(key="k.4", travel="train")
    assert stored(dossier, "travel") == (Status.ANSWERED, "train")


def test_inside_an_entry_it_costs_one_query_more(dossier, autosave, django_assert_num_queries):
    entry = add_entry(dossier, "homes", person="client", now=timezone.now())
    path = f"{entry.path}/street"
    autosave(**{path: "Rue Haute"})
    with django_assert_num_queries(7 + 2 + 2):
        autosave(key="k.2", **{path: "Rue Basse"})
    assert stored(dossier, path) == (Status.ANSWERED, "Rue Basse")


@pytest.mark.parametrize("path", ["street", "homes/works", "homes/nobody/street", "nothing", "a/b"])
def test_where_no_question_stands_nothing_is_kept(dossier, autosave, path):
    autosave(**{path: "x"})
    assert not dossier.answers.exists()


def test_a_question_of_the_partner_is_not_answered_by_the_client(dossier, autosave):
    autosave(secret="x")
    assert not dossier.answers.exists()


def test_words_to_the_accountant_stay_when_the_page_does_not_show_them(dossier, autosave):
    autosave(**{"works": "yes", "works-remark": "Since May"})
    autosave(key="k.2", works="no")
    assert dossier.answers.get(path="works").remark == "Since May"


@pytest.mark.thorough
def test_of_five_hundred_answers_it_reads_one(ann, colleague, django_assert_num_queries):
    asked = [item(f"q{number}", "text") for number in range(500)]
    revision = make.revision(firm=ann.firm, document=document(*asked))
    large = dossier_for(ann, revision, language="en")
    now, browser = timezone.now(), enter(large).client
    said = [Said(one["id"], Given("x", Status.ANSWERED)) for one in asked]
    save(large, said, person="client", device="p", key="", now=now)
    posted = {"q7-here": "1", "q7": "y", "page": "p", "key": "k.1"}
    browser.get("/q/tasks/")  # The first request of a process opens the document.
    with django_assert_num_queries(6 + 2 + 2):
        assert browser.post("/q/save/", posted).json()["conflict"] is False
    assert stored(large, "q7") == (Status.ANSWERED, "y")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="locks a whole table")
@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_when_the_database_is_busy_the_phone_is_told_to_come_again(dossier):
    browser = enter(dossier).client
    browser.raise_request_exception = False
    typed = {"works-here": "1", "works": "yes", "page": "p", "key": "k.1"}
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE answers_answer IN ACCESS EXCLUSIVE MODE")
        answer = browser.post("/q/save/", typed)
    other.close()
    assert (answer.status_code, answer["Retry-After"]) == (503, AGAIN_AFTER)
    assert browser.post("/q/save/", typed).status_code == 200
    assert stored(dossier, "works") == (Status.ANSWERED, "yes")
