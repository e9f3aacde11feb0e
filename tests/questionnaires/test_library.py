import re
from pathlib import Path

import pytest
from django.conf import settings

from carnet.questionnaires.checks import check
from carnet.questionnaires.description import describe
from carnet.questionnaires.engine import Given, Status
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import load
from carnet.questionnaires.reading import ITEM, SECTION
from carnet.questionnaires.seen import seen_by
from carnet.questionnaires.shipped import LIBRARY
from carnet.questionnaires.writing import write
from tests.questionnaires.builders import outcome_of, said, states
from tests.questionnaires.library import SHIPPED, compiled

FILES = sorted(LIBRARY.glob("*.yaml"))
LANGUAGES = ("fr", "nl", "de", "en")


TAX = compiled("be_income_tax_short")


@pytest.mark.thorough
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_files_are_without_problems_in_four_languages(path):
    source = load(path.read_bytes())
    assert check(source.document, source.lines) == []
    assert tuple(source.document["languages"]) == LANGUAGES


@pytest.mark.thorough
@pytest.mark.parametrize("key", SHIPPED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_questionnaires_read_well_in_each_language(key, language):
    chapters = list(describe(compiled(key), language))
    assert all(chapter.title and chapter.questions for chapter in chapters)
    assert all(line.text for chapter in chapters for line in chapter.lines)


@pytest.mark.thorough
@pytest.mark.parametrize("key", SHIPPED)
def test_writing_a_document_and_loading_it_changes_nothing(key):
    assert load(write(SHIPPED[key])).document == SHIPPED[key]


def test_the_short_income_tax_form_is_short():
    asked = [item for item in TAX.definition.all_items() if KINDS[item.kind].asks]
    assert 35 <= len(asked) <= 45


def test_tax_codes_carry_their_check_digits():
    items = TAX.definition.all_items()
    codes = [code for item in items for code in item.codes]
    pairs = [one.split("-") for code in codes for one in (code.left, code.right) if one]
    assert len(pairs) > 40
    assert [code for code, digits in pairs if 97 - int(code) % 97 != int(digits)] == []


def test_a_single_tenant_with_a_salary_is_asked_little():
    answers = said(
        birth_date="1990-02-03",
        region="flanders",
        civil_status="single",
        status_changed="no",
        income_kinds=["salary"],
        expenses_method="flat",
    )
    shown = {path for path, state in states(outcome_of(TAX, answers)).items() if state == "shown"}
    assert shown.isdisjoint({"partner_name", "turnover", "childcare_amount", "voucher_number"})
    assert {"income_forms", "gifts_amount", "foreign_accounts", "truthful"} <= shown


def test_a_family_in_wallonia_meets_childcare_vouchers_and_the_housing_cheque():
    answers = said(
        region="wallonia",
        civil_status="married",
        **{
            "children/n/child_name": "Noa",
            "children/n/child_birth": "2018-05-05",
            "loans/k/loan_date": "2019-01-01",
            "loans/k/loan_own_home": "yes",
        },
    )
    found = states(outcome_of(TAX, answers, {"children": ["n"], "loans": ["k"]}))
    asked = ("partner_name", "childcare_amount", "voucher_number", "loans/k/housing_cheque")
    assert {found[path] for path in asked} == {"shown"}
    assert found["voucher_amount"] == "hidden"
    assert found["children/n/child_income"] == "hidden"


def test_the_client_record_can_be_confirmed_without_typing_much():
    made = compiled("client_record_update")
    kept = said(
        name="Ann Peeters",
        email="ann@example.org",
        address={"street": "Rue Haute", "postcode": "1000", "city": "Bruxelles"},
        correspondence_language="fr",
        channel="email",
        iban="BE68539007547034",
        civil_status="single",
        status_changed="no",
        has_children="no",
        activities="Infirmière",
        pep_change="no",
        foreign_accounts="no",
        consent={"name": "Ann Peeters"},
    )
    assert outcome_of(made, kept).ready
    asked = kept | {"channel": Given(status=Status.ASK_ACCOUNTANT)}
    assert outcome_of(made, asked).ready


def test_the_example_of_the_manual_may_be_published_as_it_stands():
    manual = (Path(settings.BASE_DIR) / "docs" / "questionnaire-format.md").read_text()
    source = load(re.search(r"```yaml\n(.*?)```", manual, re.DOTALL)[1])
    assert check(source.document, source.lines) == []


@pytest.mark.parametrize("keys", [ITEM, SECTION], ids=["item", "section"])
def test_the_manual_names_every_key(keys):
    manual = (Path(settings.BASE_DIR) / "docs" / "questionnaire-format.md").read_text()
    assert [key for key in keys if not re.search(rf"\b{key}\b", manual)] == []


@pytest.mark.parametrize("key", SHIPPED)
def test_rules_bear_a_client_who_knows_nothing(key):
    made = compiled(key)
    items = list(made.definition.all_items())
    lists = {item.id: ["e"] for item in items if KINDS[item.kind].repeats}
    unknown = {
        f"{item.list_id}/e/{item.id}" if item.list_id else item.id: Given(status=Status.DONT_KNOW)
        for item in items
        if Status.DONT_KNOW in item.escapes
    }
    assert unknown
    for answers in ({}, unknown):
        outcome = outcome_of(made, answers, lists)
        assert outcome.faults == ()
        assert outcome.to_do > 0


@pytest.mark.parametrize(
    ("language", "stands_in"),
    [
        ("fr", "votre partenaire"),
        ("nl", "uw partner"),
        ("de", "Ihr Partner"),
        ("en", "your partner"),
    ],
)
def test_the_short_form_names_the_partner_of_a_couple(language, stands_in):
    couple = {"civil_status": "married", "income_kinds": ["self_employed"]}
    unnamed = outcome_of(TAX, said(**couple))
    named = outcome_of(TAX, said(partner_name="Sofie Claes", **couple))
    spoken_of = ("partner_birth", "income_of_both", "income_kinds", "business_of_partner")
    assert all("Sofie Claes" in text_of(named, path, language) for path in spoken_of)
    for path in ("partner_birth", "income_kinds"):
        assert stands_in in text_of(unnamed, path, language)


def text_of(outcome, path, language):
    instance = outcome.instances[path]
    return outcome.wording(instance, instance.item.text, language)


def test_a_partner_is_not_asked_for_the_clients_day_of_birth():
    outcome = outcome_of(TAX, said(civil_status="married"))
    assert "birth_date" in seen_by(outcome, "client").instances
    assert "birth_date" not in seen_by(outcome, "partner").instances
    assert states(outcome_of(TAX, said(civil_status="single")))["income_of_both"] == "hidden"
