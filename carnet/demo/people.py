"""The invented people of the demo firm. Their numbers pass the check digits and belong to nobody.

A line reads: first name, last name, language, country, postcode, city, street, number, then what is
particular about this client.
"""

from datetime import date
from typing import Any

LABELS = ["Claire Dubois", "Marc Lenoir", "Els Wouters"]

Line = tuple[str, str, str, str, str, str, str, str, dict[str, Any]]

# fmt: off
LINES: list[Line] = [
    ("Ann", "Peeters", "nl", "BE", "2000", "Antwerpen", "Nationalestraat", "14", {"born": date(1984, 3, 9), "partner": "Tom Claes"}),
    ("Luc", "Lefèvre", "fr", "BE", "4000", "Liège", "Rue Saint-Gilles", "87", {"born": date(1958, 11, 2), "partner": "Monique Hardy"}),
    ("Sofie", "Van den Broeck", "nl", "BE", "9000", "Gent", "Coupure Links", "210", {"born": date(1991, 6, 17)}),
    ("Jean-Marie", "Dupont", "fr", "BE", "5000", "Namur", "Rue de Fer", "3", {"born": date(1949, 1, 28), "partner": "Colette Dupont"}),
    ("Ahmed", "El Amrani", "fr", "BE", "1070", "Anderlecht", "Rue Wayez", "61", {"born": date(1979, 9, 30), "partner": "Fatima Idrissi", "company": "El Amrani Toitures SRL"}),
    ("Greet", "Janssens", "nl", "BE", "3000", "Leuven", "Bondgenotenlaan", "132", {"born": date(1966, 4, 4)}),
    ("Pieter", "De Smet", "nl", "BE", "8000", "Brugge", "Ezelstraat", "25", {"born": date(1987, 12, 12), "partner": "Lien Goethals", "company": "De Smet Hout BV"}),
    ("Isabelle", "Noël", "fr", "BE", "1300", "Wavre", "Chaussée de Louvain", "440", {"born": date(1973, 2, 21)}),
    ("Karl", "Schmitz", "de", "BE", "4700", "Eupen", "Bergstraße", "8", {"born": date(1969, 7, 5), "partner": "Petra Schmitz"}),
    ("Helga", "Lambertz", "de", "BE", "4780", "Sankt Vith", "Hauptstraße", "51", {"born": date(1955, 10, 19)}),
    ("Nathalie", "Maréchal", "fr", "BE", "6000", "Charleroi", "Boulevard Tirou", "102", {"born": date(1982, 5, 6)}),
    ("Bart", "Willems", "nl", "BE", "3500", "Hasselt", "Kempische Steenweg", "7", {"born": date(1990, 8, 23)}),
    ("Élodie", "Charlier", "fr", "BE", "7000", "Mons", "Rue de Nimy", "39", {"born": date(1995, 3, 3)}),
    ("Yusuf", "Yılmaz", "nl", "BE", "2060", "Antwerpen", "Turnhoutsebaan", "301", {"born": date(1977, 11, 11), "partner": "Elif Yılmaz", "company": "Bakkerij Yılmaz BV"}),
    ("Christine", "Gérard", "fr", "BE", "6700", "Arlon", "Rue de Diekirch", "18", {"born": date(1961, 6, 29), "practice": "LU"}),
    ("Wim", "Mertens", "nl", "BE", "1500", "Halle", "Basiliekstraat", "44", {"born": date(1980, 1, 15), "partner": "Katrien Mertens"}),
    ("Paul", "Anciaux", "fr", "BE", "1180", "Uccle", "Avenue Brugmann", "233", {"born": date(1944, 12, 24), "box": "5"}),
    ("Olivier", "Renard", "fr", "BE", "1400", "Nivelles", "Rue de Namur", "71", {"born": date(1971, 4, 18), "company": "Renard Conseil SRL"}),
    ("Inge", "Verhaegen", "nl", "BE", "2800", "Mechelen", "Bruul", "96", {"born": date(1985, 9, 9)}),
    ("Maria", "Rossi", "fr", "BE", "4100", "Seraing", "Rue Cockerill", "12", {"born": date(1952, 8, 1), "nationality": "IT"}),
    ("Thomas", "O'Brien", "en", "BE", "1040", "Etterbeek", "Rue Baron Lambert", "20", {"born": date(1988, 2, 14), "nationality": "IE", "box": "2"}),
    ("Emma", "Lindqvist", "en", "BE", "1050", "Ixelles", "Rue Lesbroussart", "55", {"born": date(1993, 10, 8), "nationality": "SE"}),
    ("Koen", "Desmedt", "nl", "BE", "8500", "Kortrijk", "Doorniksewijk", "150", {"born": date(1964, 5, 27), "company": "Desmedt Transport NV"}),
    ("Chantal", "Wauters", "fr", "BE", "1030", "Schaerbeek", "Avenue Rogier", "318", {"born": date(1959, 7, 13)}),
    ("Lotte", "Aerts", "nl", "BE", "2300", "Turnhout", "Gasthuisstraat", "33", {"born": date(1998, 1, 31)}),
    ("Michel", "Fontaine", "fr", "BE", "5500", "Dinant", "Rue Grande", "64", {"born": date(1968, 3, 22), "partner": "Anne Fontaine"}),
    ("Urs", "Baumgartner", "de", "CH", "8004", "Zürich", "Badenerstrasse", "171", {"born": date(1963, 9, 16), "nationality": "CH"}),
    ("Sandra", "Keller", "de", "CH", "3011", "Bern", "Kramgasse", "29", {"born": date(1986, 12, 5), "nationality": "CH", "company": "Keller Grafik GmbH"}),
    ("Philippe", "Rochat", "fr", "CH", "1003", "Lausanne", "Rue de Bourg", "11", {"born": date(1970, 6, 8), "nationality": "CH"}),
    ("Laura", "Bernasconi", "de", "CH", "6900", "Lugano", "Via Nassa", "40", {"born": date(1992, 4, 26), "nationality": "CH"}),
    ("Beat", "Zürcher", "de", "CH", "4051", "Basel", "Steinenvorstadt", "58", {"born": date(1957, 8, 17), "nationality": "CH", "partner": "Ruth Zürcher"}),
    ("Camille", "Moreau", "fr", "FR", "59000", "Lille", "Rue Nationale", "88", {"born": date(1989, 11, 20), "nationality": "FR", "practice": "BE"}),
    ("Julien", "Petit", "fr", "FR", "57000", "Metz", "Rue Serpenoise", "16", {"born": date(1981, 7, 7), "nationality": "FR", "practice": "LU"}),
    ("Brigitte", "Lemoine", "fr", "FR", "75011", "Paris", "Rue Oberkampf", "132", {"born": date(1954, 2, 9), "nationality": "FR"}),
    ("Nicolas", "Garnier", "fr", "FR", "08600", "Givet", "Quai de Meuse", "4", {"born": date(1976, 10, 30), "nationality": "FR", "practice": "BE", "company": "Garnier Menuiserie"}),
    ("Marc", "Weber", "fr", "LU", "1621", "Luxembourg", "Rue des Genêts", "27", {"born": date(1978, 5, 12), "nationality": "LU", "partner": "Carole Weber"}),
    ("Danielle", "Hoffmann", "de", "LU", "4040", "Esch-sur-Alzette", "Rue Xavier Brasseur", "9", {"born": date(1967, 1, 3), "nationality": "LU"}),
    ("Tiago", "Ferreira", "fr", "LU", "9050", "Ettelbruck", "Grand-Rue", "73", {"born": date(1994, 9, 14), "nationality": "PT"}),
    ("Claudine", "Thill", "fr", "LU", "6474", "Echternach", "Rue Hoovelek", "22", {"born": date(1960, 12, 18), "nationality": "LU", "company": "Thill Vins S.à r.l."}),
    ("Wouter", "Zwart", "nl", "BE", "3600", "Genk", "Molenstraat", "5", {"born": date(1983, 6, 1), "nationality": "NL"}),
    ("Jef", "Verlinden", "nl", "BE", "2018", "Antwerpen", "Belgiëlei", "118", {"born": date(1972, 5, 20), "partner": "Lieve Cools", "both_write": True}),
]
# fmt: on


