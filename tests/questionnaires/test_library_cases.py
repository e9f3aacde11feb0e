"""Small households and companies before the questionnaires of the library: what is asked of them, and what not."""

import re

import pytest

from carnet.questionnaires.engine import Given, Status
from carnet.questionnaires.form_lines import form_lines
from carnet.questionnaires.kinds import KINDS
from tests.questionnaires.builders import BACKGROUND, outcome_of, said, states
from tests.questionnaires.library import compiled


def shown(made, entries=None, **answers):
    """Ids of what is asked; inside lists the path without its entry."""
    found = states(outcome_of(made, said(**answers), entries))
    return {re.sub(r"/.*/", "/", path) for path, state in found.items() if state == "shown"}


def wanted(made, asked):
    """The documents among what is asked."""
    items = {item.id: item for item in made.definition.all_items()}
    return {path for path in asked if items[path.split("/")[-1]].kind == "file"}


def asks(made, asked):
    items = {item.id: item for item in made.definition.all_items()}
    return sum(KINDS[items[path.split("/")[-1]].kind].asks for path in asked)


CH, FR, LU = compiled("ch_income_tax"), compiled("fr_income_tax"), compiled("lu_income_tax")


def test_an_employee_in_zurich_is_asked_for_certificates_and_little_else():
    asked = shown(
        CH,
        {"jobs": ["j"], "accounts": ["a"]},
        income_kinds=["salary"],
        spending_kinds=["pillar_3a"],
        belonging_kinds=["none"],
        nationality="CH",
        canton="zh",
        civil_status="single",
        moved="no",
        has_children="no",
        **{"jobs/j/commute_means": "public"},
    )
    assert wanted(CH, asked) == {
        *("previous_return", "canton_letter", "jobs/salary_certificate", "travel_pass"),
        *("pillar_3a_proof", "premium_statement", "account_statements", "other_documents"),
    }
    assert asked.isdisjoint({"permit", "rent_paid", "properties", "debts", "jobs/commute_km"})
    assert asks(CH, asked) < 45


def test_a_family_with_a_house_in_vaud_meets_property_debts_and_childcare():
    asked = shown(
        CH,
        {"jobs": ["j"], "children": ["c"], "properties": ["p"], "debts": ["d"]},
        income_kinds=["salary", "alimony"],
        spending_kinds=["donations", "medical"],
        belonging_kinds=["property", "debt"],
        nationality="PT",
        canton="vd",
        civil_status="married",
        has_children="yes",
        **{
            "children/c/child_birth": "2020-04-05",
            "children/c/childcare_cost": "4200",
            "properties/p/property_upkeep": "actual",
        },
    )
    assert {"permit", "partner_name", "jobs/job_whose", "rent_paid", "alimony_proof"} <= asked
    assert {"childcare_proof", "properties/property_valuation", "debt_statements"} <= asked
    assert {"properties/property_invoices", "medical_proof", "gift_receipts"} <= asked
    assert asked.isdisjoint({"children/child_income", "capital_amount", "crypto_statement"})


def test_an_employee_in_france_is_asked_for_one_payslip():
    asked = shown(
        FR,
        {"jobs": ["j"]},
        income_kinds=["salary"],
        saving_kinds=["none"],
        spending_kinds=["none"],
        status="single",
        events=["none"],
        has_dependants="no",
        claims_costs="no",
    )
    assert wanted(FR, asked) == {"previous_return", "payslips", "other_documents"}
    assert asked.isdisjoint({"event_date", "partner_name", "jobs/job_whose", "withholding_rate"})
    assert asks(FR, asked) <= 18


COUPLE = {
    "income_kinds": ["salary", "rent"],
    "saving_kinds": ["accounts"],
    "spending_kinds": ["per", "gifts"],
    "status": "pacs",
    "has_dependants": "yes",
    "jobs/a/job_whose": "client",
    "jobs/a/taxable_salary": "30000",
    "jobs/b/job_whose": "partner",
    "jobs/b/taxable_salary": "40000",
    "per": "1000",
    "partner_per": "2000",
    "dependants/k/dependant_birth": "2011-02-03",
    "dependants/k/schooling": "college",
}
LISTS = {"jobs": ["a", "b"], "dependants": ["k"], "foreign_accounts": ["f"], "lets": ["l"]}


def test_a_couple_in_france_meets_what_it_ticked():
    asked = shown(FR, LISTS, **COUPLE, rents_bare="yes")
    assert {"withholding_rate", "school_certificate", "lets/let_rent", "rent_records"} <= asked
    assert {"foreign_accounts/foreign_account_number", "partner_per", "gift_receipts"} <= asked
    assert asked.isdisjoint({"dependants/childcare_cost", "lone_parent", "ifu", "home_help"})


@pytest.mark.parametrize(
    ("born", "asked"), [("2019-02-03", True), ("2018-12-31", False), ("2025-05-06", True)]
)
def test_french_childcare_counts_below_six_on_the_first_of_january(born, asked):
    answers = {"has_dependants": "yes", "dependants/k/dependant_birth": born}
    found = shown(FR, {"dependants": ["k"]}, **answers)
    assert ("dependants/childcare_cost" in found) is asked


