import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from carnet.audit.record import record
from carnet.imports.actions import decide
from carnet.imports.models import Import
from carnet.imports.planning.choices import Choices
from carnet.imports.reading.sheet import LARGEST
from tests import makers as make
from tests.files import workbooks
from tests.imports.bringing import work

HEADERS = ["Prénom", "Nom", "E-mail", "Langue", "Date", "Mot"]
LIST = [
    HEADERS,
    ["Ann", "Peeters", "ann@example.org", "nl", "1", "=1+1"],
    ["Jan", "Maes", "jan@example.org", "nl", "", ""],
    ["Zoé", "D’Hœst", "zoe", "fr", "3", "=1+1"],
]


def drop(office, data=None, name="clients.csv", **fields):
    data = workbooks.text(LIST) if data is None else data
    content = {"file": SimpleUploadedFile(name, data), "keep": "on", **fields}
    return office.post(reverse("imports:start"), content)


def digest_on(page):
    return page.content.decode().split('name="digest" value="')[1][:64]


@pytest.fixture
def plan_url(office):
    response = drop(office)
    assert response.status_code == 302
    return response["Location"]


def test_the_first_page_offers_a_file_a_kept_box_and_the_workbook(office):
    page = office.get(reverse("imports:start")).content.decode()
    assert 'type="file"' in page
    assert 'name="keep"' in page
    assert "checked" in page
    assert reverse("imports:template") in page


@pytest.mark.thorough
def test_a_dropped_file_is_shown_as_a_plan_first(office, firm, ann, plan_url):
    page = office.get(plan_url).content.decode()
    assert "3 rows: 1 new, 1 changed, 0 unchanged, 1 to repair" in page
    assert "jan<wbr>@example<wbr>.org" in page
    assert firm.clients.count() == 1


@pytest.mark.thorough
def test_a_changed_value_stands_beside_ours(office, ann, plan_url):
    page = office.get(plan_url + "?show=changed").content.decode()
    assert "<del>French</del>" in page
    assert "<ins>Dutch</ins>" in page


@pytest.mark.thorough
def test_a_row_to_repair_tells_line_column_value_and_reason(office, plan_url):
    page = office.get(plan_url + "?show=invalid").content.decode()
    assert 'id="row-4"' in page
    assert '<label for="fix-4-2">E-mail</label>' in page
    assert 'value="zoe" aria-invalid="true"' in page
    assert "the @ is missing" in page


def apply(office, plan_url):
    """Press the button, and let the worker do it."""
    response = office.post(plan_url + "apply/", {"digest": digest_on(office.get(plan_url))})
    work(timezone.now())
    return response


@pytest.mark.thorough
def test_pressing_apply_imports_and_tells_what_came_of_it(office, firm, ann, plan_url):
    response = apply(office, plan_url)
    assert response["Location"] == plan_url + "progress/"
    words = office.get(plan_url, follow=True).content.decode()
    assert "2 clients imported" in words
    assert "No questionnaire has been sent to them yet" in words
    assert "3 rows: 1 added, 1 changed, 0 unchanged, 1 left to repair." in words
    assert sorted(client.email for client in Import.objects.get().clients()) == [
        "ann@example.org",
        "jan@example.org",
    ]


@pytest.mark.thorough
def test_pressing_twice_imports_once(office, firm, plan_url):
    digest = {"digest": digest_on(office.get(plan_url))}
    office.post(plan_url + "apply/", digest)
    response = office.post(plan_url + "apply/", digest)
    assert response["Location"] == plan_url + "progress/"
    work(timezone.now())
    assert firm.clients.count() == 2


