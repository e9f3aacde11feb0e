from datetime import date

import pytest

from carnet.imports.columns.table import find_table, read_values
from carnet.imports.reading.sheet import read_source
from tests.imports.reading.outcomes import read_here, sheet_here

IPHONE = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iPhone OS 17.4//EN
N:Peeters;Ann;Marie;Mevrouw;
FN:Ann Peeters
ORG:Bakkerij De Zon;Winkel
item1.EMAIL;type=INTERNET;type=HOME:old@example.org
EMAIL;type=INTERNET;type=WORK;type=pref:ann@example.org
TEL;type=CELL;type=VOICE;type=pref:+32 470 12 34 56
TEL;type=HOME,FAX:02 111 11 11
TEL;type=HOME;type=VOICE:02 123 45 67
item2.ADR;type=HOME;type=pref:;;Rue Haute 12 bte 3;Bruxelles;;1000;Belgique
BDAY:1985-07-30
NOTE:Aime le chocolat\\, les\\nbiscuits\\; et un texte
  qui est plié
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ
 AAAQABAAD
END:VCARD
"""
OLD_PHONE = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:D=E2=80=99H=C5=93st;Zo=C3=A9;;;\r
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=A9 D=E2=80=99H=C5=93st\r
TEL;CELL:0470123456\r
TEL;WORK;VOICE:021234567\r
EMAIL;INTERNET:zoe@example.org\r
ADR;HOME;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:;;Rue de l'=C9glise 3;Li=\r
=E8ge;;4000;BE\r
BDAY:19801231\r
END:VCARD\r
"""
FOUR = """BEGIN:VCARD
VERSION:4.0
KIND:org
FN:Zonnebloem BV
ORG:Zonnebloem BV
EMAIL;PREF=2:second@example.org
EMAIL;PREF=1:info@example.org
TEL;VALUE=uri;TYPE="voice,work":tel:+32-2-123-45-67;ext=1
LANG:nl
URL:https://example.org
CATEGORIES:VIP,TVA
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Jan Maes
N:Maes;Jan;;;
BDAY:--0730
RELATED;TYPE=spouse;VALUE=text:Els Claes
END:VCARD
"""
COMPLETE = {"Company": "Zonnebloem BV", "Client type": "company", "E-mail": "info@example.org"}


def people(text: str | bytes) -> list[dict]:
    """Each card as header → what it tells."""
    data = text if isinstance(text, bytes) else text.encode()
    headers, *rows = (row.cells for row in sheet_here(data).rows)
    return [{h: cell for h, cell in zip(headers, row, strict=True) if cell} for row in rows]


def test_a_card_of_an_iphone_is_read():
    assert people(IPHONE) == [
        {
            "First name": "Ann",
            "Last name": "Peeters",
            "Salutation": "Mevrouw",
            "Employer": "Bakkerij De Zon",
            "E-mail": "ann@example.org",
            "E-mail 2": "old@example.org",
            "Mobile": "+32 470 12 34 56",
            "Phone": "02 123 45 67",
            "Street and number": "Rue Haute 12 bte 3",
            "Postcode": "1000",
            "City": "Bruxelles",
            "Country": "Belgique",
            "Birth date": date(1985, 7, 30),
            "Notes": "Aime le chocolat, les\nbiscuits; et un texte qui est plié",
        }
    ]


def test_a_card_of_an_old_phone_is_read():
    (zoe,) = people(OLD_PHONE)
    assert (zoe["First name"], zoe["Last name"]) == ("Zoé", "D’Hœst")
    assert (zoe["Mobile"], zoe["Phone"]) == ("0470123456", "021234567")
    assert (zoe["Street and number"], zoe["City"]) == ("Rue de l'Église 3", "Liège")
    assert (zoe["E-mail"], zoe["Birth date"]) == ("zoe@example.org", date(1980, 12, 31))


def test_several_cards_of_version_4_are_rows_of_one_sheet():
    company, jan = people(FOUR)
    assert {key: company[key] for key in COMPLETE} == COMPLETE
    assert (company["Phone"], company["Language"]) == ("+32-2-123-45-67", "nl")
    assert (company["Website"], company["Categories"]) == ("https://example.org", "VIP,TVA")
    assert jan == {"First name": "Jan", "Last name": "Maes", "Partner": "Els Claes"}


def test_the_number_of_a_row_is_the_number_of_its_card():
    source = read_here(FOUR.encode())
    assert source.format == "vcard"
    assert [row.line for row in source.sheets[0].rows] == [0, 1, 2]


@pytest.mark.thorough
def test_cards_come_through_the_sealed_child_to_the_fields_of_a_client():
    source = read_source((IPHONE + OLD_PHONE).encode("utf-8-sig"))
    table = find_table(source.sheets[0].rows)
    values = read_values(table.rows[0], table.columns)
    assert (values["first_name"], values["last_name"]) == ("Ann", "Peeters")
    assert (values["email"], values["mobile"]) == ("ann@example.org", "+32 470 12 34 56")
    assert (values["postcode"], values["birth_date"]) == ("1000", date(1985, 7, 30))
    assert "company" not in values


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("FN:Ann Peeters", {"Full name": "Ann Peeters"}),
        ("N:;Ann;;;\nFN:Ann", {"Full name": "Ann"}),
        ("ORG:Zon NV\nFN:Zon NV", {"Client type": "company", "Company": "Zon NV"}),
        ("N:Zon;;;;\nX-ABShowAs:COMPANY\nORG:Zon", {"Client type": "company", "Company": "Zon"}),
        ("FN:A\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-07-30", {"Full name": "A"}),
        ("FN:A\nBDAY:1985-02-31", {"Full name": "A"}),
        ("FN:A\nBDAY:1985-07-30T00:00:00Z", {"Full name": "A", "Birth date": date(1985, 7, 30)}),
        (
            'FN:A\nTEL;TYPE="cell,pref":1\nTEL;CELL:2',
            {"Full name": "A", "Mobile": "1", "Phone": "2"},
        ),
        (
            "FN:A\nADR:PO 5;;;Namur;;5000;",
            {"Full name": "A", "Street and number": "PO 5", "City": "Namur", "Postcode": "5000"},
        ),
        ("FN:A\\\\B\\", {"Full name": "A\\B\\"}),
        ("FN:A\nnonsense\n:\nTEL\nX;;;:\nNOTE", {"Full name": "A"}),
    ],
)
def test_every_phone_writes_its_own_dialect(lines, told):
    assert people(f"BEGIN:VCARD\n{lines}\nEND:VCARD") == [told]


def test_names_in_windows_or_utf_16_are_read():
    card = "BEGIN:VCARD\r\nFN:Zoé Müller\r\nEND:VCARD\r\n"
    for encoding in ("cp1252", "utf-16", "utf-8-sig"):
        assert people(card.encode(encoding)) == [{"Full name": "Zoé Müller"}]
