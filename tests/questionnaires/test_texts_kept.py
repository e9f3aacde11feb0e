"""The document of a draft is read once, whoever asks for it: by its digest, and never that of other words."""

import json
from hashlib import sha256

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from carnet.builder import drafts
from carnet.builder.models import Did
from carnet.questionnaires.loading import digest
from carnet.questionnaires.models import TEXTS, Revision
from tests import makers as make

TEXT = st.text(st.characters(codec="utf-8"))
LEAF = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXT
DOCUMENTS = st.dictionaries(
    TEXT, st.recursive(LEAF, lambda some: st.lists(some) | st.dictionaries(TEXT, some))
)


@pytest.fixture
def draft(firm, colleague):
    TEXTS.kept.clear()
    revision = make.revision(firm=firm)
    return drafts.draft_of(revision.questionnaire, by=colleague, now=timezone.now())


def reworded(draft, word):
    return {**draft.document, "staff_note": word}


def elsewhere(draft, word):
    """Another process, which shares nothing but the database, gives the draft other words."""
    document = reworded(draft, word)
    fresh = {"document": document, "digest": digest(document)}
    Revision.objects.filter(pk=draft.pk).update(**fresh)
    return document


def test_a_document_is_read_once(draft, django_assert_num_queries):
    assert draft.questionnaire.draft.document == draft.document
    with django_assert_num_queries(1):
        assert draft.questionnaire.draft.document == draft.document


def test_what_one_wrote_need_not_be_read(draft, colleague, django_assert_num_queries):
    drafts.change(
        draft, lambda old: reworded(draft, "new"), by=colleague, now=timezone.now(), what=Did.SET
    )
    with django_assert_num_queries(1):
        assert draft.questionnaire.draft.document["staff_note"] == "new"


def test_what_another_process_wrote_is_seen(draft):
    assert "staff_note" not in draft.questionnaire.draft.document
    document = elsewhere(draft, "theirs")
    assert draft.questionnaire.draft.document == document


def test_words_that_changed_between_row_and_document_bring_their_digest(draft):
    TEXTS.kept.clear()
    row = draft.questionnaire.draft
    document = elsewhere(draft, "theirs")
    assert row.document == document
    assert row.digest == digest(document)
    assert all(known == digest(kept) for known, kept in TEXTS.kept.items())


def test_a_row_read_anew_has_the_words_of_now(draft):
    row = draft.questionnaire.draft
    assert "staff_note" not in row.document
    document = elsewhere(draft, "theirs")
    row.refresh_from_db()
    assert (row.document, row.digest) == (document, digest(document))


@pytest.mark.thorough
@given(DOCUMENTS)
def test_the_digest_is_that_of_the_sorted_json(document):
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert digest(document) == sha256(canonical.encode()).hexdigest()
