"""Whoever has everything but the keys finds no national number: not in the database, its log, the files or a copy."""

import random
import subprocess
from contextlib import closing
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import connection
from stdnum.be import nn

from carnet.answers.actions import Said, save
from carnet.answers.messages import Hand, write
from carnet.campaigns.actions import add_clients
from carnet.clients.models import Client
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.backup.copying import backup, needs_pg_dump, paper
from tests.clients.test_sealing import everything_in_the_database, spellings
from tests.imports.bringing import HEADERS, LATER, applied, brought
from tests.questionnaires.builders import document, item

pytestmark = [
    pytest.mark.slow,
    pytest.mark.thorough,
    pytest.mark.django_db(transaction=True),
    needs_pg_dump,
]
CLIENTS = 60
COLUMNS = [*HEADERS, "Numéro national"]


def numbers(many):
    """Valid ones, of people born on the first of a month."""
    dice, found = random.Random(7), []
    while len(found) < many:
        first = f"{dice.randint(40, 99)}{dice.randint(1, 12):02}01{dice.randint(1, 997):03}"
        number = f"{first}{97 - int(first) % 97:02}"
        if nn.is_valid(number):
            found.append(number)
    return found


@pytest.fixture
def told(firm, tmp_path):
    """Brought in a list, answered, written in a message, handed in on paper, changed by a second list; copied."""
    known = numbers(CLIENTS)
    rows = [
        [f"A{n}", "Claes", f"a{n}@example.org", "nl", str(n), "", number]
        for n, number in enumerate(known)
    ]
    applied(brought(firm, rows=[COLUMNS, *rows]))
    swapped = [[*row[:-1], other[-1]] for row, other in zip(rows, rows[1:] + rows[:1], strict=True)]
    applied(brought(firm, rows=[COLUMNS, *swapped]), now=LATER)
    asked = make.revision(firm=firm, document=document(item("number", "text")))
    campaign = make.campaign(firm=firm, revision=asked)
    for dossier, number in zip(
        add_clients(campaign, firm.clients.all(), by=None, now=LATER), known, strict=True
    ):
        said = Said("number", Given(value=number, status=Status.ANSWERED))
        save(dossier, [said], person="client", device="p", key="", now=LATER)
        write(dossier, f"My number is {number}.", Hand("client", "p", number[:4], LATER))
        paper(dossier, f"Certificate of {number}".encode())
    return known


def everything(folder):
    """What lies in the database, beside it, and in a copy; names of files, too."""
    backup(folder / "copy.zip")
    with closing(ZipFile(folder / "copy.zip")) as copy:
        parts = [copy.read(name) for name in copy.namelist()]
    files = [path for path in settings.DATA_DIR.rglob("*") if path.is_file()]
    parts += [path.read_bytes() + str(path).encode() for path in files]
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        # By another process: whoever closes such a file takes this process's locks off it.
        parts += [subprocess.check_output(["cat", name + end]) for end in ("", "-wal")]
    return b"\n".join([*parts, everything_in_the_database()])


def hits(known, haystack):
    return [text for number in known for text in spellings(number) if text in haystack]


def test_no_spelling_of_any_number_is_anywhere(told, tmp_path):
    assert Client.objects.exclude(national_number_sealed=None).count() == CLIENTS
    found = everything(tmp_path)
    assert b"Claes" in found
    assert hits(told, found) == []


def test_the_search_finds_each_spelling_where_one_lies_readable(told, tmp_path):
    """The negative control: one number in the notes of a client, in each of the spellings."""
    planted = " ".join(text.decode("latin-1") for text in spellings(told[0])[:-1])
    Client.objects.filter(pk=Client.objects.earliest("pk").pk).update(notes=planted)
    plain = settings.DATA_DIR / "files" / "left-readable"
    plain.parent.mkdir(exist_ok=True)
    plain.write_bytes(spellings(told[0])[-1])
    assert set(hits(told, everything(tmp_path))) >= set(spellings(told[0]))
