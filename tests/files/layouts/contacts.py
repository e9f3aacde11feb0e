"""Address books: Google and Outlook, whose exports have a column for everything and fill few."""

from functools import partial

from tests.files.layouts.cells import abroad, local
from tests.files.layouts.listing import Layout, Listing
from tests.files.layouts.writing import csv_file
from tests.files.people import couples, people


def google() -> Layout:
    """The label beside a number decides what it is; several values share a cell, the first counts."""
    persons = people(9, seed=201)
    listing = Listing(
        """
        First Name > first_name
        Middle Name > ignore < nothing
        Last Name > last_name
        Phonetic First Name > ignore < nothing
        Phonetic Middle Name > ignore < nothing
        Phonetic Last Name > ignore < nothing
        Name Prefix > ignore < mister
        Name Suffix > ignore < nothing
        Nickname > ignore < nothing
        File As > ignore < nothing
        Organization Name > company < nothing
        Organization Title > ignore < nothing
        Organization Department > ignore < nothing
        Birthday > birth_date < born_iso
        Notes > notes
        Photo > ignore < "https://example.org/photo.jpg"
        Labels > ignore < "* myContacts ::: Clients IPP"
        E-mail 1 - Label > ignore < "* Work"
        E-mail 1 - Value > email
        E-mail 2 - Label > ignore < nothing
        E-mail 2 - Value > ignore < nothing
        Phone 1 - Label > ignore < "Mobile"
        Phone 1 - Value > mobile|phone < mobile_abroad
        Phone 2 - Label > ignore < "Home"
        Phone 2 - Value > phone < phone_abroad
        Address 1 - Label > ignore < "Home"
        Address 1 - Formatted > ignore|address < address_lines
        Address 1 - Street > street|address < street_line
        Address 1 - City > city
        Address 1 - PO Box > ignore < nothing
        Address 1 - Region > ignore < nothing
        Address 1 - Postal Code > postcode
        Address 1 - Country > country
        Address 1 - Extended Address > ignore < nothing
        Website 1 - Label > ignore < nothing
        Website 1 - Value > ignore < "https://example.org"
        Custom Field 1 - Label > ignore < "NN"
        Custom Field 1 - Value > national_number < number_dots
        """,
        persons,
    )
    second = f"{persons[1].email} ::: other@example.net"
    listing.put(1, "E-mail 1 - Value", second, email=persons[1].email)
    listing.put(2, "Phone 1 - Label", "Work")
    listing.put(2, "Phone 1 - Value", abroad(persons[2].phone), phone=persons[2].phone)
    listing.put(2, "Phone 2 - Label", "")
    listing.rows[2].cells[24] = ""
    listing.put(3, "Organization Name", "Garage Noël SRL", company="Garage Noël SRL")
    listing.spoil(6, "E-mail 1 - Value", "")
    return listing.layout(
        "contacts.csv",
        partial(csv_file, sign=",", end="\n"),
        counts=(9, 8, 1),
        source="Google",
    )


def google_old() -> Layout:
    persons = people(7, seed=202, where="BE-nl")
    listing = Listing(
        """
        Name > ignore|full_name < first_last
        Given Name > first_name
        Additional Name > ignore < nothing
        Family Name > last_name
        Yomi Name > ignore < nothing
        Given Name Yomi > ignore < nothing
        Name Prefix > ignore < nothing
        Initials > ignore < nothing
        Birthday > birth_date < born_iso
        Notes > notes
        Language > language < "Dutch"
        Group Membership > ignore < "* myContacts ::: Klanten"
        E-mail 1 - Type > ignore < "* Home"
        E-mail 1 - Value > email
        Phone 1 - Type > ignore < "Mobile"
        Phone 1 - Value > mobile|phone
        Address 1 - Type > ignore < "Home"
        Address 1 - Formatted > ignore|address < address_lines
        Address 1 - Street > street|address < street_line
        Address 1 - City > city
        Address 1 - PO Box > ignore < nothing
        Address 1 - Region > ignore < nothing
        Address 1 - Postal Code > postcode
        Address 1 - Country > country < country_en
        Organization 1 - Type > ignore < nothing
        Organization 1 - Name > company < nothing
        Organization 1 - Title > ignore < nothing
        """,
        persons,
    )
    for row, person in enumerate(persons):
        listing.rows[row].values["language"] = "nl"
        twice = (
            f"{abroad(person.mobile)} ::: +32 470 99 99 99" if row == 3 else abroad(person.mobile)
        )
        listing.put(row, "Phone 1 - Value", twice, mobile=person.mobile)
    write = partial(csv_file, sign=",", encoding="utf-16", end="\n")
    return listing.layout("google.csv", write, counts=(7, 7, 0), source="Google")


