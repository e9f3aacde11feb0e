"""Lists of practice software: AdminPulse, Admin-Consult, AccountOn, and Carnet's own template."""

import io
from functools import partial
from typing import Any

import openpyxl

from carnet.imports.template import write_template
from tests.files.layouts.listing import Layout, Listing
from tests.files.layouts.slips import swapped
from tests.files.layouts.writing import csv_file, xlsx
from tests.files.people import couples, people, with_companies


def adminpulse_dutch() -> Layout:
    """The migration workbook: instructions first, linked relations last, e-mail in column V."""
    persons = people(9, seed=301, where="BE-nl")
    persons += with_companies(people(2, seed=302, where="BE-nl"), seed=302)
    persons += with_companies(people(1, seed=303, where="BE-nl"), seed=303, kind="sole_trader")
    listing = Listing(
        """
        Status > ignore < "Klant"
        Type > kind < "Persoon"
        Naam > last_name
        Voornaam > first_name
        Klantcode > client_number
        Nr. boekhouding > ignore < nothing
        Rechtsvorm > ignore < form
        Ondernemingsnummer > enterprise_number
        BTW-nummer > ignore|enterprise_number < vat
        Rijksregisternummer > national_number < number_dots
        Oprichtingsdatum > ignore < nothing
        Startdatum > ignore < "01/01/2024"
        Geboorteland > ignore < "België"
        Nationaliteit > nationality < "België"
        Straat > street
        Huisnummer > house_number
        Bus > box
        Postcode > postcode
        Gemeente > city
        Land > country < country_nl
        Taal > language < LANGUAGE
        E-mail > email
        E-mail factuur > ignore < "facturen@example.org"
        Boekhoudsoftware > ignore < "Octopus"
        Dossiermedewerkers > label
        """,
        persons,
    )
    for row in listing.rows:
        row.values["nationality"] = "BE"
    for row in (9, 10):
        listing.put(row, "Type", "Bedrijf")
        listing.put(row, "Rijksregisternummer", "")
        listing.company(row, persons[row], name="Naam", empty="Voornaam")
    listing.put(11, "Type", "Eenmanszaak", kind="sole_trader")
    listing.put(2, "Status", "Prospect")
    instructions = [
        ["Datamigratie via Excel"],
        ["Vul de tab Relaties in."],
        ["Status", "Verplicht"],
    ]
    linked = [["Klantcode", "Gelinkte klantcode", "Type link"], ["01000", "01001", "Partner"]]
    write = partial(
        xlsx,
        name="Relaties",
        others={"Instructies": instructions, "Relaties": (), "Gelinkte Relaties": linked},
    )
    return listing.layout(
        "adminpulse-migratie.xlsx",
        write,
        counts=(12, 12, 0),
        language="nl",
        source="AdminPulse",
        sheet="Relaties",
    )


def adminpulse_french() -> Layout:
    persons = people(8, seed=305)
    listing = Listing(
        """
        Statut > ignore < "Client"
        Type > kind < "Personne"
        Nom > last_name
        Prénom > first_name
        Code client > client_number
        Forme juridique > ignore < nothing
        Numéro d'entreprise > enterprise_number
        Numéro de TVA > ignore|enterprise_number < nothing
        Numéro de registre national > national_number < number_dots
        Date de constitution > ignore < nothing
        Pays de naissance > ignore < "Belgique"
        Nationalité > nationality < "Belge"
        Rue > street
        Numéro > house_number
        Boîte > box
        Code postal > postcode
        Commune > city
        Pays > country < country_fr
        Langue > language < LANGUAGE
        E-mail > email
        E-mail facture > ignore < "factures@example.org"
        Logiciel comptable > ignore < "WinBooks"
        Collaborateurs de dossier > label
        """,
        persons,
    )
    for row in listing.rows:
        row.values["nationality"] = "BE"
    listing.repair(3, "Numéro de registre national", swapped(persons[3].national_number))
    instructions = [["Remplir l'onglet Relations"]]
    linked = [["Code client", "Code client lié", "Type de lien"], ["305000", "305001", "Conjoint"]]
    others = {"Instructions": instructions, "Relations": (), "Relations liées": linked}
    write = partial(xlsx, name="Relations", others=others)
    return listing.layout(
        "adminpulse-migration.xlsx",
        write,
        counts=(8, 7, 1),
        source="AdminPulse",
        sheet="Relations",
    )


