import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from carnet.questionnaires.engine import Given, Status
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.templatetags.questions import answer_words, question
from tests.questionnaires.builders import BACKGROUND, compiled, item, outcome_of, said


def every_kind():
    extra = {"calc": {"value": "1 + 1"}, "repeat": {"items": [item("inner", "text")]}}
    made = [
        item(f"k_{kind}", kind, why={"en": "Because."}, **extra.get(kind, {})) for kind in KINDS
    ]
    return compiled(*made)


ALL = every_kind()


class Fields(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.inputs, self.labels, self.ids, self.described = [], set(), set(), set()
        self.wrapped = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "id" in attributes:
            assert attributes["id"] not in self.ids
            self.ids.add(attributes["id"])
        if tag == "label":
            self.labels.add(attributes.get("for"))
        if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden":
            self.inputs.append(attributes)
        self.described.update(attributes.get("aria-describedby", "").split())


def drawn(path, answers=None, **options):
    outcome = outcome_of(ALL, answers or {})
    return question(outcome.instances[path], outcome, "en", **options)


@pytest.mark.parametrize("kind", KINDS)
def test_every_input_has_a_label_and_every_description_exists(kind):
    fields = Fields(drawn(f"k_{kind}", problem="Please answer this question."))
    assert bool(fields.inputs) is KINDS[kind].asks
    assert all(attributes["id"] in fields.labels for attributes in fields.inputs)
    assert fields.described <= fields.ids


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_needs_inline_style_or_script(kind):
    assert not re.search(r"<script|style=|\son\w+=", drawn(f"k_{kind}"))


def test_what_was_typed_wrongly_stands_there_again_with_its_sentence():
    html = drawn("k_money", {"k_money": Given(status=Status.INVALID, raw={"": ["<lots>"]})})
    assert 'value="&lt;lots&gt;"' in html
    assert "Write a number in figures" in html
    assert 'aria-invalid="true"' in html


def test_an_answer_stands_there_again_in_the_language_of_the_client():
    outcome = outcome_of(ALL, said(k_money="1234.5", k_date="2025-01-03", k_one="home"))
    assert 'value="1234,50"' in question(outcome.instances["k_money"], outcome, "fr")
    assert 'value="03"' in question(outcome.instances["k_date"], outcome, "fr")
    assert re.search(
        r'value="home"[^>]* checked', question(outcome.instances["k_one"], outcome, "fr")
    )


def test_a_chosen_way_out_is_kept_and_the_accountant_can_be_asked():
    html = drawn("k_text", {"k_text": Given(status=Status.ASK_ACCOUNTANT)}, remark="Which year?")
    assert '<input type="hidden" name="k_text-kept" value="ask_accountant">' in html
    assert "Which year?" in html
    assert 'value="dont_know"' in html


def test_documents_are_listed_with_a_button_to_remove_them():
    class Paper:
        pk, name = 7, "payslip.pdf"

    html = drawn("k_file", documents=[Paper])
    assert "payslip.pdf" in html
    assert 'name="k_file-remove" value="7"' in html


def test_a_warning_asks_whether_it_is_right():
    made = compiled(item("sum", "money", warn_if="this > 100", warn_text={"en": "Much."}))
    outcome = outcome_of(made, said(sum="500"))
    html = question(outcome.instances["sum"], outcome, "en")
    assert "Much." in html
    assert 'name="sum-right"' in html


def test_last_years_figure_stands_beside_an_empty_box():
    made = compiled(item("rent", "money", carry="hint"))
    outcome = outcome_of(made, {}, background=replace(BACKGROUND, prior={"rent": "100.00"}))
    html = question(outcome.instances["rent"], outcome, "en")
    assert "Last year: €100.00" in html
    assert 'value=""' in html


def test_optional_questions_say_so():
    made = compiled(item("more", "text", required=False), item("name", "text"))
    outcome = outcome_of(made, {})
    assert "(optional)" in question(outcome.instances["more"], outcome, "en")
    assert "(optional)" not in question(outcome.instances["name"], outcome, "en")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given("yes", Status.ANSWERED), "Yes"),
        (Given(status=Status.DONT_KNOW), "I don't know"),
        (Given(), "Not provided"),
    ],
)
def test_answers_are_read_back_in_words(given, words):
    outcome = outcome_of(ALL, {"k_yes_no": given})
    assert answer_words(outcome.instances["k_yes_no"], "en") == words


def test_a_calculation_says_what_it_still_needs():
    made = compiled(
        item("rent", "money"), item("year", "calc", value="rent * 12", text={"en": "A year"})
    )
    outcome = outcome_of(made, {})
    assert "Still needed: Question rent" in question(outcome.instances["year"], outcome, "en")


def test_a_promised_document_can_be_given_a_day():
    html = drawn("k_file", {"k_file": Given("2026-05-01", Status.LATER)})
    assert 'name="k_file-promised"' in html
    assert 'value="2026-05-01"' in html
    assert "I will send it by May 1, 2026" in html


def test_an_answer_that_comes_back_was_told_earlier():
    made = compiled(item("a"), item("b", "text", show_if="a = yes"))
    early, late = datetime(2026, 2, 1, 9, tzinfo=UTC), datetime(2026, 2, 1, 12, tzinfo=UTC)
    answers = {
        "a": Given("yes", Status.ANSWERED, at=late),
        "b": Given("Jo", Status.ANSWERED, at=early),
    }
    outcome = outcome_of(made, answers)
    assert "You told us this earlier." in question(outcome.instances["b"], outcome, "en")
    assert "You told us this earlier." not in question(outcome.instances["a"], outcome, "en")


def test_an_amount_far_from_last_year_is_told_without_a_box_to_tick():
    made = compiled(item("rent", "money"))
    outcome = outcome_of(
        made, said(rent="500"), background=replace(BACKGROUND, prior={"rent": "100"})
    )
    html = question(outcome.instances["rent"], outcome, "en")
    assert "quite different from last year" in html
    assert "rent-right" not in html


def test_a_warning_may_repeat_answers():
    made = compiled(
        item("name", "text"),
        item("sum", "money", warn_if="this > 100", warn_text={"en": "Much, {{ name }}."}),
    )
    outcome = outcome_of(made, said(name="Noa", sum="500"))
    assert "Much, Noa." in question(outcome.instances["sum"], outcome, "en")


def test_the_browser_fills_in_a_country_only_in_ones_own_address():
    own = compiled(
        item("income_from", "country"),
        item("villa", "address"),
        item("home", "address", profile="client.address"),
    )
    outcome = outcome_of(own, {})
    told = {path: question(outcome.instances[path], outcome, "en") for path in outcome.instances}
    filled = {path for path, html in told.items() if 'autocomplete="country"' in html}
    assert filled == {"home"}
    assert all(
        re.search(r'<select[^>]* autocomplete="(off|country)"', one) for one in told.values()
    )
