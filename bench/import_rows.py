"""A list of clients as a firm would bring it: twenty columns, one row in a hundred wrong, the same at every run."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta

from xlsxwriter import Workbook

from bench.people import CITIES, FIRST_NAMES, SEED, several, surname
from tests.files.workbooks import national_number

FIELDS = several(
    "client_number,kind,first_name,last_name,email,language,street,house_number,box,postcode,city,country,"
    "national_number,partner_national_number,enterprise_number,phone,mobile,birth_date,iban,notes"
)
HEADERS = several(
    "Numéro client,Type de client,Prénom,Nom de famille,E-mail,Langue,Rue,Numéro de maison,Boîte,Code postal,"
    "Localité,Pays,Numéro de registre national,Numéro de registre national du partenaire,Numéro d'entreprise,"
    "Téléphone,GSM,Date de naissance,IBAN,Notes"
)
STREETS = several("Rue Haute,Kerkstraat,Grand-Place,Stationsstraat,Avenue Louise,Dorpsplein")
WRONG_EVERY = 100
DAYS, PRIME = 24_000, 7_919
WRONG_EMAIL = "nobody at example"

Line = list[str]


def rows(count: int, changed_every: int = 0) -> Iterator[Line]:
    """`changed_every`: one row in so many has another street than in the list without it."""
    chance = random.Random(SEED)
    for number in range(count):
        line = _row(number, chance)
        if changed_every and number % changed_every == 1:
            line[FIELDS.index("street")] = "Nieuwstraat"
        yield line


def _row(number: int, chance: random.Random) -> Line:
    first, last = chance.choice(FIRST_NAMES), surname(chance)
    born = date(1940, 1, 1) + timedelta(days=number * PRIME % DAYS)
    serial = (
        2 * (number // DAYS) + 1
    )  # nobody has the number of another row, nor of another's partner
    wrong = number % WRONG_EVERY == WRONG_EVERY - 1
    trade = chance.random() < 0.2
    return [
        f"K{number:06}",
        "indépendant" if trade else "personne",
        first,
        last,
        WRONG_EMAIL if wrong else f"klient{number}@example{number % 40}.org",
        chance.choice(["fr", "NL", "français", "Deutsch"]),
        chance.choice(STREETS),
        str(chance.randrange(1, 400)),
        str(chance.randrange(1, 40)) if chance.random() < 0.2 else "",
        str(chance.randrange(1000, 9999)),
        chance.choice(CITIES),
        "Belgique",
        national_number(born, serial),
        national_number(born + timedelta(days=400), serial + 1) if number % 2 else "",
        _enterprise(chance) if trade else "",
        f"02 {chance.randrange(200, 800)} {chance.randrange(10, 99)} {chance.randrange(10, 99)}",
        f"04{chance.choice('79')}{chance.randrange(10)} {chance.randrange(10, 99)} "
        f"{chance.randrange(10, 99)} {chance.randrange(10, 99)}",
        f"{born:%d/%m/%Y}",
        _iban(chance),
        "Appeler le soir" if chance.random() < 0.1 else "",
    ]


def _enterprise(chance: random.Random) -> str:
    eight = chance.randrange(4_000_000, 8_000_000)
    return f"BE {eight:08}{97 - eight % 97:02}"


def _iban(chance: random.Random) -> str:
    ten = chance.randrange(10**9, 10**10)
    account = f"{ten:010}{ten % 97 or 97:02}"
    check = 98 - int(f"{account}111400") % 97  # BE00 behind, letters as numbers
    return f"BE{check:02}{account}"


def as_csv(lines: Iterator[Line]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADERS)
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(lines: Iterator[Line]) -> bytes:
    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet("Clients")
        sheet.write_row(0, 0, HEADERS)
        for number, line in enumerate(lines, start=1):
            for column, text in enumerate(line):
                if text:
                    sheet.write_string(number, column, text)
    return file.getvalue()


WRITERS = {"csv": as_csv, "xlsx": as_xlsx}
