"""What Admin-Consult says of its customers → records, without a network."""

from datetime import date

import pytest

from carnet.clients.fields import check
from carnet.connectors.adminconsult import mapping, meanings
from carnet.connectors.adminconsult.mapping import pieces, records
from carnet.connectors.adminconsult.values import day, first_address, flag, number, text
from carnet.connectors.contract import Piece

TODAY = date(2026, 11, 26)
TYPES = pieces(
    "linktype",
    [
        {"CustomerLinkTypeId": 4, "CustomerLinkTypeDescription": "Bestuurder"},
        {"CustomerLinkTypeId": 9, "CustomerLinkTypeDescription": "Echtgenoot/echtgenote"},
    ],
)


def customer(ref=1, **fields):
    return {"CustomerId": ref, "IsCompany": False, "IsActive": True, **fields}


def link(one, other, kind=9, number=1, **more):
    ends = {"CustomerIdPk": one, "CustomerIdFk": other, "CustomerLinkTypeId": kind}
    return {"CustomerLinkCustomerId": number, **ends, **more}


def made(*customers, **kinds):
    told = pieces("customer", customers)
    for kind, rows in kinds.items():
        told += pieces(kind, rows)
    return {record.ref: record for record in records([*TYPES, *told], TODAY)}


def values(*customers, **kinds):
    return made(*customers, **kinds)["1"].values


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"Name": "Peeters", "Firstname": "Ann"}, {"first_name": "Ann", "last_name": "Peeters"}),
        ({"Email": "a@x.be; b@x.be"}, {"email": "a@x.be"}),
        ({"Email": "nonsense"}, {"email": "nonsense"}),
        ({"Language": "NL"}, {"language": "NL"}),
        (
            {"CustCode": 5001, "Phone": "", "Phone2": "081"},
            {"client_number": "5001", "phone": "081"},
        ),
        ({"DateOfBirth": "1985-07-30T00:00:00"}, {"birth_date": "1985-07-30"}),
        ({"VATNr": "BE0403170701"}, {"kind": "sole_trader", "enterprise_number": "BE0403170701"}),
        ({"Title": "Eenmanszaak"}, {"kind": "sole_trader"}),
        ({"Title": "De heer"}, {"kind": "person"}),
        ({"RegistrationNr": "0403.170.701"}, {"enterprise_number": "0403.170.701"}),
        ({"CommercialName": "Bij Ann"}, {"company": "Bij Ann"}),
        ({"Nationality": "Belg"}, {"nationality": "BE"}),
        ({"Nationality": 74}, {"nationality": "FR"}),
        ({"SocialSecurityNumber": "85073003328"}, {"national_number": "85073003328"}),
    ],
)
def test_a_field_of_theirs_is_one_of_ours(fields, told):
    assert {**values(customer(**fields)), **told} == values(customer(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        dict.fromkeys(("CustCode", "Phone", "Mobile", "VATNr", "Nationality", "Email"), empty)
        for empty in (0, "", None, "0", " ")
    ]
    + [
        {"DateOfBirth": "0001-01-01T00:00:00"},
        {"DateOfBirth": "soon"},
        {"Nationality": "Onbekend"},
        {"SocialSecurityNumber": "12345"},  # of a social insurance fund
        {"RegistrationNr": "RPR Namur", "RPR": "Namur"},
    ],
)
def test_zero_and_nothing_and_what_is_something_else_are_not_told(fields):
    assert values(customer(**fields)) == {"kind": "person"}


def test_a_company_has_its_name_and_no_persons():
    company = customer(IsCompany=True, Name="Bouw BV", Firstname=None, VATNr="BE0403170701")
    told = values(company, private=[{"CustomerId": 1, "NationalNr": "85073003328"}])
    assert told == {"kind": "company", "company": "Bouw BV", "enterprise_number": "BE0403170701"}


def test_who_trades_alone_under_a_company_is_still_a_person():
    alone = customer(IsCompany=1, Name="Claes", Firstname="Tom", Title="Entreprise individuelle")
    assert values(alone)["kind"] == "sole_trader"
    assert values(alone)["last_name"] == "Claes"
    assert values(alone | {"Firstname": ""})["kind"] == "company"


def test_private_data_go_before_what_the_customer_says_and_a_wrong_number_stays():
    private = {
        "CustomerId": 1,
        "NationalNr": "85.07.30-033.29",
        "DateOfBirth": "1985-07-30T00:00:00",
    }
    told = values(customer(SocialSecurityNumber="85073003328"), private=[private])
    assert told["national_number"] == "85.07.30-033.29"
    assert told["birth_date"] == "1985-07-30"
    assert "national_number" in check(told, country="BE", today=TODAY)[1]


def address(**fields):
    base = {"CustomerAddressId": 1, "CustomerId": 1, "StreetName": "Rue de Fer", "HouseNr": "3"}
    return {**base, "ZipCode": "5000", "City": "Namur", "CountryCode": "BE", **fields}


