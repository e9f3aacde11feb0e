"""The draft as a text and as a workbook: back and forth without a change, and never over somebody else's work."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from carnet.builder import drafts
from carnet.builder.models import Did
from carnet.builder.rule_places import with_rule
from carnet.questionnaires.loading import digest, load
from carnet.questionnaires.workbook.reading import read_workbook
from carnet.questionnaires.workbook.writing import write_workbook
from tests import makers as make
from tests.questionnaires.builders import document, item
from tests.questionnaires.library import SHIPPED

TEXT = document(item("owns"), item("rents", "money", show_if="owns = yes"), item("name", "text"))


@pytest.fixture
def questionnaire(firm):
    return make.revision(firm=firm, document=TEXT).questionnaire


@pytest.fixture
def office(client, colleague):
    client.force_login(colleague)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


class Page:
    def __init__(self, office, questionnaire):
        self.office, self.questionnaire = office, questionnaire
        self.address = f"/questionnaires/{questionnaire.pk}/build/whole/"

    def get(self):
        self.answer = self.office.get(self.address)
        return self

    def post(self, **fields):
        fields = {"seen": self.seen} | fields
        self.answer = self.office.post(self.address, fields, follow=True)
        assert self.answer.status_code == 200
        return self

    @property
    def html(self):
        return unescape(self.answer.content.decode())

    @property
    def seen(self):
        return re.search(r'name="seen" value="(\w+)"', self.html)[1]

    @property
    def text(self):
        return re.search(r'<textarea class="code whole".*?>\n(.*?)</textarea>', self.html, re.S)[1]

    @property
    def draft(self):
        return self.questionnaire.draft.document


@pytest.fixture
def page(office, questionnaire):
    return Page(office, questionnaire).get()


def test_the_text_on_the_page_is_the_draft(page):
    assert digest(load(page.text).document) == digest(TEXT)
    page.post(text=page.text.replace("\n", "\r\n"))
    assert "Nothing differs from the draft." in page.html
    assert page.questionnaire.draft is None


@pytest.mark.thorough
def test_a_change_is_shown_in_words_and_lines_before_it_is_taken_over(page, colleague):
    changed = "# by hand\n" + page.text.replace("owns = yes", "owns = no")
    page.post(text=changed)
    assert "Asked only if" in page.html
    assert "<del>- " in page.html
    assert "<ins>+ " in page.html
    assert page.questionnaire.draft is None
    # The remark stays in the box as long as somebody is editing.
    assert page.text.startswith("# by hand")
    page.post(act="take", text=page.text)
    assert "Taken over: 1 changed, 0 added, 0 removed." in page.html
    assert page.draft["sections"][0]["items"][1]["show_if"] == "owns = no"
    drafts.undo(page.questionnaire.draft, by=colleague, now=timezone.now())
    assert page.draft == TEXT


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("questionnaire: small\n  title: x", "Line 2:"),
        ("questionnaire: small\nquestionnaire: small", "Line 2:"),
        ("- 1", "Line 1:"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_and_kept(page, typed, told):
    page.post(text=typed)
    assert told in page.html
    assert page.text == typed


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("questionnaire: small", "questionnaire: large", "This is another questionnaire"),
        ("- id: owns", "- ident: owns", "needs an id"),
        ("languages:", "tongues:", "Name at least one language."),
        ("- id: name", "- id: owns", "occurs twice"),
        ("questionnaire: small", "questionnaire: small\nfacts: {kind: x}", "“kind” in “facts” is not complete."),
    ],
)  # fmt: skip
def test_what_the_builder_could_not_go_on_with_is_not_taken_over(page, old, new, told):
    page.post(act="take", text=page.text.replace(old, new, 1))
    assert told in page.html
    assert page.questionnaire.draft is None or page.draft == TEXT


@pytest.mark.thorough
def test_what_is_only_unfinished_is_taken_over_with_its_problems(page):
    page.post(text=page.text.replace("owns = yes", "gone = yes"))
    assert "Nothing here is called “gone”." in page.html
    assert re.search(r"line \d+:", page.html)
    page.post(act="take", text=page.text)
    assert page.draft["sections"][0]["items"][1]["show_if"] == "gone = yes"
    assert Page(page.office, page.questionnaire).get().answer.status_code == 200


@pytest.mark.thorough
def test_a_draft_that_changed_meanwhile_is_not_overwritten(page, firm):
    page.post(text=page.text.replace("owns = yes", "owns = no"))
    other = make.colleague(firm=firm, name="Bea Roth")
    now = timezone.now()
    draft = drafts.draft_of(page.questionnaire, by=other, now=now)
    part = "items.name"
    drafts.change(
        draft, lambda text: with_rule(text, part, "show_if", "owns = yes"),
        by=other, now=now, what=Did.CONDITION, part=part,
    )  # fmt: skip
    page.post(act="take", text=page.text)
    assert "Bea Roth changed the draft meanwhile. Your text is kept below" in page.html
    items = page.draft["sections"][0]["items"]
    assert items[2]["show_if"] == items[1]["show_if"] == "owns = yes"
    # Now it was seen what would be lost; who takes it over all the same has been told.
    page.post(act="take", text=page.text)
    assert page.draft["sections"][0]["items"][1]["show_if"] == "owns = no"


@pytest.mark.thorough
def test_the_workbook_of_the_draft_comes_back_as_the_draft(page, office):
    page.post(act="take", text=page.text.replace("Question name", "Your name"))
    answer = office.get(page.address + "workbook/")
    assert digest(read_workbook(answer.content).document) == digest(page.draft)
    page.post(file=SimpleUploadedFile("small.xlsx", answer.content))
    assert "Nothing differs from the draft." in page.html
    assert load(office.get(page.address + "file/").content).document == page.draft


@pytest.mark.thorough
def test_a_changed_workbook_is_compared_before_it_is_taken_over(page):
    changed = with_rule(TEXT, "items.name", "show_if", "owns = yes")
    page.post(file=SimpleUploadedFile("small.xlsx", write_workbook(changed)))
    assert "This workbook was made from an earlier text." in page.html
    page.post(act="take", text=page.text)
    assert page.draft == changed


@pytest.mark.thorough
@pytest.mark.parametrize("key", ["kyc_intake", "lu_income_tax", "be_income_tax"])
def test_the_library_goes_through_the_page_unchanged(office, firm, key):
    questionnaire = make.revision(firm=firm, document=SHIPPED[key]).questionnaire
    page = Page(office, questionnaire).get()
    assert digest(load(page.text).document) == digest(SHIPPED[key])


def test_only_administrators(client, firm, questionnaire):
    client.force_login(make.colleague(firm=firm, role="accountant"))
    for more in ("", "file/", "workbook/"):
        assert (
            client.get(f"/questionnaires/{questionnaire.pk}/build/whole/{more}").status_code == 403
        )
