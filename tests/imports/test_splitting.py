import pytest

from carnet.imports.columns.splitting import split_number, split_town
from tests.imports.lists import column, table, values

ADDRESS = ("street", "house_number", "box", "postcode", "city", "country")


def names(found):
    return found.get("first_name", ""), found.get("last_name", "")


# -- Names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cell", "first", "last"),
    [
        ("Nom et prénom", "Van den Berg Jan", "Jan", "Van den Berg"),
        ("Prénom et nom", "Jan Van den Berg", "Jan", "Van den Berg"),
        ("Full name", "Marie-Claire Dubois", "Marie-Claire", "Dubois"),
        ("Full name", "Jean Pierre Dubois", "Jean Pierre", "Dubois"),
        ("Nom complet", "Peeters, Ann Marie", "Ann Marie", "Peeters"),
        ("Nom complet", "Jan VAN DEN BERG", "Jan", "VAN DEN BERG"),
        ("Nom complet", "Jan van den BERG", "Jan", "van den BERG"),
        ("Nom complet", "J.P. DUBOIS", "J.P.", "DUBOIS"),
        ("Nom complet", "Madonna", "", "Madonna"),
        ("Naam en voornaam", "De Smet Jan Pieter", "Jan Pieter", "De Smet"),
        ("Naam en voornaam", "Dupont Durand Marie", "Marie", "Dupont Durand"),
        ("Voornaam + naam", "Ludwig von der Heide", "Ludwig", "von der Heide"),
        ("Nom et prénom", "Mme Dubois Claire", "Claire", "Dubois"),
        ("Nom et prénom", "M. et Mme Dubois Claire", "Claire", "Dubois"),
        ("Name, Vorname", "Müller Anna", "Anna", "Müller"),
    ],
)
def test_a_whole_name_is_split(header, cell, first, last):
    assert names(values([header, "E-mail"], [cell, "a@b.be"])) == (first, last)


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["Zylva Ann", "Quirk Jan", "Orban Claire"], "Ann"),  # known first names stand last
        (["Ann Zylva", "Jan Quirk", "Claire Orban"], "Ann"),
        (
            ["Orban Xenia", "DUBOIS Yaro", "PEETERS Zev", "ULM Una"],
            "Xenia",
        ),  # capitals in other rows
        (["Oria Xenia", "Van Damme Yaro", "De Smet Zev", "Le Goff Una"], "Xenia"),  # particles
    ],
)
def test_all_names_of_a_column_tell_which_comes_first(cells, first):
    found = table(["Nom", "E-mail"], *([cell, "info@b.be"] for cell in cells))
    read = values(["Nom", "E-mail"], [cells[0], "info@b.be"])
    assert found.columns[0].guess is False
    assert found.preview(found.columns[0])[0][1]["first_name"] == first
    assert read["email"] == "info@b.be"


def test_addresses_of_mail_tell_which_name_comes_first():
    lines = [["Xenia Oria", "xenia.oria@b.be"], ["Yaro Quirk", "yaro_quirk@b.be"]]
    lines += [["Zev Ulm", "zev.ulm@b.be"], ["Una Wils", "info@b.be"]]
    found = column(["Nom", "E-mail"], *lines)
    assert (found.first_name_first, found.guess) == (True, False)


def test_an_order_that_nothing_tells_is_asked():
    found = table(["Nom", "E-mail"], ["Oria Xenia", "a@b.be"], ["Quirk Yaro", "c@b.be"])
    assert (found.columns[0].first_name_first, found.columns[0].guess) == (False, True)
    assert not found.sure


def test_names_that_contradict_their_header_are_asked():
    lines = [[name, "a@b.be"] for name in ("Ann Zylva", "Jan Quirk", "Claire Orban", "Els Ulm")]
    found = column(["Nom et prénom", "E-mail"], *lines)
    assert (found.first_name_first, found.guess) == (True, True)


