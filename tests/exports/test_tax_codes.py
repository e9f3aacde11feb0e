"""The page and the CSV with the codes of the official form."""

import csv
import io

import pytest
from django.utils import timezone

from carnet.answers.entering import set_value
from carnet.audit.models import Event
from carnet.campaigns.models import Dossier, State
from carnet.exports.sent import sent
from carnet.exports.tax_codes import code_summary, papers_beside
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.exports.sending import dossier_of, hand_in, keep, paper, sent_by
from tests.questionnaires.builders import document, item, said

STATUSES = [
    {"id": "single", "text": {"en": "Single"}, "codes": ["1001-66"]},
    {"id": "married", "text": {"en": "Married"}, "codes": ["1002-65"]},
]
REGIONS = [
    {"id": "wallonia", "text": {"en": "Wallonia"}},
    {"id": "brussels", "text": {"en": "Brussels"}},
]
LANGUAGES = ["en", "fr", "nl", "de"]
TAX = document(
    item("status", "one", choices=STATUSES),
    item("region", "one", choices=REGIONS),
    item("born", "date"),
    item("partner_born", "date", show_if="status = married"),
    item("pay", "money", codes=["1250-11/2250-78"], person="client", escapes=["dont_know"]),
    item("partner_pay", "money", codes="1250-11/2250-78", person="partner", show_if="status = married"),
    item("slips", "file", file={"accept": ["pdf"]}, required=False),
    item("rents", "money", codes=["1106-58/2106-28"], required=False),
    item("vouchers", "money", required=False, person="client", codes=[
        {"code": "3364-31/4364-01", "if": "region = brussels"},
    ]),
    item("abroad", codes=["1075-89"]),
    item("hobby", "text", required=False),
    item("gifts", "repeat", required=False, item_label={"en": "{{ to }}"}, items=[
        item("to", "text"), item("given", "money", codes=["1394-61"]),
        item("receipt", "file", file={"accept": ["pdf"]}, required=False),
    ]),
    item("extra", "calc", value="or_zero(rents) + or_zero(vouchers)"),
    form={"scheme": "be_income_tax", "joint": "status = married", "partner_left": "partner_born < born"},
    languages=LANGUAGES,
)  # fmt: skip
SINGLE = said(status="single", region="brussels", born="1985-05-05", pay="30000.50", abroad="no")
MARRIED = SINGLE | said(status="married", partner_born="1980-01-01", partner_pay="40000")


def submission(firm, answers, entries=None, **fields):
    return sent_by(firm, TAX, answers, entries, **fields)


def summary(firm, answers, entries=None, **fields):
    return code_summary(sent(submission(firm, answers, entries, **fields)), "en")


def by_code(found):
    return {line.row.left: line for line in found.rows}


def test_the_older_partner_is_named_at_the_left_column(firm):
    found = summary(firm, MARRIED)
    assert found.left_name == "Paul Maes"
    assert found.right_name.startswith("Ann Peeters")
    line = by_code(found)["1250-11"]
    assert (line.left, line.right) == ("40,000", "30,000.50")


def test_who_files_alone_is_named_at_the_only_column(firm):
    found = summary(firm, SINGLE)
    assert (found.joint, found.right_name) == (False, "")
    assert found.left_name.startswith("Ann Peeters")


def test_what_decides_the_variant_and_the_columns_is_told(firm):
    assert summary(firm, MARRIED).deciding == (
        ("Question status", "Married"),
        ("Question region", "Brussels"),
        ("Question born", "May 5, 1985"),
        ("Question partner_born", "January 1, 1980"),
    )


@pytest.mark.thorough
def test_the_region_chooses_the_line(firm):
    answers = SINGLE | said(vouchers="120")
    assert "3364-31" in by_code(summary(firm, answers))
    elsewhere = summary(firm, answers | said(region="wallonia"))
    assert "3364-31" not in by_code(elsewhere)
    assert [left.line.question for left in elsewhere.uncovered][-1] == "Question vouchers"


def test_documents_stand_beside_the_line_they_belong_to(firm):
    entries = {"gifts": ["a", "b"]}
    answers = MARRIED | said(**{"gifts/a/to": "Zon", "gifts/a/given": "40"})
    answers |= said(**{"gifts/b/to": "Maan", "gifts/b/given": "60", "gifts/b/receipt": ["1"]})
    found = summary(firm, answers | said(slips=["1"]), entries)
    lines = by_code(found)
    assert [one.name for one in lines["1250-11"].papers] == ["slips.pdf"]
    assert [one.name for one in lines["1394-61"].papers] == ["receipt.pdf"]
    assert [one.group for one in lines["1394-61"].sources] == ["Zon", "Maan"]
    assert lines["1394-61"].left == "100"
    assert lines["1002-65"].papers == ()