def admin_consult() -> Layout:
    """The names of the program's own fields; Street1 is the whole line, StreetName the street."""
    persons = people(10, seed=311, where="BE-nl")
    persons += with_companies(people(1, seed=312, where="BE-nl"), seed=312)
    listing = Listing(
        """
        CustomerId > ignore < client_number_int
        CustCode > client_number
        IsCompany > kind < "0"
        Name > last_name
        Firstname > first_name
        CommercialName > ignore|company < nothing
        Title > ignore < meneer
        Language > language < LANGUAGE
        Email > email
        Phone > phone
        Phone2 > ignore < nothing
        Mobile > mobile
        Homepage > ignore < nothing
        VATNr > enterprise_number < vat
        RPR > ignore < nothing
        NationalNr > national_number
        Nationality > nationality < "BE"
        DateOfBirth > birth_date < born_zone
        PlaceOfBirth > ignore < "Gent"
        Sex > ignore < sex
        MaritalStatus > ignore < "Gehuwd"
        Street1 > ignore|street|address < street_line
        StreetName > street
        HouseNr > house_number
        HouseBox > box
        ZipCode > postcode
        City > city
        CountryCode > country
        ProjectManager > label
        IsActive > ignore < "1"
        CreationDate > ignore < "2015-04-01T00:00:00"
        Remarks > notes
        """,
        persons,
    )
    for row in listing.rows:
        row.values["nationality"] = "BE"
    listing.put(10, "IsCompany", "1")
    listing.put(10, "NationalNr", "")
    listing.company(10, persons[10], name="Name", empty="Firstname")
    return listing.layout(
        "admin-consult.csv",
        partial(csv_file, encoding="utf-8-sig"),
        counts=(11, 11, 0),
        language="nl",
    )


def accounton_french() -> Layout:
    """Column A stays `person`; the manager is told by an e-mail address; partner's number in O."""
    persons = couples(9, seed=321)
    listing = Listing(
        """
        Type > kind < "person"
        Prénom* > first_name
        Nom* > last_name
        E-mail* > email
        GSM > mobile < mobile_local
        Responsable > label < "claire@example.org"
        Langue* > language
        Rue > street
        Numéro > house_number
        Boîte > box
        Code postal > postcode
        Ville > city
        Pays > country
        Numéro de registre national > national_number < number_dots
        Numéro de registre national du partenaire > partner_national_number < partner_number_dots
        Société > company
        Numéro de TVA > enterprise_number
        """,
        persons,
    )
    for row in listing.rows:
        row.values["label"] = ("claire@example.org",)
    for row in (2, 5, 6):
        listing.put(row, "Numéro de registre national du partenaire", "")
    listing.spoil(7, "Langue*", "")
    return listing.layout(
        "accounton-fr.xlsx",
        partial(xlsx, name="Import"),
        counts=(9, 8, 1),
        source="AccountOn",
    )


def accounton_dutch() -> Layout:
    persons = couples(7, seed=322, where="BE-nl")
    listing = Listing(
        """
        Type > kind < "person"
        Voornaam* > first_name
        Achternaam* > last_name
        E-mail* > email
        GSM > mobile < mobile_abroad
        Verantwoordelijke > label < "els@example.org"
        Taal* > language
        Straat > street
        Nummer > house_number
        Bus > box
        Postcode > postcode
        Stad > city
        Land > country
        Rijksregisternummer > national_number
        Rijksregisternummer partner > partner_national_number
        Bedrijf > company
        Btw-nummer > enterprise_number
        """,
        persons,
    )
    for row in listing.rows:
        row.values["label"] = ("els@example.org",)
    return listing.layout(
        "accounton-nl.xlsx",
        partial(xlsx, name="Import"),
        counts=(7, 7, 0),
        language="nl",
        source="AccountOn",
    )


# In the order of the template: AccountOn's as far as that goes, then our own.
CARNET = """
    kind > kind
    first_name > first_name
    last_name > last_name
    email > email
    mobile > mobile < mobile_local
    label > label
    language > language
    street > street
    house_number > house_number
    box > box
    postcode > postcode
    city > city
    country > country
    national_number > national_number < number_dots
    partner_national_number > partner_national_number
    partner_first_name > partner_first_name
    partner_last_name > partner_last_name
    partner_email > partner_email
    partner_language > partner_language
    company > company
    enterprise_number > enterprise_number
    client_number > client_number
    phone > phone < phone_local
    birth_date > birth_date < born
    nationality > nationality
    country_of_practice > country_of_practice
    iban > iban
    notes > notes
    """


def _carnet(language: str, seed: int, where: str) -> Layout:
    persons = with_companies(couples(6, seed=seed, where=where), seed=seed)
    listing = Listing(CARNET, persons)
    kind = {"fr": "Indépendant", "nl": "Zelfstandige", "de": "Selbständig", "en": "Sole trader"}
    for row in range(6):
        listing.put(row, "kind", kind[language], kind="sole_trader")
    return listing.layout(
        f"carnet-{language}.xlsx",
        partial(_fill_template, language),
        counts=(6, 6, 0),
        language=language,
    )


def _fill_template(language: str, lines: list[list[Any]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(write_template(language)))
    sheet = book.worksheets[0]
    for row, cells in enumerate(lines[1:], start=2):
        for column, cell in enumerate(cells, start=1):
            sheet.cell(row, column).value = cell or None
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def carnet_french() -> Layout:
    return _carnet("fr", 331, "BE-fr")


def carnet_dutch() -> Layout:
    return _carnet("nl", 332, "BE-nl")


def carnet_german() -> Layout:
    return _carnet("de", 333, "BE-de")


def carnet_english() -> Layout:
    return _carnet("en", 334, "BE-fr")


PRACTICE = (
    *(adminpulse_dutch, adminpulse_french, admin_consult, accounton_french, accounton_dutch),
    *(carnet_french, carnet_dutch, carnet_german, carnet_english),
)
