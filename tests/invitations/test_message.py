"""The last step: previews, a test mail to oneself, and pressing at the same moment."""

import re

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from carnet.campaigns.models import Campaign, Dossier
from carnet.core.mail import send_next
from carnet.core.models import Mail
from tests import makers as make
from tests.at_once import together
from tests.campaigns.asking import message, send, terms


@pytest.fixture
def query(firm):
    return {"everyone": 1, **terms(make.revision(firm=firm))}


def preview(office, query, fields, language="fr"):
    return send(office, query, fields, where=f"message/preview/{language}/")


def frame(part):
    """What the frame in this preview fetches."""
    return re.search(r'<iframe[^>]* src="([^"]+)"', part.content.decode())[1].replace("&amp;", "&")


@pytest.mark.thorough
def test_the_preview_follows_what_is_typed_as_text_and_as_a_mail(office, ann, query):
    _page, standing = message(office, query)
    part = preview(office, query, {**standing, "message_fr": "Bonjour {first_name} <b>"})
    assert "Bonjour Ann &lt;b&gt;" in part.content.decode()
    look = office.get(frame(part))
    assert "Bonjour Ann &lt;b&gt;" in look.content.decode()
    assert "sandbox" in look.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in look.headers["Content-Security-Policy"].partition("style-src")[0]


@pytest.mark.thorough
def test_other_words_another_address_so_that_the_frame_is_fetched_anew(office, ann, query):
    _page, standing = message(office, query)
    first, second = (
        frame(preview(office, query, {**standing, "subject_fr": text})) for text in "ab"
    )
    assert first != second


def test_before_anything_is_typed_the_frame_shows_what_stands_there(office, ann, query):
    page, _standing = message(office, query)
    assert "Ann" in office.get(frame(page)).content.decode()


@pytest.mark.thorough
def test_without_scripts_the_button_shows_what_is_typed(office, ann, query):
    _page, standing = message(office, query)
    page = send(office, query, {**standing, "message_fr": "Tapé à la main"}, do="preview")
    assert "Tapé à la main" in office.get(frame(page)).content.decode()
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("language", ["nl", "xx"])
def test_there_is_no_preview_in_a_language_nobody_reads(office, ann, query, language):
    _page, standing = message(office, query)
    assert preview(office, query, standing, language).status_code == 404


@pytest.mark.thorough
def test_another_firms_words_are_not_shown(office, client, stranger, ann, query):
    _page, standing = message(office, query)
    look = frame(preview(office, query, {**standing, "message_fr": "Secret of ours"}))
    client.force_login(stranger)
    assert client.get(look).status_code == 404


@pytest.mark.thorough
def test_a_test_mail_goes_to_me_alone_and_its_link_opens_nothing(
    office, client, colleague, ann, query, post_office
):
    _page, standing = message(office, query)
    page = send(office, query, {**standing, "subject_fr": "Vos revenus"}, do="fr")
    assert "A test mail goes to claire@example.org" in page.content.decode()
    while send_next():
        pass
    [mail] = post_office.mails
    assert mail.recipients == [colleague.email]
    assert mail["Subject"].replace("\xa0", " ") == "Test : Vos revenus"
    assert mail["From"].startswith("Fiduciaire Dubois")
    link = re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0]
    client.logout()
    page = client.get("/" + link.partition("//")[2].partition("/")[2])
    assert "That of a test opens nobody’s." in page.content.decode()
    assert not Campaign.objects.exists()


@pytest.mark.thorough
def test_a_text_that_would_be_refused_is_not_tested_either(office, ann, query):
    _page, standing = message(office, query)
    page = send(office, query, {**standing, "message_fr": "{prenom}"}, do="fr").content.decode()
    assert "The test was not sent: repair the text first." in page
    assert "Did you mean {first_name} instead of {prenom}?" in page
    assert not Mail.objects.exists()


def test_a_test_of_a_running_campaign_has_its_words(office, firm, colleague, ann):
    campaign = make.campaign(firm=firm, subjects={"fr": "Les nôtres"}, due_date="2099-01-01")
    send(office, {"everyone": 1, "into": campaign.pk}, {}, do="fr")
    assert Mail.objects.get(to=colleague.email).subject == "Test\xa0: Les nôtres"


@pytest.mark.thorough
def test_a_colleague_who_was_faster_is_named_and_nobody_is_mailed_twice(
    office, firm, ann, query, accountant
):
    _page, standing = message(office, query)
    other = Browser(HTTP_ACCEPT_LANGUAGE="en")
    other.force_login(accountant)
    _page, theirs = message(other, query)
    send(other, query, theirs)
    told = send(office, query, standing)
    assert told.headers["Location"].startswith("/campaigns/invite/?")
    page = office.get(told.headers["Location"]).content.decode()
    assert "Marc Lenoir has just opened this campaign." in page
    assert "This questionnaire already runs" in page
    assert (Campaign.objects.count(), Mail.objects.count()) == (1, 1)


@pytest.mark.thorough
def test_who_wants_a_separate_campaign_gets_one(office, firm, ann, query):
    for _ in range(2):
        wanted = {**query, "into": "new"}
        _page, standing = message(office, wanted)
        send(office, wanted, standing)
    assert Campaign.objects.count() == 2


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_pressing_at_the_same_moment_invites_once(firm, colleague, accountant, query):
    """Each of two colleagues, the first with two fingers."""
    people = [make.client(firm=firm) for _ in range(4)]
    browsers = []
    for person in (colleague, colleague, accountant):
        browser = Browser(HTTP_ACCEPT_LANGUAGE="en")
        browser.force_login(person)
        browsers.append(browser)
    mine, theirs = (message(browser, query)[1] for browser in browsers[1:])

    def press(number):
        return send(browsers[number], query, theirs if number == 2 else mine).status_code

    assert together(press, 3) == [302] * 3
    assert (Campaign.objects.count(), Dossier.objects.count()) == (1, 4)
    assert sorted(Mail.objects.values_list("to", flat=True)) == sorted(p.email for p in people)


@pytest.mark.thorough
def test_eight_hundred_clients_cost_no_more_queries(office, firm, query):
    counts = []
    for many in (8, 792):
        make.clients(many, firm=firm)
        message(office, query)
        with CaptureQueriesContext(connection) as queries:
            _page, standing = message(office, query)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 30
    with CaptureQueriesContext(connection) as queries:
        send(office, query, {**standing, "spread": "daily", "per_day": "100"})
    assert Dossier.objects.planned().count() == 800
    assert len(queries) <= 110