def belgian_number(born: date, serial: int) -> str:
    """A national register number that passes its check digits (royal decree of 3 April 1984)."""
    nine = f"{born:%y%m%d}{serial:03d}"
    base = int(nine) + (2_000_000_000 if born.year >= 2000 else 0)
    return f"{nine}{97 - base % 97:02d}"


def belgian_enterprise(serial: int) -> str:
    """A Belgian enterprise number: ten digits, the last two 97 − (first eight mod 97)."""
    eight = f"0{serial:07d}"
    return f"{eight}{97 - int(eight) % 97:02d}"


def belgian_account(serial: int) -> str:
    """An IBAN on bank code 000; the check digits follow ISO 13616."""
    ten = f"000{serial:07d}"
    account = f"{ten}{int(ten) % 97 or 97:02d}"
    return f"BE{98 - int(account + '111400') % 97:02d}{account}"


def values(position: int, line: Line) -> dict[str, str]:
    """The fields of one invented client, as a source would tell them."""
    first, last, language, country, postcode, city, street, number, more = line
    plain = {
        "first_name": first,
        "last_name": last,
        "email": f"client{position:02d}@example.org",
        "language": language,
        "street": street,
        "house_number": number,
        "box": more.get("box", ""),
        "postcode": postcode,
        "city": city,
        "country": country,
        "nationality": more.get("nationality", "BE"),
        "country_of_practice": more.get("practice", ""),
        "birth_date": more["born"].isoformat(),
        "client_number": str(1000 + position),
        "label": LABELS[position % len(LABELS)],
    }
    return {
        **plain,
        **_belgian(position, plain, more),
        **_company(position, plain, more),
        **_partner(position, plain, more),
    }


def _belgian(position: int, plain: dict[str, str], more: dict[str, Any]) -> dict[str, str]:
    if plain["nationality"] != "BE" or plain["country"] != "BE":
        return {}
    return {
        "national_number": belgian_number(more["born"], 100 + position),
        "iban": belgian_account(7_540_000 + position * 37),
        "mobile": f"+3247000{position:02d}{(position * 7) % 100:02d}",
    }


def _company(position: int, plain: dict[str, str], more: dict[str, Any]) -> dict[str, str]:
    if "company" not in more:
        return {}
    kind = "company" if plain["country"] == "BE" else "sole_trader"
    number = belgian_enterprise(4_000_000 + position * 911) if plain["country"] == "BE" else ""
    return {"company": more["company"], "kind": kind, "enterprise_number": number}


def _partner(position: int, plain: dict[str, str], more: dict[str, Any]) -> dict[str, str]:
    if "partner" not in more:
        return {}
    first, last = more["partner"].split(" ", 1)
    return {
        "partner_first_name": first,
        "partner_last_name": last,
        "partner_language": plain["language"],
        "partner_email": f"partner{position:02d}@example.org" if "both_write" in more else "",
    }
