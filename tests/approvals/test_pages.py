"""What colleagues see and press."""

from datetime import timedelta
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.utils import timezone

from carnet.approvals import filing
from carnet.approvals.actions import accept, decline
from carnet.approvals.models import Approval, Pace
from carnet.clients.states import State
from carnet.core.models import Mail
from carnet.exports.person import export
from tests import makers as make
from tests.answers.pictures import pdf, upload
from tests.approvals.asking import ASKED, put_up, sent_by, voice_of


def ask(office, dossier, content=None, **typed):
    file = upload(pdf() if content is None else content, "return.pdf")
    values = {"file": file, "remind_days": "5", "key": str(uuid4()), "words": "Look."} | typed
    address = f"/approvals/dossiers/{dossier.pk}/ask/"
    return office.post(address, values, follow=True).content.decode()


def panel(office, dossier):
    page = office.get(f"/dossiers/{dossier.pk}/").content.decode()
    return page.partition("Where is the return?")[2].partition("</section>")[0]


@pytest.mark.thorough
def test_a_document_is_put_up_from_the_page_of_its_dossier(office, dossier):
    assert f"/approvals/dossiers/{dossier.pk}/ask/" in panel(office, dossier)
    page = ask(office, dossier)
    assert "The document waits for approval." in page
    assert "waits for approval" in panel(office, dossier)
    assert Approval.objects.get().words == "Look."
    assert Mail.objects.get().letter == "approval"


@pytest.mark.thorough
def test_both_partners_are_asked_where_there_are_two(office, for_two):
    page = office.get(f"/approvals/dossiers/{for_two.pk}/ask/").content.decode()
    assert "Both partners, each for themselves" in page
    ask(office, for_two, who="both")
    assert Approval.objects.get().voices.count() == 2


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"content": b"no paper at all"}, "is not a PDF or a photo"),
        ({"content": pdf(password="x")}, "is protected by a password"),
        ({"remind_days": "99"}, "less than or equal to 60"),
    ],
)
def test_what_cannot_be_put_up_is_told_and_nothing_is_asked(office, dossier, typed, told):
    assert told in ask(office, dossier, **typed)
    assert not Approval.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.thorough
def test_what_was_not_sent_yet_cannot_be_approved(office, ann):
    dossier = make.dossier(client=ann)
    assert "The client has not sent the answers yet." in ask(office, dossier)
    assert not Approval.objects.exists()


@pytest.mark.thorough
def test_the_office_reads_the_evidence_and_the_reason(office, for_two, colleague):
    approval = put_up(for_two, colleague, people=("client", "partner"))
    accept(voice_of(approval), text="I approve.", name="Ann Peeters", now=ASKED)
    decline(voice_of(approval, "partner"), reason="<b>The child</b>", now=ASKED)
    page = office.get(f"/approvals/{approval.uuid}/").content.decode()
    for words in ("Ann Peeters", "I approve.", "&lt;b&gt;The child", approval.sha256):
        assert words in page
    assert "&lt;b&gt;The child" in panel(office, for_two)
    assert "Withdraw" not in page


@pytest.mark.thorough
def test_withdrawing_and_paper_and_a_mail_again(office, dossier, colleague):
    approval = put_up(dossier, colleague)
    address = f"/approvals/{approval.uuid}"
    office.post(f"{address}/client/mail/")
    assert Mail.objects.count() == 1  # one waits already
    Mail.objects.update(sent_at=timezone.now())
    office.post(f"{address}/client/mail/")
    assert Mail.objects.count() == 2
    assert "Write how you know." in office.post(f"{address}/client/paper/").content.decode()
    office.post(f"{address}/client/paper/", {"reason": "Signed at our desk"})
    assert "Signed at our desk" in office.get(f"{address}/").content.decode()
    page = office.post(f"{address}/withdraw/", follow=True).content.decode()
    assert "It has changed meanwhile." in page


@pytest.mark.thorough
def test_a_newer_version_is_put_up_in_place_of_the_earlier(office, dossier, colleague):
    first = put_up(dossier, colleague)
    page = office.get(f"/approvals/dossiers/{dossier.pk}/ask/?replaces={first.pk}")
    assert "This is a newer version of" in page.content.decode()
    ask(office, dossier, replaces=first.pk)
    first.refresh_from_db()
    assert (first.state, first.newer.voices.count()) == ("replaced", 1)
    other = sent_by(make.client(firm=dossier.firm))
    assert office.get(f"/approvals/dossiers/{other.pk}/ask/?replaces={first.pk}").status_code == 404


@pytest.mark.thorough
def test_filed_in_one_click_and_taken_back(office, dossier):
    here = f"/dossiers/{dossier.pk}/"
    today = timezone.localdate()
    typed = {"dossiers": dossier.pk, "on": today.isoformat(), "reference": "T1-2026", "next": here}
    assert f'value="{today.isoformat()}"' in panel(office, dossier)
    page = office.post("/approvals/filed/", typed, follow=True)
    assert page.redirect_chain[-1][0] == here
    assert "1 return is noted as filed." in page.content.decode()
    assert "T1-2026" in panel(office, dossier)
    office.post(f"/approvals/dossiers/{dossier.pk}/not-filed/", {"next": here})
    assert "T1-2026" not in panel(office, dossier)