@pytest.mark.parametrize(
    ("first", "codes"),
    [
        ("client", {"1AJ": "30000", "1BJ": "40000", "6NS": "1000", "6NT": "2000"}),
        ("partner", {"1BJ": "30000", "1AJ": "40000", "6NT": "1000", "6NS": "2000"}),
    ],
)
def test_french_figures_land_in_the_column_of_their_declarant(first, codes):
    answers = said(**COUPLE, first_declarant=first)
    found = {line.code: line.value for line in form_lines(FR, answers, LISTS, BACKGROUND)}
    assert codes.items() <= found.items()
    assert "7EA" in found


def test_a_cross_border_worker_in_luxembourg_tells_the_days_abroad():
    asked = shown(
        LU,
        {"jobs": ["j"]},
        income_kinds=["salary"],
        spending_kinds=["none"],
        residence="non_resident",
        status="single",
        moved="no",
        has_children="no",
        claims_costs="no",
        **{"jobs/j/days_abroad": "20"},
    )
    assert wanted(LU, asked) == {
        *("previous_return", "tax_card", "jobs/salary_certificate", "telework_proof"),
        "other_documents",
    }
    assert asked.isdisjoint({"taxation_mode", "partner_name", "single_parent", "charges_proof"})
    assert asks(LU, asked) < 30


def test_a_couple_in_luxembourg_chooses_how_to_be_taxed():
    asked = shown(
        LU,
        {"children": ["c"]},
        income_kinds=["pension", "home"],
        spending_kinds=["insurance", "childcare"],
        status="partner",
        has_children="yes",
        **{"children/c/child_birth": "2001-01-01", "children/c/child_at_home": "no"},
    )
    assert {"taxation_mode", "partner_matricule", "children/child_student"} <= asked
    assert {"pension_certificates", "home_interest", "insurance_proof", "charges_proof"} <= asked
    assert {"children/child_maintenance", "childcare_costs"} <= asked
    assert asked.isdisjoint({"jobs", "single_parent", "old_age_savings", "medical_costs"})


KYC = compiled("kyc_intake")


def test_a_private_person_is_asked_nothing_about_a_company():
    asked = shown(KYC, kind="person", acting_for="self", public_office="no", funds_origin=["work"])
    assert {"id_document", "national_number", "funds_origin", "engagement_letter"} <= asked
    assert asked.isdisjoint({"legal_name", "directors", "beneficial_owners", "mandate_deed"})
    assert asked.isdisjoint({"funds_proof", "public_office_details", "articles"})


def test_a_company_names_its_directors_and_owners():
    entries = {"directors": ["d"], "beneficial_owners": ["o", "p"]}
    owners = {
        f"beneficial_owners/{one}/owner_{name}": value
        for one in "op"
        for name, value in {"control": "direct", "share": "60"}.items()
    }
    answers = {"kind": "company", "funds_origin": ["crypto"], "disputes": "yes", **owners}
    asked = shown(KYC, entries, **answers)
    assert {"articles", "directors/director_id", "beneficial_owners/owner_id"} <= asked
    assert {"register_extract", "funds_proof", "dispute_details"} <= asked
    owners = outcome_of(KYC, said(**answers), entries).instances["beneficial_owners"]
    assert "warning" in [issue.kind for issue in owners.issues]


def test_a_sole_trader_has_a_business_but_no_owners():
    asked = shown(KYC, kind="sole")
    assert {"legal_name", "enterprise_number"} <= asked
    assert asked.isdisjoint({"articles", "directors", "beneficial_owners"})


YEAR_END, VAT = compiled("company_year_end"), compiled("vat_quarter")


def test_a_small_company_closes_its_year_with_few_questions():
    asked = shown(YEAR_END, situations=["none"], changes=["none"], all_invoiced="yes")
    assert {"bank_statements", "meeting_date", "representation"} <= asked
    assert asked.isdisjoint({"inventory", "payroll_documents", "vehicles_list", "minutes_file"})
    assert asks(YEAR_END, asked) < 25


def test_a_shop_with_staff_hands_in_its_inventory():
    ticked = ["cash", "stock", "staff", "sold", "loans", "disputes"]
    asked = shown(
        YEAR_END,
        {"assets_gone": ["a"]},
        situations=ticked,
        changes=["directors"],
        all_invoiced="no",
    )
    assert {"cash_balance", "inventory", "payroll_documents", "minutes_file"} <= asked
    assert {"assets_gone/asset_price", "loan_documents", "dispute_letters", "to_invoice"} <= asked
    assert asked.isdisjoint({"vehicles_list", "pension_plan", "guarantee_documents"})


def test_a_quarter_without_sales_asks_for_purchases_only():
    asked = shown(VAT, situations=["no_sales"])
    assert {"purchase_invoices", "bank_statements", "complete"} <= asked
    assert asked.isdisjoint({"channel", "first_number", "card_statements", "import_documents"})


@pytest.mark.parametrize(("channel", "required"), [("upload", True), ("email", False)])
def test_sales_invoices_are_wanted_where_they_do_not_come_by_themselves(channel, required):
    answers = said(situations=["cash_sales", "trade_abroad"], channel=channel)
    outcome = outcome_of(VAT, answers)
    found = states(outcome)
    assert {found[path] for path in ("sales_invoices", "cash_book", "import_documents")} == {
        "shown"
    }
    assert outcome.instances["sales_invoices"].required is required
    assert "sales_invoices" not in shown(VAT, situations=["cash_sales"], channel="peppol")


def test_sales_are_asked_of_whoever_cannot_say_what_the_quarter_held():
    unsure = {"situations": Given(status=Status.DONT_KNOW)}
    assert states(outcome_of(VAT, unsure))["channel"] == "shown"