@pytest.mark.thorough
def test_a_plan_that_no_longer_holds_is_shown_anew_with_what_is_different(office, ann, plan_url):
    digest = {"digest": digest_on(office.get(plan_url))}
    ann.language = "nl"
    ann.client_number = "7"
    ann.save()
    record("client changed", ann, firm=ann.firm, by=None)
    response = office.post(plan_url + "apply/", digest)
    assert response["Location"] == plan_url
    page = office.get(plan_url).content.decode()
    assert "Clients were changed since you looked at this plan. Nothing was written." in page
    assert "Row 2: changed before, unchanged now" in page
    assert "Clients were changed since" in office.get(plan_url + "?show=new").content.decode()
    assert "3 rows: 1 new, 0 changed, 1 unchanged, 1 to repair" in page


@pytest.mark.thorough
def test_what_a_colleague_decided_meanwhile_is_not_said_to_be_a_change_of_clients(
    office, ann, plan_url
):
    digest = {"digest": digest_on(office.get(plan_url))}
    decide(Import.objects.get(), Choices(policy="skip"), by=None)
    office.post(plan_url + "apply/", digest)
    page = office.get(plan_url).content.decode()
    assert "This file was decided about since you looked at this plan. Nothing was written." in page
    assert "Row 2: changed before, unchanged now" in page


@pytest.mark.thorough
def test_of_a_plan_nobody_knows_any_more_no_reason_is_told(office, plan_url):
    office.post(plan_url + "apply/", {"digest": "0" * 64})
    page = office.get(plan_url).content.decode()
    assert "This plan is no longer the one you looked at. Nothing was written." in page
    assert "Please look through it once more, then apply again." in page


@pytest.mark.thorough
def test_what_the_worker_found_different_stands_on_the_plan(office, ann, plan_url):
    office.post(plan_url + "apply/", {"digest": digest_on(office.get(plan_url))})
    ann.delete()
    record("client erased", ann, firm=ann.firm, by=None)
    work(timezone.now())
    page = office.get(plan_url).content.decode()
    assert "Row 2: changed before, new now" in page
    assert 'name="digest"' in page


@pytest.mark.thorough
def test_rows_to_repair_come_back_in_their_own_columns_with_the_reason(office, plan_url):
    response = office.get(plan_url + "to-repair/")
    [headers, row] = response.content.decode().splitlines()
    assert headers.startswith("Prénom;Nom;E-mail;Langue;Date;Mot;Reason")
    assert row.startswith("Zoé;D’Hœst;zoe;fr;3;")
    assert "the @ is missing" in row


@pytest.mark.thorough
def test_a_repaired_file_can_be_imported_as_it_is(office, plan_url):
    data = office.get(plan_url + "to-repair/").content.replace(b";zoe;", b";zoe@example.org;")
    page = office.get(drop(office, data, "to repair.csv")["Location"]).content.decode()
    assert "1 row: 1 new, 0 changed, 0 unchanged, 0 to repair" in page


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"%PDF", "letter.pdf", "is not a spreadsheet"),
        (b"", "clients.xlsx", "This file is empty"),
        (workbooks.workbook([HEADERS]), "clients.xlsx", "no clients below"),
        (workbooks.far_cell(), "clients.xlsx", "at most 200 columns are read"),
        (b"\0" * (LARGEST + 1), "clients.csv", "larger than 20 MB"),
    ],
)
def test_what_cannot_be_imported_is_refused_beside_the_field(office, data, name, sentence):
    response = drop(office, data, name)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Import.objects.exists()


def test_no_file_no_import(office):
    response = office.post(reverse("imports:start"), {"keep": "on"})
    assert "Choose a file first" in response.content.decode()


@pytest.mark.thorough
def test_the_keep_box_counts(office, firm):
    url = drop(office, keep="")["Location"]
    assert "The new clients are temporary" in office.get(url).content.decode()
    apply(office, url)
    assert not firm.clients.filter(erase_on=None).exists()


