"""The answers of a dossier as a workbook and as JSON: one list, told alike."""

import io
import json

import openpyxl
import pytest
from django.conf import settings
from django.utils import timezone, translation

from carnet.answers.entering import set_value
from carnet.answers.models import Answer, AnswerEvent
from carnet.audit.models import Event
from carnet.core.reading.packing import COMPUTED
from carnet.exports.answer_rows import answer_rows
from carnet.exports.as_json import as_json
from carnet.exports.sent import sent
from carnet.exports.workbook import workbook
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.personas import documents, persona_of
from carnet.questionnaires.playing import play
from tests import makers as make
from tests.exports.schemas import faults
from tests.exports.sending import SENT, dossier_of, hand_in, keep, sent_by, sent_by_persona
from tests.questionnaires.builders import document, item, said
from tests.questionnaires.library import SHIPPED, compiled

LANGUAGES = ["fr", "nl", "de", "en"]
WORDS = {
    "en": "Rent of {{ period_year }}",
    "fr": "Loyer {{ period_year }}",
    "nl": "Huur",
    "de": "Miete",
}


def every(words):
    return dict.fromkeys(LANGUAGES, words)


ASKED = document(
    item("name", "text", text=every("Name")),
    item("rent", "money", text=WORDS, codes=["A1"]),
    item("moved", text=every("Moved?"), escapes=["dont_know"]),
    item("since", "date", text=every("Since when?")),
    item("kids", "repeat", required=False, text=every("Kids"), item_label=every("{{ kid }}"), items=[
        item("kid", "text", text=every("First name")),
        item("paper", "file", required=False, text=every("Paper"), file={"accept": ["pdf"]}),
    ]),
    item("ours", "text", who=["staff"], required=False, text=every("Ours")),
    item("twice", "calc", value="or_zero(rent) * 2", unit="EUR"),
    languages=LANGUAGES,
)  # fmt: skip
ANSWERS = said(
    name="=HYPERLINK(1)", rent="450.50", since="2024-02-29", ours="Seen", **{"kids/a/kid": "Noa"}
)
ANSWERS |= {"moved": Given(status=Status.DONT_KNOW), "kids/a/paper": Given(["1"], Status.ANSWERED)}
LISTS = {"kids": ["a"]}


@pytest.fixture
def submission(firm, colleague):
    dossier = dossier_of(firm, ASKED, entries=LISTS)
    keep(dossier, dossier.revision.compiled(), ANSWERS)
    Answer.objects.filter(path="rent").update(remark="+32 2 555")
    for path, person in (("name", "client"), ("rent", "partner"), ("since", "staff")):
        AnswerEvent.objects.create(dossier=dossier, seq=1, path=path, person=person, at=SENT)
    Answer.objects.filter(path="since").update(colleague=colleague, source="staff", person="staff")
    return hand_in(dossier, language="fr")


@pytest.fixture
def given(submission):
    return sent(submission)


def by_path(given, language="en"):
    return {row.path: row for row in answer_rows(given, language)}


@pytest.mark.thorough
def test_there_is_a_row_for_every_answer_and_none_for_a_list(given):
    assert list(by_path(given)) == [
        "name", "rent", "moved", "since", "kids/a/kid", "kids/a/paper", "ours", "twice",
    ]  # fmt: skip


def test_a_row_tells_who_said_what_and_when(given):
    rows = by_path(given)
    assert rows["rent"].seen == "Loyer 2025"
    assert rows["rent"].asked == "Rent of 2025"
    assert rows["rent"].person == "Paul Maes"
    assert (rows["since"].person, rows["since"].source) == ("Claire Dubois", "firm")
    assert rows["name"].person.startswith("Ann Peeters")
    assert rows["name"].at == SENT
    assert rows["moved"].status == "dont_know"
    assert rows["kids/a/paper"].group == "Noa"


