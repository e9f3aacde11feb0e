import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from carnet.clients.actions import change_client
from carnet.clients.record import ClientRecord
from carnet.imports.models import Import
from carnet.imports.reading.sheet import LARGEST
from tests.files import workbooks
from tests.imports.bringing import work

HEADERS = ["Prénom", "Nom", "E-mail", "Langue", "Date", "Mot"]
LIST = [
    HEADERS,
    ["Ann", "Peeters", "ann@example.org", "nl", "1", "=1+1"],
    ["Jan", "Maes", "jan@example.org", "nl", "", ""],
    ["Zoé", "D’Hœst", "zoe", "fr", "3", "=1+1"],
]


ANN = {"first_name": "Ann", "last_name": "Peeters", "email": "ann@example.org"}


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


def test_a_dropped_file_is_shown_as_a_plan_first(office, firm, ann, plan_url):
    page = office.get(plan_url).content.decode()
    assert "3 rows: 1 new, 1 changed, 0 unchanged, 1 to repair" in page
    assert "jan@example.org" in page
    assert firm.clients.count() == 1


def test_a_changed_value_stands_beside_ours(office, ann, plan_url):
    page = office.get(plan_url + "?show=changed").content.decode()
    assert "<del>French</del>" in page
    assert "<ins>Dutch</ins>" in page


def test_a_row_to_repair_tells_line_column_value_and_reason(office, plan_url):
    page = office.get(plan_url + "?show=invalid").content.decode()
    assert ">4<" in page
    assert ">E-mail<" in page
    assert ">zoe<" in page
    assert "the @ is missing" in page


def test_pressing_apply_imports_and_tells_what_came_of_it(office, firm, ann, plan_url):
    page = office.get(plan_url)
    received = Import.objects.get()
    response = office.post(plan_url + "apply/", {"digest": digest_on(page)}, follow=True)
    assert "0 of 2 done" in response.content.decode()
    work()
    words = office.get(plan_url + "result/").content.decode()
    assert "2 clients imported" in words
    assert "No questionnaire has been sent to them yet" in words
    assert sorted(client.email for client in received.clients()) == [
        "ann@example.org",
        "jan@example.org",
    ]
    assert office.get(plan_url)["Location"] == plan_url + "result/"


def test_pressing_twice_imports_once(office, firm, plan_url):
    digest = {"digest": digest_on(office.get(plan_url))}
    office.post(plan_url + "apply/", digest)
    response = office.post(plan_url + "apply/", digest, follow=True)
    assert "nothing was written twice" in response.content.decode()
    work()
    assert firm.clients.count() == 2


def test_a_plan_that_no_longer_holds_is_shown_anew(office, ann, plan_url):
    digest = {"digest": digest_on(office.get(plan_url))}
    told = ClientRecord(**{**ANN, "language": "de"}, told=frozenset({"language"}))
    change_client(ann, told, version=1, by=None)
    response = office.post(plan_url + "apply/", digest, follow=True)
    assert "Please check again" in response.content.decode()
    assert "3 rows" in response.content.decode()


def test_rows_to_repair_come_back_in_the_format_they_came_in(office, plan_url):
    response = office.get(plan_url + "to-repair/")
    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="clients to repair.csv"' in response["Content-Disposition"]
    assert "the @ is missing" in response.content.decode()


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


def test_the_keep_box_counts(office, firm):
    response = drop(office, keep="")
    url = response["Location"]
    page = office.get(url)
    assert "The new clients are temporary" in page.content.decode()
    office.post(url + "apply/", {"digest": digest_on(page)})
    work()
    assert not firm.clients.filter(erase_on=None).exists()


def test_long_plans_come_in_pages_of_a_hundred(office):
    rows = [[f"A{i}", "P", f"a{i}@example.org", "fr", "", ""] for i in range(150)]
    url = drop(office, workbooks.text([HEADERS, *rows]))["Location"]
    first, second = (office.get(url + query).content.decode() for query in ("", "?show=new&page=2"))
    assert first.count("<td>") + second.count("<td>") == 150
    assert "?show=new&amp;page=2" in first
    assert "?show=new&amp;page=1" in second
    assert office.get(url + "?show=new&page=99").status_code == 200


def test_a_file_without_languages_says_what_is_taken(office):
    rows = [["Prénom", "Nom", "E-mail"], ["Ann", "Peeters", "ann@example.org"]]
    page = office.get(drop(office, workbooks.text(rows))["Location"]).content.decode()
    assert "No column tells the language" in page


def test_the_same_file_again_is_noticed(office, plan_url):
    office.post(plan_url + "apply/", {"digest": digest_on(office.get(plan_url))})
    work()
    again = drop(office)["Location"]
    assert "imported before" in office.get(again).content.decode()


@pytest.mark.parametrize("page", ["plan", "result", "repair", "apply"])
def test_another_firms_import_does_not_exist(client, office, plan_url, stranger, page):
    url = reverse(f"imports:{page}", args=[Import.objects.get().uuid])
    client.force_login(stranger)
    response = client.post(url) if page == "apply" else client.get(url)
    assert response.status_code == 404


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