@pytest.mark.thorough
def test_long_plans_come_in_pages_of_a_hundred(office):
    rows = [[f"A{i}", "P", f"a{i}@example.org", "fr", "", ""] for i in range(150)]
    url = drop(office, workbooks.text([HEADERS, *rows]))["Location"]
    first, second = (office.get(url + query).content.decode() for query in ("", "?show=new&page=2"))
    assert first.count("<tr id=") + second.count("<tr id=") == 150
    assert "?show=new&amp;page=2" in first
    assert 'rel="prev" href="?show=new#rows"' in second
    assert office.get(url + "?show=new&page=99").status_code == 200


@pytest.mark.thorough
def test_a_file_without_languages_says_what_is_taken(office):
    rows = [["Prénom", "Nom", "E-mail"], ["Ann", "Peeters", "ann@example.org"]]
    page = office.get(drop(office, workbooks.text(rows))["Location"]).content.decode()
    assert "No column tells the language" in page


@pytest.mark.thorough
def test_the_same_file_again_is_noticed(office, plan_url):
    apply(office, plan_url)
    again = drop(office)["Location"]
    assert "imported before" in office.get(again).content.decode()


@pytest.mark.thorough
def test_a_file_that_is_gone_can_only_be_chosen_again(office, plan_url):
    Import.objects.update(file="")
    response = office.get(plan_url)
    assert response.status_code == 410
    assert "This file is no longer here" in response.content.decode()


@pytest.mark.thorough
def test_a_file_with_nothing_new_offers_nothing_to_apply(office, plan_url):
    apply(office, plan_url)
    again = drop(office, workbooks.text(LIST[:3]))["Location"]
    page = office.get(again).content.decode()
    assert "2 rows: 0 new, 0 changed, 2 unchanged, 0 to repair" in page
    assert "There is nothing to apply." in page
    assert 'name="digest"' not in page


@pytest.mark.thorough
def test_former_imports_are_listed_page_by_page(office, firm, colleague, plan_url):
    apply(office, plan_url)
    for number in range(25):
        Import.objects.create(firm=firm, name=f"former {number}.csv", size=1, by=colleague)
    first = office.get(reverse("imports:start")).content.decode()
    assert first.count("not applied") == 20
    following = re.search(r'href="(\?after=\d+)"', first)[1]
    second = office.get(reverse("imports:start") + following).content.decode()
    assert plan_url + "undo/" in second


@pytest.mark.thorough
def test_the_list_of_former_imports_takes_as_many_queries_for_twenty(
    office, firm, colleague, django_assert_num_queries
):
    office.get(reverse("imports:start"))
    for count in (1, 19):
        for number in range(count):
            Import.objects.create(firm=firm, name=f"{number}.csv", size=1, by=colleague)
        with django_assert_num_queries(7):
            office.get(reverse("imports:start"))


@pytest.mark.thorough
def test_what_the_clients_will_be_asked_is_kept_with_the_file(office, firm):
    questionnaire = make.revision(firm=firm).questionnaire
    drop(office, questionnaire=questionnaire.pk, year="2024")
    received = Import.objects.get()
    assert (received.questionnaire, received.year) == (questionnaire, 2024)


def test_another_firms_questionnaire_cannot_be_asked(office, stranger):
    theirs = make.revision(firm=stranger.firm).questionnaire
    drop(office, questionnaire=theirs.pk)
    assert not Import.objects.exists()


@pytest.mark.parametrize("page", ["start", "template"])
def test_accountants_import_only_if_the_firm_allows_it(client, accountant, firm, page):
    client.force_login(accountant)
    assert client.get(reverse(f"imports:{page}")).status_code == 403
    firm.accountants_import = True
    firm.save()
    assert client.get(reverse(f"imports:{page}")).status_code == 200


def test_the_workbook_comes_in_the_readers_language(office, colleague):
    response = office.get(reverse("imports:template"))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    clients, explanation, lists = book.worksheets
    assert clients["B1"].value == "First name*"
    assert clients["E2"].number_format in {"@", "General"}
    assert clients.column_dimensions["N"].width > 10
    assert len(clients.data_validations.dataValidation) == 6
    assert explanation["C3"].value == "Ann"
    assert lists.sheet_state == "hidden"