def test_what_only_the_office_sees_stands_behind_without_words_of_the_client(given):
    rows = by_path(given)
    assert (rows["ours"].seen, rows["ours"].answer, rows["ours"].source) == ("", "Seen", "firm")
    assert (rows["twice"].value, rows["twice"].source) == ("901", "calculated")


def test_a_value_the_firm_has_set_stands_beside_the_one_that_was_sent(colleague, submission):
    now = timezone.now()
    set_value(submission.dossier, "twice", "1000.00", "Ledger", by=colleague, now=now)
    row = by_path(sent(submission))["twice"]
    assert (row.value, row.value_now, row.now) == ("901", "1000", "€1,000.00")
    assert (row.set_by, row.reason) == ("Claire Dubois", "Ledger")


def sheets(file):
    with file:
        return openpyxl.load_workbook(file)


def lines(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.thorough
def test_the_workbook_has_the_same_rows(given):
    book = sheets(workbook(given, "en"))
    assert book.sheetnames == ["Answers", "Codes", "About"]
    found = {line["Identifier"]: line for line in lines(book["Answers"])}
    assert list(found) == list(by_path(given))
    assert found["rent"]["Question as the client read it"] == "Loyer 2025"
    assert found["rent"]["Figure"] == 450.5
    assert found["rent"]["Codes"] == "A1"
    assert found["moved"]["State"] == "I don't know"
    assert found["kids/a/paper"]["Documents"] == "paper.pdf"
    assert found["since"]["Figure"] is None
    assert lines(book["Codes"])[0]["Amount"] == 450.5
    told = dict(book["About"].iter_rows(min_row=2, values_only=True))
    assert told["SHA-256"] == given.submission.sha256


@pytest.mark.thorough
def test_nothing_in_the_workbook_is_a_formula_or_becomes_one_when_edited(given):
    book = sheets(workbook(given, "en"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]
    risky = [cell for cell in cells if str(cell.value).startswith(COMPUTED)]
    assert {cell.value for cell in risky} == {"=HYPERLINK(1)", "+32 2 555"}
    assert all(cell.quotePrefix for cell in risky)


@pytest.mark.thorough
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_speaks_every_language(given, language):
    with translation.override(language):
        book = sheets(workbook(given, language))
    names = ["name", "rent", "moved", "since", "kids/a/kid", "kids/a/paper", "ours", "twice"]
    sheet = book.worksheets[0]
    assert [sheet.cell(line, 16).value for line in range(2, 10)] == names
    asked = {"en": "Rent of 2025", "fr": "Loyer 2025", "nl": "Huur", "de": "Miete"}[language]
    assert sheet.cell(3, 15).value == asked
    assert sheet.cell(3, 2).value == "Loyer 2025"


def test_the_longest_text_excel_takes_is_not_exceeded(firm):
    made = document(item("story", "long_text"))
    given = sent(sent_by(firm, made, said(story="x" * 40_000)))
    assert len(sheets(workbook(given, "en")).worksheets[0]["D2"].value) == 32_767


def schema_of(office):
    response = office.get("/exports/dossier.schema.json")
    assert response.status_code == 200
    return response.json()


@pytest.mark.thorough
@pytest.mark.parametrize("name", sorted(documents()))
def test_what_a_persona_has_sent_fits_the_served_schema(office, firm, name):
    made = compiled(documents()[name]["questionnaire"])
    persona = persona_of(documents()[name], made.definition, name)
    submission = sent_by_persona(firm, SHIPPED[persona.questionnaire], play(made, persona))
    told, schema = json.loads(as_json(sent(submission), "en")), schema_of(office)
    assert list(faults(told, schema, schema)) == []
    papers = {paper["id"] for paper in told["documents"]}
    assert {key for answer in told["answers"] for key in answer["documents"]} == papers
    answers = {answer["id"] for answer in told["answers"]}
    assert {path for line in told["form"]["lines"] for path in line["answers"]} <= answers


def test_every_kind_of_answer_fits_the_schema(office, firm):
    asks = [name for name, kind in KINDS.items() if kind.asks and not kind.uploads]
    samples = {name: KINDS[name].samples[0] for name in asks}
    samples |= {"one": "home", "many": ["home", "rented"], "yes_no": "yes"}
    samples["id_number"] = "85073003328"
    made = document(*(item(f"q_{name}", name) for name in asks))
    answers = said(**{f"q_{name}": value for name, value in samples.items()})
    told = json.loads(as_json(sent(sent_by(firm, made, answers)), "en"))
    schema = schema_of(office)
    assert list(faults(told, schema, schema)) == []
    values = {answer["type"]: answer["value"] for answer in told["answers"]}
    assert values["date"] == "2025-06-30"
    assert values["many"] == ["home", "rented"]
    assert values["year"] == 1975
    assert all(value is not None for value in values.values())
    assert "form" not in told


def test_the_json_has_the_texts_of_all_languages_and_a_correction_apart(colleague, submission):
    set_value(submission.dossier, "twice", "7", "Ledger", by=colleague, now=timezone.now())
    told = json.loads(as_json(sent(submission), "en"))
    found = {answer["id"]: answer for answer in told["answers"]}
    assert found["rent"]["seen"] == "Loyer 2025"
    assert found["rent"]["text"]["en"] == "Rent of 2025"
    assert set(found["rent"]["text"]) == set(LANGUAGES)
    assert found["rent"]["value"] == "450.5"
    assert found["kids/a/kid"]["entry"] == "a"
    assert found["twice"]["value"] == "901"
    assert found["twice"]["corrected"]["value"] == "7"
    assert told["sha256"] == submission.sha256


def test_what_was_sent_before_there_was_a_privacy_notice_fits_the_schema_too(submission, office):
    schema, told = schema_of(office), json.loads(as_json(sent(submission), "en"))
    assert told["notice"] == submission.content["notice"]
    assert told["notice"]["number"] == 0
    del submission.content["notice"]
    earlier = json.loads(as_json(sent(submission), "en"))
    assert "notice" not in earlier
    assert list(faults(told, schema, schema)) == list(faults(earlier, schema, schema)) == []


def test_a_schema_that_does_not_fit_is_noticed(submission, office):
    told, schema = json.loads(as_json(sent(submission), "en")), schema_of(office)
    told["answers"][0]["status"] = "maybe"
    told["documents"][0]["sha256"] = "short"
    del told["client"]["id"]
    told["more"] = 1
    assert len(list(faults(told, schema, schema))) == 4


@pytest.mark.thorough
@pytest.mark.parametrize(("path", "kind"), [("excel", "spreadsheetml"), ("json", "json")])
def test_both_are_downloads_that_leave_a_trace(office, colleague, submission, path, kind):
    address = f"/exports/dossiers/{submission.dossier_id}/{path}/"
    assert office.get(address).status_code == 405
    response = office.post(address)
    assert kind in response.headers["Content-Type"]
    assert submission.reference.lower() in response.headers["Content-Disposition"]
    assert Event.objects.get(what="dossier exported").by == colleague
    content = b"".join(response) if response.streaming else response.content
    if path == "json":
        assert json.loads(content)["reference"] == submission.reference
    else:
        assert sheets(io.BytesIO(content)).sheetnames[0] == "Answers"


@pytest.mark.thorough
def test_they_cost_the_same_however_many_answers_there_are(
    office, firm, submission, django_assert_num_queries
):
    keys = [f"k{number}" for number in range(30)]
    answers = ANSWERS | said(**{f"kids/{key}/kid": "Bo" for key in keys})
    many = sent_by(firm, ASKED, answers, {"kids": ["a", *keys]}, client=make.client(firm=firm))
    office.post(f"/exports/dossiers/{many.dossier_id}/json/")
    for one in (submission, many):
        for path in ("json", "excel"):
            with django_assert_num_queries(10):
                b"".join(office.post(f"/exports/dossiers/{one.dossier_id}/{path}/"))


def test_every_language_of_carnet_is_tested_here():
    assert {code for code, _name in settings.LANGUAGES} == set(LANGUAGES)
