"""Households as an accountant would fill in their return by hand: what they answered, and the lines that makes.

The lines were written from the form, not from what Carnet computes; amounts that several entries feed are added up here
on paper.
"""

from dataclasses import dataclass, field
from typing import Any

TOPICS = ("family", "home", "savings", "spent", "abroad", "other")
NOTHING = {topic: ["none"] for topic in TOPICS} | {"work": ["none"]}
SINGLE = NOTHING | {"region": "flanders", "civil_status": "single", "birth_date": "1990-02-03"}
COUPLE = NOTHING | {
    "region": "wallonia",
    "civil_status": "married",
    "married_in_year": "no",
    "separated": "no",
    "p_work": ["none"],
    "birth_date": "1985-05-05",
    "p_birth_date": "1980-01-01",
}
# The partner of COUPLE is the older one; here it is the client.
CLIENT_OLDER = COUPLE | {"p_birth_date": "1991-12-31"}


@dataclass(frozen=True)
class Household:
    answers: dict[str, Any]
    codes: dict[str, str]
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)


def entry(list_id: str, key: str, **answers: Any) -> dict[str, Any]:
    return {f"{list_id}/{key}/{name}": value for name, value in answers.items()}


def child(key: str, born: str, residence: str, disability: str = "no") -> dict[str, Any]:
    return entry(
        "children", key, child_name=key.title(), child_birth=born, child_care="no",
        child_relation="common", child_residence=residence, child_disability=disability,
    )  # fmt: skip


def property_(key: str, nature: str, use: str, income: str, **more: Any) -> dict[str, Any]:
    return entry(
        "properties", key, property_abroad="no", property_nature=nature, property_right="full",
        property_share="100", cadastral_income=income, property_use=use,
        property_event="nothing", **more,
    )  # fmt: skip


SALARY_FORM = ("1250-11", "1286-72", "1287-71", "1284-74", "1360-95")