@pytest.mark.parametrize(
    ("cell", "client", "partner"),
    [
        ("Peeters Jan & Maes An", ("Jan", "Peeters"), ("An", "Maes")),
        ("Peeters Jan & An", ("Jan", "Peeters"), ("An", "Peeters")),
        ("Jan en An Peeters", ("Jan", "Peeters"), ("An", "Peeters")),
        ("Jan PEETERS et An MAES", ("Jan", "PEETERS"), ("An", "MAES")),
        ("De Smet Jan", ("Jan", "De Smet"), (None, None)),
        ("Peeters & Maes", ("", "Peeters & Maes"), (None, None)),
    ],
)
def test_a_couple_in_one_cell_is_a_client_and_a_partner(cell, client, partner):
    found = values(["Nom et prénom", "E-mail"], [cell, "a@b.be"])
    assert names(found) == client
    assert (found.get("partner_first_name"), found.get("partner_last_name")) == partner


@pytest.mark.parametrize("cell", ["Garage Dupont SRL", "NV De Bakker & Zonen", "Müller GmbH"])
def test_a_company_is_not_split(cell):
    found = values(["Klant", "E-mail"], [cell, "a@b.be"])
    assert (found["company"], found["kind"], names(found)) == (cell, "company", ("", ""))


def test_a_family_called_de_sa_is_no_company():
    assert names(values(["Nom et prénom", "E-mail"], ["DE SA MARIA", "a@b.be"]))[0] == "MARIA"
    assert "company" not in values(["Prénom et nom", "E-mail"], ["MARIA DE SA", "a@b.be"])


def test_the_contact_person_counts_for_companies_only():
    headers = ["Nom", "Prénom", "Type", "Contact", "E-mail"]
    company = values(headers, ["Garage Dupont", "", "société", "Claire Dubois", "a@b.be"])
    person = values(headers, ["Peeters", "Ann", "personne", "Claire Dubois", "a@b.be"])
    assert (company["company"], *names(company)) == ("Garage Dupont", "Claire", "Dubois")
    assert ("company" in person, names(person)) == (False, ("Ann", "Peeters"))


def test_a_company_has_no_national_number():
    headers = ["Société", "Type", "NISS", "E-mail"]
    line = ["Garage Dupont", "société", "85.07.30-033.28", "a@b.be"]
    assert "national_number" not in values(headers, line)


def test_a_dutch_particle_of_its_own_column_belongs_to_the_last_name():
    headers = ["Voornaam", "Tussenvoegsel", "Achternaam", "E-mail"]
    assert values(headers, ["Jan", "van den", "Berg", "a@b.be"])["last_name"] == "van den Berg"
    assert values(headers, ["Jan", "", "Maes", "a@b.be"])["last_name"] == "Maes"


def test_the_name_of_a_partner_is_split_too():
    found = values(["Nom", "Prénom", "Conjoint"], ["Peeters", "Ann", "Maes Jan"])
    assert (found["partner_first_name"], found["partner_last_name"]) == ("Jan", "Maes")


# -- Addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Rue de la Loi 16 bte 3, 1000 Bruxelles", "Rue de la Loi|16|3|1000|Bruxelles|"),
        ("Kerkstraat 12A bus 2 9000 Gent", "Kerkstraat|12A|2|9000|Gent|"),
        ("Grote Markt 1/4, B-2000 Antwerpen, België", "Grote Markt|1|4|2000|Antwerpen|België"),
        ("Rue Haute n° 12 - 1000 Bruxelles", "Rue Haute|12||1000|Bruxelles|"),
        ("Rue Haute, 12, 1000 Bruxelles Belgique", "Rue Haute|12||1000|Bruxelles|Belgique"),
        ("Rue Haute 12\n1000 Bruxelles\nBelgique", "Rue Haute|12||1000|Bruxelles|Belgique"),
        ("1000 Bruxelles, Rue Haute 12", "Rue Haute|12||1000|Bruxelles|"),
        ("Rue Haute 12, Bruxelles 1000", "Rue Haute|12||1000|Bruxelles|"),
        (
            "Place du 11 Novembre 1918 5, 4000 Liège",
            "Place du 11 Novembre 1918|5||4000|Liège|",
        ),
        ("12 bis rue de la Paix\n75002 Paris", "rue de la Paix|12 bis||75002|Paris|"),
        (
            "12 rue X, 75008 Paris Cedex 08, France",
            "rue X|12||75008|Paris Cedex 08|France",
        ),
        (
            "Keizersgracht 12-2, 1015 CJ Amsterdam, Nederland",
            "Keizersgracht|12-2||1015 CJ|Amsterdam|Nederland",
        ),
        (
            "12, rue de la Gare, L-1234 Luxembourg",
            "rue de la Gare|12||L-1234|Luxembourg|",
        ),
        ("Hauptstr. 5, D-10115 Berlin", "Hauptstr.|5||10115|Berlin|"),
        ("Bahnhofstrasse 12, 8001 Zürich", "Bahnhofstrasse|12||8001|Zürich|"),
        ("Postbus 12, 9000 Gent", "Postbus 12|||9000|Gent|"),
        ("Place du 4 Août", "Place du 4 Août|||||"),
        ("Bruxelles", "Bruxelles|||||"),
    ],
)
def test_a_whole_address_is_split(cell, parts):
    found = values(["Adresse", "E-mail"], [cell, "a@b.be"])
    assert "|".join(found.get(field, "") for field in ADDRESS) == parts


