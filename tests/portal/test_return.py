"""“Where is my return?”, and what a client does with a document put up for approval."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from carnet.approvals import actions, filing
from carnet.audit.models import Event
from carnet.clients.states import State
from carnet.core.models import Mail
from carnet.questionnaires.loading import Document
from tests import makers as make
from tests.answers.asking import two
from tests.answers.pictures import picture, upload
from tests.approvals.asking import FOR_TWO, deliver, put_up, sent_by, text_of, voice_of
from tests.portal.couples import a_couple, sent
from tests.portal.test_entry import mailed_code
from tests.post_office import open_post_office

NOW = timezone.now
BOTH = ("client", "partner")


@pytest.fixture
def dossier(ann, colleague):
    return sent_by(ann)


@pytest.fixture
def for_two(firm, colleague):
    names = {"first_name": "Ann", "partner_first_name": "Tom", "partner_email": "tom@example.org"}
    return sent_by(make.client(firm=firm, email="someone@example.org", **names), FOR_TWO)


def asked(dossier, by, **wish):
    return put_up(dossier, by, now=NOW(), **wish)


def steps(visitor):
    """The road as a screen reader reads it."""
    page = visitor.visit("/q/return/").response.content.decode()
    listed = page.partition('<ol class="road">')[2].partition("</ol>")[0]
    return [" ".join(Words(one).split()) for one in listed.split("<li")[1:]]


class Words(str):
    def __new__(cls, html):
        text, inside = "", True
        for sign in html:
            inside = inside if sign not in "<>" else sign == "<"
            text += "" if inside or sign == ">" else sign
        return super().__new__(cls, text)


def test_after_sending_the_road_begins(dossier, come_in):
    dossier.state = State.SUBMITTED
    dossier.save(update_fields=["state"])
    visitor = come_in(dossier)
    assert steps(visitor) == ["Received done, 3 May 2027", "In review Later"]
    assert "has received what you sent" in visitor.text


@pytest.mark.thorough
def test_the_confirmation_leads_to_it(firm, colleague, come_in):
    visitor = come_in(sent(a_couple(firm))).visit("/q/start/")
    assert visitor.address == "/q/sent/"
    visitor.follow("See how far it is")
    assert "What happens next" in visitor.text


@pytest.mark.thorough
def test_a_client_approves_with_a_word_and_a_name(dossier, colleague, come_in):
    approval = asked(dossier, colleague, words="Your return, as we reckon it.")
    visitor = come_in(dossier).visit("/q/start/")
    assert visitor.address == "/q/return/"
    visitor.follow("Read “return.pdf”")
    assert "Your return, as we reckon it." in visitor.text
    assert voice_of(approval).read_at
    visitor.press("Approve", name="")
    assert "Tick the box to approve." in visitor.text
    assert "Write your first and last name." in visitor.text
    assert voice_of(approval).waiting
    visitor.press("Approve", agreed="on", name="Ann Peeters")
    assert "Your approval is noted. Thank you." in visitor.text
    assert "Everything is approved." in visitor.text
    assert voice_of(approval).said == {
        "text": "I have read the document and approve it.",
        "name": "Ann Peeters",
    }
    visitor.again()
    assert Event.objects.filter(what="approval given").count() == 1


@pytest.mark.thorough
def test_declining_wants_a_reason_and_is_no_approval(dossier, colleague, come_in):
    approval = asked(dossier, colleague)
    visitor = come_in(dossier).visit(f"/q/return/{approval.uuid}/")
    visitor.press("Do not approve")
    assert "Write what is not right" in visitor.text
    assert voice_of(approval).waiting
    visitor.press("Do not approve", reason="A child is missing.", agreed="on", name="Ann")
    assert "The document was declined." in visitor.text
    assert voice_of(approval).reason == "A child is missing."
    page = visitor.visit(f"/q/return/{approval.uuid}/").text
    assert "A child is missing." in page
    assert "Is everything right?" not in page


@pytest.mark.thorough
def test_another_language_keeps_what_was_typed_and_decides_nothing(dossier, colleague, come_in):
    approval = asked(dossier, colleague)
    visitor = come_in(dossier).visit(f"/q/return/{approval.uuid}/")
    typed = {
        "do": "accept",
        "agreed": "on",
        "name": "Ann Peeters",
        "reason": "no",
        "then": "language-fr",
    }
    page = visitor.client.post(f"/q/return/{approval.uuid}/", typed).content.decode()
    assert 'lang="fr"' in page
    assert 'value="Ann Peeters"' in page
    assert voice_of(approval).waiting


@pytest.mark.thorough
def test_the_document_is_downloaded_and_a_picture_is_shown(dossier, colleague, come_in):
    approval = asked(dossier, colleague)
    visitor = come_in(dossier)
    answer = visitor.client.get(f"/q/return/{approval.uuid}/file/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    shown = visitor.client.get(f"/q/return/{approval.uuid}/2/")
    assert shown.content.startswith(b"\xff\xd8\xff")
    assert visitor.client.get(f"/q/return/{approval.uuid}/3/").status_code == 404
    page = visitor.visit(f"/q/return/{approval.uuid}/").response.content.decode()
    assert 'alt="Page 2 of 2"' in page
    photo = actions.ask(
        dossier,
        upload(picture("PNG"), "draft.png"),
        actions.Wish(approval.uuid),
        by=colleague,
        now=NOW(),
    )
    assert "<img" in visitor.visit(f"/q/return/{photo.uuid}/").response.content.decode()


@pytest.mark.thorough
def test_who_still_has_the_old_version_open_is_told_of_the_newer(dossier, colleague, come_in):
    first = asked(dossier, colleague)
    visitor = come_in(dossier).visit(f"/q/return/{first.uuid}/")
    second = asked(dossier, colleague, replaces=first, name="newer.pdf")
    visitor.press("Approve", agreed="on", name="Ann Peeters")
    assert "not asked about any more" in visitor.text
    assert voice_of(second).waiting
    assert "There is a newer version" in visitor.visit(f"/q/return/{first.uuid}/").text
    visitor.follow("Read the newer version")
    assert "It replaces the one of" in visitor.text


@pytest.mark.thorough
def test_each_of_a_couple_approves_for_themselves(for_two, colleague, come_in):
    approval = asked(for_two, colleague, people=BOTH)
    ann, tom = come_in(for_two), come_in(for_two, "partner")
    ann.visit(f"/q/return/{approval.uuid}/").press("Approve", agreed="on", name="Ann")
    assert "The other approval is still waited for." in ann.text
    assert "A document waits for your approval." in tom.visit("/q/return/").text
    assert "Ann" not in tom.visit(f"/q/return/{approval.uuid}/").text.partition("Read the doc")[2]
    tom.press("Approve", agreed="on", name="Tom")
    assert "Everything is approved." in ann.visit("/q/return/").text


@pytest.mark.thorough
def test_what_the_client_is_asked_alone_the_partner_neither_sees_nor_decides(
    for_two, colleague, come_in
):
    approval = asked(for_two, colleague)
    tom = come_in(for_two, "partner")
    assert "approval" not in " ".join(steps(tom)).lower()
    for address in (f"/q/return/{approval.uuid}/", f"/q/return/{approval.uuid}/file/"):
        assert tom.client.get(address).status_code == 404
    typed = {"do": "accept", "agreed": "on", "name": "Tom"}
    assert tom.client.post(f"/q/return/{approval.uuid}/", typed).status_code == 404
    assert voice_of(approval).waiting


@pytest.mark.thorough
def test_a_new_partner_does_not_inherit_what_the_former_one_was_asked(for_two, colleague, come_in):
    approval = asked(for_two, colleague, people=BOTH)
    tom = come_in(for_two, "partner")
    client = for_two.client
    client.partner_first_name, client.partner_email = "Bo", "bo@example.org"
    client.save()
    assert tom.client.get(f"/q/return/{approval.uuid}/").status_code == 403
    for_two.invitations.filter(person="partner").update(revoked_at=NOW())
    bo = come_in(for_two, "partner")
    assert bo.client.get(f"/q/return/{approval.uuid}/").status_code == 404
    assert "return.pdf" not in bo.visit("/q/return/").text


@pytest.mark.thorough
def test_another_clients_document_does_not_exist(dossier, firm, colleague, come_in):
    other = asked(sent_by(make.client(firm=firm)), colleague)
    visitor = come_in(dossier)
    for rest in ("", "file/", "1/"):
        assert visitor.client.get(f"/q/return/{other.uuid}/{rest}").status_code == 404
    assert Browser().get(f"/q/return/{other.uuid}/").status_code == 403


@pytest.mark.parametrize("state", [State.ACCEPTED, State.CLOSED, State.ASKED_AGAIN])
def test_the_page_stays_as_long_as_the_link_lives(dossier, colleague, come_in, state):
    type(dossier).objects.filter(pk=dossier.pk).update(state=state)
    dossier.refresh_from_db()
    visitor = come_in(dossier)
    assert visitor.visit("/q/return/").address == "/q/return/"
    dossier.invitations.update(expires_at=NOW() - timedelta(days=1))
    assert visitor.client.get("/q/return/").status_code == 403


def test_what_was_closed_without_being_sent_is_shut(dossier, come_in):
    type(dossier).objects.filter(pk=dossier.pk).update(state=State.CLOSED, submitted_at=None)
    assert come_in(dossier).client.get("/q/return/").status_code == 403


@pytest.mark.thorough
def test_filed_says_the_day_and_the_reference(dossier, colleague, come_in):
    now = NOW()
    known = {"on": now.date(), "reference": "2027-TW-1", "by": colleague, "now": now}
    filing.note_filed(dossier.firm, [dossier.pk], **known)
    page = come_in(dossier).visit("/q/return/").text
    assert "Your return was filed on" in page
    assert "Reference: 2027-TW-1" in page
    filing.take_back(dossier, by=colleague, now=now)
    assert "filed on" not in come_in(dossier).visit("/q/return/").text


CODED: Document = {
    "questionnaire": "coded",
    "title": two("Income tax", "Impôt"),
    "languages": ["fr", "en"],
    "sections": [
        {
            "id": "all",
            "title": two("All", "Tout"),
            "items": [
                {
                    "id": "wage",
                    "type": "money",
                    "text": two("Wage?", "Salaire ?"),
                    "codes": ["1250"],
                }
            ],
        }
    ],
}


@pytest.mark.thorough
def test_a_return_promises_its_filing_and_other_questionnaires_do_not(ann, dossier, come_in):
    coded = sent_by(ann, CODED, state=State.SUBMITTED)
    visitor = come_in(coded)
    assert [one.split()[0] for one in steps(visitor)] == ["Received", "In", "Your", "Filed"]
    assert "Where is my return?" in visitor.text
    assert "Where do things stand?" in come_in(dossier).visit("/q/return/").text


@pytest.mark.thorough
def test_an_expired_link_is_renewed_while_an_approval_waits(dossier, colleague, settings):
    with open_post_office(settings) as office:
        approval = asked(dossier, colleague)
        deliver(NOW())
        text = text_of(office.mails[0])
        link = next(word for word in text.split() if "/q/" in word)
        path = link.removeprefix(settings.SITE_URL).partition("?")[0]
        dossier.invitations.update(expires_at=NOW() - timedelta(days=1))
        assert Browser().get(path).status_code == 410
        assert Browser().post(path).status_code == 410
        deliver(NOW())
        assert len(office.mails) == 2
        assert office.mails[1].recipients == ["ann@example.org"]
        assert dossier.invitations.get().expires_at > NOW()
        actions.withdraw(approval, by=colleague, now=NOW())
        dossier.invitations.update(expires_at=NOW() - timedelta(days=1))
        Browser().post(path)
        assert not Mail.objects.waiting().exists()


@pytest.mark.thorough
def test_the_link_in_the_mail_leads_to_the_page_with_the_proof_of_the_mailbox(
    dossier, colleague, settings
):
    asked(dossier, colleague)
    deliver(NOW())
    link = next(word for word in Mail.objects.get().text.split() if "/q/" in word)
    assert link.endswith("?return")
    browser = Browser(headers={"accept-language": "en"})
    path = link.removeprefix(settings.SITE_URL)
    assert "return.pdf" not in browser.get(path).content.decode()
    assert browser.post(path).headers["Location"] == "/q/code/?return"
    entered = browser.post("/q/code/?return", {"digits": mailed_code()})
    assert entered.headers["Location"] == "/q/return/"
    assert "A document waits for your approval." in browser.get("/q/return/").content.decode()
