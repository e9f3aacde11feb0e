"""Reads address books in vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350). Runs in the child process.

One row for each card, under headers in English such as a spreadsheet would have. What an accountant
never asks (photos, keys, messengers) is passed over; what cannot be read is left out, never refused:
every phone writes its own dialect.
"""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from carnet.core.reading.decoding import encoding_of
from carnet.core.reading.packing import Gauge, pack

HEADERS = (
    *("Client type", "Salutation", "First name", "Last name", "Full name"),
    *("Company", "Employer", "Job title", "E-mail", "E-mail 2", "Mobile", "Phone", "Phone 2"),
    *("Language", "Street and number", "Postcode", "City", "Country", "Birth date"),
    *("Partner", "Website", "Categories", "Notes"),
)
BREAK = re.compile("\r\n|\r|\n")
PROPERTY = re.compile(
    r'(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<parameters>(?:;(?:[^":;]|"[^"]*")*)*):(?P<value>.*)',
    re.DOTALL,
)
PARAMETER = re.compile(r';(?:([\w-]+)=)?((?:[^";]|"[^"]*")*)')
PART = re.compile(r"((?:\\.|\\$|[^;\\])*)(?:;|$)", re.DOTALL)
ESCAPED = re.compile(r"\\([\\,;:nN])")
DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?")
# Not of the standard, but what people write when they correct a card.
BY_HAND = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
YEAR_UNKNOWN = "1604"  # Apple's, in which no client was born
LONGEST_LINE = 100_000
NO_CALL = {"FAX", "PAGER", "MODEM", "BBS"}
CHARSETS = {"ISO-8859-1": "cp1252", "WINDOWS-1252": "cp1252", "US-ASCII": "cp1252"}

Card = dict[str, Any]


@dataclass
class Property:
    name: str
    value: str
    types: set[str] = field(default_factory=set)
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def preferred(self) -> int:
        """1 is best (RFC 6350, 5.3); 100 where nothing is said."""
        told = self.parameters.get("PREF", "")
        return int(told) if told.isdecimal() else 1 if "PREF" in self.types else 100

    @property
    def text(self) -> str:
        return _plain(self.value)

    @property
    def parts(self) -> list[str]:
        """A structured value, such as N or ADR: at least seven parts."""
        return [*(_plain(part) for part in PART.findall(self.value)), *[""] * 7]


def read_vcards(data: bytes) -> Iterator[Any]:
    encoding = encoding_of(data)
    cards = [_card(properties) for properties in _cards(_lines(data.decode(encoding, "replace")))]
    told = [header for header in HEADERS if any(card.get(header) for card in cards)]
    rows = [told, *([card.get(header, "") for header in told] for card in cards)]
    yield {"encoding": encoding, "delimiter": ""}
    yield {"sheet": "", "hidden": False, "merged": []}
    yield from pack(iter(rows), Gauge(), width=len(HEADERS), line=0)


def _lines(text: str) -> Iterator[str]:
    """Whole lines: a break followed by a space, or in 2.1 preceded by "=", only folds."""
    whole = ""
    for line in BREAK.split(text):
        if len(whole) > LONGEST_LINE:
            whole = ""
        if whole.endswith("=") and "QUOTED-PRINTABLE" in whole[:200].upper():
            whole = whole[:-1] + line
        elif line[:1] in (" ", "\t"):
            whole += line[1:]
        else:
            yield whole
            whole = line
    yield whole


def _cards(lines: Iterator[str]) -> Iterator[list[Property]]:
    properties: list[Property] = []
    for line in lines:
        found = PROPERTY.fullmatch(line)
        if not found:
            continue
        name = found["name"].upper()
        if name == "BEGIN":
            properties = []
        elif name == "END":
            yield properties
        elif name in WANTED:
            properties.append(_property(name, found["parameters"], found["value"]))


def _property(name: str, written: str, value: str) -> Property:
    types: set[str] = set()
    parameters: dict[str, str] = {}
    for key, told in PARAMETER.findall(written):
        if key.upper() in ("", "TYPE"):  # 2.1 writes the type alone
            types.update(told.replace('"', "").upper().split(","))
        else:
            parameters[key.upper()] = told.strip('"')
    if "QUOTED-PRINTABLE" in types | {parameters.get("ENCODING", "").upper()}:
        value = _unquoted(value, parameters.get("CHARSET", ""))
    return Property(name, value, types, parameters)


