"""Lists as small firms keep them: headers as somebody once wrote them, and what grew around them."""

from functools import partial

from tests.files.layouts.listing import Layout, Listing
from tests.files.layouts.writing import csv_file, ods, xlsx
from tests.files.people import people


def titles_above() -> Layout:
    """Title lines, then headers with stars, line breaks and hints in brackets; a total at the bottom."""
    persons = people(14, seed=401)
    listing = Listing(
        """
        N°\\nclient > client_number
        Nom * > last_name < LAST_NAME
        Prénom * > first_name
        Adresse e-mail\\n(privée) > email
        Langue\\n(F/N) > language < language_letter
        Rue > street
        N° > house_number
        Bte > box
        CP > postcode < postcode_number
        Localité > city
        N° de registre\\nnational\\n(sans points) > national_number
        GSM (0470…) > mobile < mobile_slashed
        Gestionnaire : > label
        """,
        persons,
    )
    listing.above = [["Fiduciaire Exemple SRL"], ["Clients IPP exercice 2026 (revenus 2025)"], []]
    listing.above.append(["Mise à jour :", "03/02/2026", "", "par Claire"])
    listing.below = [[], ["Total", "14 clients"]]
    listing.spoil(8, "Adresse e-mail\n(privée)", "pas d'adresse")
    return listing.layout(
        "Clients IPP 2026.xlsx", partial(xlsx, merged=["A1:D1"]), counts=(14, 13, 1)
    )


def name_in_one_column() -> Layout:
    """`Nom Prénom` in capitals, sometimes with a particle."""
    persons = people(12, seed=402, where="BE-nl")
    listing = Listing(
        """
        Nom Prénom > full_name < LAST_FIRST
        Mail > email
        Tél > phone < phone_slashed
        NN > national_number < number_dots
        """,
        persons,
    )
    return listing.layout(
        "LISTE CLIENTS.csv",
        partial(csv_file, encoding="cp1252"),
        counts=(12, 12, 0),
    )


def capital_last_names() -> Layout:
    """`Client`: the last name in capitals, so that nobody doubts which it is."""
    persons = people(11, seed=403)
    listing = Listing(
        """
        Client > full_name < LAST_first
        Courriel > email
        Tél. portable > mobile < mobile_local
        Né(e) le > birth_date < born
        Remarque > notes
        """,
        persons,
    )
    listing.put(3, "Remarque", "veuve depuis 2024", notes="veuve depuis 2024")
    return listing.layout("clients.ods", lambda lines: ods({"Clients": lines}), counts=(11, 11, 0))


def address_in_one_column() -> Layout:
    persons = people(12, seed=404)
    listing = Listing(
        """
        Prénom > first_name
        Nom > last_name
        Adresse complète > address < address_line
        E-mail > email
        Registre national > national_number < number_dots
        """,
        persons,
    )
    return listing.layout("adresses.csv", csv_file, counts=(12, 12, 0))


def address_with_line_breaks() -> Layout:
    """Quoted line breaks inside cells and inside a header."""
    persons = people(9, seed=405, where="BE-nl")
    listing = Listing(
        """
        Naam > last_name
        Voornaam > first_name
        Adres\\n(straat + gemeente) > address < address_lines
        E-mail adres > email
        Opmerkingen > notes
        """,
        persons,
    )
    listing.put(4, "Opmerkingen", 'Zei: "bel me"\n; na 18u', notes='Zei: "bel me"\n; na 18u')
    return listing.layout(
        "klanten met adres.csv",
        partial(csv_file, end="\n"),
        counts=(9, 9, 0),
        language="nl",
    )


def town_in_one_column() -> Layout:
    """Street with number in one column, postcode with town in the next."""
    persons = people(10, seed=406, where="BE-nl")
    listing = Listing(
        """
        Klantnr > client_number < client_number_int
        Familienaam > last_name
        Roepnaam > first_name
        Straat + nr > street|address < street_line
        Postcode en gemeente > address|town < town
        Mailadres > email
        Gsm-nummer > mobile < mobile_slashed
        Rijksreg.nr. > national_number < number_dots
        Dossierbeheerder > label
        """,
        persons,
    )
    for row, person in enumerate(persons):
        number = int(person.client_number)
        listing.put(row, "Klantnr", number, client_number=str(number))
    return listing.layout("klantenlijst.xlsx", xlsx, counts=(10, 10, 0), language="nl")


def two_languages() -> Layout:
    """As in Brussels: each header in French and Dutch."""
    persons = people(12, seed=407)
    listing = Listing(
        """
        Nom / Naam > last_name
        Prénom / Voornaam > first_name
        Langue / Taal > language < LANGUAGE
        Rue - Straat > street
        N° / Nr > house_number
        Boîte / Bus > box
        Code postal / Postcode > postcode
        Commune / Gemeente > city
        E-mail > email
        Tél. / Tel. > phone < phone_slashed
        Registre national / Rijksregister > national_number < number_dots
        """,
        persons,
    )
    return listing.layout("clients-klanten.xlsx", xlsx, counts=(12, 12, 0))


