"""Another firm's object looks, byte for byte, like one that never was: over every operation the document tells of, in
the path, in filters and in what is sent. And nothing opens without a key."""

from uuid import UUID, uuid4

import pytest

from carnet.api.contract import rate
from carnet.api.contract.describing import operations
from carnet.api.pages import document
from carnet.audit.models import Event
from tests import makers as make
from tests.api.calling import Program
from tests.exports.sending import dossier_of, hand_in, keep
from tests.imports.bringing import brought
from tests.isolation.asking import undone
from tests.questionnaires.builders import document as questions
from tests.questionnaires.builders import item, said

OPERATIONS = [(method, path, one) for method, path, one in operations(document())]
NAMES = [one["operationId"] for _method, _path, one in OPERATIONS]
ABOUT_ONE = [case for case in OPERATIONS if "{" in case[1]]
NEVER = {
    "client": uuid4(), "label": 999_991, "campaign": 999_992, "dossier": 999_993,
    "document": uuid4(), "received": uuid4(), "questionnaire": 999_994,
}  # fmt: skip
# What is sent with it, so that the answer is about the object and not about the rest.
SENT = {
    "put_label_on": {"clients": [str(uuid4())]},
    "take_label_off": {"clients": [str(uuid4())]},
    "assign_clients": {"clients": [str(uuid4())]},
    "close_dossier": {"reason": "Why"},
    "reopen_dossier": {"reason": "Why"},
    "apply_import": {"digest": "0" * 64},
}


@pytest.fixture
def mine(firm, colleague):
    """One of everything, of a firm that is not the stranger's."""
    client = make.client(firm=firm, last_name="Canary")
    dossier = dossier_of(firm, questions(item("rent", "money")), client=client)
    keep(dossier, dossier.revision.compiled(), said(rent="5"))
    paper = make.document(dossier=dossier)
    hand_in(dossier)
    return {
        "client": client.uuid,
        "label": make.label(firm=firm, name="Canary").pk,
        "campaign": dossier.campaign_id,
        "dossier": dossier.pk,
        "document": paper.uuid,
        "received": brought(firm, colleague).uuid,
        "questionnaire": dossier.revision.questionnaire_id,
    }


def call(program, method, path, names, sent=None):
    filled = path.format(**names).removeprefix("/api/v1/")
    return program.get(filled) if method == "get" else program.send(method, filled, sent or {})


def told_by(answer):
    """Its headers, without the number by which the log knows the request."""
    return {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}


def test_another_firm_s_object_is_one_that_never_was(foreign, mine):
    for method, path, one in ABOUT_ONE:
        rate.forget()
        with undone():
            events = Event.objects.count()
            sent = SENT.get(one["operationId"])
            there, never = (call(foreign, method, path, names, sent) for names in (mine, NEVER))
            assert (there.status_code, there.content) == (never.status_code, never.content), path
            assert there.status_code == 404, (method, path)
            assert told_by(there) == told_by(never), (method, path)
            assert Event.objects.count() == events, (method, path)


@pytest.mark.parametrize("name", ["put_label_on", "take_label_off", "assign_clients"])
def test_another_firm_s_client_in_a_list_is_one_that_never_was(foreign, stranger, mine, name):
    own = {
        "label": make.label(firm=stranger.firm).pk,
        "campaign": make.campaign(firm=stranger.firm).pk,
    }
    method, path, _one = OPERATIONS[NAMES.index(name)]
    answers = [
        call(foreign, method, path, own, {"clients": [str(client)]})
        for client in (mine["client"], NEVER["client"])
    ]
    assert answers[0].content == answers[1].content
    assert answers[0].status_code == 422


def test_another_firm_s_questionnaire_is_one_that_never_was(foreign, mine):
    asked = {"due_date": "2099-01-01", "name": "x"}
    answers = [
        foreign.post("campaigns", {**asked, "questionnaire": names["questionnaire"]})
        for names in (mine, NEVER)
    ]
    assert answers[0].content == answers[1].content
    assert answers[0].status_code == 422


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("list_")])
def test_lists_hold_nothing_of_another_firm_whatever_they_are_asked(foreign, mine, name):
    method, path, one = OPERATIONS[NAMES.index(name)]
    if "{" in path:
        return
    filters = {query["name"] for query in one["parameters"] if query["in"] == "query"}
    asked = [{}, *({key: mine[key]} for key in filters & mine.keys())]
    asked += [{"q": "Canary"}] if "q" in filters else []
    for params in asked:
        found = foreign.get(path.removeprefix("/api/v1/"), **params)
        assert found.json() == {"items": [], "next": None}, params


def test_a_client_number_of_another_firm_is_free(foreign, firm):
    make.client(firm=firm, client_number="77")
    ann = {"first_name": "A", "last_name": "B", "email": "a@example.org", "language": "nl"}
    assert foreign.post("clients", {**ann, "client_number": "77"}).status_code == 201


def test_no_operation_opens_without_a_key(db, mine):
    for method, path, one in OPERATIONS:
        answer = call(Program(), method, path, mine, SENT.get(one["operationId"]))
        assert answer.status_code == 401, (method, path)
        assert answer.json()["type"] == "urn:carnet:problem:no-key", (method, path)


def test_each_operation_asks_for_its_right(limited, mine):
    for method, path, one in OPERATIONS:
        [scope] = one["security"][0]["key"]
        others = [right for right in ("clients:read", "imports:write") if right != scope]
        with undone():
            answer = call(limited(*others), method, path, mine, SENT.get(one["operationId"]))
        assert answer.status_code == 403, (method, path)
        assert scope in answer.json()["detail"], (method, path)


def test_names_fill_every_place_in_a_path():
    """A new kind of object must be placed in `mine`."""
    assert all(isinstance(value, int | UUID) for value in NEVER.values())
    assert min(len(OPERATIONS), len(ABOUT_ONE)) > 20
    for _method, path, _one in OPERATIONS:
        assert path.format(**NEVER)
