"""Two people, one return: the partner in columns of their own, or on the next row."""

from dataclasses import replace
from functools import partial

from tests.files.layouts.cells import dotted
from tests.files.layouts.listing import Layout, Listing
from tests.files.layouts.slips import swapped
from tests.files.layouts.writing import csv_file, xlsx
from tests.files.people import Person, couples, people


def _rows(pairs: list[Person], alone: list[Person]) -> tuple[list[Person], list[tuple[int, int]]]:
    """Couples one below the other, singles between them; and which rows belong together."""
    rows: list[Person] = []
    together = []
    for place, pair in enumerate(pairs):
        assert pair.partner
        together.append((len(rows), len(rows) + 1))
        rows += [pair, replace(pair.partner, partner=pair)]
        if place < len(alone):
            rows.append(alone[place])
    return rows, together


def partner_in_columns() -> Layout:
    persons = couples(9, seed=501)
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        E-mail > email
        N° national > national_number < number_dots
        Nom du conjoint > partner_last_name
        Prénom du conjoint > partner_first_name
        E-mail conjoint > partner_email
        N° national conjoint > partner_national_number < partner_number_dots
        Code postal > postcode
        """,
        persons,
    )
    for header in ("Nom du conjoint", "Prénom du conjoint", "E-mail conjoint"):
        listing.put(4, header, "")
    listing.put(4, "N° national conjoint", "")
    wrong = swapped(str(persons[6].told("partner_national_number")))
    listing.repair(6, "N° national conjoint", wrong)
    return listing.layout("IPP couples.xlsx", xlsx, counts=(9, 8, 1))


def groups_of_headers() -> Layout:
    """Two lines of headers: whose columns they are stands above them, in merged cells."""
    persons = couples(10, seed=502)
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        NISS > national_number < number_dots
        Né le > birth_date < born
        E-mail > email
        Nom > partner_last_name
        Prénom > partner_first_name
        NISS > partner_national_number < partner_number_dots
        E-mail > partner_email
        Rue > street
        N° > house_number
        CP > postcode
        Localité > city
        """,
        persons,
    )
    groups = ["Contribuable", "", "", "", "", "Conjoint", "", "", "", "Adresse", "", "", ""]
    listing.headers = [groups, *listing.headers]
    write = partial(xlsx, merged=["A1:E1", "F1:I1", "J1:M1"])
    return listing.layout("contribuables.xlsx", write, counts=(10, 10, 0))


def groups_in_dutch() -> Layout:
    """The same in a text file, where nothing is merged: the group stands above its first column."""
    persons = couples(8, seed=503, where="BE-nl")
    listing = Listing(
        """
        Dossiernr. > client_number
        Naam > last_name
        Voornaam > first_name
        Rijksregisternr. > national_number < number_dots
        E-mail > email
        Naam > partner_last_name
        Voornaam > partner_first_name
        Rijksregisternr. > partner_national_number < partner_number_dots
        Beheerder > label
        """,
        persons,
    )
    groups = ["", "Belastingplichtige", "", "", "", "Partner", "", "", ""]
    listing.headers = [groups, *listing.headers]
    return listing.layout(
        "belastingplichtigen.csv",
        partial(csv_file, encoding="cp1252"),
        counts=(8, 8, 0),
        language="nl",
    )


def crossed_numbers() -> Layout:
    """Each names the other's national number, so they are one return, whatever else."""
    rows, together = _rows(couples(5, seed=504), people(3, seed=505))
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        E-mail > email
        Langue > language
        NN > national_number < number_dots
        NN conjoint > partner_national_number < partner_number_dots
        Localité > city
        """,
        rows,
    )
    listing.put(together[2][1], "E-mail", "")
    for first, second in together:
        listing.couple(first, second)
    return listing.layout("couples deux lignes.xlsx", xlsx, counts=(13, 13, 0))


def households() -> Layout:
    """The household has a number; partners are rows of their own, mostly without an address of mail."""
    rows, together = _rows(couples(5, seed=506, where="BE-nl"), people(4, seed=507, where="BE-nl"))
    listing = Listing(
        """
        Gezinsnummer > household < nothing
        Naam > last_name
        Voornaam > first_name
        E-mail > email
        Rijksregisternummer > national_number < number_dots
        Straat > street
        Nr > house_number
        Postcode > postcode
        Gemeente > city
        """,
        rows,
    )
    for number, (first, second) in enumerate(together, start=1):
        listing.put(first, "Gezinsnummer", f"G{number:03}")
        listing.put(second, "Gezinsnummer", f"G{number:03}")
        listing.put(second, "E-mail", "")
        listing.couple(first, second)
    return listing.layout("gezinnen.xlsx", xlsx, counts=(14, 14, 0), language="nl")


def one_client_number() -> Layout:
    """Husband and wife below each other under the number of one dossier."""
    rows, together = _rows(couples(4, seed=508), people(4, seed=509))
    listing = Listing(
        """
        N° dossier > client_number
        Nom > last_name
        Prénom > first_name
        E-mail > email
        Rue > street
        N° > house_number
        Code postal > postcode
        N° national > national_number < number_dots
        """,
        rows,
    )
    for first, second in together:
        number = listing.rows[first].cells[0]
        listing.put(second, "N° dossier", number, client_number=number)
        listing.couple(first, second)
    return listing.layout("dossiers IPP.csv", csv_file, counts=(12, 12, 0))


def one_address() -> Layout:
    """They only live at one address: a couple perhaps, perhaps two sisters. The person is asked."""
    rows, together = _rows(couples(4, seed=510), people(3, seed=511))
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        E-mail > email
        Rue > street
        Numéro > house_number
        Code postal > postcode
        Localité > city
        """,
        rows,
    )
    for first, second in together:
        listing.couple(first, second, sure=False)
    return listing.layout("même adresse.xlsx", xlsx, counts=(11, 11, 0))


def partner_by_name() -> Layout:
    """The partner's whole name in one column, last name in capitals, and their number in another."""
    persons = couples(8, seed=512, where="BE-nl")
    listing = Listing(
        """
        Klant > full_name < last_first
        E-mail > email
        RRN > national_number < number_dots
        Naam partner > partner_full_name < partner_LAST_first
        RRN partner > partner_national_number < nothing
        """,
        persons,
    )
    for row, person in enumerate(persons):
        assert person.partner
        number = person.partner.national_number
        listing.put(row, "RRN partner", dotted(number), partner_national_number=number)
    listing.put(3, "Naam partner", "")
    listing.put(3, "RRN partner", "")
    return listing.layout("klanten en partners.xlsx", xlsx, counts=(8, 8, 0), language="nl")


COUPLES = (
    *(partner_in_columns, groups_of_headers, groups_in_dutch, crossed_numbers, households),
    *(one_client_number, one_address, partner_by_name),
)
