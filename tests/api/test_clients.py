"""The register through the API: the rules and sentences of the form, and what only programs meet."""

import json
from uuid import uuid4

import pytest

from carnet.audit.record import trail
from carnet.clients.models import Client
from tests import makers as make

ANN = {"first_name": "Ann", "last_name": "Peeters", "email": "Ann@Example.org", "language": "nl"}
NUMBER = "85.07.30-033.28"


def errors(response):
    return {one["field"]: one["message"] for one in response.json()["errors"]}


@pytest.mark.thorough
def test_a_client_is_added_in_normal_form_and_read_again(program):
    added = program.post("clients", {**ANN, "label": ["Marc"], "phone": "016 20 55 90"})
    assert added.status_code == 201, added.content
    told = added.json()
    assert (told["email"], told["phone"], told["label"]) == (
        "ann@example.org",
        "+3216205590",
        ["Marc"],
    )
    read = program.client.get(added.headers["Location"])
    assert read.json() == {key: value for key, value in told.items() if key != "similar"}
    assert read.headers["ETag"] == '"1"'


def test_the_form_s_sentences_come_by_field_in_the_caller_s_language(program):
    wrong = program.post("clients", {**ANN, "email": "ann", "last_name": ""})
    assert wrong.status_code == 422
    assert wrong.headers["Content-Type"] == "application/problem+json"
    assert errors(wrong) == {
        "email": "The e-mail address ann is not valid: the @ is missing.",
        "last_name": "Please fill in: Last name.",
    }
    french = program.post("clients", {**ANN, "email": "ann"}, accept_language="fr")
    assert "manque" in errors(french)["email"]
    assert french.headers["Content-Language"] == "fr"


def test_a_misspelt_field_is_told(program):
    wrong = program.post("clients", {**ANN, "mail": "x"})
    assert errors(wrong) == {"mail": "There is no field of this name."}


def test_a_client_number_belongs_to_one_client(program, firm):
    make.client(firm=firm, last_name="Maes", client_number="77")
    wrong = program.post("clients", {**ANN, "client_number": "77"})
    assert errors(wrong) == {"client_number": "Ann Maes already has the client number 77."}


def test_who_may_be_the_same_person_is_told(program, ann):
    same = {"first_name": ann.first_name, "last_name": ann.last_name, "email": ann.email}
    added = program.post("clients", {**ANN, **same})
    assert added.json()["similar"] == [str(ann.uuid)]


def test_a_change_touches_what_it_tells_and_nothing_else(program, ann):
    changed = program.change(f"clients/{ann.uuid}", {"city": "Leuven"})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    ann.refresh_from_db()
    assert (ann.city, ann.last_name, ann.version) == ("Leuven", "Peeters", 2)
    assert trail(ann, firm=ann.firm)[0].facts["fields"] == ["city"]


def test_a_change_made_of_an_old_version_is_refused(program, ann):
    first = program.change(f"clients/{ann.uuid}", {"city": "Leuven"}, if_match='"1"')
    late = program.change(f"clients/{ann.uuid}", {"city": "Gent"}, if_match='"1"')
    assert (first.status_code, late.status_code) == (200, 412)
    assert Client.objects.get(pk=ann.pk).city == "Leuven"


def test_an_etag_that_a_proxy_made_weak_counts_as_well(program, ann):
    told = program.change(f"clients/{ann.uuid}", {"city": "Leuven"}, if_match='W/"1"')
    late = program.change(f"clients/{ann.uuid}", {"city": "Gent"}, if_match='W/"1"')
    odd = program.change(f"clients/{ann.uuid}", {"city": "Gent"}, if_match="1")
    assert (told.status_code, late.status_code, odd.status_code) == (200, 412, 422)
    assert list(errors(odd)) == ["If-Match"]


def test_what_is_required_cannot_be_emptied(program, ann):
    assert errors(program.change(f"clients/{ann.uuid}", {"email": ""})) == {
        "email": "Please fill in: E-mail."
    }


