"""Everything one can decide about a plan, pressed as a browser without scripts presses it."""

import re
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from carnet.imports.actions import change, choices_of
from carnet.imports.deciding import Act, decided
from carnet.imports.models import Import
from tests import makers as make
from tests.files import workbooks

HEADERS = ["Prénom", "Nom", "E-mail", "Langue", "Téléphone", "Numéro de registre national"]
LIST = [
    HEADERS,
    ["Ann", "Peeters", "ann@example.org", "nl", "02 511 22 33", ""],
    ["Jan", "Maes", "jan@example.org", "nl", "", ""],
    ["Zoé", "D’Hœst", "zoe", "fr", "", ""],
    ["Luc", "Claes", "luc@example.org", "fr", "02 511 22 44", ""],
]


@pytest.fixture
def luc(firm):
    return make.client(
        firm=firm,
        first_name="Luc",
        last_name="Claes",
        email="luc@example.org",
        phone="+3225110000",
    )


@pytest.fixture
def plan(office, ann, luc):
    return Opened(office, bring(office, LIST))


def bring(office, rows):
    file = SimpleUploadedFile("clients.csv", workbooks.text(rows))
    office.post(reverse("imports:start"), {"file": file, "keep": "on"})
    return Import.objects.order_by("-pk").first()


class Opened:
    """The plan as somebody has it before them."""

    def __init__(self, office, received):
        self.office, self.received = office, received
        self.url = reverse("imports:plan", args=[received.uuid])

    def see(self, **asked):
        return self.office.get(self.url, asked).content.decode()

    def press(self, act, **beside):
        data = {"act": act, "query": "show=changed&page=1", **beside}
        return self.office.post(self.url + "decide/", data)

    @property
    def heading(self):
        return re.search(r"<h1>(.*?)</h1>", self.see())[1]

    @property
    def choices(self):
        self.received.refresh_from_db()
        return choices_of(self.received)


@pytest.mark.thorough
def test_ours_is_kept_and_the_files_taken_again(plan, luc):
    assert 'value="leave:5:phone"' in plan.see(show="changed")
    plan.press("leave:5:phone")
    assert plan.heading == "4 rows: 1 new, 1 changed, 1 unchanged, 1 to repair"
    kept = plan.see(show="changed")
    assert "in the file: +32 2 511 22 44" in kept
    assert 'value="take:5:phone"' in kept
    plan.press("take:5:phone")
    assert plan.heading == "4 rows: 1 new, 2 changed, 0 unchanged, 1 to repair"


@pytest.mark.thorough
def test_a_row_is_left_as_it_is_and_shown_among_the_unchanged(plan):
    plan.press("leave:2:*")
    unchanged = plan.see(show="unchanged")
    assert "left by choice" in unchanged
    assert 'value="take:2:*"' in unchanged


@pytest.mark.thorough
def test_a_column_is_never_overwritten(plan):
    assert 'value="never:phone"' in plan.see(show="changed")
    plan.press("never:phone")
    shown = plan.see(show="changed")
    assert "never overwritten" in shown
    assert 'value="again:phone"' in shown


@pytest.mark.thorough
def test_a_new_client_is_left_out_and_added_after_all(plan):
    plan.press("leave:3:*")
    assert plan.heading == "4 rows: 0 new, 2 changed, 1 unchanged, 1 to repair"
    assert "Add after all" in plan.see(show="new")
    plan.press("take:3:*")
    assert plan.heading.startswith("4 rows: 1 new")


@pytest.mark.thorough
def test_a_cell_is_repaired_in_place_and_checked_at_once(plan):
    page = plan.see(show="invalid")
    assert 'name="fix-2" id="fix-4-2" value="zoe"' in page
    plan.press("fix:4", **{"fix-2": "zoe@", "was-2": "zoe"})
    assert 'value="zoe@"' in plan.see(show="invalid")
    plan.press("fix:4", **{"fix-2": " zoe@example.org ", "was-2": "zoe@"})
    assert plan.heading == "4 rows: 2 new, 2 changed, 0 unchanged, 0 to repair"
    assert "Repaired here" in plan.see(show="invalid")
    plan.press("unfix:4:2")
    assert plan.heading.endswith("1 to repair")


@pytest.mark.thorough
def test_what_was_not_touched_is_not_kept_as_a_repair(plan):
    plan.press("fix:4", **{"fix-2": "zoe", "was-2": "zoe"})
    assert plan.choices.fixes == {}


@pytest.mark.thorough
def test_a_proven_value_is_taken_with_one_press(office):
    rows = [HEADERS, ["Ann", "Peeters", "ann@example.org", "nl", "", "1051795080"]]
    plan = Opened(office, bring(office, rows))
    assert 'name="act" value="put:2:5:01051795080"' in plan.see(show="invalid")
    assert "Take the proven repair" in plan.see(show="invalid")
    plan.press("put:2:5:01051795080")
    assert plan.heading == "1 row: 1 new, 0 changed, 0 unchanged, 0 to repair"


@pytest.mark.thorough
def test_somebody_only_here_is_ticked_to_be_archived_and_kept_again(plan, firm):
    zita = make.client(firm=firm, first_name="Zita", last_name="Zwart")
    assert "Zita Zwart" in plan.see(show="only_here")
    plan.press("archive", clients=[zita.pk])
    shown = plan.see(show="only_here")
    assert "will be archived" in shown
    assert "1 client is archived." in shown
    plan.press(f"keep:{zita.pk}")
    assert "will be archived" not in plan.see(show="only_here")


