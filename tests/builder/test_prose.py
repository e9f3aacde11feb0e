"""Lists of questions as firms have them (tests/builder/lists): understood, and made into what can be published."""

import pytest

from carnet.builder.prose import propose
from carnet.builder.prose_document import document_of
from carnet.builder.prose_lines import Row
from carnet.questionnaires.checks import check
from carnet.questionnaires.outline import outline
from tests.builder.listed import NAMES, judged, proposed

# What a colleague would know and the rows do not say.
MISSED = {"de_ostbelgien": 2, "fr_expert_comptable": 1, "nl_boekhouder": 2}
EVERY = pytest.mark.parametrize("name", NAMES)


def lines(*texts):
    rows = [Row(number, tuple(text.split("|"))) for number, text in enumerate(texts, 1) if text]
    return propose([("", rows)])


def told(*texts):
    found = lines(*texts)
    return [(one.kind, one.when, one.answer) for one in found.lines]


def made(proposal, key="own"):
    first = proposal.languages[0]
    head = {first: "Questions"}
    return document_of(proposal.lines, key=key, title=head, languages=proposal.languages, head=head)


@EVERY
def test_kinds_and_conditions_are_understood(name):
    _count, missing, _beside = judged(name)
    assert len(missing) <= MISSED.get(name, 0), missing


def test_nine_rows_of_ten_are_right_over_all_lists():
    verdicts = [judged(name) for name in NAMES]
    every = sum(count for count, _missing, _beside in verdicts)
    wrong = sum(len(missing) for _count, missing, _beside in verdicts)
    print(f"Rows understood: {every - wrong} of {every} · {len(NAMES)} lists")  # noqa: T201
    assert len(NAMES) >= 8
    assert every - wrong >= 0.9 * every


@pytest.mark.thorough
@EVERY
def test_what_a_list_becomes_could_be_published(name):
    assert [one.message for one in check(made(proposed(name))) if one.refused] == []


def test_languages_side_by_side_are_both_filled():
    found = proposed("fr_nl_cote_a_cote")
    assert found.languages == ("fr", "nl")
    car = next(one for one in found.lines if "véhicule à titre" in one.words.get("fr", ""))
    assert car.words["nl"] == "Gebruikt u een voertuig voor het werk?"


def test_remarks_become_help_and_what_is_internal_stays_with_the_office():
    help_ = next(one for one in proposed("nl_genummerd").lines if one.kind == "id_number").help
    assert help_ == {"nl": "terug te vinden op de achterkant van uw identiteitskaart"}
    note = next(one for one in proposed("fr_expert_comptable").lines if one.staff).staff
    assert note == "max. 65 ans"


def test_if_yes_goes_from_the_words_where_enough_is_left():
    found = lines("Avez-vous un prêt ?", "Si oui, quel est le montant ?", "Si oui, combien ?").lines
    assert [one.words["fr"] for one in found] == [
        "Avez-vous un prêt ?",
        "Quel est le montant ?",
        "Combien ?",
    ]


def test_if_not_behind_an_if_yes_is_about_the_same_question():
    found = told(
        "Bent u eigenaar?", "Indien ja, heeft u een lening?", "Indien nee, hoeveel huur betaalt u?"
    )
    assert found == [("yes_no", None, "yes"), ("yes_no", 0, "yes"), ("money", 0, "no")]


def test_a_question_is_found_by_its_number():
    found = told(
        "1. Haben Sie Kinder?",
        "2. Sind Sie verheiratet?",
        "3. Falls ja bei Frage 1: wie viele Kinder haben Sie?",
    )
    assert found[2] == ("number", 0, "yes")


def test_what_an_if_yes_follows_asks_for_yes_or_no():
    found = told("Voiture de société", "Si oui, marque et modèle")
    assert found[0][0] == "yes_no"
    assert found[1][1] == 0


def test_a_condition_does_not_reach_into_the_section_above():
    found = told(
        "FAMILLE", "Êtes-vous marié ?", "REVENUS", "Si oui, joindre les fiches", "Votre employeur ?"
    )
    assert found[3] == ("file", None, "yes")


def test_choices_below_their_question_belong_to_it():
    found = lines("Which of these did you have?", "- Rent", "- Shares", "Were you abroad?").lines
    assert [(one.kind, one.choices) for one in found] == [
        ("many", ("Rent", "Shares")),
        ("yes_no", ()),
    ]


def test_ids_are_words_that_no_rule_knows_and_occur_once():
    document = made(lines("Position?", "Date?", "Date?", "x_ray?", "123?"))
    ids = [address.partition(".")[2] for address in outline(document).parts]
    assert len(set(ids)) == len(ids)
    assert not {"position", "date"} & {ids[1]}
    assert [one for one in check(document) if one.refused] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?",
        "1.",
        "Si oui",
        "☐",
        "(oui/non)",
        "|||",
        "- ",
        "Pour chaque enfant :",
        "{{ x }}",
    ],
)
def test_odd_lines_break_nothing(text):
    document = made(lines("Avez-vous un prêt ?", text or "-", text or "-"))
    assert document["sections"]