def test_national_numbers_are_covered_until_they_are_asked_for_and_that_is_noted(program, ann):
    covered = program.change(f"clients/{ann.uuid}", {"national_number": NUMBER}).json()
    assert covered["national_number"] == "•••"
    assert program.get("clients").json()["items"][0]["national_number"] == "•••"
    shown = program.get(f"clients/{ann.uuid}", reveal="national_numbers").json()
    assert shown["national_number"] == NUMBER.replace(".", "").replace("-", "")
    shown = trail(ann, firm=ann.firm).filter(what="national number shown")
    assert [event.facts["whose"] for event in shown] == ["client"]


def test_revealing_takes_a_right_of_its_own(limited, ann):
    reader = limited("clients:read")
    assert reader.get(f"clients/{ann.uuid}").status_code == 200
    assert reader.get(f"clients/{ann.uuid}", reveal="national_numbers").status_code == 403


def test_a_covered_number_that_is_sent_back_stays(program, ann):
    program.change(f"clients/{ann.uuid}", {"national_number": NUMBER})
    told = program.get(f"clients/{ann.uuid}").json()
    back = {key: told[key] for key in ("national_number", "city", "label")}
    assert program.change(f"clients/{ann.uuid}", back).json()["version"] == told["version"]


def test_nobody_finds_a_client_by_a_national_number(program, ann):
    """It would stand in addresses, and in the logs of every proxy on the way."""
    program.change(f"clients/{ann.uuid}", {"national_number": NUMBER})
    assert program.get("clients", q="85073003328").json()["items"] == []


def test_pages_follow_each_other_and_miss_nobody(program, firm):
    make.clients(7, firm=firm)
    seen, cursor = [], ""
    while cursor is not None:
        page = program.get("clients", limit=3, cursor=cursor).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 7


def test_who_was_last_told_may_be_gone_before_the_next_page(program, firm):
    make.clients(5, firm=firm)
    page = program.get("clients", limit=2).json()
    Client.objects.filter(uuid=page["items"][-1]["id"]).delete()
    rest = program.get("clients", limit=9, cursor=page["next"]).json()
    assert len(rest["items"]) == 3


@pytest.mark.parametrize("cursor", ["x", "YWZ0ZXIgeA", "é", "a b"])
def test_a_cursor_of_one_s_own_making_is_refused(program, cursor):
    assert errors(program.get("clients", cursor=cursor)) == {
        "cursor": "Take the cursor as “next” of the page before told it."
    }


def test_filters_narrow_the_list(program, firm):
    label = make.label(firm=firm, name="Marc")
    one = make.client(firm=firm, last_name="Zoé", language="nl", client_number="12")
    one.labels.add(label)
    make.client(firm=firm, last_name="Maes", language="fr")
    for filters in (
        {"q": "zoe"},
        {"label": label.pk},
        {"language": "nl"},
        {"client_number": "12"},
        {"email": one.email},
    ):
        found = program.get("clients", **filters).json()["items"]
        assert [client["id"] for client in found] == [str(one.uuid)], filters


def test_an_archived_client_leaves_the_list_and_comes_back(program, ann):
    assert program.post(f"clients/{ann.uuid}/archive").json()["archived_at"]
    assert program.get("clients").json()["items"] == []
    assert len(program.get("clients", archived="true").json()["items"]) == 1
    assert program.post(f"clients/{ann.uuid}/unarchive").json()["archived_at"] is None


def test_the_list_asks_as_often_for_many_as_for_few(program, firm, django_assert_num_queries):
    make.clients(3, firm=firm)
    program.get("clients")
    with django_assert_num_queries(3):  # the key, the clients, their labels
        program.get("clients")
    make.clients(30, firm=firm)
    with django_assert_num_queries(3):
        program.get("clients")


def test_another_firm_s_client_looks_like_none(foreign, ann):
    mine, nobody = foreign.get(f"clients/{ann.uuid}"), foreign.get(f"clients/{uuid4()}")
    assert (mine.status_code, mine.content) == (404, nobody.content)
    assert foreign.get("clients").json() == {"items": [], "next": None}


def test_a_body_that_is_no_json_is_refused_with_the_place(program):
    wrong = program.client.post("/api/v1/clients", b'{"a":', content_type="application/json")
    assert wrong.status_code == 400
    assert "line 1" in wrong.json()["detail"]
    form = program.client.post("/api/v1/clients", json.dumps(ANN), content_type="text/plain")
    assert form.status_code == 415
