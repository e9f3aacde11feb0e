"""The texts of a questionnaire as rows, and words put back where they stood."""

import pytest

from carnet.builder import grid, grid_languages
from carnet.builder.grid import Cell, fingerprint, rows, written
from carnet.builder.grid_age import Ages, noted
from carnet.builder.grid_remarks import remarks
from carnet.questionnaires.checks import check
from carnet.questionnaires.loading import digest
from carnet.questionnaires.shipped import shipped
from tests.questionnaires.builders import document, item

TWO = {"languages": ["fr", "nl"]}


def asked(item_id="rent", kind="money", **fields):
    fields.setdefault("text", {"fr": "Loyer reçu", "nl": "Ontvangen huur"})
    return item(item_id, kind, **fields)


def row_of(made, key):
    return next(row for row in rows(made) if row.key == key)


def cell(made, key, language, words):
    return Cell(key, language, fingerprint(row_of(made, key).says(language)), words)


def test_every_text_of_a_question_is_a_row_under_its_address():
    uses = [{"id": "home", "text": {"fr": "Habité", "nl": "Bewoond"}}]
    made = document(
        asked("use", "one", choices="uses", help={"fr": "Le plus souvent"}),
        asked("kind", "one", choices=[{"id": "flat", "text": {"fr": "Appartement"}}]),
        item("all_rent", "calc", value="rent"),
        choices={"uses": uses},
        **TWO,
    )
    assert [row.key for row in rows(made)] == [
        *("root.title", "sections.all.title", "items.use.text", "items.use.help"),
        *("root.choices.uses.home.text", "items.kind.text", "items.kind.choices.flat.text"),
    ]


def test_one_text_for_all_languages_is_nothing_to_translate():
    made = document(asked(staff_note="See the lease."), sources={"F1": "The form"}, **TWO)
    assert not [row for row in rows(made) if "note" in row.key or "sources" in row.key]


def test_only_the_words_that_were_written_change():
    made = document(asked(), asked("lease", "file"), **TWO)
    done = written(made, [cell(made, "items.rent.text", "nl", "Huur")])
    assert done.document == document(
        asked(text={"fr": "Loyer reçu", "nl": "Huur"}), asked("lease", "file"), **TWO
    )
    assert row_of(made, "items.rent.text").says("nl") == "Ontvangen huur"


def test_words_that_somebody_else_has_changed_since_are_left_and_told():
    made = document(asked(), **TWO)
    mine = cell(made, "items.rent.text", "nl", "Huur")
    other = written(made, [cell(made, "items.rent.text", "nl", "Huurgeld")]).document
    done = written(other, [mine, cell(other, "items.rent.text", "fr", "Loyers")])
    assert [clash.now for clash in done.clashes] == ["Huurgeld"]
    assert row_of(done.document, "items.rent.text").words == {"fr": "Loyers", "nl": "Huurgeld"}


def test_a_text_that_is_gone_is_told():
    made = document(asked(help={"nl": "Per jaar"}), **TWO)
    mine = cell(made, "items.rent.help", "nl", "Per maand")
    done = written(document(asked(), **TWO), [mine])
    assert [clash.now for clash in done.clashes] == [None]


def test_emptied_words_leave_no_empty_text_behind():
    made = document(asked(help={"nl": "Per jaar"}), **TWO)
    done = written(made, [cell(made, "items.rent.help", "nl", "")])
    assert done.document == document(asked(), **TWO)


@pytest.mark.slow
@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.document["questionnaire"])
def test_all_rows_written_anew_and_back_are_the_same_questionnaire(source):
    made = source.document
    language = made["languages"][-1]
    old = rows(made)
    there = written(made, [cell_of(row, language, f"{row.says(language)} *") for row in old])
    assert all(row.says(language).endswith(" *") for row in rows(there.document))
    back = [cell_of(row, language, row.says(language)[:-2]) for row in rows(there.document)]
    assert digest(written(there.document, back).document) == digest(made)


def cell_of(row, language, words):
    return Cell(row.key, language, fingerprint(row.says(language)), words)


def test_a_draft_with_odd_parts_is_read_as_far_as_it_goes():
    odd = {
        "languages": "fr",
        "title": ["x"],
        "sources": "none",
        "choices": 5,
        "sections": [{"id": "s"}],
    }
    assert [row.key for row in rows(odd)] == ["root.title", "sections.s.title"]
    odd["sections"][0]["items"] = [{"id": "a", "type": "one", "choices": ["x", None], "text": 3}]
    assert rows(odd)[-1].key == "items.a.text"


# -- Languages -------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.document["questionnaire"])
def test_a_language_added_and_taken_out_leaves_nothing(source):
    more = grid_languages.with_language(source.document, "pt")
    assert more["languages"][-1] == "pt"
    row = rows(more)[3]
    told = written(more, [Cell(row.key, "pt", "", "Olá")]).document
    assert grid_languages.without_language(told, "pt") == source.document


