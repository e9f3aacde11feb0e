"""Programs whose lists are recognised by their headers. Whole files of them: test_layout_files.py."""

import pytest

from carnet.clients.record import FIELDS
from carnet.core.reading.rows import Sheet, Source
from carnet.imports.columns.column import CHOOSABLE, TOGETHER
from carnet.imports.columns.headers import TITLES
from carnet.imports.columns.layouts import recognise
from carnet.imports.columns.settling import LAYOUTS
from carnet.imports.columns.table import choose_sheet, read_values
from tests.imports.lists import column, mapping, rows, table, values

OCTOPUS = (
    *("Extern relatienummer", "Naam", "Voornaam", "Contactpersoon", "Straat en nummer", "Postcode"),
    *("Gemeente", "Land", "Vennootschapsvorm", "BTW nummer", "Is klant", "Is leverancier"),
)
WINBOOKS = (
    "type",
    "id",
    "name",
    "contact",
    "vatnumber",
    "vatcountry",
    "adrzip",
    "adrcity",
    "adrstreet1",
)
GOOGLE = ("First Name", "Last Name", "File As", "Labels", "E-mail 1 - Label", "E-mail 1 - Value")


def test_layouts_speak_of_fields_and_notes_that_exist():
    for layout in LAYOUTS:
        assert layout.needed <= len(layout.signs)
        for meaning in layout.meanings.values():
            assert meaning.field in CHOOSABLE, (layout.name, meaning)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
def test_a_layout_is_recognised_by_its_own_signs(layout):
    assert recognise(sorted(layout.signs), LAYOUTS).name == layout.name


def test_a_list_made_by_hand_comes_from_no_program():
    headers = ["Nom", "Prénom", "E-mail", "Rue", "N°", "Code postal", "Localité", "GSM", "Langue"]
    assert table(headers, ["Maes"] * 9).source_name == ""


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_our_own_template_is_ours_even_with_a_few_columns_gone(language):
    headers = [titles[language] for titles in TITLES.values()][:-5]
    found = table(headers, ["x"] * len(headers))
    assert found.source_name == "Carnet"
    assert {one.how for one in found.columns} == {"layout"}


def test_octopus_writes_companies_under_the_name():
    people = values(
        OCTOPUS,
        ["1", "Maes", "Jan", "", "Kerkstraat 3 bus 2", "9000", "Gent", "BE", "", "", "ja", ""],
    )
    company = values(
        OCTOPUS,
        [
            "2",
            "Bakkerij Noël",
            "",
            "Jan Maes",
            "Kerkstraat 3",
            "9000",
            "Gent",
            "BE",
            "6",
            "BE0403.170.701",
            "ja",
            "",
        ],
    )
    assert (people["last_name"], people["house_number"], people["box"]) == ("Maes", "3", "2")
    assert (company["company"], company["kind"]) == ("Bakkerij Noël", "company")
    assert (company["first_name"], company["last_name"]) == ("Jan", "Maes")


def test_suppliers_who_are_no_customers_are_left_out_and_told():
    def line(name, customer, supplier):
        return [
            "1",
            name,
            "Jan",
            "",
            "Kerkstraat 3",
            "9000",
            "Gent",
            "BE",
            "",
            "",
            customer,
            supplier,
        ]

    found = table(
        OCTOPUS, line("Maes", "ja", ""), line("Proximus", "nee", "ja"), line("Ulm", "ja", "ja")
    )
    assert [row.line for row in found.rows] == [2, 4]
    assert [(one.line, one.why) for one in found.left_out] == [(3, "supplier")]
    assert "supplier" in str(found.left_out[0].reason)


def test_where_nobody_is_marked_as_a_customer_nobody_is_left_out():
    line = ["1", "Maes", "Jan", "", "Kerkstraat 3", "9000", "Gent", "BE", "", "", "", "ja"]
    other = [*line[:-1], ""]
    assert len(table(OCTOPUS, line, other).rows) == 2


def test_winbooks_keeps_customers_and_joins_the_country_to_the_number():
    customer = ["C", "A1", "MAES Jan", "", "0403170701", "BE", "9000", "Gent", "Kerkstraat 3"]
    supplier = ["S", "A2", "Proximus", "", "", "", "1000", "Bruxelles", "Rue Haute 3"]
    found = table(WINBOOKS, customer, supplier)
    read = read_values(found.rows[0], found.columns)
    assert (found.source_name, len(found.rows)) == ("WinBooks", 1)
    assert read["enterprise_number"] == "BE0403170701"
    assert (read["last_name"], read["first_name"]) == ("MAES", "Jan")