def pages(firm, *items):
    """By code, the requests whose documents stand beside it."""
    files = [one["id"] for one in items if one["type"] == "file"]
    answers = {one["id"]: "5" if one["type"] == "money" else "yes" for one in items}
    answers |= {name: ["1"] for name in files}
    found = summary_of(firm, document(*items), said(**answers))
    return {code: [one.name for one in line.papers] for code, line in by_code(found).items()}


def summary_of(firm, made, answers):
    return code_summary(sent(sent_by(firm, made, answers)), "en")


def a_file(name, **fields):
    return item(name, "file", file={"accept": ["pdf"]}, **fields)


def test_a_request_on_a_page_belongs_to_what_stands_on_it(firm):
    found = pages(
        firm,
        item("a", "money", codes=["A1"]),
        item("b", "money", codes=["B1"], page="one"),
        a_file("proof", page="one"),
        item("c", "money", codes=["C1"]),
    )
    assert found == {"A1": [], "B1": ["proof.pdf"], "C1": []}


def test_a_request_belongs_to_the_figures_before_it_and_to_one_tick_alone(firm):
    found = pages(
        firm,
        item("a", codes=["A1"]),
        item("b", codes=["B1"]),
        a_file("first"),
        item("c", "money", codes=["C1"]),
        item("d", "money", codes=["D1"]),
        a_file("second"),
        item("e", "money", codes=["E1"]),
        item("f", "money"),
        a_file("third"),
    )
    assert found == {
        "A1": [], "B1": ["first.pdf"], "C1": ["second.pdf"], "D1": ["second.pdf"], "E1": [],
    }  # fmt: skip


def test_what_no_code_covers_is_listed(firm):
    answers = SINGLE | said(hobby="Chess") | {"pay": Given(status=Status.DONT_KNOW)}
    found = summary(firm, answers)
    assert [(left.line.question, left.codes) for left in found.passed_on] == [
        ("Question pay", ("1250-11 / 2250-78",))
    ]
    told = [left.line.question for left in found.uncovered]
    assert told == ["Question region", "Question born", "Question hobby"]
    assert found.weighty == []


@pytest.mark.thorough
def test_what_an_accountant_should_look_at_is_told_apart(firm):
    made = document(
        item("a", codes=[{"code": "A1", "if": "b = yes"}]), item("b"), item("km", "number"),
        item("since", "year"), item("paper", "file", file={"accept": ["pdf"]}),
        item("kind", "one", choices=[
            {"id": "none", "text": {"en": "None"}},
            {"id": "some", "text": {"en": "Some"}, "codes": [{"code": "A2", "if": "b = yes"}]},
        ]),
    )  # fmt: skip
    answers = said(a="yes", b="no", km="12", since=2020, paper=["1"], kind="some")
    found = summary_of(firm, made, answers)
    assert [left.line.path for left in found.weighty] == ["a", "km", "paper", "kind"]
    assert [left.line.path for left in found.light] == ["b", "since"]
    nothing = summary_of(firm, made, answers | said(kind="none"))
    assert [left.line.path for left in nothing.light] == ["b", "since", "kind"]


def test_a_loose_document_is_listed(firm):
    dossier = dossier_of(firm, TAX)
    keep(dossier, dossier.revision.compiled(), SINGLE)
    paper(dossier, "")
    assert [one.name for one in code_summary(sent(hand_in(dossier)), "en").loose] == [".pdf"]


def test_the_papers_of_a_calculation_are_those_of_what_it_is_made_of(firm):
    made = document(
        item("a", "money"), item("proof", "file", file={"accept": ["pdf"]}),
        item("sum", "calc", value="or_zero(a) * 2", codes=["X1"]),
    )  # fmt: skip
    given = sent(sent_by(firm, made, said(a="5", proof=["1"])))
    assert [one.name for one in papers_beside(given, "sum")] == ["proof.pdf"]
    assert by_code(code_summary(given, "en"))["X1"].left == "10"


@pytest.fixture
def dossier(firm):
    answers = MARRIED | said(rents="745", hobby="=1+1", slips=["1"])
    return submission(firm, answers).dossier


def html(response):
    return " ".join(response.content.decode().split())


