"""The Belgian income tax questionnaire: whom it asks what, and which line of the return gets the answer."""

import re
from datetime import date

import pytest

from carnet.questionnaires.checks import check
from carnet.questionnaires.definition import PLACEHOLDER
from carnet.questionnaires.engine import Background
from carnet.questionnaires.form_lines import form_lines
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.reaching import Search
from carnet.questionnaires.shipped import shipped
from tests.questionnaires.builders import outcome_of, said, states
from tests.questionnaires.library import compiled

KEY = "be_income_tax"
SOURCE = next(source for source in shipped() if source.document["questionnaire"] == KEY)
TAX = compiled(KEY)
LANGUAGES = ("fr", "nl", "de", "en")
PARTNER = re.compile(r"\b(votre partenaire|uw partner|ihr(e[mns])? partner|your partner)", re.I)
AFTER = Background(
    today=date(2026, 4, 1), period_start=date(2025, 1, 1), period_end=date(2025, 12, 31)
)
NOTHING = {topic: ["none"] for topic in ("family", "home", "savings", "spent", "abroad", "other")}
EMPLOYEE = said(
    **NOTHING | {"home": ["tenant"]},
    region="flanders",
    civil_status="single",
    work=["salary"],
    birth_date="1990-02-03",
    **{"employers/a/employer": "Bakkerij Zon", "employers/a/employer_all_year": "yes"},
    expenses_method="flat",
    work_extras=["none"],
    work_more=["none"],
    mandate_status="active",
    new_client="no",
    simplified="no",
)
COUPLE = said(
    **NOTHING,
    civil_status="married",
    married_in_year="no",
    separated="no",
    work=["salary"],
    p_work=["salary"],
    birth_date="1985-05-05",
    p_birth_date="1980-01-01",
)
FAMILY = COUPLE | said(
    family=["children"],
    home=["owner", "loan"],
    spent=["childcare", "vouchers"],
    **{
        "children/n/child_name": "Noa",
        "children/n/child_birth": "2024-03-03",
        "children/n/child_residence": "full",
        "loans/k/loan_own_home": "yes",
        "loans/k/loan_interest": "900",
    },
)
LISTS = {"children": ["n"], "loans": ["k"], "properties": ["h"], "childcare": ["c"]}


def asked(answers, entries=None):
    """The paths of the questions somebody with these answers is asked."""
    outcome = outcome_of(TAX, answers, entries, AFTER)
    return {
        path
        for path, state in states(outcome).items()
        if state == "shown" and KINDS[outcome.instances[path].item.kind].asks
    }


def lines(answers, entries=None):
    return {(line.code, line.path) for line in form_lines(TAX, answers, entries or {}, AFTER)}


@pytest.mark.thorough
def test_it_may_be_published_without_a_remark_and_nothing_is_missing_in_four_languages():
    assert check(SOURCE.document, SOURCE.lines) == []
    assert TAX.definition.complete == LANGUAGES
    for item in TAX.definition.all_items():
        for text in (item.text, item.help, item.why, item.check_text, item.warn_text):
            assert not text or set(text) == set(LANGUAGES), item.id


def test_an_employee_with_a_salary_and_nothing_else_is_asked_at_most_forty_questions():
    found = asked(EMPLOYEE, {"employers": ["a"]})
    assert 25 <= len(found) <= 40
    assert "employers/a/salary_form" in found
    sections = {TAX.by_id[path.rpartition("/")[2]].section.id for path in found}
    assert sections == {"start", "you", "mandate", "employment", "closing"}


def test_whoever_lives_alone_is_asked_nothing_about_a_partner():
    assert [path for path in asked(EMPLOYEE) if path.startswith("p_")] == []


def test_the_partner_is_asked_the_same_as_the_client():
    found = asked(COUPLE, {"employers": ["a"], "p_employers": ["b"]})
    mine = {path for path in found if path.startswith(("employers/", "commute", "expenses"))}
    assert len(mine) >= 7
    assert {"p_" + path.replace("/a/", "/b/p_") for path in mine} <= found


def test_the_partner_answers_for_the_work_they_did():
    answers = COUPLE | said(p_work=["pension"])
    found = asked(answers, {"employers": ["a"]})
    assert "p_pension_kinds" in found
    assert not {"pension_kinds", "p_commute"} & found


@pytest.mark.parametrize(
    ("region", "shown", "hidden"),
    [
        ("wallonia", {"voucher_number", "ale_amount", "p_voucher_number"}, {"voucher_amount"}),
        ("brussels", {"voucher_amount", "ale_amount", "p_voucher_amount"}, {"voucher_number"}),
        ("flanders", set(), {"voucher_number", "voucher_amount", "ale_amount"}),
    ],
)
def test_a_family_with_a_mortgage_is_asked_what_its_region_rewards(region, shown, hidden):
    spent = ["childcare"] if region == "flanders" else ["childcare", "vouchers"]
    found = asked(FAMILY | said(region=region, spent=spent), LISTS)
    always = {"children/n/child_residence", "loans/k/loan_interest", "childcare/c/care_amount"}
    assert always | shown <= found
    assert not found & (hidden | {"policies", "accounts", "turnover", "only_adult"})


