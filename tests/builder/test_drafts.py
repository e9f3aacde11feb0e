import copy

import pytest
from django.utils import timezone

from carnet.answers.foreseeing import STILL_EDITED, foresee_next
from carnet.builder import drafts
from carnet.builder.models import Did, Edit
from carnet.questionnaires.actions import discard, publish_draft
from carnet.questionnaires.loading import digest
from tests import makers as make


@pytest.fixture
def draft(firm, colleague):
    revision = make.revision(firm=firm)
    return drafts.draft_of(revision.questionnaire, by=colleague, now=timezone.now())


@pytest.fixture
def other(firm):
    return make.colleague(firm=firm, name="Bea Roth")


def titled(word):
    def alter(document):
        return {**document, "title": {**document["title"], "en": word}}

    return alter


def change(draft, by, word, **fields):
    now = timezone.now()
    return drafts.change(draft, titled(word), by=by, now=now, what=Did.SET, **fields)


def title(draft):
    draft.refresh_from_db()
    return draft.document["title"]["en"]


def test_a_draft_begins_with_the_published_words_and_is_the_only_one(draft, colleague):
    questionnaire = draft.questionnaire
    assert draft.document == questionnaire.current.document
    assert drafts.draft_of(questionnaire, by=colleague, now=timezone.now()).pk == draft.pk


def test_each_colleague_takes_back_their_own_edits(draft, colleague, other):
    before = title(draft)
    change(draft, colleague, "Mine")

    def sections_too(document):
        return {**document, "staff_note": "Theirs"}

    now = timezone.now()
    drafts.change(draft, sections_too, by=other, now=now, what=Did.SET)
    drafts.undo(draft, by=colleague, now=now)
    assert title(draft) == before
    assert draft.document["staff_note"] == "Theirs"
    assert drafts.undo(draft, by=colleague, now=now) is None
    drafts.redo(draft, by=colleague, now=now)
    assert title(draft) == "Mine"
    assert draft.digest == digest(draft.document)


def test_what_another_colleague_changed_since_stays_and_they_are_named(draft, colleague, other):
    change(draft, colleague, "Mine")
    change(draft, other, "Theirs")
    with pytest.raises(drafts.Refused, match="Bea Roth changed this since"):
        drafts.undo(draft, by=colleague, now=timezone.now())
    assert title(draft) == "Theirs"


def test_edits_are_taken_back_and_made_again_in_their_order(draft, colleague):
    for word in ("One", "Two", "Three"):
        change(draft, colleague, word)
    for word in ("Two", "One"):
        drafts.undo(draft, by=colleague, now=timezone.now())
        assert title(draft) == word
    drafts.redo(draft, by=colleague, now=timezone.now())
    assert title(draft) == "Two"
    change(draft, colleague, "Four")
    assert drafts.redo(draft, by=colleague, now=timezone.now()) is None


def test_an_edit_that_changes_nothing_leaves_no_trace(draft, colleague):
    change(draft, colleague, title(draft))
    assert not Edit.objects.exists()


def test_only_so_many_edits_are_kept(draft, colleague, monkeypatch):
    monkeypatch.setattr(drafts, "KEPT", 3)
    for number in range(5):
        change(draft, colleague, f"Word {number}")
    assert draft.edits.count() == 3
    assert drafts.undoable(draft, colleague).step["fields"]["root"]["title"][1][0]["en"] == "Word 4"


def test_the_key_of_a_questionnaire_and_ids_twice_are_refused(draft, colleague):
    def renamed(document):
        return {**document, "questionnaire": "other"}

    def doubled(document):
        new = copy.deepcopy(document)
        new["sections"].append(new["sections"][0])
        return new

    for alter in (renamed, doubled):
        with pytest.raises(drafts.Refused):
            drafts.change(draft, alter, by=colleague, now=timezone.now(), what=Did.WHOLE)
    assert not Edit.objects.exists()


def test_what_was_edited_since_it_was_looked_at_is_not_published_nor_discarded(draft, colleague):
    looked_at = copy.copy(draft)
    change(draft, colleague, "New words")
    assert not publish_draft(looked_at, by=colleague, now=timezone.now())
    assert not discard(looked_at, by=colleague)
    draft.refresh_from_db()
    assert publish_draft(draft, by=colleague, now=timezone.now())
    with pytest.raises(drafts.Refused, match="no draft any more"):
        change(draft, colleague, "Too late")


@pytest.mark.thorough
def test_a_draft_that_is_being_written_is_foreseen_once_its_author_pauses(draft, colleague, firm):
    campaign = make.campaign(firm=firm, revision=draft.questionnaire.current)
    make.dossier(campaign=campaign, client=make.client(firm=firm))
    change(draft, colleague, "New words")
    now = timezone.now()
    assert not foresee_next(now)
    assert foresee_next(now + 2 * STILL_EDITED)
    assert not foresee_next(now + 2 * STILL_EDITED)
    change(draft, colleague, "Newer words")
    assert foresee_next(timezone.now() + 2 * STILL_EDITED)
