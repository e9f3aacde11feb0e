"""Splits a cell that holds a whole address, or a street with its number, as the countries around us write them.

What cannot be split stays whole; the plan shows the parts before anything is written.
"""

import re

from carnet.clients.countries import country_code

Parts = dict[str, str]

NUMBER = r"\d{1,5}\s?(?:bis|ter|quater|[A-Za-z](?![A-Za-z]))?(?:\s?[-–+]\s?\d{1,4}[A-Za-z]?)?"
BOX_WORD = (
    r"(?:boîte|boite|bte|bt|bus|box|bfk|briefkasten|app?t?|appartement|apartment|wohnung|whg|b)\.?"
)
BOX = rf"(?:\s*[,/\-]?\s*{BOX_WORD}\s*(?P<box>[\w.\-/]{{1,8}})|\s*/\s*(?P<slash>\w{{1,6}}))?"
SIGN = r"(?:n[°ºo]\.?|nr\.?|num[ée]ro|nummer)\s*"
NUMBER_LAST = re.compile(
    rf"(?P<street>\D.*?)(?:\s*,\s*|\s+)(?:{SIGN})?(?P<house_number>{NUMBER}){BOX}", re.IGNORECASE
)
NUMBER_FIRST = re.compile(
    rf"(?P<house_number>{NUMBER})(?:/(?P<slash>\w{{1,6}}))?(?:\s*,\s*|\s+)(?P<street>[^\d\s].+)",
    re.IGNORECASE,
)
NUMBER_ALONE = re.compile(rf"(?:{SIGN})?(?P<house_number>{NUMBER}){BOX}", re.IGNORECASE)
BOX_ALONE = re.compile(rf"{BOX_WORD}\s*(?P<box>[\w.\-/]{{1,8}})", re.IGNORECASE)
POST_BOX = re.compile(
    r"\b(?:bp|b\.p\.|boîte postale|case postale|cp|postbus|postfach|p\.?\s?o\.?\s?box)\s*\d", re.I
)

POSTCODE = r"(?:(?:BE|B|LU|L|FR|F|DE|D|CH|NL|A|AT)\s?[-–]\s?|(?:L|B|D|F|CH)\s)?"
POSTCODE_CODE = rf"(?P<postcode>{POSTCODE}\d{{4}}\s?[A-Z]{{2}}(?=\s)|{POSTCODE}\d{{4,5}})"
CITY = r"(?P<city>[^\d,;\n()]+(?:\s\d{1,2}(?:er?|e|ème)?(?=\s*(?:$|[,;\n(])))?)"
COUNTRY = r"(?:\s*[,;\n(]\s*(?P<country>[^\d(),;\n]+)\)?)?"
PLACE_LAST = re.compile(rf"(?:^|[\s,;])(?:{POSTCODE_CODE})[\s,]+{CITY}{COUNTRY}\s*$")
PLACE_FIRST = re.compile(
    rf"^{POSTCODE_CODE}[\s,]+(?P<city>[^\d,;\n()]+?)\s*[,;\n]\s*(?P<rest>.+)$", re.DOTALL
)
CITY_FIRST = re.compile(
    rf"^(?P<rest>.*[,;\n])\s*(?P<city>[^\d,;\n()]+?)\s+{POSTCODE_CODE}{COUNTRY}\s*$", re.DOTALL
)
PREFIX = re.compile(r"^(?:BE|B|FR|F|DE|D|CH|A|AT|NL)\s?[-–\s]\s?(?=\d)")
# No address is longer; what is, no pattern is tried on.
LONGEST = 300


def split_address(text: str) -> Parts:
    """Street, number and box; postcode and city; country. In whichever order these three stand."""
    if len(text) > LONGEST:
        return {"street": text}
    text, country = _without_country(text.strip(" ,;\n"))
    for pattern in (PLACE_FIRST, PLACE_LAST, CITY_FIRST):
        if place := pattern.search(text):
            before = place.groupdict().get("rest") or text[: place.start()]
            return split_street(_one_line(before)) | _place(place) | country
    return split_street(_one_line(text)) | country


def split_town(text: str) -> Parts:
    """“1000 Bruxelles”, “L-1234 Luxembourg”, “Gent 9000”."""
    if len(text) > LONGEST:
        return {"city": text}
    text, country = _without_country(text.strip(" ,;\n"))
    if place := PLACE_LAST.fullmatch(text):
        return _place(place) | country
    if place := CITY_FIRST.search(f",{text}"):
        return _place(place) | country
    return ({"city": text} if text else {}) | country


def split_street(text: str) -> Parts:
    """“Rue Haute 12 bte 3”, “12 bis, rue Haute”, “Kerkstraat 12/3”."""
    text = text.strip(" ,;-")
    if not text or len(text) > LONGEST:
        return {"street": text} if text else {}
    match = NUMBER_LAST.fullmatch(text) or NUMBER_FIRST.fullmatch(text)
    if match is None or POST_BOX.search(text):
        return {"street": text}
    return _number_parts(match)


def split_number(text: str) -> Parts:
    """“12 bte 3”, “12/3”: the number of a house, and perhaps its box."""
    match = NUMBER_ALONE.fullmatch(text.strip(" ,;")) if len(text) <= LONGEST else None
    return _number_parts(match) if match else {"house_number": text}


def box_alone(text: str) -> str:
    """The box, where a second line of an address holds nothing else."""
    match = BOX_ALONE.fullmatch(text.strip(" ,;")) if len(text) <= LONGEST else None
    return match["box"] if match else ""


def _number_parts(match: re.Match[str]) -> Parts:
    found = match.groupdict()
    slash = found.pop("slash", None)
    found["box"] = found.get("box") or slash
    return {key: part.strip(" ,") for key, part in found.items() if part and part.strip(" ,")}


def _place(match: re.Match[str]) -> Parts:
    found = match.groupdict()
    postcode = PREFIX.sub("", found["postcode"].strip())
    parts = {"postcode": postcode, "city": found["city"].strip(" ,;-\n")}
    if country := (found.get("country") or "").strip(" ,;.\n"):
        parts["country"] = country
    return parts


def _without_country(text: str) -> tuple[str, Parts]:
    """A last line, or last words, that are the name of a country."""
    for sign in ("\n", ",", ";", " - ", " "):
        before, found, last = text.rpartition(sign)
        named = last.strip(" ().")
        if found and before.strip() and len(named) > 3 and country_code(named):
            # “L-1234 Luxembourg” is the city; only after a city it is the country.
            if _ends_with_place(before):
                return before.rstrip(" ,;\n-("), {"country": named}
            return text, {}
    return text, {}


def _ends_with_place(text: str) -> bool:
    text = text.strip(" ,;\n-(")
    return bool(PLACE_LAST.search(text) or CITY_FIRST.search(text))


def _one_line(text: str) -> str:
    lines = [" ".join(line.split()).strip(" ,;") for line in text.splitlines()]
    return ", ".join(filter(None, lines)).rstrip(" ,;-")
