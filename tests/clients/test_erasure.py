from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.clients import actions
from carnet.clients.erasure import erase, erase_next, folder
from carnet.clients.models import Client
from carnet.core import ledger
from carnet.core.models import Mail
from tests import makers as make
from tests.clients.test_sealing import everything_in_the_database

MARK = "Xylophonia"


@pytest.fixture
def marked(firm, colleague):
    """A client whose every value carries a mark, with everything that may hang on one."""
    client = make.client(
        firm=firm,
        first_name=MARK,
        last_name=f"{MARK} Peeters",
        email=f"{MARK.lower()}@example.org",
        partner_email=f"partner.{MARK.lower()}@example.org",
        notes=f"Likes the {MARK}.",
        national_number="85073003328",
    )
    actions.add_note(client, f"A note on {MARK}", by=colleague)
    dossier = make.dossier(client=client, facts={"name": MARK})
    make.document(dossier=dossier, name=f"{MARK}.pdf")
    Mail.objects.create(firm=firm, to=client.email, subject=MARK, text=f"Dear {MARK}")
    Mail.objects.create(firm=firm, to=client.partner_email, subject=MARK)
    path = folder(firm, client.uuid) / "papers"
    path.mkdir(parents=True)
    (path / "loan.pdf").write_text(MARK)
    return client


def test_erasing_leaves_no_trace_of_the_person(marked, colleague, settings):
    assert MARK.encode() in everything_in_the_database()
    erase(marked, by=colleague)
    assert MARK.lower().encode() not in everything_in_the_database().lower()
    assert [
        path
        for path in Path(settings.DATA_DIR).rglob("*")
        if path.is_file() and "sqlite" not in path.name and path.name != ledger.NAME
    ] == []


def test_the_certificate_counts_and_names_nobody(marked, firm, colleague):
    key = marked.pk
    erase(marked, by=colleague)
    event = firm.events.get(what="client erased")
    assert (event.key, event.by) == (str(key), colleague)
    assert event.facts["erased"] == {
        "answers.Document": 1,
        "campaigns.Dossier": 1,
        "clients.Client": 1,
        "clients.Note": 1,
        "core.Mail": 2,
        "files": 1,
    }


@pytest.mark.thorough
def test_the_trail_stays_readable_after_an_erasure(office, marked, colleague):
    erase(marked, by=colleague)
    assert "Client 1" in office.get("/firm/events/").content.decode()


def test_everybody_else_stays(marked, ann, firm, colleague):
    make.dossier(client=ann)
    Mail.objects.create(firm=firm, to=ann.email, subject="Hello")
    erase(marked, by=colleague)
    assert list(firm.clients.all()) == [ann]
    assert (firm.dossiers.count(), firm.mails.count()) == (1, 1)


def test_a_mail_to_an_address_somebody_else_has_too_stays(firm, colleague):
    ann = make.client(firm=firm, email="both@example.org")
    make.client(firm=firm, partner_email="both@example.org")
    Mail.objects.create(firm=firm, to="both@example.org", subject="Hello")
    erase(ann, by=colleague)
    assert firm.mails.count() == 1


@pytest.mark.thorough
def test_the_page_says_first_what_will_be_gone(office, marked, firm):
    address = reverse("clients:erase", args=[marked.pk])
    page = office.get(address).content.decode()
    assert "1 questionnaire with its answers" in page
    assert "1 file" in page
    assert "1 note" in page
    assert firm.clients.exists()
    page = office.post(address, follow=True).content.decode()
    assert "was erased: 7 records and files in all" in page
    assert not firm.clients.exists()


def test_the_worker_erases_temporary_clients_one_by_one_after_their_last_day(firm, ann):
    day = date(2026, 3, 14)
    for _ in range(2):
        make.client(firm=firm, erase_on=day)
    noon = datetime(2026, 3, 14, 12, tzinfo=UTC)
    assert not erase_next(noon)
    assert firm.clients.count() == 3
    assert [erase_next(noon + timedelta(days=1)) for _ in range(3)] == [True, True, False]
    assert list(firm.clients.all()) == [ann]


def test_archiving_does_not_stop_the_clock(firm, colleague):
    ann = make.client(firm=firm, erase_on=date(2026, 3, 14))
    actions.archive(ann, by=colleague, now=timezone.now())
    assert erase_next(datetime(2026, 4, 1, tzinfo=UTC))
    assert not Client.objects.exists()
