"""How columns are read, seen and corrected by a person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from carnet.imports.actions import choices_of, plan_of, request_apply, table_of
from carnet.imports.columns.column import CHOOSABLE, IGNORE
from carnet.imports.forms import ColumnsForm
from carnet.imports.models import Import
from carnet.imports.pages.columns_page import GROUPS
from carnet.imports.planning.choices import Choices
from tests.files import workbooks
from tests.imports.bringing import work

LIST = [
    ["Nom complet", "Courriel", "Langue", "Truc", "Numéro de registre national", "Autre mail"],
    ["Peeters Ann", "ann@example.org", "nl", "x", "85.07.30-033.28", "a@example.org"],
    ["Maes Jan", "jan@example.org", "nl", "", "85.07.30-033.28", ""],
]


def bring(office, *sheets):
    first, *others = sheets
    data = workbooks.workbook(first, **{f"Sheet {n}": rows for n, rows in enumerate(others)})
    office.post(reverse("imports:start"), {"file": SimpleUploadedFile("clients.xlsx", data)})
    return Import.objects.order_by("-pk").first()


def columns_of(received):
    received.refresh_from_db()
    return {column.header: column.field for column in table_of(received).columns}


@pytest.fixture
def received(office):
    return bring(office, LIST)


@pytest.fixture
def url(received):
    return reverse("imports:columns", args=[received.uuid])


def chosen(received, **changes):
    """The form as the page fills it in, with other values."""
    columns = {f"column-{column.index}": column.field for column in table_of(received).columns}
    return {**columns, "policy": "update", "key": "", **changes}


@pytest.mark.thorough
def test_each_column_stands_with_samples_and_how_it_was_understood(office, url):
    page = office.get(url).content.decode()
    assert "4 of 6 columns are read" in page
    assert "ann@example.org" in page
    assert "by its header" in page
    assert "First name: Ann · Last name: Peeters" in page


@pytest.mark.thorough
def test_national_numbers_among_the_samples_are_covered(office, url):
    page = office.get(url).content.decode()
    assert "85.07.30-033.28" not in page
    assert "•28" in page


@pytest.mark.thorough
def test_a_corrected_column_counts_for_the_plan(office, received, url):
    response = office.post(url, chosen(received, **{"column-3": "notes"}))
    assert response["Location"] == reverse("imports:plan", args=[received.uuid])
    assert columns_of(received)["Truc"] == "notes"
    assert "as you chose" in office.get(url).content.decode()


@pytest.mark.thorough
def test_looking_again_stays_on_the_page(office, received, url):
    response = office.post(url, chosen(received, look="1", **{"column-3": "notes"}))
    assert response["Location"] == url


@pytest.mark.thorough
def test_two_columns_cannot_hold_the_same(office, received, url):
    page = office.post(url, chosen(received, **{"column-5": "email"})).content.decode()
    assert "E-mail is chosen for “Courriel” and for “Autre mail”. Choose one." in page
    assert columns_of(received)["Autre mail"] == "ignore"


@pytest.mark.thorough
def test_a_field_nobody_knows_is_refused(office, received, url):
    page = office.post(url, chosen(received, **{"column-5": "password"})).content.decode()
    assert "Select a valid choice" in page


@pytest.mark.thorough
def test_what_no_column_holds_is_told_on_top(office, received, url):
    page = office.get(url).content.decode()
    assert "No column holds" not in page
    office.post(url, chosen(received, look="1", **{"column-1": "ignore"}))
    page = office.get(url).content.decode()
    assert "No column holds the e-mail." in page
    assert "No column holds the first name." not in page


def test_key_policy_and_what_is_never_overwritten_are_kept(office, received, url):
    office.post(
        url, chosen(received, policy="fill", key="email_name", never=["email", "last_name"])
    )
    received.refresh_from_db()
    choices = choices_of(received)
    assert (choices.policy, choices.key) == ("fill", "email_name")
    assert choices.never == {"email", "last_name"}
    page = office.get(url).content.decode()
    assert '<details class="foldout" open>' in page
    assert "Only fill gaps" in page


@pytest.mark.thorough
def test_another_sheet_is_another_list(office):
    other = [["Prénom", "Nom", "E-mail"], ["Zoé", "Claes", "zoe@example.org"]]
    received = bring(office, LIST, other, [["nothing"], ["here"]])
    url = reverse("imports:columns", args=[received.uuid])
    page = office.get(url).content.decode()
    assert 'name="sheet"' in page
    sheet = [name for name in choices_in(page) if name][1]
    office.post(url, chosen(received, sheet=sheet, **{"column-3": "notes"}))
    assert columns_of(received) == {"Prénom": "first_name", "Nom": "last_name", "E-mail": "email"}
    assert choices_of(received).columns == {}


def choices_in(page):
    inside = page.split('name="sheet"', 1)[1].split("</select>", 1)[0]
    return [part.split('"', 1)[0] for part in inside.split('<option value="')[1:]]


@pytest.mark.thorough
def test_a_sheet_without_clients_is_refused_beside_its_field(office):
    received = bring(office, LIST, [["nothing"], ["here"]])
    url = reverse("imports:columns", args=[received.uuid])
    sheet = choices_in(office.get(url).content.decode())[1]
    page = office.post(url, chosen(received, sheet=sheet)).content.decode()
    assert "No row of headers was found" in page
    assert columns_of(received)["Courriel"] == "email"


@pytest.mark.thorough
def test_how_a_file_was_read_is_remembered_for_the_next_and_can_be_forgotten(office, received, url):
    office.post(url, chosen(received, policy="fill", **{"column-3": "notes"}))
    received.refresh_from_db()
    request_apply(received, digest=plan_of(received).digest, by=None, now=timezone.now())
    work(timezone.now())
    again = bring(office, LIST)
    again_url = reverse("imports:columns", args=[again.uuid])
    assert columns_of(again)["Truc"] == "notes"
    page = office.get(again_url).content.decode()
    assert "A file with these headers was read before: clients.xlsx." in page
    assert "remembered from clients.xlsx" in page
    plan = office.get(reverse("imports:plan", args=[again.uuid])).content.decode()
    assert "The columns are read as in clients.xlsx." in plan
    office.post(reverse("imports:anew", args=[again.uuid]))
    assert columns_of(again)["Truc"] == "ignore"
    assert choices_of(again).policy == "update"
    assert "was read before" not in office.get(again_url).content.decode()


@pytest.mark.thorough
def test_a_select_holds_every_field_by_group(office, url):
    page = office.get(url).content.decode()
    first = page.split('<select name="column-0"', 1)[1].split("</select>", 1)[0]
    assert first.count("<optgroup") == 6
    assert first.count(" selected") == 1
    assert '<option value="full_name" selected>' in first


@pytest.mark.thorough
def test_many_columns_are_shown_as_quickly_as_few(office, django_assert_max_num_queries):
    wide = [[f"Colonne {n}" for n in range(150)] + LIST[0], ["x"] * 150 + LIST[1]]
    received = bring(office, wide)
    with django_assert_max_num_queries(10):
        page = office.get(reverse("imports:columns", args=[received.uuid])).content.decode()
    assert page.count("<select name=") == 157  # and by what a client is recognised


def test_whatever_may_be_chosen_for_a_column_is_offered_once():
    offered = [field for _group, fields in GROUPS for field in fields]
    assert sorted([*offered, IGNORE]) == sorted(CHOOSABLE)


@pytest.mark.thorough
def test_lines_that_are_no_clients_are_told_on_the_plan(office):
    received = bring(office, [*LIST, ["Total", "2", "", "", "", ""]])
    page = office.get(reverse("imports:plan", args=[received.uuid])).content.decode()
    assert "2 rows: " in page
    assert "Line 4 is not read: A total, not a client." in page


@pytest.mark.thorough
def test_a_header_cut_short_ends_its_sentence_with_one_point(office):
    received = bring(office, [[*LIST[0], "Coul. des yeux", "Coul."], [*LIST[1], "bleu", "bleu"]])
    page = office.get(reverse("imports:plan", args=[received.uuid])).content.decode()
    assert "Autre mail, Coul. des yeux, Coul. " in page


@pytest.mark.thorough
@pytest.mark.parametrize("page", ["columns", "anew"])
def test_columns_are_left_alone_once_it_is_applied_in_the_same_moment(office, received, page):
    """Whoever opened the page before somebody pressed Apply is led to where the import stands."""
    Import.objects.update(state="queued")
    response = office.post(reverse(f"imports:{page}", args=[received.uuid]), chosen(received))
    assert response["Location"].endswith("/progress/")


@pytest.mark.thorough
def test_correcting_a_column_keeps_what_a_colleague_decides_about_rows(received):
    form = ColumnsForm(
        chosen(received, policy="fill", **{"column-3": "notes"}),
        table=table_of(received),
        choices=choices_of(received),
        sheet="Sheet",
        sheets=["Sheet"],
    )
    assert form.is_valid()
    standing = Choices(left={2: frozenset({"phone"})}, columns={0: "full_name"})
    after = form.over(standing)
    assert after.left == standing.left
    assert after.columns == {0: "full_name", 3: "notes"}
    assert after.policy == "fill"