@pytest.mark.parametrize(
    ("region", "signed", "cheque", "code"),
    [
        ("wallonia", "2019-06-01", "yes", "3324-71"),
        ("wallonia", "2019-06-01", "no", "3360-35"),
        ("wallonia", "2015-06-01", None, "3360-35"),
        ("wallonia", "2010-06-01", None, "3370-25"),
        ("flanders", "2017-06-01", None, "3334-61"),
        ("flanders", "2015-06-01", None, "3360-35"),
        ("brussels", "2016-06-01", None, "3360-35"),
        ("brussels", "2003-06-01", None, "3146-55"),
        ("flanders", "2021-06-01", None, ""),
        ("brussels", "2018-06-01", None, ""),
    ],
)
def test_the_interest_of_a_home_loan_goes_where_region_and_year_say(region, signed, cheque, code):
    answers = FAMILY | said(region=region, **{"loans/k/loan_date": signed})
    if cheque:
        answers |= said(**{"loans/k/loan_housing_cheque": cheque})
    found = [used for used, path in lines(answers, LISTS) if path == "loans/k/loan_interest"]
    assert found == [] if not code else any(used.startswith(code) for used in found)


def test_only_wallonia_asks_for_the_housing_cheque():
    loan = said(**{"loans/k/loan_date": "2019-06-01"})
    path = "loans/k/loan_housing_cheque"
    assert path in asked(FAMILY | loan | said(region="wallonia"), LISTS)
    assert path not in asked(FAMILY | loan | said(region="brussels"), LISTS)


def test_the_older_partner_is_the_left_column_whoever_answers():
    answers = COUPLE | said(expenses_method="actual", p_expenses_method="actual")
    answers |= said(expenses_amount="3000", p_expenses_amount="4000")
    assert {("2258-70", "expenses_amount"), ("1258-03", "p_expenses_amount")} <= lines(answers)
    younger = answers | said(p_birth_date="1990-01-01")
    assert {("1258-03", "expenses_amount"), ("2258-70", "p_expenses_amount")} <= lines(younger)


def test_each_entry_of_a_shared_list_goes_to_the_column_of_its_owner():
    answers = COUPLE | said(
        family=["alimony_received"],
        **{"alimony_payers/a/alimony_whose": "client", "alimony_payers/a/alimony_amount": "900"},
        **{"alimony_payers/b/alimony_whose": "partner", "alimony_payers/b/alimony_amount": "700"},
    )
    found = lines(answers, {"alimony_payers": ["a", "b"]})
    assert ("2192-39", "alimony_payers/a/alimony_amount") in found
    assert ("1192-69", "alimony_payers/b/alimony_amount") in found


def test_who_married_during_the_year_files_alone():
    wed = COUPLE | said(married_in_year="yes", cohabited_before="no")
    assert "p_work" not in asked(wed)
    assert ("1003-64", "married_in_year") in lines(wed)
    assert "p_work" in asked(wed | said(cohabited_before="yes"))


@pytest.mark.parametrize(("since", "joint"), [("2024-05-01", False), ("2025-05-01", True)])
def test_a_couple_apart_since_an_earlier_year_files_apart(since, joint):
    apart = COUPLE | said(separated="yes", separation_date=since)
    assert ("p_work" in asked(apart)) is joint
    assert (("1019-48", "separation_date") in lines(apart)) is joint


def test_both_partners_read_of_whom_a_question_speaks():
    """A partner who answers by a link of their own must not take “your partner” for the client."""
    unnamed = [
        (item.id, words)
        for item in TAX.definition.all_items()
        if item.id.startswith("p_") and item.id != "p_first_name"
        for words in (*item.text.values(), *item.help.values())
        if PARTNER.search(PLACEHOLDER.sub("", words))
    ]
    assert unnamed == []
    outcome = outcome_of(TAX, COUPLE | said(p_first_name="Els"), None, AFTER)
    commute = outcome.instances["p_commute"]
    told = {
        language: outcome.wording(commute, commute.item.text, language) for language in LANGUAGES
    }
    assert told["nl"] == "Hoe ging Els in 2025 naar het werk?"
    assert all("Els" in words for words in told.values())
    unknown = outcome_of(TAX, COUPLE, None, AFTER)
    assert "your partner" in unknown.wording(commute, commute.item.text, "en")


def test_what_is_not_known_yet_asks_nothing_of_a_partner():
    assert "p_work" not in asked(said(civil_status="married"))


@pytest.mark.parametrize(
    ("spent", "claimed", "codes"),
    [
        (["none"], None, {"1030-37", "1038-29"}),
        (["childcare"], "no", {"1030-37", "1038-29"}),
        (["childcare"], "yes", {"1030-37"}),
        (["childcare"], None, {"1030-37"}),
    ],
)
def test_a_child_under_three_has_its_own_line_unless_childcare_is_claimed(spent, claimed, codes):
    answers = FAMILY | said(spent=spent)
    if claimed:
        answers |= said(**{"children/n/child_care": claimed})
    assert ("children/n/child_care" in asked(answers, LISTS)) == ("childcare" in spent)
    found = {code for code, path in lines(answers, LISTS) if path.startswith("children/n/")}
    assert found == codes


