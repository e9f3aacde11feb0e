"""Lists as programs of Switzerland, France and Luxembourg hand them out, and one from further away."""

import random
from functools import partial

from tests.files.layouts.listing import Layout, Listing
from tests.files.layouts.writing import csv_file, xlsx
from tests.files.people import avs_number, people, with_companies


def bexio_german() -> Layout:
    """Name 1 is the last name of a person; the contact partner is bexio's user who looks after them."""
    persons = people(8, seed=101, where="CH-de")
    listing = Listing(
        """
        Nr. > client_number
        Kontaktart* > kind < "Privat"
        Name 1* > last_name
        Name 2 > first_name
        Anrede > ignore < herr
        Ansprechpartner* > label
        Kategorie > ignore < "Kunde"
        Adresse > street|address < street_line
        PLZ > postcode
        Ort > city
        Land > country < country_de
        Telefon > phone < phone_local
        Mobile > mobile < mobile_local
        E-Mail > email
        Geburtstag > birth_date < born_dots
        Sprache > language < language_name
        """,
        persons,
    )
    return listing.layout(
        "bexio-kontakte.xlsx",
        partial(xlsx, name="Kontakte"),
        counts=(8, 8, 0),
        country="CH",
        language="de",
        source="bexio",
    )


def bexio_french() -> Layout:
    persons = people(7, seed=102, where="CH-fr") + with_companies(
        people(1, seed=103, where="CH-fr"), seed=103
    )
    listing = Listing(
        """
        Type de contact* > kind < "Privé"
        Nom 1* > last_name
        Nom 2 > first_name
        Interlocuteur* > label
        Catégorie > ignore < nothing
        Adresse > street|address < street_line
        NPA > postcode < postcode_number
        Localité > city
        Pays > country < country_fr
        Téléphone > phone < phone_abroad
        E-mail > email
        """,
        persons,
    )
    listing.put(7, "Type de contact*", "Entreprise")
    listing.company(7, persons[7], name="Nom 1*", empty="Nom 2")
    return listing.layout(
        "bexio-contacts.xlsx",
        partial(xlsx, name="Contacts"),
        counts=(8, 8, 0),
        country="CH",
        source="bexio",
    )


def bexio_english() -> Layout:
    persons = people(6, seed=104, where="CH-de")
    listing = Listing(
        """
        Contact Type* > kind < "Private"
        Name 1* > last_name
        Name 2 > first_name
        Contact partner* > label
        Category > ignore < "Client"
        Address > street|address < street_line
        Zip Code > postcode
        City > city
        Country > country < country_en
        Phone > phone < phone_local
        Email > email
        Language > language < language_in_english
        """,
        persons,
    )
    return listing.layout(
        "bexio-contacts-en.xlsx",
        xlsx,
        counts=(6, 6, 0),
        country="CH",
        language="de",
        source="bexio",
    )


def office_maker() -> Layout:
    """From a Mac: tabs, Mac Roman, lines that end in a carriage return."""
    persons = people(9, seed=111, where="CH-fr")
    listing = Listing(
        """
        Code > client_number
        Titre > ignore < mister
        Nom société > company < nothing
        Nom contact > last_name
        Prénom > first_name
        Rue > street|address < street_line
        NPA > postcode
        Ville > city
        Canton > ignore < "VD"
        Pays > country < car_sign
        Langue > language < language_letter
        Code monnaie > ignore < "CHF"
        Fonction > ignore < nothing
        Salutation > ignore < "Cher client,"
        Date de naissance > birth_date < born_dots
        E-mail > email
        """,
        persons,
    )
    listing.put(3, "Nom société", "Horlogerie Noël SA", company="Horlogerie Noël SA")
    write = partial(csv_file, sign="\t", encoding="mac_roman", end="\r")
    return listing.layout(
        "office-maker.txt",
        write,
        counts=(9, 9, 0),
        country="CH",
    )


def einzly() -> Layout:
    """The name of a contact person is one column, and may be missing."""
    persons = with_companies(people(6, seed=121, where="CH-de"), seed=121)
    listing = Listing(
        """
        firma_name > company
        kontakt_person > full_name < first_last
        email > email
        adresse_strasse > street
        adresse_nr > house_number
        adresse_plz > postcode
        adresse_ort > city
        adresse_land > country
        """,
        persons,
    )
    name = persons[4].told("company")
    listing.put(4, "kontakt_person", "", company=name, kind="company")
    return listing.layout(
        "einzly-kunden.csv",
        partial(csv_file, sign=","),
        counts=(6, 6, 0),
        country="CH",
        language="de",
    )


def pennylane_companies() -> Layout:
    persons = with_companies(people(7, seed=131, where="FR"), seed=131)
    listing = Listing(
        """
        Raison sociale* > company
        SIREN* > enterprise_number < vat_digits
        N° TVA intracommunautaire > ignore < nothing
        Prénom du contact > first_name
        Nom du contact > last_name
        E-mail > email
        Téléphone > phone < phone_local
        Adresse > street|address < number_first
        Code postal > postcode
        Ville > city
        Pays > country
        Conditions de paiement > ignore < "30 jours"
        Référence client > client_number
        """,
        persons,
    )
    return listing.layout(
        "pennylane-entreprises.xlsx",
        partial(xlsx, name="Entreprises"),
        counts=(7, 7, 0),
        country="FR",
    )