def test_a_second_language_makes_texts_of_the_first():
    made = document(item("rent", text="Loyer", item_label="x"), languages=["fr"], title="Petit")
    more = grid_languages.with_language(made, "nl")
    assert (more["title"], more["sections"][0]["items"][0]["text"]) == (
        {"fr": "Petit"},
        {"fr": "Loyer"},
    )
    assert more["sections"][0]["items"][0]["item_label"] == "x"


def test_the_language_that_stands_in_for_others_is_not_taken_out():
    made = document(asked(), **TWO)
    assert grid_languages.without_language(made, "fr") == made
    turned = grid_languages.first(made, "nl")
    assert grid_languages.without_language(turned, "fr")["languages"] == ["nl"]


def test_what_is_missing_is_what_publishing_refuses_in_a_complete_language():
    made = document(
        asked(help={"fr": "Par an"}),
        asked("use", "one", choices=[{"id": "home", "text": {"fr": "Habité"}}]),
        **TWO,
    )
    complete = grid_languages.with_complete(made, "nl", complete=True)
    refused = [problem for problem in check(complete) if problem.refused]
    lacking = grid_languages.missing(complete, "nl")
    assert [row.key for row in lacking] == ["items.rent.help", "items.use.choices.home.text"]
    assert len(refused) == len(lacking)
    assert grid_languages.with_complete(complete, "nl", complete=False) == made


# -- What is older than its source -----------------------------------------------------------


def ages(*history, notes=None, former=None):
    found = [{row.key: row for row in rows(made)} for made in history]
    return Ages(notes or {}, found, former)


def rent(fr, nl, item_id="rent", **fields):
    return document(asked(item_id, text={"fr": fr, "nl": nl}, **fields), **TWO)


@pytest.mark.parametrize(
    ("history", "outdated"),
    [
        ([("Loyer", "Huur")], True),  # the source has changed, the translation has not
        ([("Loyers reçus", "Huur")], False),  # nothing has changed
        ([("Loyer", "Huren")], False),  # both have
        ([("Loyers reçus", "Huur"), ("Loyer", "Huur")], True),  # it was never translated anew
        ([("Loyers reçus", "Huur"), ("Loyer", "Huren")], False),  # it was, a revision later
        ([], False),  # nobody knows
    ],
)
def test_published_revisions_tell_what_a_translation_was_made_of(history, outdated):
    row = row_of(rent("Loyers reçus", "Huur"), "items.rent.text")
    past = [rent(*words) for words in history]
    assert ages(*past).outdated(row, "nl", "fr") is outdated


def test_what_was_noted_on_writing_counts_before_history():
    now = row_of(rent("Loyers", "Huur"), "items.rent.text")
    old = row_of(rent("Loyer", "Huur"), "items.rent.text")
    key = ("items.rent.text", "nl")
    past = rent("Loyer", "Huur")
    assert ages(past, notes={key: noted(old, "nl")}).outdated(now, "nl", "fr")
    assert not ages(past, notes={key: noted(now, "nl")}).outdated(now, "nl", "fr")


def test_a_note_of_other_words_says_nothing():
    now = row_of(rent("Loyers", "Huur"), "items.rent.text")
    old = row_of(rent("Loyer", "Huren"), "items.rent.text")
    assert not ages(notes={("items.rent.text", "nl"): noted(old, "nl")}).outdated(now, "nl", "fr")


def test_a_question_with_a_new_id_keeps_its_past():
    row = row_of(rent("Loyers", "Huur", "rents"), "items.rents.text")
    past = rent("Loyer", "Huur")
    assert not ages(past).outdated(row, "nl", "fr")
    assert ages(past, former={"rents": ["rent"]}).outdated(row, "nl", "fr")


# -- What repeats answers --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Huur voor {{ address }}", []),
        ("Huur voor {{address}}", []),
        ("Huur", ["{{ address }} is missing"]),
        ("Huur voor {{ adres }}", ["Did you mean “address”?", "{{ address }} is missing"]),
        ("Huur voor { address }", ["{{ address }} is missing", "two braces"]),
        ("", []),
    ],
)
def test_a_translation_repeats_the_same_answers(words, told):
    found = remarks("Loyer pour {{ address }}", words)
    assert len(found) == len(told)
    assert all(part in sentence for part, sentence in zip(told, found, strict=True))


def test_words_that_stand_in_may_be_translated():
    assert remarks("{{ name | votre partenaire }}", "{{ name | uw partner }}") == []


def test_line_ends_of_a_browser_are_no_change():
    assert grid.tidy(" Eén\r\ntwee ") == "Eén\ntwee"
