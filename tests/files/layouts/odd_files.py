"""Lists whose file is the difficulty: signs, encodings, dates, numbers that a spreadsheet has spoilt."""

from dataclasses import replace
from datetime import date
from functools import partial

from tests.files.containers import excel97
from tests.files.layouts.cells import dotted
from tests.files.layouts.listing import Layout, Listing
from tests.files.layouts.slips import one_off, scientific, swapped, swapped_iban
from tests.files.layouts.writing import csv_file, html_table, ods, xlsx
from tests.files.names import UNICODE
from tests.files.people import NUMBERS, people, with_companies

SIMPLE = """
    Nom > last_name
    Prénom > first_name
    E-mail > email
    Téléphone > phone < phone_local
    Localité > city
    """


def no_header() -> Layout:
    """Content tells what it can; which name is the first nobody can know, so nothing is guessed wrong."""
    persons = people(12, seed=601)
    listing = Listing(
        """
        - > last_name|ignore < last_name
        - > first_name|ignore < first_name
        - > email
        - > mobile|phone < mobile_local
        - > national_number < number_dots
        - > iban < iban_spaced
        - > birth_date < born_slashes
        """,
        persons,
    )
    listing.headers = []
    for row in listing.rows:
        row.wrong |= {"first_name", "last_name"}
        row.either = True
    return listing.layout(
        "sans titre.csv",
        csv_file,
        counts=(12, 12, 0),
        loose=frozenset({"mobile", "phone"}),
    )


def dates_of_1904() -> Layout:
    """A workbook that began its life on a Mac counts its days from 1904."""
    persons = people(8, seed=602)
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        E-mail > email
        Date de naissance > birth_date < born
        """,
        persons,
    )
    return listing.layout("depuis mac.xlsx", partial(xlsx, epoch_1904=True), counts=(8, 8, 0))


def dates_as_text() -> Layout:
    """Each colleague writes dates in their own way; the thirty-first of February exists nowhere, and one is unknown."""
    persons = people(10, seed=603)
    listing = Listing(
        """
        Prénom > first_name
        Nom > last_name
        E-mail > email
        Né(e) le > birth_date < born_slashes
        NISS > national_number
        """,
        persons,
    )
    patterns = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %m %Y")
    for row, person in enumerate(persons):
        written = person.birth_date.strftime(patterns[row % 5])
        listing.put(row, "Né(e) le", written, birth_date=person.birth_date)
    listing.spoil(4, "Né(e) le", "31/02/1980")
    listing.put(7, "Né(e) le", "inconnu")
    return listing.layout("dates.xlsx", xlsx, counts=(10, 9, 1))


def lost_zeros() -> Layout:
    """Numbers as numbers: who was born from 2000 to 2009 has lost a zero, which the digits prove."""
    persons = with_companies(people(10, seed=604, where="BE-nl"), seed=604)
    for place in (1, 4, 8):
        born = date(2000 + place, 5, 17)
        number = NUMBERS["BE"](_Fixed(), born, persons[place].woman)
        persons[place] = replace(persons[place], birth_date=born, national_number=number)
    listing = Listing(
        """
        Klantnummer > client_number < client_number_int
        Naam > last_name
        Voornaam > first_name
        E-mail > email
        Rijksregisternummer > national_number < number_int
        Ondernemingsnummer > enterprise_number < vat_int
        Gsm > mobile < mobile_int
        Postcode > postcode < postcode_number
        Nr > ignore < nothing
        """,
        persons,
    )
    for row, person in enumerate(persons):
        listing.put(
            row,
            "Klantnummer",
            0 + int(person.client_number),
            client_number=str(int(person.client_number)),
        )
    for row in (1, 4, 8):
        listing.repair(row, "Rijksregisternummer", int(persons[row].national_number))
    return listing.layout("nullen kwijt.xlsx", xlsx, counts=(10, 7, 3), language="nl")


class _Fixed:
    def randrange(self, *_limits: int) -> int:
        return 950


def floats() -> Layout:
    """Saved as text by a program that takes all numbers for measures."""
    persons = people(9, seed=605)
    listing = Listing(
        """
        N° client > client_number < nothing
        Nom > last_name
        Prénom > first_name
        E-mail > email
        Rue > street
        N° > house_number < nothing
        Code postal > postcode < nothing
        NISS > national_number < nothing
        """,
        persons,
    )
    for row, person in enumerate(persons):
        plain = {
            "N° client": ("client_number", str(int(person.client_number))),
            "N°": ("house_number", str(row + 3)),
            "Code postal": ("postcode", person.place.postcode),
            "NISS": ("national_number", person.national_number),
        }
        for header, (field, text) in plain.items():
            listing.put(row, header, f"{text}.0", **{field: text})
    for row in (3, 6):
        written = scientific(persons[row].national_number)
        listing.spoil(row, "NISS", written, "national_number")
    return listing.layout("export access.csv", csv_file, counts=(9, 7, 2))


def swapped_digits() -> Layout:
    """Typed from paper: two digits swapped, which the check digits prove, or simply a wrong one."""
    persons = people(14, seed=606)
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        E-mail > email
        Registre national > national_number
        Compte bancaire > iban
        """,
        persons,
    )
    for row in (2, 7):
        listing.repair(row, "Registre national", swapped(persons[row].national_number))
    listing.repair(9, "Compte bancaire", swapped_iban(persons[9].iban))
    listing.spoil(5, "Registre national", dotted(one_off(persons[5].national_number)))
    listing.spoil(11, "Registre national", persons[11].national_number[:8])
    return listing.layout("encodage.xlsx", xlsx, counts=(14, 9, 5))


