"""The list of a firm of eight hundred clients, as a bookkeeping program exports it: for walkthroughs and docs."""

import random
from functools import partial

from tests.files.layouts.cells import dotted
from tests.files.layouts.listing import Layout, Listing
from tests.files.layouts.slips import one_off, swapped
from tests.files.layouts.writing import xlsx
from tests.files.people import Person, couples, people, with_companies

COLUMNS = """
    Code > client_number
    Type > kind < nothing
    Nom > last_name
    Prénom > first_name
    Rue > street
    N° > house_number
    Bte > box
    CP > postcode < postcode_number
    Localité > city
    Pays > country
    Langue > language < LANGUAGE
    Téléphone > phone < phone_slashed
    GSM > mobile < mobile_slashed
    E-mail > email
    N° national > national_number < number_dots
    Date de naissance > birth_date < born
    N° national conjoint > partner_national_number < partner_number_dots
    N° TVA > enterprise_number < vat_printed
    Société > company
    IBAN > iban < iban_spaced
    Gestionnaire > label
    Solde > ignore < nothing
    """


def clients() -> list[Person]:
    alone = people(330, seed=711) + people(170, seed=702, where="BE-nl")
    alone += people(30, seed=703, where="BE-de")
    traders = with_companies(people(90, seed=704), seed=704, kind="sole_trader")
    pairs = couples(120, seed=705) + couples(60, seed=706, where="BE-nl")
    everyone = alone + traders + pairs
    random.Random(700).shuffle(everyone)
    return everyone


def bookkeeping() -> Layout:
    """Nine rows are wrong, three of them so that the check digits prove what is right."""
    persons = clients()
    listing = Listing(COLUMNS, persons)
    for row, person in enumerate(persons):
        trader = person.kind == "sole_trader"
        told = {"kind": "sole_trader"} if trader else {}
        listing.put(row, "Type", "Indépendant" if trader else "Particulier", **told)
        listing.put(row, "Solde", round(row * 7.35 % 900, 2))
    listing.above = [["Fiduciaire Exemple", "", "Liste des clients au 03/03/2026"], []]
    for row in (41, 267, 533):
        listing.repair(row, "N° national", dotted(swapped(persons[row].national_number)))
    listing.spoil(98, "E-mail", "")
    listing.spoil(151, "E-mail", str(listing.rows[151].cells[13]).replace("@", " "))
    listing.spoil(312, "Langue", "XX")
    listing.spoil(404, "N° national", dotted(one_off(persons[404].national_number)))
    listing.spoil(610, "Prénom", "")
    listing.spoil(777, "GSM", "0470")
    return listing.layout(
        "Liste des clients 800.xlsx",
        partial(xlsx, name="Clients"),
        counts=(800, 791, 9),
        sheet="Clients",
    )


BOOKKEEPING = (bookkeeping,)