def test_the_registered_office_goes_before_the_postal_address_and_an_invoice_is_nobodys_home():
    postal = address(CustomerAddressId=2, StreetName="Postbus", PostalAddress=1)
    invoice = address(CustomerAddressId=1, StreetName="Elsewhere", InvoiceAddress=True)
    office = address(CustomerAddressId=3, RegisteredOffice=True, HouseBox="2")
    assert values(customer(), address=[invoice, postal, office]) == {
        **{"kind": "person", "street": "Rue de Fer", "house_number": "3", "box": "2"},
        **{"postcode": "5000", "city": "Namur", "country": "BE"},
    }
    assert values(customer(), address=[invoice, postal])["street"] == "Postbus"
    assert "street" not in values(customer(), address=[invoice])


@pytest.mark.parametrize(
    ("fields", "street"),
    [
        ({"Street1": "Rue de Fer 3", "HouseNr": "3"}, "Rue de Fer"),
        ({"Street1": "Rue de Fer 3 bte 2", "HouseNr": "3", "HouseBox": "2"}, "Rue de Fer"),
        ({"Street1": "Rue du 3 Mai, 3", "HouseNr": "3"}, "Rue du 3 Mai"),
        ({"Street1": "Rue de Fer 3", "HouseNr": ""}, "Rue de Fer 3"),
        ({"Street1": "3", "HouseNr": "3"}, "3"),
    ],
)
def test_a_whole_line_is_taken_where_no_street_is_told(fields, street):
    told = address(RegisteredOffice=True, StreetName="", **fields)
    assert values(customer(), address=[told])["street"] == street


@pytest.mark.parametrize(
    ("fields", "country"),
    [
        ({"CountryCode": "", "CountryId": 211}, "CH"),
        ({"CountryCode": "LU", "CountryId": 22}, "LU"),
        ({"CountryCode": None, "CountryId": 108}, "IT"),  # from their list
        ({"CountryCode": None, "CountryId": 999}, None),
        ({"CountryCode": 0, "CountryId": 0}, None),
    ],
)
def test_countries_are_codes(fields, country):
    told = address(RegisteredOffice=True, **fields)
    listed = [{"ListValueId": 108, "ListValue": "Italië"}]
    assert values(customer(), address=[told], country=listed).get("country") == country


def test_a_language_may_be_a_number_of_their_list():
    listed = [{"ListValueId": 4, "ListValue": "DE"}]
    assert values(customer(Language=4), language=listed)["language"] == "DE"


ANN = customer(1, Name="Peeters", Firstname="Ann")
TOM = customer(2, Name="Claes", Firstname="Tom", Email="tom@x.be", Language="NL")


def test_a_partner_is_told_with_their_own_number_and_both_are_clients():
    found = made(
        ANN, TOM, link=[link(2, 1)], private=[{"CustomerId": 2, "NationalNr": "85073003328"}]
    )
    assert (found["1"].partner_ref, found["2"].partner_ref) == ("2", "1")
    told = {key: value for key, value in found["1"].values.items() if key.startswith("partner_")}
    assert told == {
        **{"partner_first_name": "Tom", "partner_last_name": "Claes", "partner_email": "tom@x.be"},
        **{"partner_language": "NL", "partner_national_number": "85073003328"},
    }


def test_a_partner_who_was_not_asked_for_is_no_client():
    found = made(ANN, partner=[TOM], link=[link(1, 2)])
    assert found.keys() == {"1"}
    assert found["1"].values["partner_first_name"] == "Tom"


@pytest.mark.parametrize(
    "links",
    [
        [link(1, 2, kind=4)],
        [link(1, 2, EndMandate="2026-11-25T00:00:00")],
        [link(1, 1)],
        [link(1, 99)],
        [link(1, 0)],
    ],
)
def test_other_links_and_those_of_former_days_join_nobody(links):
    found = made(ANN, TOM, link=links)
    assert not any(record.partner_ref for record in found.values())


def test_a_company_is_nobodys_partner():
    assert made(ANN, TOM | {"IsCompany": True}, link=[link(1, 2)])["1"].partner_ref == ""


def test_who_died_is_nobodys_partner_any_more():
    private = [{"CustomerId": 2, "DateOfDeath": "2025-05-01T00:00:00"}]
    assert made(ANN, TOM, link=[link(1, 2)], private=private)["1"].partner_ref == ""


def test_who_has_no_reference_is_nobody():
    assert made(customer(0), customer(None), {"Name": "x"}) == {}


def test_of_several_the_latest_is_the_partner_and_nobody_is_two_peoples():
    others = [customer(ref) for ref in (3, 4)]
    links = [
        link(1, 2, number=1, DateOfMariage="1990-01-01"),
        link(3, 1, number=2, DateOfMariage="2010-01-01"),
        link(2, 4, number=3, EndMandate="2999-12-31"),
    ]
    found = made(ANN, TOM, *others, link=links)
    assert {ref: record.partner_ref for ref, record in found.items()} == {
        **{"1": "3", "3": "1", "2": "4", "4": "2"}
    }


