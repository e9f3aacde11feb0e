"""That the whole suite's log is read, and what is found in it."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests import overheard

ROOT = settings.BASE_DIR

PEOPLE = [
    ("Client.last_name", "Vandeputte-Noël"),
    ("Client.first_name", "Ann"),
    ("Client.email", "ann.vdp@example.org"),
    ("Client.phone", "0478 12 34"),
    ("Colleague.name", "Colleague 3"),
    ("a sealed value", b'"85073003328"'),
    ("a sealed value", b'"Our grandmother came"'),
    ("a sealed value", b'{"question": "moved", "iban": "BE68539007547034"}'),
    ("a sealed value", b"\xff\xfe\x00key"),
    ("a secret", "hT7-xk_29Qq"),
    ("a password", "correct horse"),
    ("Note.text", "Our neighbour sells the house next door"),
    ("Mail.subject", None),
]
CONTEXT = overheard.taken_apart(PEOPLE)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("dossier of VANDEPUTTE moved", "Client.last_name"),
        ("Noël's dossier moved", "Client.last_name"),
        ("call 0478 12 34", "Client.phone"),
        ("said: grandmother", "a sealed value"),
        ("of BE68539007547034", "a sealed value"),
        ("link hT7-xk_29Qq is used", "a secret"),
        ("no such user: correct horse", "a password"),
        ("note: Our neighbour sells the…", "Note.text"),
        ("to somebody@elsewhere.be", "an address"),
        ("to <x@münchen.example>", "an address"),
        ("GET /q/abcdef.ghi/ 410", "a link"),
        ("850730-033.28", "a number"),
        ("85.07.30-033.28", "a number"),
        ("85 07 30 033 28", "a number"),
        ("nr85073003328x", "a number"),
        ("85/07/30_033/28", "a number"),
        ("85·07·30·033·28", "a number"),
        ("85\u202f07\u202f30\u202f033\u202f28", "a number"),
        ("+32 (0)478 / 12 34 56", "a number"),
    ],
)
def test_what_says_something_of_a_person_is_found(line, kind):
    found = overheard.told(f"2026-11-28 09:12:41,123 ERROR carnet.x {line}", CONTEXT)
    assert kind in [re.sub(r" \(.*", "", one) for one in found]


@pytest.mark.parametrize(
    "line",
    [
        "dossier 1234567 moved in 12 ms",
        "0f8fad5b-d9cb-469f-a165-70867728950e is taken over",
        '"request_id": "00112233445566778899aabbccddeeff", "time": "2026-11-28T09:12:41.123+00:00"',
        "mail to [address] about [number] and /q/[link] failed",
        "Gone: GET q/<str:token>",
        "Ann has a name of three letters; colleague 3 is nobody; the question moved stays",
        "ValueError in clients/vandeputte.py:12 noël",
    ],
)
def test_a_harmless_line_is_let_through(line):
    heard = overheard.Heard("carnet.x", "?", ())
    assert (
        overheard.told(heard.bare(f"2026-11-28 09:12:41,123 ERROR carnet.x {line}"), CONTEXT) == []
    )


NESTED = '''
import logging, subprocess, sys, threading
import pytest
from carnet.clients.models import Client
from carnet.core import many_rows
from tests import makers as make

log = logging.getLogger("carnet.planted")
WRITES = "import sys; sys.stderr.write('2026-11-28 09:12:41,123 ERROR carnet.planted to x@elsewhere.be')"

def test_stored(firm):
    log.info("saved %s", make.client(firm=firm, last_name="Vandeputte").last_name)

def test_changed(ann):
    Client.objects.update(street="Kerkstraat 1")
    log.info("moved to kerkstraat")

def test_many(firm):
    many_rows.insert(many_rows.to_add(Client, 1, {"firm_id": firm.pk, "last_name": ["Zürcher"]}))
    log.info("added zürcher")

def test_sealed(firm):
    make.client(firm=firm, national_number="85073003328")
    log.info("saved nr85073003328x")

def test_password(firm):
    make.colleague(firm=firm, password="correct horse")
    log.info("tried correct horse")

def test_in_a_thread(ann):
    thread = threading.Thread(target=log.warning, args=["refused: %s", ann.last_name])
    thread.start()
    thread.join()

def test_an_error_output():
    subprocess.run([sys.executable, "-c", WRITES])

def test_a_pipe():
    subprocess.run([sys.executable, "-c", WRITES], capture_output=True)

@pytest.fixture
def untidy(ann):
    yield
    log.info("tidied up after %s", ann.last_name)

def test_at_the_end(untidy):
    pass

def test_harmless(ann):
    log.info("client %s saved", ann.pk)
    log.debug("what an install does not write, %s", ann.last_name)

def test_of_another(db):
    log.info("Vandeputte is nobody here")

def test_a_request(office):
    office.get("/clients/")
'''  # fmt: skip


TELL_TOO_MUCH = [
    "stored",
    "changed",
    "many",
    "sealed",
    "password",
    "in_a_thread",
    "an_error_output",
    "a_pipe",
]


@pytest.mark.thorough
def test_each_test_of_the_suite_is_listened_to(tmp_path):
    """The suite's own conftest, around tests of which most let the log say too much."""
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    (tmp_path / "test_planted.py").write_text(NESTED)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rfE",
        "-c",
        ROOT / "pyproject.toml",
        tmp_path,
    ]
    own = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    # Into a file: from a pipe, what it says would be overheard in its turn.
    with (tmp_path / "said").open("w") as said:
        subprocess.run(command, env=own, cwd=ROOT, stdout=said, check=False)
    told = (tmp_path / "said").read_text()
    red = re.findall(r"^(FAILED|ERROR) .*::test_(\w+)", told, re.M)
    assert red == [*(("FAILED", name) for name in TELL_TOO_MUCH), ("ERROR", "at_the_end")], told
    sentence = (
        r"carnet.planted told the log Client.last_name \(vandeputte\).* at \S+:\d+ in test_stored: "
    )
    assert re.search(sentence, told)
