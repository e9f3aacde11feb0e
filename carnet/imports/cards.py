"""Writes rows that came from vCards (reading/vcards.py) as vCards 3.0, the version all address books read, so that
the same rows are read from them again. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from carnet.core.reading.rows import Cell

Card = tuple[Sequence[Cell], str]  # what stands in its columns, and what is said of it
Told = Mapping[str, str]  # by header of reading/vcards.py
OCTETS = 75  # in a line (RFC 2426, 2.6)
ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})
PLAIN = {
    "Job title": "TITLE",
    "E-mail": "EMAIL",
    "E-mail 2": "EMAIL",
    "Mobile": "TEL;TYPE=CELL",
    "Phone": "TEL;TYPE=VOICE",
    "Phone 2": "TEL;TYPE=VOICE",
    "Language": "LANG",
    "Birth date": "BDAY",
    "Partner": "X-SPOUSE",
    "Website": "URL",
    "Categories": "CATEGORIES",
    "Notes": "NOTE",
}


def vcards(headers: Sequence[str], rows: Sequence[Card]) -> str:
    """A card for each row, with what is said of it in a note of its own."""
    return "".join(
        f"{_folded(line)}\r\n"
        for cells, said in rows
        for line in _card(dict(zip(headers, map(_written, cells), strict=False)), said)
    )


def _written(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else cell


def _card(told: Told, said: str) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:3.0")
    yield from _names(told)
    address = [told.get(name, "") for name in ("Street and number", "City", "Postcode", "Country")]
    if any(address):
        street, city, postcode, country = map(_escaped, address)
        yield f"ADR:;;{street};{city};;{postcode};{country}"
    for header, name in PLAIN.items():
        if text := told.get(header):
            yield f"{name}:{_escaped(text)}"
    yield from (f"NOTE:{_escaped(said)}", "END:VCARD")


def _names(told: Told) -> Iterator[str]:
    tell = told.get
    if tell("Client type") == "company":
        name = _escaped(tell("Company", ""))
        yield from (f"N:{name};;;;", f"FN:{name}", f"ORG:{name}", "X-ABSHOWAS:COMPANY")
        return
    first, last = tell("First name", ""), tell("Last name", "")
    whole = f"{first} {last}".strip() or tell("Full name", "")
    # A whole name stands among the given ones: beside an employer and no name at all it would be a company.
    given = first if last else first or whole
    parts = (last, given, "", tell("Salutation", ""), "")
    yield f"N:{';'.join(map(_escaped, parts))}"
    yield f"FN:{_escaped(whole)}"
    if employer := tell("Employer"):
        yield f"ORG:{_escaped(employer)}"


def _escaped(text: str) -> str:
    return text.translate(ESCAPED)


def _folded(line: str) -> str:
    """No letter is cut in two."""
    lines, length = [""], 0
    for letter in line:
        octets = len(letter.encode("utf-8", "replace"))
        if length + octets > OCTETS:
            lines.append(" ")
            length = 1
        lines[-1] += letter
        length += octets
    return "\r\n".join(lines)
