"""An accountant says when a question is asked, in pickers and by plain forms, or as text."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.utils import timezone

from carnet.builder import drafts
from carnet.builder.models import Did
from carnet.builder.rule_places import with_rule
from tests import makers as make
from tests.questionnaires.builders import document, item

KIDS = item(
    "kids",
    "repeat",
    items=[item("born", "date"), item("student", show_if="age_on(born, period_end) >= 18")],
)
TEXT = document(
    item("married"),
    item("n", "number"),
    item("work", "many"),
    KIDS,
    item("rent", "money", check="this > 0", check_text={"en": "More than nothing, please."}),
    item("solar"),
    item("after", show_if="solar = yes"),
    languages=["en", "fr"],
)


@pytest.fixture
def questionnaire(firm):
    return make.revision(firm=firm, document=TEXT).questionnaire


@pytest.fixture
def office(client, colleague):
    client.force_login(colleague)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


class Page:
    """The page of one rule, read and filled in like a person without scripts does."""

    def __init__(self, office, questionnaire, part="items.solar", key="show_if"):
        self.office, self.questionnaire, self.part, self.key = office, questionnaire, part, key
        self.address = f"/questionnaires/{questionnaire.pk}/build/rule/{part}/{key}/"

    def get(self, **picked):
        self.answer = self.office.get(self.address, picked)
        assert self.answer.status_code == 200
        return self

    def post(self, **fields):
        was = fields.pop("was", None) or self.get().hidden("was")
        self.answer = self.office.post(self.address, {"was": was, **fields}, follow=True)
        assert self.answer.status_code == 200
        return self

    @property
    def html(self):
        return unescape(self.answer.content.decode())

    @property
    def text(self):
        return " ".join(re.sub(r"<[^>]+>", " ", self.html).split())

    def hidden(self, name):
        return unescape(
            re.search(rf'name="{name}" value="([^"]*)"', self.answer.content.decode())[1]
        )

    def options(self, name):
        box = re.search(rf'<select name="{name}".*?</select>', self.html, re.S)[0]
        return re.findall(r'<option value="([^"]*)"', box)

    @property
    def rule(self):
        _kind, _dot, name = self.part.partition(".")
        text = self.questionnaire.draft.document
        items = [
            one
            for outer in text["sections"][0]["items"]
            for one in (outer, *outer.get("items", []))
        ]
        return next(one for one in items if one["id"] == name).get(self.key)


@pytest.fixture
def page(office, questionnaire):
    return Page(office, questionnaire)


@pytest.mark.thorough
def test_a_condition_on_any_child_is_picked_step_by_step(page):
    page.get()
    assert "Always: there is no condition yet." in page.text
    page.get(at="new")
    offered = page.options("subject")
    assert {"married", "kids.born"} <= set(offered)
    # Neither itself, nor what waits for it.
    assert not {"solar", "after"} & set(offered)
    page.get(at="new", subject="married")
    assert page.options("operator") == [
        *("is", "is_not", "is_not_or_blank", "answered", "not_answered", "asked", "not_asked")
    ]
    page.post(act="put", at="new", subject="married", operator="is", values="yes")
    assert page.rule == "married = yes"
    page.get(at="new", subject="kids.born", measure="age_end")
    assert page.options("entries") == ["any", "every", "no"]
    page.post(
        act="put", at="new", subject="kids.born", measure="age_end",
        entries="any", operator="under", value="18",
    )  # fmt: skip
    assert page.rule == (
        "married = yes and kids.exists(entry, age_on(entry.born, period_end) < 18)"
    )
    assert "When all of this is so:" in page.text
    assert "“Question married” is Yes" in page.text
    assert (
        "For at least one entry of “Question kids”, the age on the last day of the period "
        "(“Question born”) is less than 18" in page.text
    )


@pytest.mark.thorough
def test_conditions_are_changed_grouped_and_removed(page):
    page.post(act="put", at="new", subject="married", operator="is", values="yes")
    page.post(act="put", at="new", subject="n", operator="at_least", value="1.250,5")
    assert page.rule == "married = yes and n >= 1250.5"
    page.post(act="put", at="1.new", subject="work", operator="ticked", values=["home", "rented"])
    assert page.rule == (
        "married = yes and (n >= 1250.5 or work.exists(each, each in [home, rented]))"
    )
    page.post(act="put", at="1.0", subject="n", operator="under", value="3")
    page.post(act="join")
    assert page.rule == "married = yes or (n < 3 and work.exists(each, each in [home, rented]))"
    assert "When at least one of these is so:" in page.text
    page.post(act="remove", at="1.0")
    assert page.rule == "married = yes or work.exists(each, each in [home, rented])"
    page.post(act="remove", at="0")
    page.post(act="remove", at="0")
    assert page.rule is None


@pytest.mark.thorough
def test_is_not_and_is_not_or_not_answered_yet_are_two_rules(page):
    page.post(act="put", at="new", subject="married", operator="is_not", values="yes")
    assert page.rule == "married != yes"
    assert "“Question married” is not Yes" in page.text
    page.post(act="put", at="0", subject="married", operator="is_not_or_blank", values="yes")
    assert page.rule == "not (answered(married) and married = yes)"
    assert "“Question married” is not Yes, or is not answered yet" in page.text


@pytest.mark.thorough
def test_a_condition_without_a_value_is_not_put_in(page):
    page.post(act="put", at="new", subject="n", operator="at_least", value="")
    assert "Say what it is compared with." in page.text
    page.post(act="put", at="new", subject="n", operator="at_least", value="many")
    assert "aria-invalid" in page.html
    assert page.questionnaire.draft is None


@pytest.mark.thorough
def test_last_years_answer_and_a_share_of_it(page):
    page.key, page.part = "warn_if", "items.rent"
    page = Page(page.office, page.questionnaire, "items.rent", "warn_if")
    page.get(at="new", subject="this")
    assert "prior.rent" in page.options("against")
    page.post(
        act="put", at="new", subject="this", operator="over", against="prior.rent", percent="130"
    )
    assert page.rule == "this > prior.rent * 1.3"
    assert "This answer is more than 130 % of last year's answer to “Question rent”" in page.text


@pytest.mark.thorough
def test_inside_a_list_the_same_entry_is_meant(office, questionnaire):
    page = Page(office, questionnaire, "items.student")
    page.get()
    assert "The age on the last day of the period (“Question born”) is at least 18" in page.text
    assert "born" in page.get(at="0").options("subject")
    page.post(act="put", at="0", subject="born", measure="year", operator="is", value="2010")
    assert page.rule == "year_of(born) = 2010"
    assert "the year of “Question born” is 2010" in page.text.lower().replace(
        "question", "Question"
    )


@pytest.mark.thorough
def test_the_rule_as_text_says_at_once_what_is_wrong(page):
    page.post(act="text", rule="maried = yes")
    assert "Not saved: this rule does not work yet." in page.text
    assert "Nothing here is called “maried”. Did you mean “married”?" in page.text
    assert page.questionnaire.draft is None
    page.post(act="text", rule="maried = yes", keep="yes")
    assert page.rule == "maried = yes"
    page.get()
    assert "This rule does not work yet." in page.text
    page.post(act="text", rule="  n + 1 > \r\n 3 ")
    assert page.rule == "n + 1 > 3"
    assert "More than a sentence can say" in page.text
    # What is no sentence is not replaced by one unasked.
    page.post(act="put", at="new", subject="married", operator="is", values="yes")
    assert page.rule == "n + 1 > 3"


def test_a_circle_is_refused_in_words(page):
    page.post(act="text", rule="after = yes")
    assert "“after” waits for this rule itself" in page.text


@pytest.mark.thorough
def test_what_a_colleague_changed_meanwhile_is_not_overwritten(page, firm, questionnaire, client):
    was = page.get().hidden("was")
    other = make.colleague(firm=firm, name="Bea Roth")
    client.force_login(other)
    Page(client, questionnaire).post(act="put", at="new", subject="n", operator="over", value="5")
    page.post(act="put", at="new", subject="married", operator="is", values="yes", was=was)
    assert page.rule == "n > 5"


def test_who_changed_it_is_said(page, firm, questionnaire, colleague):
    was = page.get().hidden("was")
    other = make.colleague(firm=firm, name="Bea Roth")
    draft = drafts.draft_of(questionnaire, by=other, now=timezone.now())

    def alter(text):
        return with_rule(text, "items.solar", "show_if", "n > 5")

    drafts.change(
        draft, alter, by=other, now=timezone.now(), what=Did.CONDITION, part="items.solar"
    )
    page.post(act="text", rule="married = yes", was=was)
    assert "Bea Roth changed this a moment ago. This is how it stands now." in page.text
    assert page.rule == "n > 5"


def test_an_edit_of_a_rule_can_be_taken_back(page, colleague):
    page.post(act="put", at="new", subject="married", operator="is", values="yes")
    drafts.undo(page.questionnaire.draft, by=colleague, now=timezone.now())
    assert page.rule is None


@pytest.mark.thorough
def test_the_sentence_for_the_client_stands_beside_the_check(office, questionnaire):
    page = Page(office, questionnaire, "items.rent", "check")
    page.get()
    assert "More than nothing, please." in page.html
    page.post(**{
        "act": "words",
        "check_text-en": "More than nothing, please.", "was-check_text-en": "More than nothing, please.",
        "check_text-fr": "Plus que rien.", "was-check_text-fr": "",
    })  # fmt: skip
    rent = next(
        one for one in questionnaire.draft.document["sections"][0]["items"] if one["id"] == "rent"
    )
    assert rent["check_text"] == {"en": "More than nothing, please.", "fr": "Plus que rien."}


@pytest.mark.thorough
def test_what_must_be_answered_is_always_never_or_a_rule(office, questionnaire):
    page = Page(office, questionnaire, "items.solar", "required")
    page.post(act="always", required="no")
    assert page.rule is False
    assert "Never: it may stay blank." in page.get().text
    page.post(act="put", at="new", subject="married", operator="is", values="yes")
    assert page.rule == "married = yes"
    page.post(act="text", rule="")
    assert page.rule is None


def test_who_may_and_may_not(office, questionnaire, client, firm):
    assert (
        office.get(f"/questionnaires/{questionnaire.pk}/build/rule/items.gone/show_if/").status_code
        == 404
    )
    assert (
        office.get(f"/questionnaires/{questionnaire.pk}/build/rule/items.solar/text/").status_code
        == 404
    )
    client.force_login(make.colleague(firm=firm, role="accountant"))
    assert client.get(Page(client, questionnaire).address).status_code == 403
