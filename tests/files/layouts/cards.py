"""vCards of three ages, several in a file. A card's line is its place among them, counted from 1."""

import quopri
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.files.layouts.cells import abroad, first_last
from tests.files.layouts.listing import Layout, Outcome
from tests.files.people import Person, couples, people

NAMES = ("first_name", "last_name", "email")
ADDRESS = ("street", "house_number", "box", "postcode", "city", "country")
Card = Callable[[Person], Sequence[str]]


def _outcome(person: Person, fields: Sequence[str], language: str) -> Outcome:
    told = {name: person.told(name) for name in fields}
    full = {name: value for name, value in told.items() if value not in ("", None)}
    return Outcome({"language": language, "kind": "person", **full})


def _layout(
    name: str,
    persons: Sequence[Person],
    card: Card,
    fields: Sequence[str],
) -> Layout:
    """The fields are those that the cards tell, all together."""
    outcomes = {place: _outcome(one, fields, "fr") for place, one in enumerate(persons, start=1)}
    lines = [line for person in persons for line in card(person)]
    text = "".join(f"{line}\r\n" for line in lines)
    counts = (len(persons), len(persons), 0)
    return Layout(name, text.encode, tuple(fields), outcomes, counts)


def _quoted(text: str) -> str:
    return quopri.encodestring(text.encode()).decode().replace("=\n", "=\r\n").replace("\n", "=0A")


def _card_2_1(person: Person) -> list[str]:
    """As old phones write it: quoted-printable for whatever is not ASCII."""
    encoded = ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
    street = f"{person.place.street} {person.house_number}"
    place = person.place
    return [
        *("BEGIN:VCARD", "VERSION:2.1"),
        f"N{encoded}{_quoted(person.last_name)};{_quoted(person.first_name)};;;",
        f"FN{encoded}{_quoted(first_last(person))}",
        f"TEL;CELL:{abroad(person.mobile)}",
        f"TEL;HOME;VOICE:{abroad(person.phone)}",
        f"EMAIL;INTERNET:{person.email}",
        f"ADR;HOME{encoded};;{_quoted(street)};{_quoted(place.city)};;{place.postcode};{place.country}",
        "END:VCARD",
    ]


def vcard_2_1() -> Layout:
    persons = [replace(person, box="") for person in people(6, seed=221)]
    fields = (*NAMES, "mobile", "phone", *ADDRESS)
    layout = _layout("telephone.vcf", persons, _card_2_1, fields)
    return replace(layout, columns=tuple(name for name in fields if name != "box"))


def _folded(line: str) -> str:
    """Lines over 75 octets are continued after a space, wherever that falls in the text."""
    parts = [line[start : start + 60] for start in range(0, len(line), 60)]
    return "\r\n ".join(parts)


def _card_3(person: Person) -> list[str]:
    place = person.place
    street = f"{place.street} {person.house_number}" + (f" bte {person.box}" if person.box else "")
    return [
        *("BEGIN:VCARD", "VERSION:3.0", "PRODID:-//Example//Contacts//FR"),
        f"N:{person.last_name};{person.first_name};;{'Mme' if person.woman else 'M.'};",
        f"FN:{first_last(person)}",
        f"item1.EMAIL;TYPE=INTERNET;TYPE=pref:{person.email}",
        "item1.X-ABLabel:_$!<Home>!$_",
        f"TEL;TYPE=CELL;TYPE=VOICE:{abroad(person.mobile)}",
        f"TEL;TYPE=WORK,VOICE:{abroad(person.phone)}",
        _folded(f"ADR;TYPE=HOME:;;{street};{place.city};;{place.postcode};{place.country}"),
        f"BDAY:{person.birth_date.isoformat()}",
        _folded(
            "NOTE:Deux enfants à charge\\, un bien en location\\nRappeler en mai pour les annexes"
            " de la déclaration"
        ),
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/",
        "CATEGORIES:Clients,IPP",
        "END:VCARD",
    ]


def vcard_3() -> Layout:
    note = "Deux enfants à charge, un bien en location\nRappeler en mai pour les annexes de la déclaration"
    persons = people(8, seed=222, notes=note)
    fields = (*NAMES, "mobile", "phone", *ADDRESS, "birth_date", "notes")
    return _layout("contacts-icloud.vcf", persons, _card_3, fields)


def _card_4(person: Person) -> list[str]:
    place = person.place
    street = f"{place.street} {person.house_number}"
    spouse = first_last(person.partner) if person.partner else ""
    return [
        *("BEGIN:VCARD", "VERSION:4.0", "KIND:individual"),
        f"UID:urn:uuid:00000000-0000-4000-8000-{int(person.client_number):012}",
        f"FN:{first_last(person)}",
        f"N:{person.last_name};{person.first_name};;;",
        f"EMAIL;PREF=1:{person.email}",
        f"TEL;VALUE=uri;TYPE=cell:tel:{person.mobile}",
        f"ADR;TYPE=home:;;{street};{place.city};;{place.postcode};{place.country}",
        f"ORG:{person.told('company')}",
        f"BDAY:{person.birth_date:%Y%m%d}",
        f"LANG:{person.language}",
        f"RELATED;TYPE=spouse;VALUE=text:{spouse}",
        "END:VCARD",
    ]


def vcard_4() -> Layout:
    persons = [replace(one, box="") for one in couples(5, seed=223, where="BE-nl")]
    told = (*NAMES, "language", "mobile", *ADDRESS, "birth_date")
    fields = (*told, "partner_first_name", "partner_last_name")
    layout = _layout("contacts-4.vcf", persons, _card_4, fields)
    return replace(layout, columns=tuple(name for name in told if name != "box"))


CARDS = (vcard_2_1, vcard_3, vcard_4)