@pytest.mark.parametrize(
    ("headers", "line", "parts"),
    [
        (["Rue"], ["Rue Haute 12 bte 3"], "Rue Haute|12|3|||"),
        (["Rue et numéro"], ["12, rue Haute"], "rue Haute|12||||"),
        (["Rue", "N°"], ["Rue du 8 Mai 1945", "12 bte 3"], "Rue du 8 Mai 1945|12|3|||"),
        (["Rue", "N°", "Bte"], ["Rue Haute", "12", "3"], "Rue Haute|12|3|||"),
        (["Straat", "Nr"], ["Kerkstraat", "12/3"], "Kerkstraat|12|3|||"),
        (["Rue", "N°"], ["Rue Haute", "12-14"], "Rue Haute|12-14||||"),
        (["CP et localité"], ["1000 Bruxelles"], "|||1000|Bruxelles|"),
        (["PLZ / Ort"], ["L-1234 Luxemburg"], "|||L-1234|Luxemburg|"),
        (["Adresse 1", "Adresse 2"], ["Rue Haute 12", "bte 3"], "Rue Haute|12|3|||"),
        (["Adresse 1", "Adresse 2"], ["Rue Haute 12", "1000 Ixelles"], "Rue Haute|12||1000|Ixelles|"),
        (["Adresse 1", "Adresse 2"], ["Rue Haute 12", "Résidence Pax"], "Résidence Pax, Rue Haute|12||||"),
    ],
)  # fmt: skip
def test_a_street_with_its_number_is_split(headers, line, parts):
    found = values([*headers, "E-mail", "Prénom"], [*line, "a@b.be", "Ann"])
    assert "|".join(found.get(field, "") for field in ADDRESS) == parts


def test_parts_of_their_own_win_over_the_whole_line():
    headers = ["Adresse", "Rue", "Code postal", "E-mail"]
    found = values(headers, ["Rue Haute 3, 1000 Bruxelles", "Rue Basse", "1050", "a@b.be"])
    assert "|".join(found.get(field, "") for field in ADDRESS) == "Rue Basse|||1050|Bruxelles|"


@pytest.mark.parametrize(
    ("text", "parts"),
    [("12", "12|"), ("12 b3", "12|3"), ("12 bus 0201", "12|0201"), ("s/n", "s/n|"), ("7 bis", "7 bis|")],
)  # fmt: skip
def test_the_number_of_a_house_may_tell_its_box(text, parts):
    found = split_number(text)
    assert "|".join(found.get(field, "") for field in ("house_number", "box")) == parts


@pytest.mark.parametrize(
    ("text", "postcode", "city"),
    [
        ("4000 Liège 1", "4000", "Liège 1"),
        ("Gent 9000", "9000", "Gent"),
        ("1015 CJ Amsterdam", "1015 CJ", "Amsterdam"),
        ("Bruxelles", None, "Bruxelles"),
    ],
)
def test_a_town_is_a_postcode_and_a_city(text, postcode, city):
    found = split_town(text)
    assert (found.get("postcode"), found.get("city")) == (postcode, city)