def test_numnum_tells_a_person_twice_and_a_company_once():
    headers = [
        "title",
        "company_type",
        "last_name",
        "first_name",
        "vat_id",
        "address_zip",
        "address_city",
    ]
    person = values(headers, ["Jan Maes", "", "Maes", "Jan", "", "9000", "Gent"])
    company = values(headers, ["Bakkerij Maes", "BV", "Maes", "Jan", "0403170701", "9000", "Gent"])
    assert ("company" in person, person.get("kind")) == (False, None)
    assert (company["company"], company["kind"], company["last_name"]) == (
        "Bakkerij Maes",
        "company",
        "Maes",
    )


def test_labels_of_google_are_groups_and_its_words_decide_phones():
    headers = [*GOOGLE, "Phone 1 - Label", "Phone 1 - Value", "Phone 2 - Label", "Phone 2 - Value"]
    line = ["Jan", "Maes", "", "* myContacts", "* Work", "a@b.be ::: c@d.be"]
    found = values(
        headers,
        [*line, "Mobile", "+32 470 12 34 56 ::: +32 471 12 34 56", "Work Fax", "+32 2 512 34 56"],
    )
    other = values(headers, [*line, "Home", "+32 2 512 34 56", "", "+32 470 12 34 56"])
    assert found["email"] == "a@b.be"
    assert (found["mobile"], "phone" in found, "label" in found) == (
        "+32 470 12 34 56",
        False,
        False,
    )
    assert (other["phone"], other["mobile"]) == ("+32 2 512 34 56", "+32 470 12 34 56")
    assert column(headers, line, at=3).note == "groups"


def test_in_outlook_the_responsible_is_the_contacts_own_superior():
    headers = [
        "Titre",
        "Prénom",
        "Deuxième prénom",
        "Nom",
        "Suffixe",
        "Titre",
        "Rue (bureau)",
        "Responsable",
    ]
    found = table(
        [*headers, "Adresse de messagerie"],
        ["M.", "Jan", "", "Maes", "", "CEO", "Rue 3", "X", "a@b.be"],
    )
    assert found.source_name == "Outlook"
    assert [one.header for one in found.columns][0::5] == ["Titre", "Titre.2"]
    assert found.column_of("label") is None
    assert found.columns[7].note == "boss"


@pytest.mark.parametrize(
    ("filled", "city"), [("home", "Gent"), ("work", "Brussel"), ("both", "Gent")]
)
def test_the_address_at_home_counts_unless_only_the_other_is_filled(filled, city):
    headers = [
        "First Name",
        "Middle Name",
        "Last Name",
        "Business Street",
        "Business City",
        "Home Street",
        "Home City",
    ]
    work = ["Rue Haute 3", "Brussel"] if filled != "home" else ["", ""]
    home = ["Kerkstraat 3", "Gent"] if filled != "work" else ["", ""]
    assert (
        values([*headers, "E-mail Address"], ["Jan", "", "Maes", *work, *home, "a@b.be"])["city"]
        == city
    )


@pytest.mark.parametrize(
    ("kind", "first", "last", "company"),
    [("Privat", "Anna", "Müller", None), ("Firma", None, None, "Müller")],
)
def test_bexio_means_by_its_names_what_the_kind_says(kind, first, last, company):
    headers = ["Kontaktart*", "Name 1*", "Name 2", "Ansprechpartner*", "Kategorie", "PLZ"]
    found = values(headers, [kind, "Müller", "Anna" if first else "", "Claire Dubois", "", "8001"])
    assert [found.get(name) for name in ("first_name", "last_name", "company")] == [
        first,
        last,
        company,
    ]
    assert found["label"] == "Claire Dubois"


def test_tags_are_separated_by_commas_and_managers_are_not():
    assert values(["Tags", "E-mail"], ["ipp, tva", "a@b.be"])["label"] == "ipp; tva"
    assert (
        values(["Gestionnaire", "E-mail"], ["Dubois, Claire", "a@b.be"])["label"]
        == "Dubois, Claire"
    )


# -- What a person says -----------------------------------------------------------------------------