def separator_line() -> Layout:
    """`sep=;` tells Excel which sign; it is no row of the list."""
    write = partial(csv_file, encoding="cp1252", before="sep=;\r\n")
    return Listing(SIMPLE, people(8, seed=607)).layout(
        "avec sep.csv", write, counts=(8, 8, 0), lines_before=1
    )


def unicode_text() -> Layout:
    """What Excel calls Unicode text: UTF-16 and tabs."""
    persons = people(10, seed=608)
    persons = [
        replace(person, first_name=UNICODE[row][0], last_name=UNICODE[row][1])
        if row < 5
        else person
        for row, person in enumerate(persons)
    ]
    return Listing(SIMPLE, persons).layout(
        "texte unicode.txt",
        partial(csv_file, sign="\t", encoding="utf-16"),
        counts=(10, 10, 0),
    )


def mac_roman() -> Layout:
    persons = people(12, seed=609)
    return Listing(SIMPLE, persons).layout(
        "numbers mac.csv",
        partial(csv_file, encoding="mac_roman", end="\n"),
        counts=(12, 12, 0),
    )


def tab_separated() -> Layout:
    persons = people(9, seed=610, where="BE-nl")
    listing = Listing(
        """
        voornaam > first_name
        achternaam > last_name
        e-mail > email
        taal > language
        straatnaam > street
        huisnr > house_number
        busnr > box
        postcode > postcode
        woonplaats > city
        geboortedatum > birth_date < born_iso
        """,
        persons,
    )
    return listing.layout(
        "klanten.tsv",
        partial(csv_file, sign="\t"),
        counts=(9, 9, 0),
        language="nl",
    )


def html_as_xls() -> Layout:
    """A web page with a table that calls itself .xls."""
    persons = people(8, seed=611)
    listing = Listing(
        """
        Code client > client_number
        Nom > last_name
        Prénom > first_name
        Email > email
        Langue > language < LANGUAGE
        N° TVA > enterprise_number < nothing
        Gestionnaire > label
        """,
        persons,
    )
    return listing.layout("export.xls", html_table, counts=(8, 8, 0))


def old_excel() -> Layout:
    """A real .xls of 2003, days as numbers and all: what programs of that age still hand out."""
    persons = people(60, seed=615)
    listing = Listing(
        """
        Code client > client_number
        Nom > last_name
        Prénom > first_name
        Date de naissance > birth_date < born
        Rue > street
        Numéro > house_number
        Code postal > postcode
        Localité > city
        N° national > national_number < number_dots
        Email > email
        Langue > language < LANGUAGE
        """,
        persons,
    )
    return listing.layout(
        "CLIENTS.XLS", partial(excel97, shared=True), counts=(60, 60, 0), sheet="Clients"
    )


def german_ods() -> Layout:
    """From LibreOffice in Eupen, a notes sheet behind it."""
    persons = people(9, seed=612, where="BE-de")
    listing = Listing(
        """
        Kundennummer > client_number
        Nachname > last_name
        Vorname > first_name
        Straße > street
        Hausnummer > house_number
        Postleitzahl > postcode
        Wohnort > city
        Land > country < country_de
        Nationalregisternummer > national_number < number_dots
        E-Mail > email
        Handy > mobile < mobile_local
        Geburtsdatum > birth_date < born
        Zuständig > label
        """,
        persons,
    )
    notes = [["Notizen"], ["Liste im Januar prüfen"]]
    return listing.layout(
        "Mandanten.ods",
        lambda lines: ods({"Mandanten": lines, "Notizen": notes}),
        counts=(9, 9, 0),
        language="de",
        sheet="Mandanten",
    )


def pipes() -> Layout:
    """An export of a database: bars between the columns, names of fields, capitals in addresses."""
    persons = people(9, seed=613)
    listing = Listing(
        """
        CLIENT_ID > client_number
        LAST_NAME > last_name < LAST_NAME
        FIRST_NAME > first_name < FIRST_NAME
        EMAIL_ADDRESS > email < nothing
        BIRTH_DATE > birth_date < born_iso
        LANG > language < LANGUAGE
        ZIP_CODE > postcode
        CITY > city
        NATIONAL_NUMBER > national_number
        """,
        persons,
    )
    for row, person in enumerate(persons):
        listing.put(row, "EMAIL_ADDRESS", person.email.upper(), email=person.email)
    return listing.layout("dump.csv", partial(csv_file, sign="|", end="\n"), counts=(9, 9, 0))


def same_rows_twice() -> Layout:
    """Somebody pasted the last three rows again; the second of two equal rows is refused."""
    persons = people(9, seed=614)
    persons += persons[6:]
    listing = Listing(SIMPLE, persons)
    for row in (9, 10, 11):
        listing.rows[row].wrong.add("email")
    return listing.layout("collé deux fois.csv", csv_file, counts=(12, 9, 3))


ODD_FILES = (
    *(no_header, dates_of_1904, dates_as_text, lost_zeros, floats, swapped_digits, separator_line),
    *(
        unicode_text,
        mac_roman,
        tab_separated,
        html_as_xls,
        old_excel,
        german_ods,
        pipes,
        same_rows_twice,
    ),
)