def _unquoted(value: str, charset: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    return raw.decode(CHARSETS.get(charset.upper()) or encoding_of(raw), "replace")


def _plain(text: str) -> str:
    return ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], text).strip()


# -- What a card tells ---------------------------------------------------------------------------


def _card(properties: list[Property]) -> Card:
    told: dict[str, list[Property]] = {name: [] for name in WANTED}
    for one in sorted(properties, key=lambda one: one.preferred):
        told[one.name].append(one)
    texts = {header: told[name][0].text for name, header in PLAIN.items() if told[name]}
    return {
        **texts,
        **_names(told),
        **_calls(told),
        **_address(told["ADR"]),
        "Birth date": _day(told["BDAY"]),
        "Partner": _partner(told),
    }


def _names(told: dict[str, list[Property]]) -> Card:
    family, given, _more, before, *_ = told["N"][0].parts if told["N"] else [""] * 7
    whole = told["FN"][0].text if told["FN"] else ""
    organisation = told["ORG"][0].parts[0] if told["ORG"] else ""
    if _is_company(told) or (organisation and not family and not given):
        return {"Client type": "company", "Company": organisation or whole}
    names = {"First name": given, "Last name": family} if family else {"Full name": whole or given}
    return {**names, "Salutation": before, "Employer": organisation}


def _is_company(told: dict[str, list[Property]]) -> bool:
    kinds = {one.text.lower() for one in (*told["KIND"], *told["X-ABSHOWAS"])}
    return bool(kinds & {"org", "company"})


def _calls(told: dict[str, list[Property]]) -> Card:
    mails = [one.text for one in told["EMAIL"]]
    calls = [one for one in told["TEL"] if not one.types & NO_CALL]
    mobiles = [_number(one) for one in calls if one.types & {"CELL", "IPHONE"}]
    phones = [_number(one) for one in calls if not one.types & {"CELL", "IPHONE"}] + mobiles[1:]
    found = zip(
        ("E-mail", "E-mail 2", "Mobile", "Phone", "Phone 2"),
        (mails[:1], mails[1:2], mobiles[:1], phones[:1], phones[1:2]),
        strict=True,
    )
    return {header: values[0] for header, values in found if values}


def _number(call: Property) -> str:
    """RFC 6350 writes a phone number as an address: tel:+32-470-12-34-56;ext=1."""
    return call.text.removeprefix("tel:").split(";", 1)[0]


def _address(addresses: list[Property]) -> Card:
    if not addresses:
        return {}
    box, more, street, city, _region, postcode, country, *_ = addresses[0].parts
    line = " ".join(part for part in (street, more) if part) or box
    return {"Street and number": line, "City": city, "Postcode": postcode, "Country": country}


def _day(told: list[Property]) -> date | str:
    """A day without its year is none."""
    if not told or YEAR_UNKNOWN in told[0].parameters.values():
        return ""
    found = DAY.fullmatch(told[0].text)
    if BY_HAND.fullmatch(told[0].text):
        return told[0].text
    try:
        return date(*map(int, found.groups())) if found else ""
    except ValueError:
        return ""


def _partner(told: dict[str, list[Property]]) -> str:
    related = [one for one in told["RELATED"] if "SPOUSE" in one.types]
    names = [one.text for one in (*related, *told["X-SPOUSE"], *told["X-EVOLUTION-SPOUSE"])]
    return next((name for name in names if name and not name.startswith("urn:")), "")


# Properties of which the text is taken as it is.
PLAIN = {
    "TITLE": "Job title",
    "LANG": "Language",
    "URL": "Website",
    "CATEGORIES": "Categories",
    "NOTE": "Notes",
}
WANTED = {
    *PLAIN,
    *("N", "FN", "ORG", "KIND", "X-ABSHOWAS", "EMAIL", "TEL", "ADR", "BDAY"),
    *("RELATED", "X-SPOUSE", "X-EVOLUTION-SPOUSE"),
}
