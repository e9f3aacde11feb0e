"""Lists as small firms keep them: what stands in the cells, and how differently the same is said."""

from tests.files.layouts.cells import COUNTRY_NAMES, IN_FRENCH
from tests.files.layouts.listing import Layout, Listing
from tests.files.layouts.slips import one_off
from tests.files.layouts.writing import Formula, xlsx
from tests.files.people import Person, people, with_companies


def kinds_mixed() -> Layout:
    """Persons, sole traders and companies; `Nom ou dénomination` is what its kind makes of it."""
    persons = people(8, seed=414) + with_companies(people(4, seed=415), seed=415)
    listing = Listing(
        """
        Nature > kind < "Personne physique"
        Nom ou dénomination > last_name|full_name|company
        Prénom > first_name
        Société > company < nothing
        N° BCE > enterprise_number
        E-mail > email
        Langue > language < language_in_french
        NISS > national_number < nothing
        """,
        persons,
    )
    for row, person in enumerate(persons[:8]):
        listing.put(row, "NISS", person.national_number, national_number=person.national_number)
    _sole_trader(listing, 8, persons[8])
    _sole_trader(listing, 9, persons[9])
    for row in (10, 11):
        name = persons[row].told("company")
        listing.put(row, "Nature", "Personne morale", kind="company")
        listing.put(row, "Nom ou dénomination", name, company=name)
        listing.put(row, "Prénom", "")
    return listing.layout("dossiers.xlsx", xlsx, counts=(12, 12, 0))


def _sole_trader(listing: Listing, row: int, person: Person) -> None:
    name = person.told("company")
    listing.put(row, "Nature", "Indépendant", kind="sole_trader")
    listing.put(row, "Société", name, company=name)


def foreign_clients() -> Layout:
    """Nationality and country of practice in words; no Belgian number, or a BIS number."""
    persons = (
        people(6, seed=416) + people(3, seed=417, where="FR") + people(2, seed=418, where="LU")
    )
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        E-mail > email
        Langue > language < language_in_french
        Rue et numéro > street|address < street_line
        Code postal > postcode
        Ville > city
        Pays de résidence > country < nothing
        Nationalité > nationality < nothing
        Pays d'exercice > country_of_practice < nothing
        GSM > mobile < mobile_abroad
        """,
        persons,
    )
    words = ("Française", "Pologne", "Maroc", "IT", "Luxembourg", "ESP")
    codes = ("FR", "PL", "MA", "IT", "LU", "ES")
    for row, person in enumerate(persons):
        country = person.place.country
        name = COUNTRY_NAMES[country][("fr", "nl", "en", "de")[row % 4]]
        listing.put(row, "Pays de résidence", name, country=country)
        listing.put(row, "Nationalité", words[row % 6], nationality=codes[row % 6])
    listing.put(1, "Pays d'exercice", "Luxembourg", country_of_practice="LU")
    listing.put(4, "Pays d'exercice", "CH", country_of_practice="CH")
    return listing.layout("clients étrangers.xlsx", xlsx, counts=(11, 11, 0))


def yes_and_no() -> Layout:
    """Ticks of all sorts that tell nothing Carnet keeps, and one that tells the kind of client."""
    persons = people(8, seed=419, where="BE-nl")
    listing = Listing(
        """
        Actief > ignore < nothing
        Nieuwsbrief > ignore < "ja"
        Gehuwd > ignore < "nee"
        Is company > kind < nothing
        Achternaam > last_name
        Voornaam > first_name
        E-mail > email
        Volmacht Tax-on-web > ignore < "x"
        """,
        persons,
    )
    for row in range(8):
        listing.put(row, "Actief", row != 5)
        listing.put(row, "Is company", False)
    return listing.layout("vinkjes.xlsx", xlsx, counts=(8, 8, 0), language="nl")


def several_labels() -> Layout:
    """More than one manager a client, separated by semicolons; consents that are nobody's note."""
    persons = people(9, seed=420)
    listing = Listing(
        """
        Prénom > first_name
        Nom > last_name
        E-mail > email
        Gestionnaires > label < nothing
        Consentement RGPD > ignore < "oui, le 12/03/2024"
        Remarques > notes
        """,
        persons,
    )
    for row in range(9):
        listing.put(row, "Gestionnaires", "Marc Lenoir", label=("Marc Lenoir",))
    both = ("Claire Dubois", "Marc Lenoir")
    listing.put(2, "Gestionnaires", "Marc Lenoir; Claire Dubois", label=both)
    listing.put(5, "Gestionnaires", "Claire Dubois ;Marc Lenoir;", label=both)
    listing.put(5, "Remarques", "Ligne 1\nLigne 2", notes="Ligne 1\nLigne 2")
    return listing.layout("gestionnaires.xlsx", xlsx, counts=(9, 9, 0))


