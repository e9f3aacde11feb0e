"""The largest questionnaire that ships, page by page, as a couple to whom everything applies."""

import pytest
from django.utils import timezone

from carnet.answers import actions as answers
from carnet.answers.beginning import begin
from carnet.answers.models import Entry
from carnet.answers.reading import load
from carnet.questionnaires.actions import publish
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.shipped import shipped
from tests.portal.conftest import dossier_for

TOPICS = ("work", "p_work", "family", "home", "savings", "spent", "abroad", "other")


@pytest.fixture
def everything(ann, colleague):
    """A couple in Wallonia that ticked every topic and began every list."""
    now = timezone.now()
    documents = {source.document["questionnaire"]: source.document for source in shipped()}
    revision = publish(ann.firm, documents["be_income_tax"], by=None, now=now)
    dossier = dossier_for(ann, revision, language="fr")
    begin(dossier, now=now)
    by_id = revision.compiled().by_id
    said = {"region": "wallonia", "civil_status": "married", "married_in_year": "no"}
    said |= {"separated": "no", "foreign_movable": "yes", "business_expenses_method": "actual"}
    for topic in TOPICS:
        choices = (choice.id for choice in by_id[topic].item.choices)
        said[topic] = [choice for choice in choices if choice != "none"]
    standing = load(dossier, today=timezone.localdate(now))
    given = [
        answers.Said(path, Given(value, Status.ANSWERED), base_rev=standing.rev(path))
        for path, value in said.items()
    ]
    answers.save(dossier, given, person="client", device="phone", key="one", now=now)
    for node in revision.compiled().nodes:
        if node.kind.repeats:
            Entry.objects.create(dossier=dossier, list_path=node.id, key=node.id, position=1)
    return dossier


def first_pages(dossier):
    """The address of each section, and of each entry of a list in it."""
    outcome = load(dossier, today=timezone.localdate()).outcome
    for section in (section for section in outcome.sections if section.shown):
        yield f"/q/s/{section.section.id}/"
        for item in section.section.items:
            if KINDS[item.kind].repeats and outcome.instances[item.id].shown:
                yield f"/q/s/{section.section.id}/{item.id}/{item.id}/{item.items[0].id}/"


@pytest.mark.thorough
def test_no_page_shows_how_its_words_were_written(everything, come_in):
    visitor = come_in(everything)
    pages = ["/q/tasks/", *first_pages(everything)]
    assert len(pages) > 45
    for address in pages:
        text = visitor.visit(address).text
        assert visitor.address.startswith(address), address
        assert "{{" not in text, address


@pytest.mark.thorough
def test_many_questions_take_no_more_queries(everything, come_in, django_assert_max_num_queries):
    visitor = come_in(everything)
    with django_assert_max_num_queries(12):
        visitor.visit("/q/tasks/")
