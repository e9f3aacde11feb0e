"""A list brought by a program: what would happen, what does, and back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from carnet.clients.models import Client
from carnet.imports import files
from carnet.imports.models import Import
from tests import makers as make
from tests.api.calling import BASE
from tests.files import workbooks
from tests.imports.bringing import LIST, brought, work

CLIENTS = workbooks.text(LIST)


def bring(program, data=CLIENTS, name="clients.csv", **fields):
    file = SimpleUploadedFile(name, data)
    headers = {"Idempotency-Key": fields.pop("once")} if "once" in fields else {}
    return program.client.post(f"{BASE}imports", {"file": file, **fields}, headers=headers)


@pytest.fixture
def planned(firm, colleague):
    return f"imports/{brought(firm, colleague).uuid}"


@pytest.mark.thorough
def test_a_file_is_brought_planned_applied_and_taken_back(program):
    made = bring(program)
    assert made.status_code == 201, made.content
    here = f"imports/{made.json()['id']}"
    plan = program.get(f"{here}/plan").json()
    assert plan["counts"] == {"rows": 3, "new": 2, "changed": 0, "unchanged": 0, "invalid": 1}
    assert [(one["line"], one["field"]) for one in plan["problems"]] == [(4, "email")]
    assert not Client.objects.exists()
    ordered = program.post(f"{here}/apply", {"digest": plan["digest"]})
    assert (ordered.status_code, ordered.json()["state"]) == (202, "queued")
    work(timezone.now())
    assert program.get(here).json()["counts"]["new"] == 2
    assert program.post(f"{here}/apply", {"digest": plan["digest"]}).status_code == 409
    assert program.post(f"{here}/undo").json()["state"] == "undoing"
    work(timezone.now())
    assert not Client.objects.exists()
    assert program.post(f"{here}/undo").status_code == 409
    assert [one["state"] for one in program.get("imports").json()["items"]] == ["undone"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("a.doc", b"x", "is not a spreadsheet"), ("a.csv", b"\n\n", "empty")],
)
def test_what_is_no_list_is_refused_with_a_sentence(program, name, data, words):
    wrong = bring(program, data, name)
    assert wrong.status_code == 422
    assert words in wrong.json()["errors"][0]["message"]


def test_a_file_must_come_along(program):
    wrong = program.client.post(f"{BASE}imports", {"keep": "true"})
    assert [one["field"] for one in wrong.json()["errors"]] == ["file"]


@pytest.mark.thorough
def test_the_same_upload_sent_again_is_one_import(program):
    first, again = bring(program, once="one"), bring(program, once="one")
    assert (first.status_code, again.content) == (201, first.content)
    assert bring(program, CLIENTS + b"\n", once="one").status_code == 422
    assert Import.objects.count() == 1


@pytest.mark.thorough
def test_choices_change_the_plan(program, firm, planned):
    make.client(firm=firm, first_name="Ann", last_name="Peeters", client_number="1", city="Gent")
    assert program.get(f"{planned}/plan").json()["counts"]["changed"] == 1
    left = program.post(f"{planned}/choices", {"policy": "skip", "mapping": {"Étiquette": "city"}})
    assert left.status_code == 200, left.content
    assert left.json()["counts"]["changed"] == 0
    assert "city" in str(left.json()["mapping"])


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"mapping": {"Nothing": "city"}}, "No column is called"),
        ({"mapping": {"Nom": "nothing"}}, "is no field"),
        ({"mapping": {"@/etc/hostname": "city"}}, "No column is called “@/etc/hostname”"),
        ({"never": ["nothing"]}, "is no field"),
    ],
)
def test_what_is_not_known_is_told_and_no_file_of_ours_is_read(program, planned, choice, words):
    wrong = program.post(f"{planned}/choices", choice)
    assert wrong.status_code == 422
    assert words in wrong.json()["detail"]


def test_a_plan_that_no_longer_holds_is_not_carried_out(program, firm, planned):
    digest = program.get(f"{planned}/plan").json()["digest"]
    make.client(firm=firm, first_name="Ann", last_name="Peeters", client_number="1")
    program.post("labels", {"name": "x"})
    late = program.post(f"{planned}/apply", {"digest": "0" * 64})
    assert (late.status_code, Import.objects.get().state) == (409, "planned")
    assert digest != "0" * 64


def test_a_file_that_is_gone_is_a_problem(program, planned):
    received = Import.objects.get()
    files.delete_all(received.file)
    Import.objects.update(file="")
    assert program.get(f"{planned}/plan").status_code == 410