def formulas() -> Layout:
    """What a formula last showed counts."""
    persons = people(7, seed=421)
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        E-mail > email
        Langue > language
        NISS > national_number
        """,
        persons,
    )
    for row, person in enumerate(persons):
        listing.put(row, "E-mail", Formula(person.email), email=person.email)
    wrong = one_off(persons[4].national_number)
    listing.spoil(4, "NISS", wrong)
    return listing.layout("formules.xlsx", xlsx, counts=(7, 6, 1))


def languages_in_words() -> Layout:
    persons = [
        *people(4, seed=422), *people(4, seed=423, where="BE-nl"), *people(3, seed=424, where="BE-de")
    ]  # fmt: skip
    listing = Listing(
        """
        Nom de famille > last_name
        Prénom > first_name
        Langue de correspondance > language < nothing
        Courriel > email
        Date de naissance > birth_date < born_dashes
        Pays > country < car_sign
        """,
        persons,
    )
    for row, person in enumerate(persons):
        word = IN_FRENCH[person.language].capitalize()
        listing.put(row, "Langue de correspondance", word, language=person.language)
    listing.spoil(5, "Langue de correspondance", "Klingon")
    return listing.layout("correspondance.xlsx", xlsx, counts=(11, 10, 1))


def narrow_columns() -> Layout:
    """Headers and years cut short, both numbers in one cell, titles before names, words where there is nothing."""
    persons = people(10, seed=426)
    listing = Listing(
        """
        Nom > last_name
        Prén. > first_name
        Date naiss. > birth_date < born_slashes
        Num. nat. > national_number
        Forme jur. > ignore
        Tél. - GSM > phone < nothing
        Mail > email
        Gest. > label < nothing
        Code post. > postcode
        Localité > city
        """,
        persons,
    )
    for row in range(10):
        listing.put(row, "Tél. - GSM", "081 22 33 44", phone="+3281223344")
        listing.put(row, "Gest.", "SL", label=("SL",))
    both = {"phone": "+3281223344", "mobile": "+32475123456"}
    listing.put(1, "Tél. - GSM", "081/22.33.44 - 0475/12.34.56", **both)
    listing.put(2, "Tél. - GSM", "GSM 0475/12.34.56 ou 081/22.33.44", **both)
    listing.put(3, "Tél. - GSM", "néant")
    listing.put(4, "Num. nat.", "n.c.")
    listing.put(5, "Date naiss.", "?")
    listing.put(0, "Nom", f"Mme {persons[0].last_name}", last_name=persons[0].last_name)
    born = persons[1].birth_date
    listing.put(1, "Date naiss.", f"{born:%d/%m/%y}", birth_date=born)
    listing.spoil(6, "Mail", "pas d'e-mail")
    listing.spoil(7, "Tél. - GSM", "081/22.33.44 (après 18 h)", "phone")
    listing.spoil(8, "Mail", "jean.dupont@example.org; marie@example.org")
    return listing.layout("colonnes étroites.xlsx", xlsx, counts=(10, 7, 3))


HOME_VALUES = (
    *(kinds_mixed, foreign_clients, yes_and_no, several_labels, formulas, languages_in_words),
    narrow_columns,
)