def test_what_a_person_chooses_wins_over_everything():
    headers = ["Nom", "Prénom", "E-mail", "Courriel privé"]
    line = ["Maes", "Jan", "a@b.be", "c@d.be"]
    found = table(headers, line, columns={3: "email", 0: "notes"})
    assert list(found.mapping.values()) == ["notes", "first_name", "ignore", "email"]
    assert (found.columns[3].how, found.columns[2].note) == ("chosen", "twice")


def test_of_two_columns_chosen_for_one_field_the_last_choice_counts():
    headers, line = ["A1", "A2", "E-mail"], ["Maes", "Jan", "a@b.be"]
    found = table(headers, line, columns={1: "last_name", 0: "last_name"})
    assert list(found.mapping.values()) == ["last_name", "ignore", "email"]


def test_a_column_may_be_taken_apart_because_a_person_says_so():
    found = table(
        ["Truc", "E-mail"], ["Rue Haute 3, 1000 Bruxelles", "a@b.be"], columns={0: "address"}
    )
    assert read_values(found.rows[0], found.columns)["city"] == "Bruxelles"
    assert found.preview(found.columns[0])[0][1]["house_number"] == "3"


def test_the_fingerprint_follows_the_headers_alone():
    one = table(["Nom *", "Prénom", "E-mail"], ["Maes", "Jan", "a@b.be"])
    same = table(["NOM", "prenom", "e-mail"], ["Ulm", "Els", "c@d.be"], columns={0: "notes"})
    other = table(["Nom", "E-mail", "Prénom"], ["Maes", "a@b.be", "Jan"])
    assert one.fingerprint == same.fingerprint != other.fingerprint
    assert len(one.fingerprint) == 64


def test_every_field_can_be_chosen_and_says_where_its_parts_stand():
    assert {*FIELDS, *TOGETHER} < set(CHOOSABLE)
    found = table(["Nom et prénom", "Adresse", "E-mail"], ["Maes Jan", "Rue Haute 3", "a@b.be"])
    assert found.column_for("first_name").header == "Nom et prénom"
    assert found.column_for("postcode").header == "Adresse"
    assert found.column_for("iban") is None


# -- Sheets -----------------------------------------------------------------------------------------


def sheet(name, *lines, hidden=False):
    return Sheet(name, hidden, tuple(rows(*lines)))


def source(*sheets, kind="xlsx"):
    return Source(kind, "", "", sheets)


CLIENTS = (["Nom", "Prénom", "E-mail"], ["Maes", "Jan", "a@b.be"])
LINKS = (["Nom", "E-mail"], ["Maes Jan", "a@b.be"])


def test_the_sheet_that_looks_most_like_clients_is_chosen():
    found = source(
        sheet("Instructions", ["Remplir", "l'onglet"]),
        sheet("Liens", *LINKS),
        sheet("Relations", *CLIENTS),
    )
    assert choose_sheet(found)[0].name == "Relations"
    assert choose_sheet(found, "Liens")[0].name == "Liens"
    assert choose_sheet(found, "Instructions") is None


def test_a_sheet_without_addresses_of_mail_is_no_list_of_clients_yet():
    long = (["Nom", "Prénom", "Rue", "Localité", "NISS"], ["Maes", "Jan", "Rue Haute", "Gent", ""])
    assert choose_sheet(source(sheet("A", *long), sheet("B", *CLIENTS)))[0].name == "B"


def test_a_hidden_sheet_is_chosen_only_if_nothing_else_is_a_list():
    assert (
        choose_sheet(source(sheet("A", *CLIENTS, hidden=True), sheet("B", *LINKS)))[0].name == "B"
    )
    assert choose_sheet(source(sheet("A", *CLIENTS, hidden=True)))[0].name == "A"


def test_an_address_book_of_cards_is_called_so():
    assert choose_sheet(source(sheet("", *CLIENTS), kind="vcard"))[1].source_name == "vCard"


def test_what_is_left_out_says_why():
    headers = ["Nom", "Prénom", "E-mail", "Sexe", "Couleur", "E-mail 2", "NISS conjoint", "N° AVS"]
    found = table(headers, ["Maes", "Jan", "a@b.be", "M", "bleu", "c@d.be", "", "756.9217.0769.85"])
    reasons = {one.header: str(one.reason) for one in found.columns}
    assert reasons["Couleur"] == "" == reasons["Nom"]
    assert reasons["Sexe"] == "Left out on purpose: sex."
    assert "first" in reasons["E-mail 2"]
    assert "law" in reasons["N° AVS"]
    assert mapping(headers)["NISS conjoint"] == "partner_national_number"