def outlook_english() -> Layout:
    """Dates month first, 0/0/00 where there is none; the address at home is filled, the other is not."""
    persons = people(8, seed=211)
    listing = Listing(
        """
        Title > ignore < "Mr."
        First Name > first_name
        Middle Name > ignore < nothing
        Last Name > last_name
        Suffix > ignore < nothing
        Company > company < nothing
        Department > ignore < nothing
        Job Title > ignore < nothing
        Business Street > ignore < nothing
        Business Street 2 > ignore < nothing
        Business City > ignore < nothing
        Business State > ignore < nothing
        Business Postal Code > ignore < nothing
        Business Country/Region > ignore < nothing
        Home Street > street|address < street_line
        Home Street 2 > ignore < nothing
        Home City > city
        Home State > ignore < nothing
        Home Postal Code > postcode
        Home Country/Region > country < country_en
        Business Fax > ignore < nothing
        Business Phone > ignore < nothing
        Home Phone > phone < phone_local
        Mobile Phone > mobile < mobile_local
        Birthday > birth_date < born_american
        Categories > ignore < "Clients;Tax"
        E-mail Address > email
        E-mail Type > ignore < "SMTP"
        E-mail Display Name > ignore < first_last
        E-mail 2 Address > ignore < nothing
        Language > language < "English"
        Manager's Name > ignore < "Somebody Else"
        Notes > notes
        Spouse > ignore < nothing
        Web Page > ignore < nothing
        """,
        persons,
    )
    for row in listing.rows:
        row.values["language"] = "en"
    listing.put(5, "Birthday", "0/0/00")
    return listing.layout(
        "outlook-en.csv",
        partial(csv_file, sign=",", quoted=True),
        counts=(8, 8, 0),
        source="Outlook",
    )


def outlook_french() -> Layout:
    """Windows-1252; Titre twice, and Responsable is the contact's own boss."""
    persons = people(8, seed=212)
    listing = Listing(
        """
        Titre > ignore < mister
        Prénom > first_name
        Deuxième prénom > ignore < nothing
        Nom > last_name
        Suffixe > ignore < nothing
        Société > company < nothing
        Service > ignore < nothing
        Titre > ignore < nothing
        Rue (bureau) > ignore < nothing
        Rue (bureau) 2 > ignore < nothing
        Rue (bureau) 3 > ignore < nothing
        Ville (bureau) > ignore < nothing
        Dép/Région (bureau) > ignore < nothing
        Code postal (bureau) > ignore < nothing
        Pays/Région (bureau) > ignore < nothing
        Rue (domicile) > street|address < street_line
        Rue (domicile) 2 > ignore < nothing
        Ville (domicile) > city
        Dép/Région (domicile) > ignore < nothing
        Code postal (domicile) > postcode
        Pays/Région (domicile) > country < country_fr
        Téléphone (bureau) > ignore < nothing
        Téléphone (domicile) > phone < phone_local
        Tél. mobile > mobile < mobile_local
        Adresse de messagerie > email
        Type de messagerie > ignore < "SMTP"
        Nom complet de l'adresse de messagerie > ignore < first_last
        Anniversaire > birth_date < born_slashes
        Langue > language < nothing
        Notes > notes
        Responsable > ignore < "Le chef"
        Page Web > ignore < nothing
        """,
        persons,
    )
    for row, person in enumerate(persons):
        listing.put(row, "Langue", "Français", language=person.language)
    listing.put(2, "Notes", "Passer avant midi,\r\nsonner deux fois", notes=LINES)
    return listing.layout(
        "outlook-fr.csv",
        partial(csv_file, sign=",", encoding="cp1252", quoted=True),
        counts=(8, 8, 0),
        source="Outlook",
    )


LINES = "Passer avant midi,\nsonner deux fois"