@pytest.mark.thorough
def test_all_that_match_are_archived_and_never_beyond(plan, firm, ann, stranger):
    zita, zoe = (
        make.client(firm=firm, first_name=name, last_name=last)
        for name, last in (("Zita", "Zwart"), ("Zoé", "Claes"))
    )
    make.client(firm=stranger.firm, first_name="Zita", last_name="Fremd")
    plan.press("archive", everything="1", q="zita")
    assert plan.choices.archive == {zita.pk}
    plan.press("archive", everything="1", q="")
    assert plan.choices.archive == {zita.pk, zoe.pk}
    plan.press("keep", everything="1", q="zwart")
    assert plan.choices.archive == {zoe.pk}


@pytest.mark.thorough
def test_only_here_counts_nobody_who_is_archived_or_in_the_file(plan, firm, ann):
    ann.archived_at = ann.created_at
    ann.save()
    page = plan.see(show="only_here")
    assert "Every client of Carnet is in the file." in page


@pytest.fixture
def couple(office, firm):
    home = ["Rue", "N°", "Code postal", "Localité"]
    there = ["Lindenlaan", "7", "3000", "Leuven"]
    rows = [
        [*HEADERS[:4], *home],
        ["Els", "Claes", "els@example.org", "nl", *there],
        ["Tom", "Claes", "els@example.org", "nl", *there],
        ["Ida", "Weber", "ida@example.org", "nl", "Kerkstraat", "1", "9000", "Gent"],
        ["Udo", "Weber", "ida@example.org", "nl", "Kerkstraat", "1", "9000", "Gent"],
    ]
    return Opened(office, bring(office, rows))


@pytest.mark.thorough
def test_a_couple_is_asked_about_joined_and_parted(couple):
    page = couple.see()
    assert "Els Claes and Tom Claes" in page
    assert "2 couples may be one return each." in page
    couple.press("join:3")
    assert "one return" in couple.see(show="decide")
    assert "and partner Tom Claes" in couple.see(show="new")
    couple.press("part:3")
    assert couple.choices.couples == {3: False}


@pytest.mark.thorough
def test_all_open_couples_are_decided_at_once(couple):
    couple.press("part:3")
    couple.press("join")
    assert couple.choices.couples == {3: False, 5: True}


@pytest.mark.thorough
def test_who_is_alike_is_asked_about_and_never_again(office, firm):
    anne = make.client(
        firm=firm, first_name="Annelis", last_name="Peeters", email="x@y.be", phone="+3225112233"
    )
    row = ["Annelies", *LIST[1][1:]]
    plan = Opened(office, bring(office, [HEADERS, row]))
    page = plan.see()
    assert "Is Annelies Peeters the same person?" in page
    plan.press(f"same:2:{anne.pk}")
    assert plan.heading == "1 row: 0 new, 1 changed, 0 unchanged, 0 to repair"
    assert "Ask again" in plan.see(show="decide")
    plan.press("ask:2")
    plan.press("same:2:0")
    assert plan.heading == "1 row: 1 new, 0 changed, 0 unchanged, 0 to repair"
    assert "is somebody else" in plan.see(show="decide")


def test_after_a_choice_the_page_is_where_it_was(plan):
    response = plan.office.post(
        plan.url + "decide/",
        {"act": "leave:5:phone", "query": "show=changed&q=luc&page=2&next=https://evil.example"},
    )
    assert response["Location"] == plan.url + "?show=changed&q=luc&page=2#row-5"


@pytest.mark.thorough
def test_two_colleagues_decide_side_by_side(plan, client, firm):
    plan.press("leave:5:phone")
    client.force_login(make.colleague(firm=firm))
    client.post(plan.url + "decide/", {"act": "leave:2:language"})
    assert set(plan.choices.left) == {2, 5}


@pytest.mark.thorough
def test_who_decides_at_the_same_moment_loses_nothing(plan):
    stale = Import.objects.get(pk=plan.received.pk)
    plan.press("leave:5:phone")
    change(stale, partial(decided, act=Act("leave", ("2", "language"))), by=None)
    assert set(plan.choices.left) == {2, 5}


def test_nothing_is_decided_once_it_is_applied(plan):
    Import.objects.update(state="applied")
    response = plan.press("leave:5:phone")
    assert response["Location"] == plan.url + "result/"
    assert plan.choices.left == {}
    swapped = plan.office.post(
        plan.url + "decide/", {"act": "leave:5:phone"}, headers={"HX-Request": "true"}
    )
    assert swapped["HX-Redirect"] == plan.url + "result/"


def test_a_list_is_searched(plan):
    page = plan.see(show="changed", q="claes")
    assert "Luc Claes" in page
    assert "Ann Peeters" not in page
    assert "Nothing here matches" in plan.see(show="changed", q="nobody")


@pytest.mark.thorough
def test_the_plan_asks_the_database_as_often_for_many_rows(
    office, firm, django_assert_max_num_queries
):
    few = Opened(office, bring(office, LIST))
    rows = [
        ["A", f"P{i}", f"a{i}@example.org" if i % 3 else "wrong", "fr", "", ""] for i in range(300)
    ]
    many = Opened(office, bring(office, [HEADERS, *rows]))
    for opened in (few, many):
        opened.see()
        for tab in ("new", "changed", "invalid", "only_here"):
            with django_assert_max_num_queries(12):
                opened.see(show=tab)