def mixed_headers() -> Layout:
    """Several people of several languages have added columns."""
    persons = people(9, seed=408)
    listing = Listing(
        """
        Klantnummer > client_number
        First name > first_name
        Nom > last_name
        E-Mail-Adresse > email
        Taal > language < language_in_english
        PLZ > postcode
        Ville > city
        Mobile number > mobile < mobile_abroad
        Geburtsdatum > birth_date < born_dots
        Dossier manager > label
        Couleur préférée > ignore < "bleu"
        """,
        persons,
    )
    return listing.layout("mixte.xlsx", xlsx, counts=(9, 9, 0))


def page_breaks() -> Layout:
    """Printed lists saved as a file repeat their header on each page, and count it."""
    persons = people(24, seed=409)
    listing = Listing(
        """
        Code client > client_number
        Nom > last_name
        Prénom > first_name
        E-mail > email
        Téléphone > phone < phone_local
        Localité > city
        """,
        persons,
    )
    listing.above = [["LISTE DES CLIENTS", "", "", "", "", "Page 1/3"]]
    for page, row in enumerate((10, 20), start=2):
        title = ["LISTE DES CLIENTS", "", "", "", "", f"Page {page}/3"]
        listing.breaks[row] = [title, *listing.headers]
    listing.below = [["Nombre de clients : 24", "", "", "", "", ""]]
    return listing.layout(
        "impression.csv", partial(csv_file, encoding="cp1252"), counts=(24, 24, 0)
    )


def totals() -> Layout:
    """A column of fees, with sums below groups and at the end."""
    persons = people(12, seed=410, where="BE-nl")
    listing = Listing(
        """
        Naam > last_name
        Voornaam > first_name
        E-mail > email
        Taal > language < LANGUAGE
        Beheerder > label
        Ereloon > ignore < nothing
        """,
        persons,
    )
    for row in range(12):
        listing.put(row, "Ereloon", 150 + row * 10)
    listing.breaks[6] = [["Subtotaal", "", "", "", "", 1050], []]
    listing.below = [["Subtotaal", "", "", "", "", 1410], ["TOTAAL", "", "", "", "", 2460]]
    return listing.layout(
        "erelonen.xlsx",
        partial(xlsx, name="2025"),
        counts=(12, 12, 0),
        language="nl",
    )


def several_sheets() -> Layout:
    """Suppliers first, clients second, former clients hidden, numbers of the year last."""
    persons = people(13, seed=411)
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        E-mail > email
        Langue > language
        N° national > national_number < number_dots
        Responsable du dossier > label
        """,
        persons,
    )
    suppliers = [["Fournisseur", "N° TVA", "IBAN"], ["Papeterie Noël", "BE0990100175", ""]]
    former = [[column.header for column in listing.columns]]
    former += [["Ancien", f"Client{n}", f"ancien{n}@example.org", "fr", "", ""] for n in range(30)]
    write = partial(
        xlsx,
        name="Clients",
        others={
            **{"Fournisseurs": suppliers, "Clients": (), "Anciens": former},
            "Chiffres": [["CA", 12], ["TVA", 3]],
        },
        hidden=["Anciens"],
    )
    return listing.layout("classeur.xlsx", write, counts=(13, 13, 0), sheet="Clients")


def empty_between() -> Layout:
    """The list starts in the third column, with an empty column and empty rows inside."""
    persons = people(10, seed=412)
    listing = Listing(
        """
         > ignore < nothing
         > ignore < nothing
        Nom > last_name
        Prénom > first_name
         > ignore < nothing
        E-mail > email
        Téléphone > phone < phone_local
         > ignore < nothing
        Langue > language
        """,
        persons,
    )
    listing.above = [[], [], []]
    listing.breaks = {3: [[]], 7: [[], []]}
    listing.below = [[]] * 20
    return listing.layout("liste aérée.xlsx", xlsx, counts=(10, 10, 0))


def equal_headers() -> Layout:
    """Two columns `Téléphone`, two `E-mail` of which the second is empty."""
    persons = people(9, seed=413)
    listing = Listing(
        """
        Nom > last_name
        Prénom > first_name
        E-mail > email
        E-mail > ignore < nothing
        Téléphone > phone < phone_local
        Téléphone > mobile|ignore < mobile_local
        Commentaire > notes
        Commentaire > ignore < nothing
        """,
        persons,
    )
    listing.put(0, "Commentaire", "client depuis 1998", notes="client depuis 1998")
    return listing.layout(
        "doublons d'en-têtes.csv",
        csv_file,
        counts=(9, 9, 0),
        loose=frozenset({"mobile"}),
    )


HOME_MADE = (
    *(titles_above, name_in_one_column, capital_last_names, address_in_one_column),
    *(address_with_line_breaks, town_in_one_column, two_languages, mixed_headers, page_breaks),
    *(totals, several_sheets, empty_between, equal_headers),
)