def owner(**properties):
    """Somebody single with these properties: nature, right, use and cadastral income of each, and whatever else."""
    answers = EMPLOYEE | said(home=["owner", "property"])
    for entry, (nature, right, use, income, *more) in properties.items():
        known = {"nature": nature, "right": right, "use": use}
        answers |= said(**{f"properties/{entry}/property_{name}": it for name, it in known.items()})
        answers |= said(**{f"properties/{entry}/cadastral_income": income})
        answers |= said(**{f"properties/{entry}/{name}": it for name, it in more})
    found = form_lines(TAX, answers, {"properties": [*properties]}, AFTER)
    return [(line.code, line.value) for line in found if line.path.startswith("properties/")]


def test_a_property_brings_its_cadastral_income_and_not_a_tick():
    found = owner(
        home=("house", "full", "own_home", "1120"),
        one=("flat", "full", "second_home", "745"),
        two=("garage", "usufruct", "let_private", "90", ("rent", "600")),
        shop=("commercial", "full", "let_company", "1960", ("rent", "14400")),
        field=("land", "full", "let_professional", "40", ("rent", "300")),
        meadow=("land", "full", "farm_lease", "30", ("rent", "200")),
        office=("commercial", "full", "own_profession", "800"),
        bare=("house", "bare", "second_home", "999"),
    )
    assert sorted(found) == [
        ("1105-59", "800"),
        ("1106-58", "745"),
        ("1106-58", "90"),
        ("1108-56", "30"),
        ("1109-55", "1960"),
        ("1110-54", "14400"),
        ("1112-52", "40"),
        ("1113-51", "300"),
    ]


@pytest.mark.parametrize(
    ("works_there", "codes"), [("no", ["1106-58"]), ("yes", ["1109-55", "1110-54"])]
)
def test_a_tenant_who_works_there_makes_the_rent_count(works_there, codes):
    more = (("rent", "8400"), ("tenant_profession", works_there))
    found = owner(flat=("flat", "full", "let_private", "745", *more))
    assert sorted(code for code, _value in found) == codes


def test_what_the_own_company_rents_is_told_once():
    rented = EMPLOYEE | said(work=["director"]) | said(
        **{"companies/c/company_granted": ["rent"], "companies/c/company_rent": "9600"},
        **{"companies/c/company_rent_ci": "300"},
    )  # fmt: skip
    lists = {"companies": ["c"], "properties": ["o"]}
    assert {"1109-55", "1110-54", "1401-54"} <= {code for code, _path in lines(rented, lists)}
    shed = {"property_use": "let_company", "property_nature": "house", "property_right": "full"}
    shed |= {"cadastral_income": "300", "rent": "9600"}
    listed = rented | said(
        home=["property"], **{f"properties/o/{name}": it for name, it in shed.items()}
    )
    found = [(code, path) for code, path in lines(listed, lists) if code[:4] in ("1109", "1110")]
    assert sorted(found) == [
        ("1109-55", "properties/o/cadastral_income"),
        ("1110-54", "properties/o/rent"),
    ]


def test_accounts_abroad_open_their_list_and_tick_their_line():
    answers = EMPLOYEE | said(abroad=["account"])
    assert "accounts/x/account_bank" in asked(answers, {"accounts": ["x"]})
    assert ("1075-89", "abroad") in lines(answers)


def test_none_of_these_does_not_go_with_anything_else():
    both = outcome_of(TAX, EMPLOYEE | said(work=["none", "salary"]), None, AFTER)
    assert [issue.kind for issue in both.instances["work"].issues] == ["check"]
    assert outcome_of(TAX, EMPLOYEE, None, AFTER).instances["work"].issues == ()


def test_an_entry_without_a_name_yet_still_says_what_it_is():
    outcome = outcome_of(TAX, EMPLOYEE, {"employers": ["a", "b"]}, AFTER)
    assert outcome.label("employers", "a", "nl") == "Werkgever Bakkerij Zon"
    assert outcome.label("employers", "b", "fr") == "Employeur …"


@pytest.mark.thorough
def test_every_question_can_be_reached():
    search = Search(TAX)
    search.play()
    assert list(search.unreachable()) == []


def test_every_document_says_what_may_be_sent_and_may_be_missing():
    for item in TAX.definition.all_items():
        if KINDS[item.kind].uploads:
            assert item.file.accept, item.id
            assert item.required is False or {"not_have", "later"} <= set(item.escapes), item.id


def test_texts_name_the_year_by_the_period():
    """Next year's revision then needs no new words; only what the law fixes is written out."""
    for item in TAX.definition.all_items():
        for text in (item.text, item.check_text):
            assert not any(year in words for words in text.values() for year in ("2025", "2024"))