HOUSEHOLDS = {
    "an employee with actual costs": Household(
        SINGLE
        | {"work": ["salary"], "expenses_method": "actual", "expenses_amount": "3100"}
        | entry("employers", "a", employer="Zon", salary_form=["1"]),
        {"1001-66": "x", "1258-03": "3100"} | dict.fromkeys(SALARY_FORM, "document"),
        {"employers": ("a",)},
    ),
    "a couple whose partner is older saves for their pensions": Household(
        COUPLE
        | {"savings": ["pension_savings"], "pension_savings": "1050", "p_pension_savings": "990"},
        {"1002-65": "x", "1361-94": "990", "2361-64": "1050"},
    ),
    "a couple whose client is older saves for their pensions": Household(
        CLIENT_OLDER
        | {"savings": ["pension_savings"], "pension_savings": "1050", "p_pension_savings": "990"},
        {"1002-65": "x", "1361-94": "1050", "2361-64": "990"},
    ),
    "a mother alone, one child grown, one young and disabled": Household(
        SINGLE
        | {"family": ["children"], "only_adult": "yes"}
        | child("noa", "2010-04-01", "full")
        | child("lou", "2024-03-03", "full", "yes"),
        {"1001-66": "x", "1101-63": "x", "1030-37": "2x", "1031-36": "x", "1038-29": "x", "1039-28": "x"},
        {"children": ("noa", "lou")},
    ),
    "parents apart, one child with each": Household(
        SINGLE
        | {"civil_status": "divorced", "family": ["children"], "only_adult": "no"}
        | child("noa", "2012-04-01", "shared_mine")
        | child("lou", "2014-03-03", "shared_other"),
        {"1001-66": "x", "1034-33": "x", "1036-31": "x"},
        {"children": ("noa", "lou")},
    ),
    "a landlady with two flats let to people and a shop": Household(
        SINGLE
        | {"home": ["property"]}
        | property_("flat", "flat", "let_private", "745", rent="8400", tenant_profession="no", furnished="no")
        | property_("loft", "flat", "let_private", "600.50", rent="7200", tenant_profession="no", furnished="no")
        | property_("shop", "commercial", "let_professional", "1960", rent="14400", furnished="no"),
        {"1001-66": "x", "1106-58": "1345.5", "1109-55": "1960", "1110-54": "14400"},
        {"properties": ("flat", "loft", "shop")},
    ),
    "a couple in Wallonia with the housing cheque": Household(
        COUPLE
        | {"home": ["owner", "loan"]}
        | entry(
            "loans", "home", loan_date="2018-04-15", loan_own_home="yes", loan_only_home="no",
            loan_housing_cheque="yes", loan_purpose="buy", loan_interest="2300", loan_capital="6100",
        ),
        {"1002-65": "x", "3324-71/4324-41": "8400"},
        {"loans": ("home",)},
    ),
    "alone in Flanders with the integrated bonus": Household(
        SINGLE
        | {"home": ["owner", "loan"]}
        | entry(
            "loans", "home", loan_date="2017-09-01", loan_own_home="yes", loan_only_home="no",
            loan_purpose="buy", loan_interest="1100.25", loan_capital="3000",
        ),
        {"1001-66": "x", "3334-61": "4100.25"},
        {"loans": ("home",)},
    ),
    "a couple in Brussels with service vouchers each": Household(
        COUPLE
        | {"region": "brussels", "spent": ["vouchers"], "voucher_amount": "400", "p_voucher_amount": "150"},
        {"1002-65": "x", "3364-31": "150", "4364-01": "400"},
    ),
    "alone in Wallonia with service vouchers and ALE cheques": Household(
        SINGLE
        | {"region": "wallonia", "spent": ["vouchers"], "voucher_number": "100", "ale_amount": "59.5"},
        {"1001-66": "x", "3366-29": "100", "3365-30": "59.5"},
    ),
    "gifts to three institutions and care for two children": Household(
        SINGLE
        | {"family": ["children"], "only_adult": "yes", "spent": ["gifts", "childcare"]}
        | child("noa", "2019-04-01", "full")
        | child("lou", "2021-03-03", "full")
        | entry("gifts", "a", gift_amount="40")
        | entry("gifts", "b", gift_amount="60.50")
        | entry("gifts", "c", gift_amount="100")
        | entry("childcare", "a", care_amount="620")
        | entry("childcare", "b", care_amount="380"),
        {"1001-66": "x", "1101-63": "x", "1030-37": "2x", "1394-61": "200.5", "1384-71": "1000"},
        {"children": ("noa", "lou"), "gifts": ("a", "b", "c"), "childcare": ("a", "b")},
    ),
    "a shopkeeper beside a job": Household(
        SINGLE
        | {
            "work": ["self_employed"], "activity": "trade", "business_status": "secondary",
            "books_with_us": "no", "turnover": "40000", "social_contributions": "5000",
            "business_expenses_method": "actual", "business_expenses": "9000",
        },
        {"1001-66": "x", "1600-49": "40000", "1632-17": "5000", "1606-43": "9000", "1617-32": "x"},
    ),
    "a widower of this year with accounts and insurance abroad": Household(
        SINGLE
        | {
            "civil_status": "widowed", "partner_died": "yes", "death_taxation": "separate",
            "abroad": ["account", "life_insurance"],
        },
        {"1010-57": "x", "1011-56": "x", "1013-54": "x", "1075-89": "x", "1076-88": "x"},
    ),
    "a couple that pays alimony, once together and once the client alone": Household(
        COUPLE
        | {"family": ["alimony_paid"]}
        | entry("recipients", "a", alimony_paid_amount="1200", alimony_paid_by="both")
        | entry("recipients", "b", alimony_paid_amount="2400", alimony_paid_by="client"),
        {"1002-65": "x", "1392-63": "1200", "2390-35": "2400"},
        {"recipients": ("a", "b")},
    ),
    "a retired couple, the partner older": Household(
        COUPLE
        | {
            "work": ["pension"], "p_work": ["pension"],
            "pension_kinds": ["legal"], "p_pension_kinds": ["survival"],
            "legal_pension_form": ["1"], "p_survival_form": ["1"],
        },
        {
            "1002-65": "x", "2228-03": "document", "2230-01": "document", "2225-06": "document",
            "1229-32": "document", "1231-30": "document",
        },
        ),
    "a couple of which nobody knows who is older": Household(
        {name: value for name, value in COUPLE.items() if name != "p_birth_date"}
        | {"savings": ["pension_savings"], "pension_savings": "1050"},
        {"1002-65": "x", "1361-94/2361-64": "1050"},
    ),
}  # fmt: skip