@pytest.mark.thorough
def test_the_page_tells_all_of_it(office, dossier):
    page = html(office.get(f"/exports/dossiers/{dossier.pk}/codes/"))
    assert "<strong>1250-11</strong> 40,000" in page
    assert "<strong>2250-78</strong> 30,000.50" in page
    assert "<strong>1106-58/2106-28</strong> 745" in page
    assert "left or right" in page
    assert "Other answers without a code" in page
    assert "slips.pdf" in page
    assert "The client may change the answers again" not in page
    Dossier.objects.update(state=State.IN_PROGRESS)
    again = html(office.get(f"/exports/dossiers/{dossier.pk}/codes/"))
    assert "The client may change the answers again" in again


@pytest.mark.thorough
def test_the_page_of_the_dossier_leads_there_once_it_was_sent(office, firm, dossier):
    assert f"/exports/dossiers/{dossier.pk}/codes/" in html(office.get(f"/dossiers/{dossier.pk}/"))
    unsent = dossier_of(firm, TAX)
    assert "/exports/" not in html(office.get(f"/dossiers/{unsent.pk}/"))
    assert office.get(f"/exports/dossiers/{unsent.pk}/codes/").status_code == 404


@pytest.mark.thorough
def test_a_questionnaire_without_a_form_has_no_such_page(office, firm):
    plain = sent_by(firm, document(item("moved")), said(moved="yes")).dossier
    assert "codes/" not in html(office.get(f"/dossiers/{plain.pk}/"))
    assert office.get(f"/exports/dossiers/{plain.pk}/codes/").status_code == 404


def rows(office, dossier, language="en"):
    response = office.post(
        f"/exports/dossiers/{dossier.pk}/codes/csv/", headers={"accept-language": language}
    )
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter="," if language == "en" else ";"))


def test_the_csv_has_a_row_for_each_code(office, dossier):
    found = {row[0]: row for row in rows(office, dossier) if row[0]}
    assert found["1250-11"][1:4] == ["left", "Paul Maes", "40000"]
    assert found["2250-78"][3] == "30000.50"
    assert found["1106-58/2106-28"][1] == "left or right"
    assert found["1002-65"][3:5] == ["", "1"]
    assert found["1250-11"][7] == "slips.pdf"


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_who_writes_a_decimal_comma_gets_semicolons(office, dossier, language):
    found = {row[0]: row for row in rows(office, dossier, language) if row[0]}
    assert found["2250-78"][3] == "30000,50"
    assert len({len(row) for row in rows(office, dossier, language)}) == 1


@pytest.mark.thorough
def test_nothing_a_client_wrote_is_computed_by_a_spreadsheet(office, dossier):
    cells = [cell for row in rows(office, dossier) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


@pytest.mark.thorough
def test_a_download_is_noted_and_a_look_is_not(office, colleague, dossier):
    office.get(f"/exports/dossiers/{dossier.pk}/codes/")
    assert not Event.objects.filter(what="dossier exported").exists()
    response = office.post(f"/exports/dossiers/{dossier.pk}/codes/csv/")
    event = Event.objects.get(what="dossier exported")
    assert (event.by, event.facts["format"]) == (colleague, "csv")
    assert event.key == str(dossier.pk)
    assert response.headers["Content-Disposition"].startswith('attachment; filename="')


@pytest.mark.thorough
def test_what_the_firm_has_set_is_marked(office, colleague, firm):
    made = document(item("a", "money"), item("sum", "calc", value="or_zero(a) * 2", codes=["X1"]))
    dossier = sent_by(firm, made, said(a="5")).dossier
    address = f"/exports/dossiers/{dossier.pk}/codes/"
    assert "set by the firm" not in html(office.get(address))
    set_value(dossier, "sum", "12", "Ledger", by=colleague, now=timezone.now())
    assert "set by the firm" in html(office.get(address))


@pytest.mark.thorough
def test_the_page_costs_the_same_however_long_it_is(
    office, firm, dossier, django_assert_num_queries
):
    entries = {"gifts": [f"g{number}" for number in range(20)]}
    answers = MARRIED | {
        path: given
        for key in entries["gifts"]
        for path, given in said(
            **{f"gifts/{key}/to": "Zon", f"gifts/{key}/given": "40", f"gifts/{key}/receipt": ["1"]}
        ).items()
    }
    long = submission(firm, answers, entries, client=make.client(firm=firm)).dossier
    office.get(f"/exports/dossiers/{long.pk}/codes/")
    counted = []
    for one in (dossier, long):
        with django_assert_num_queries(9):
            counted.append(office.get(f"/exports/dossiers/{one.pk}/codes/").status_code)
    assert counted == [200, 200]