STAFF = [
    {"EmployeeId": 1, "FirstName": "Claire", "LastName": "Dubois"},
    {"EmployeeId": 2, "FirstName": "Els", "LastName": "Wouters"},
]


def project(number, **fields):
    return {"ProjectId": number, "CustomerId": 1, "IsActive": True, **fields}


@pytest.mark.parametrize(
    ("projects", "label"),
    [
        ([project(1, ProjectManagerId=1, ProjectManager="DUBOIS C.")], "Claire Dubois"),
        ([project(1, ProjectManagerId=0, ProjectManager="Marc; Lenoir")], "Marc, Lenoir"),
        ([project(1, ProjectManagerId=1), project(2, ProjectManagerId=1)], "Claire Dubois"),
        (
            [project(1, ProjectManagerId=2), project(2, ProjectManagerId=1)],
            "Claire Dubois; Els Wouters",
        ),
        ([project(1, ProjectManagerId=1, IsActive=0)], None),
        ([project(5, ProjectManagerId=0)], "Els Wouters"),  # by profile
        ([project(6, ProjectManagerId=0)], None),
        ([], None),
    ],
)
def test_the_label_is_who_manages_the_active_projects(projects, label):
    beside = [
        {"ProjectEmployeePk": 1, "ProjectId": 5, "EmployeeId": 1, "EmployeeProfile": "Medewerker"},
        {
            "ProjectEmployeePk": 2,
            "ProjectId": 5,
            "EmployeeId": 2,
            "EmployeeProfile": "Gestionnaire",
        },
        {"ProjectEmployeePk": 3, "ProjectId": 6, "EmployeeId": 2, "EmployeeProfile": "Assistent"},
    ]
    told = values(customer(), employee=STAFF, project=projects, projectemployee=beside)
    assert told.get("label") == label


def test_a_project_of_two_customers_labels_both():
    shared = [project(1, ProjectManagerId=1), project(1, ProjectManagerId=1) | {"CustomerId": 2}]
    found = made(ANN, TOM, employee=STAFF, project=shared)
    assert found["1"].values["label"] == found["2"].values["label"] == "Claire Dubois"


@pytest.mark.parametrize(
    ("fields", "active"),
    [
        ({"IsActive": 0}, False),
        ({"IsActive": "true"}, True),
        ({"IsActive": None, "DisabledDate": "2024-12-31T00:00:00"}, False),
        ({"IsActive": None, "DisabledDate": None}, True),
    ],
)
def test_who_left_is_not_active(fields, active):
    assert made(customer(**fields))["1"].active is active


def test_records_come_by_number_and_the_same_customer_once():
    twice = [customer(10), customer(9, Name="Old"), customer(9, Name="New")]
    found = list(records(pieces("customer", twice), TODAY))
    assert [(record.ref, record.values.get("last_name")) for record in found] == [
        *(("9", "New"), ("10", None))
    ]


def test_only_what_has_a_place_here_is_kept():
    assert pieces(
        "private", [{"CustomerId": 1, "NationalNr": "x", "EidNr": "592", "Sex": "M"}]
    ) == [Piece("private", "1", {"CustomerId": 1, "NationalNr": "x"})]
    assert mapping.KEYS.keys() == mapping.FIELDS.keys()


@pytest.mark.parametrize(
    "words",
    [
        *("Echtgenoot/echtgenote", "Partner", "Levenspartner", "Wettelijk samenwonende partner"),
        *("Conjoint", "Époux / Épouse", "Cohabitant légal", "Partenaire", "Marié à"),
        *("Ehepartner", "Ehegatte", "Lebenspartnerin", "Verheiratet mit", "Spouse", "husband/wife"),
    ],
)
def test_these_join_partners(words):
    assert meanings.joins_partners(words)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Bestuurder",
            "Vennoot",
            "Werkend vennoot",
            "Handelspartner",
            "Ex-partner",
            "Zakelijke partner",
        ),
        *("Gérant", "Associé", "Partenaire commercial", "Ex-conjoint", "Ancien conjoint", "Enfant"),
        *(
            "Geschäftspartner",
            "Gesellschafter",
            "Ehemaliger Ehepartner",
            "Kind",
            "Business partner",
            "",
        ),
    ],
)
def test_these_do_not(words):
    assert not meanings.joins_partners(words)


def test_values_as_they_are_written_there():
    assert [text(told) for told in (None, 0, "0", " a ", 12.0, True, [])] == [
        *("", "", "", "a", "12", "", "")
    ]
    assert [number(told) for told in (5, "12", 3.0, "x", None, -1)] == [5, 12, 3, 0, 0, 0]
    assert [flag(told) for told in (1, "1", "True", True, 0, "0", None, "nee")] == [True] * 4 + [
        False
    ] * 4
    assert [day(told) for told in ("1985-07-30T00:00:00", "0001-01-01", 0, "2026-02-30")] == [
        *("1985-07-30", "", "", "")
    ]
    assert first_address("Ann a@x.be") == "Ann a@x.be"
