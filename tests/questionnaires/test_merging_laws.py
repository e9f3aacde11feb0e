"""What holds of every merge, whatever the firm and Carnet have each made of a questionnaire."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.merging import merge
from carnet.questionnaires.outline import items_of, outline
from carnet.questionnaires.reading import read
from tests.questionnaires.changing import base_document, changed

BASE = base_document()
OURS, THEIRS = changed("f"), changed("c")


def parts_of(document):
    return {address: part.fields for address, part in outline(document).parts.items()}


BASE_PARTS = parts_of(BASE)


def ids_in(document):
    sections = document["sections"]
    items = [part for one in sections for part in one["items"]]
    inner = [part for one in items for part in one.get("items", ())]
    return [one["id"] for one in sections], [one["id"] for one in (*items, *inner)]


def is_well_formed(document):
    problems = read(document)[1]
    twice = [id_ for ids in ids_in(document) for id_, times in Counter(ids).items() if times > 1]
    return not twice and not [problem for problem in problems if problem.refused]


@given(OURS)
def test_without_news_from_carnet_nothing_changes(ours):
    merged = merge(BASE, ours, BASE)
    assert (merged.document, merged.conflicts) == (ours, ())


@given(THEIRS)
def test_who_changed_nothing_gets_carnets_text_as_it_is(theirs):
    merged = merge(BASE, BASE, theirs)
    assert (merged.document, merged.conflicts) == (theirs, ())


@given(OURS)
def test_both_having_made_the_same_changes_is_no_conflict(ours):
    merged = merge(BASE, ours, ours)
    assert (merged.document, merged.conflicts) == (ours, ())


@given(OURS, THEIRS, st.booleans())
def test_nothing_the_firm_added_is_ever_lost(ours, theirs, take_all):
    take = [one.key for one in merge(BASE, ours, theirs).conflicts] if take_all else []
    merged = merge(BASE, ours, theirs, take=take).document
    # One that only has another id is a question of Carnet's still.
    own = {address: part for address, part in parts_of(ours).items() if "was" not in part}
    own = {address: part for address, part in own.items() if address not in BASE_PARTS}
    found = parts_of(merged)
    assert {address: found.get(address) for address in own} == own


@given(changed("f", ids=False), changed("c", ids=False))
def test_nothing_the_firm_changed_or_took_out_comes_undone_unasked(ours, theirs):
    found, before = parts_of(merge(BASE, ours, theirs).document), parts_of(BASE)
    for address, fields in parts_of(ours).items():
        was = before.get(address, {})
        if fields == was:
            continue
        changed_here = {key for key in fields if key != "items" and fields[key] != was.get(key)}
        for key in changed_here - {"text", "title", "choices"}:
            assert found[address][key] == fields[key]
        for language, words in fields.get("text", {}).items():
            assert words in (was.get("text", {}).get(language), found[address]["text"][language])
    assert not found.keys() & (before.keys() - parts_of(ours).keys())


@given(OURS, THEIRS, st.booleans())
def test_the_result_is_well_formed(ours, theirs, take_all):
    assert is_well_formed(ours)
    take = [one.key for one in merge(BASE, ours, theirs).conflicts] if take_all else []
    assert is_well_formed(merge(BASE, ours, theirs, take=take).document)


@given(OURS, THEIRS)
def test_merging_once_more_changes_nothing(ours, theirs):
    once = merge(BASE, ours, theirs).document
    assert merge(BASE, once, theirs).document == once
    assert merge(theirs, once, theirs).document == once


@given(OURS, THEIRS)
def test_whoever_takes_all_of_carnets_has_every_question_carnet_has(ours, theirs):
    take = [one.key for one in merge(BASE, ours, theirs).conflicts]
    found = items_of(merge(BASE, ours, theirs, take=take).document)
    new = {id_: one for id_, one in items_of(theirs).items() if id_ not in items_of(BASE)}
    renamed = {old for one in items_of(ours).values() for old in one.get("was", ())}
    assert {id_ for id_, one in new.items() if not renamed & {*one.get("was", ())}} <= found.keys()


@given(OURS, THEIRS)
def test_what_the_firm_added_stays_behind_what_it_followed(ours, theirs):
    found = outline(merge(BASE, ours, theirs).document).order
    for home, order in outline(ours).order.items():
        for before, own in zip(order, order[1:], strict=False):
            if own in BASE_PARTS or before not in found.get(home, ()):
                continue
            assert found[home].index(before) < found[home].index(own)