@pytest.mark.parametrize(
    "next_page", ["//evil.example/", "https://evil.example", "/\\evil.example", ""]
)
def test_no_button_leads_elsewhere(office, dossier, next_page):
    answer = office.post(f"/approvals/dossiers/{dossier.pk}/not-filed/", {"next": next_page})
    assert answer.headers["Location"] == "/approvals/"


@pytest.mark.thorough
def test_a_day_to_come_is_not_one_it_was_filed_on(office, dossier):
    day = timezone.localdate() + timedelta(days=1)
    page = office.post(
        "/approvals/filed/", {"dossiers": dossier.pk, "on": day.isoformat()}, follow=True
    )
    assert "This day has not come yet." in page.content.decode()
    assert not dossier.filings.exists()


STAGES = {
    "": {"Aa", "Bb", "Cc", "Dd"},
    "prepared": {"Aa"},
    "to_approve": {"Bb"},
    "declined": {"Cc"},
    "approved": {"Dd"},
    "filed": {"Ee"},
}


@pytest.fixture
def five(firm, colleague):
    made = {
        name: sent_by(make.client(firm=firm, first_name=name, last_name=name, sort_name=name))
        for name in ("Aa", "Bb", "Cc", "Dd", "Ee")
    }
    for name in ("Bb", "Cc", "Dd"):
        put_up(made[name], colleague)
    decline(voice_of(made["Cc"].approvals.get()), reason="No.", now=ASKED)
    accept(voice_of(made["Dd"].approvals.get()), text="x", name="Dd", now=ASKED)
    known = {"on": ASKED.date(), "reference": "", "by": colleague, "now": ASKED}
    filing.note_filed(firm, [made["Ee"].pk], **known)
    return made


@pytest.mark.thorough
def test_the_list_sorts_returns_by_what_waits(office, five):
    for stage, names in STAGES.items():
        rows = office.get(f"/approvals/?stage={stage}").context["rows"]
        assert {row.dossier.client.first_name for row in rows} == names, stage
    tabs = office.get("/approvals/").context["tabs"]
    assert [tab["count"] for tab in tabs] == [len(names) for names in STAGES.values()]
    rows = office.get("/approvals/?q=bb").context["rows"]
    assert [row.dossier.client.first_name for row in rows] == ["Bb"]


@pytest.mark.thorough
def test_ticked_returns_are_filed_together(office, five, stranger, client):
    numbers = [five[name].pk for name in ("Aa", "Dd", "Ee")]
    typed = {"dossiers": numbers, "on": ASKED.date().isoformat()}
    office.post("/approvals/filed/", {**typed, "on": timezone.localdate().isoformat()})
    assert office.get("/approvals/?stage=filed").context["tabs"][-1]["count"] == 3
    client.force_login(stranger)
    client.post("/approvals/filed/", {**typed, "on": timezone.localdate().isoformat()})
    assert five["Bb"].filings.count() == 0


@pytest.mark.thorough
def test_the_list_asks_the_same_for_more_rows(office, five, firm, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(40) as asked:
            office.get("/approvals/")
        return len(asked)

    before = count()
    for name in ("Ff", "Gg", "Hh"):
        sent_by(make.client(firm=firm, first_name=name), state=State.IN_REVIEW)
    after = count()
    # A revision opens its document once; the rows themselves ask nothing.
    assert after - before <= 3


def test_administrators_set_the_pace_of_reminders(office, firm, accountant, client, dossier):
    office.post("/approvals/pace/", {"days": "7", "most": "2"})
    assert Pace.objects.values_list("days", "most").get() == (7, 2)
    form = office.get(f"/approvals/dossiers/{dossier.pk}/ask/").context["form"]
    assert form["remind_days"].value() == 7
    client.force_login(accountant)
    assert client.post("/approvals/pace/", {"days": "9", "most": "2"}).status_code == 403


@pytest.mark.thorough
def test_the_texts_are_the_firms_to_change(office, firm, dossier, colleague):
    page = office.get("/firm/mails/texts/?letter=approval").content.decode()
    assert "please read and approve" in page
    assert office.get("/firm/mails/texts/?letter=approval_reminder").status_code == 200


@pytest.mark.thorough
def test_an_export_of_the_client_holds_the_document(dossier, colleague):
    put_up(dossier, colleague)
    exported = export(dossier.client, numbers=False, by=colleague)
    with exported, ZipFile(exported) as archive:
        name = next(name for name in archive.namelist() if name.endswith("001-return.pdf"))
        assert "/approvals/" in name
        assert archive.read(name).startswith(b"%PDF")