def outlook_dutch() -> Layout:
    """UTF-8 with a mark; headers with a comma inside quotes; the partner's name is told."""
    persons = couples(7, seed=213, where="BE-nl")
    listing = Listing(
        """
        Titel > ignore < meneer
        Voornaam > first_name
        Middelste naam > ignore < nothing
        Achternaam > last_name
        Achtervoegsel > ignore < nothing
        Bedrijf > company < nothing
        Afdeling > ignore < nothing
        Functie > ignore < nothing
        Werkadres, straat > ignore < nothing
        Werkadres, plaats > ignore < nothing
        Werkadres, provincie > ignore < nothing
        Werkadres, postcode > ignore < nothing
        Land/regio (werk) > ignore < nothing
        Huisadres, straat > street|address < street_line
        Huisadres, plaats > city
        Huisadres, provincie > ignore < nothing
        Huisadres, postcode > postcode
        Land/regio (thuis) > country < country_nl
        Telefoon op werk > ignore < nothing
        Telefoon thuis > phone < phone_local
        Mobiele telefoon > mobile < mobile_local
        E-mailadres > email
        E-mailadres 2 > ignore < nothing
        Verjaardag > birth_date < born_dashes
        Taal > language < "Nederlands"
        Notities > notes
        Partner > partner_full_name < partner_first_last
        Naam manager > ignore < nothing
        Webpagina > ignore < nothing
        Sofinummer > ignore|national_number < nothing
        """,
        persons,
    )
    for row in listing.rows:
        row.values["language"] = "nl"
    return listing.layout(
        "outlook-nl.csv",
        partial(csv_file, sign=",", encoding="utf-8-sig", quoted=True),
        counts=(7, 7, 0),
        source="Outlook",
    )


def outlook_german() -> Layout:
    """Here only the address at work is filled, so that one counts."""
    persons = people(6, seed=214, where="BE-de")
    listing = Listing(
        """
        Anrede > ignore < herr
        Vorname > first_name
        Weitere Vornamen > ignore < nothing
        Nachname > last_name
        Suffix > ignore < nothing
        Firma > company < nothing
        Abteilung > ignore < nothing
        Position > ignore < nothing
        Straße geschäftlich > street|address < street_line
        Straße geschäftlich 2 > ignore < nothing
        Ort geschäftlich > city
        Region geschäftlich > ignore < nothing
        Postleitzahl geschäftlich > postcode
        Land/Region geschäftlich > country < country_de
        Straße privat > ignore < nothing
        Ort privat > ignore < nothing
        Postleitzahl privat > ignore < nothing
        Land/Region privat > ignore < nothing
        Telefon geschäftlich > phone < phone_local
        Telefon privat > ignore < nothing
        Mobiltelefon > mobile < mobile_local
        E-Mail-Adresse > email
        E-Mail-Typ > ignore < "SMTP"
        E-Mail: Angezeigter Name > ignore < last_comma_first
        Geburtstag > birth_date < born_dots
        Notizen > notes
        Partner > ignore < nothing
        Sprache > language < "Deutsch"
        Webseite > ignore < nothing
        """,
        persons,
    )
    for row in listing.rows:
        row.values["language"] = "de"
    return listing.layout(
        "outlook-de.csv",
        partial(csv_file, sign=";", encoding="cp1252", quoted=True),
        counts=(6, 6, 0),
        source="Outlook",
    )


def outlook_old() -> Layout:
    """Of Outlook 2003: other names for the mail address, phones with a slash, no birthday at all."""
    persons = people(6, seed=215)
    listing = Listing(
        """
        Titre > ignore < mister
        Prénom > first_name
        Nom > last_name
        Suffixe > ignore < nothing
        Société > company < nothing
        Rue (domicile) > street|address < number_first
        Ville (domicile) > city
        Code postal (domicile) > postcode
        Pays (domicile) > country < country_fr
        Téléphone (domicile) > phone < phone_slashed
        Tél. mobile > mobile < mobile_slashed
        Adresse de courrier > email < mailto
        Responsable > ignore < nothing
        """,
        persons,
    )
    for row, person in enumerate(persons):
        listing.put(row, "Adresse de courrier", person.email, email=person.email)
        listing.put(row, "Téléphone (domicile)", local(person.phone), phone=person.phone)
    return listing.layout(
        "outlook-2003.csv",
        partial(csv_file, encoding="cp1252"),
        counts=(6, 6, 0),
        source="Outlook",
    )


CONTACTS = (
    *(google, google_old, outlook_english, outlook_french, outlook_dutch, outlook_german),
    outlook_old,
)
