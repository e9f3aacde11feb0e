"""The firm's own standard texts: words with a few safe placeholders, never templates."""

import pytest
from django.utils import timezone

from carnet.audit.models import Event
from carnet.campaigns import texts, wording
from carnet.campaigns.models import StandardText
from carnet.core.mail import send_next
from carnet.invitations import actions, letters
from tests import makers as make
from tests.campaigns.asking import message, send, terms

PAGE = "/firm/mails/texts/"


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("Hello {first_name} of {firm}", []),
        ("Hello { first_name }", []),
        ("Hello {prenom}", ["{prenom}"]),
        ("Hello {{first_name}}", ["{", "}"]),
        ("100 % {", ["{"]),
        ("{% load %}", ["{% load %}"]),
        ("{}", ["{}"]),
        ("{firm.slug}", ["{firm.slug}"]),
    ],
)
def test_only_known_words_may_stand_in_braces(text, strange):
    assert wording.unknown(text) == strange


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("{prenom}", "{first_name}"),
        ("{Prénom}", "{first_name}"),
        ("{first name}", "{first_name}"),
        ("{firstname}", "{first_name}"),
        ("{voornaam}", "{first_name}"),
        ("{duedate}", "{due_date}"),
        ("{échéance}", "{due_date}"),
        ("{vragenlijst}", "{questionnaire}"),
        ("{Kanzlei}", "{firm}"),
        ("{jaar}", "{period}"),
        ("{zzz}", ""),
        ("{", ""),
    ],
)
def test_what_was_probably_meant(typed, meant):
    assert wording.meant(typed) == meant


def fields(office, letter="invitation"):
    page = office.get(PAGE, {"letter": letter})
    return {field.html_name: field.value() for field in page.context["form"]}


@pytest.mark.thorough
def test_a_firms_words_are_kept_and_carnets_are_not_copied(office, firm, colleague):
    standing = fields(office)
    office.post(PAGE, {**standing, "subject_fr": "Vos impôts {period}"})
    kept = StandardText.objects.get()
    assert (kept.letter, kept.language) == ("invitation", "fr")
    assert (kept.subject, kept.message) == ("Vos impôts {period}", "")
    event = Event.objects.get(what=texts.CHANGED)
    assert (event.by, event.facts) == (colleague, {"letter": "invitation", "language": "fr"})
    office.post(PAGE, {**standing, "subject_fr": "Vos impôts {period}"})
    assert Event.objects.filter(what=texts.CHANGED).count() == 1


@pytest.mark.thorough
def test_back_to_carnets_words(office, firm):
    office.post(PAGE, {**fields(office), "message_fr": "Tout autre"})
    office.post(PAGE, {"reset": "fr"})
    assert not StandardText.objects.exists()
    assert fields(office)["message_fr"] == wording.standard_message("fr")


@pytest.mark.thorough
def test_an_unknown_placeholder_is_refused_with_a_proposal(office, firm):
    page = office.post(PAGE, {**fields(office), "message_nl": "Dag {voornaam}"}).content.decode()
    assert "Carnet does not know {voornaam}." in page
    assert "Did you mean {first_name} instead of {voornaam}?" in page
    assert "Dag {voornaam}" in page
    assert not StandardText.objects.exists()


@pytest.mark.thorough
def test_the_page_is_the_administrators_and_each_firm_has_its_own(
    office, client, firm, stranger, accountant
):
    office.post(PAGE, {**fields(office), "subject_fr": "Le nôtre"})
    assert texts.of_language(stranger.firm, "fr")[0] == wording.standard_subject("fr")
    client.force_login(accountant)
    assert client.get(PAGE).status_code == 403
    client.force_login(stranger)
    assert "Le nôtre" not in client.get(PAGE).content.decode()
    assert client.get(PAGE, {"letter": "nothing"}).status_code == 404


@pytest.mark.thorough
def test_a_campaign_begins_with_the_firms_words_and_a_mail_says_them(
    office, firm, ann, post_office
):
    office.post(PAGE, {**fields(office), "subject_fr": "{firm} : vos revenus {period}"})
    query = {"client": ann.pk, **terms(make.revision(firm=firm))}
    page, standing = message(office, query)
    assert standing["subject_fr"] == "{firm} : vos revenus {period}"
    assert "Fiduciaire Dubois : vos revenus 2025" in page.content.decode()
    send(office, query, standing)
    while send_next():
        pass
    assert post_office.mails[0]["Subject"] == "Fiduciaire Dubois : vos revenus 2025"


@pytest.mark.thorough
def test_last_words_for_this_questionnaire_go_before_the_firms(office, firm, ann):
    office.post(PAGE, {**fields(office), "subject_fr": "Du cabinet"})
    revision = make.revision(firm=firm)
    make.campaign(firm=firm, revision=revision, subjects={"fr": "De la dernière fois"})
    _page, standing = message(office, {"client": ann.pk, **terms(revision, into="new")})
    assert standing["subject_fr"] == "De la dernière fois"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2025-01-01", "2025-12-31", "2025"),
        ("2025-04-01", "2025-06-30", "1 April 2025 – 30 June 2025"),
    ],
)
def test_a_period_in_words(firm, start, end, said):
    campaign = make.campaign(firm=firm, period_start=start, period_end=end)
    campaign.refresh_from_db()
    assert letters.period_in_words(campaign.period_start, campaign.period_end) == said


HOSTILE = "<script>alert(1)</script> {{ settings.SECRET_KEY }} %(x)s\r\nBcc: eve@example.org"


def test_hostile_words_are_text_and_nothing_else(firm, post_office):
    """However they came in, past the form: nothing is evaluated, nothing becomes a header or an element."""
    client = make.client(firm=firm, first_name="<i>{firm}</i>")
    campaign = make.campaign(firm=firm, subjects={"fr": HOSTILE}, messages={"fr": HOSTILE})
    actions.invite([make.dossier(client=client, campaign=campaign)], by=None, now=timezone.now())
    while send_next():
        pass
    [mail] = post_office.mails
    assert mail["Bcc"] is None
    assert mail.recipients == [client.email]
    html = mail.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "{{ settings.SECRET_KEY }}" in mail.get_body(("plain",)).get_content()