def pennylane_persons() -> Layout:
    persons = people(9, seed=132, where="FR")
    listing = Listing(
        """
        Prénom* > first_name
        Nom* > last_name
        Civilité > ignore < mister
        E-mail > email
        Téléphone > phone < phone_local
        Adresse > street|address < number_first
        Code postal > postcode
        Ville > city
        Pays > country < country_fr
        NIF > national_number
        """,
        persons,
    )
    listing.spoil(6, "Prénom*", "")
    return listing.layout(
        "pennylane-particuliers.xlsx",
        partial(xlsx, name="Particuliers"),
        counts=(9, 8, 1),
        country="FR",
    )


def french_generic() -> Layout:
    """Once opened in Excel: the postcode of Bourg-en-Bresse or Nice has lost its zero."""
    persons = with_companies(people(10, seed=141, where="FR"), seed=141)
    listing = Listing(
        """
        SOCIETE > ignore < nothing
        RAISON SOCIALE > company
        NOMCLIENT > full_name < LAST_first
        ADR1 > street|address < number_first
        ADR2 > ignore < nothing
        CP > postcode
        VILLE > city
        TEL > phone < phone_local
        MAIL > email
        SIRET > ignore|enterprise_number < nothing
        """,
        persons,
    )
    for row, person in enumerate(persons):
        written = person.place.postcode.removeprefix("0")
        listing.put(row, "CP", written, postcode=person.place.postcode)
    listing.put(0, "SOCIETE", "Noël")
    return listing.layout(
        "export_clients.csv",
        partial(csv_file, encoding="cp1252"),
        counts=(10, 10, 0),
        country="FR",
    )


def ifirm() -> Layout:
    persons = people(7, seed=151)
    listing = Listing(
        """
        Code > client_number
        Entity > company|ignore < nothing
        Name > ignore|full_name < last_comma_first
        Title > ignore < mister
        FirstNames > first_name
        LastNames > last_name
        MailingName > ignore|full_name < first_last
        Email > email
        Mobile > mobile < mobile_abroad
        DateOfBirth > birth_date < born_slashes
        """,
        persons,
    )
    return listing.layout("ifirm-contacts.csv", partial(csv_file, sign=","), counts=(7, 7, 0))


def luxembourg() -> Layout:
    """Home-made; the national number is the matricule of thirteen digits."""
    persons = people(12, seed=161, where="LU")
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        Matricule > national_number
        Rue > street
        N° > house_number
        Code postal > postcode < nothing
        Localité > city
        Tél. > phone < phone_abroad
        GSM > mobile < mobile_abroad
        E-mail > email
        Compte bancaire > iban < iban_spaced
        """,
        persons,
    )
    for row, person in enumerate(persons):
        code = person.place.postcode
        listing.put(row, "Code postal", f"L-{code}", postcode=f"L-{code}")
    listing.spoil(7, "Matricule", persons[7].national_number[:-1] + "x", "national_number")
    return listing.layout(
        "clients-luxembourg.xlsx",
        xlsx,
        counts=(12, 11, 1),
        country="LU",
        loose=frozenset({"postcode"}),
    )


def swiss_home_made() -> Layout:
    """AVS numbers may not be kept, so their column is left out rather than every row refused."""
    persons = people(9, seed=171, where="CH-fr")
    listing = Listing(
        """
        N° contribuable > ignore|client_number < nothing
        Nom > last_name
        Prénom > first_name
        N° AVS > ignore < nothing
        Date de naissance > birth_date < born
        Rue et numéro > street|address < street_line
        NPA > postcode
        Localité > city
        Natel > mobile < mobile_local
        Courriel > email
        Permis > ignore < "C"
        """,
        persons,
    )
    draw = random.Random(171)
    for row in range(9):
        listing.put(row, "N° AVS", avs_number(draw))
    return listing.layout(
        "contribuables-ge.xlsx",
        partial(xlsx, name="PP 2025"),
        counts=(9, 9, 0),
        country="CH",
    )


def swiss_german() -> Layout:
    """Two people of one name in one column: the header tells which comes first."""
    persons = people(8, seed=181, where="CH-de")
    listing = Listing(
        """
        Kundennummer > client_number
        Name, Vorname > full_name < last_comma_first
        Strasse / Nr. > street|address < street_line
        PLZ / Ort > address|town < town
        Handy > mobile < mobile_local
        E-Mail-Adresse > email
        Geburtsdatum > birth_date < born_dots
        Sachbearbeiter > label
        Bemerkungen > notes
        """,
        persons,
    )
    listing.put(2, "Bemerkungen", "ruft an: Mo–Fr", notes="ruft an: Mo–Fr")
    return listing.layout(
        "Kundenliste.csv",
        partial(csv_file, encoding="cp1252"),
        counts=(8, 8, 0),
        country="CH",
        language="de",
    )


def french_accountant() -> Layout:
    """Companies with the person who runs them, SIRET and VAT number both."""
    persons = with_companies(people(6, seed=191, where="FR"), seed=191)
    listing = Listing(
        """
        Code dossier > client_number
        Dénomination sociale > company
        Forme juridique > ignore < form
        SIREN > enterprise_number
        Dirigeant > full_name < first_last
        Courriel > email
        Portable > mobile < mobile_local
        Adresse postale > address < address_line
        Collaborateur > label
        Date de clôture > ignore < "31/12"
        """,
        persons,
    )
    for row in range(6):
        listing.put(row, "Code dossier", f"D{row + 1:03}", client_number=f"D{row + 1:03}")
    return listing.layout(
        "dossiers-cabinet.xlsx",
        partial(xlsx, name="Portefeuille"),
        counts=(6, 6, 0),
        country="FR",
    )


ABROAD = (
    *(bexio_german, bexio_french, bexio_english, office_maker, einzly, pennylane_companies),
    *(pennylane_persons, french_generic, ifirm, luxembourg, swiss_home_made, swiss_german),
    french_accountant,
)
