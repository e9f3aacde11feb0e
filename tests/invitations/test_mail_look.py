"""What a client's mail program gets: two bodies that say the same, no pictures, no trackers."""

import re
from html import unescape

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from carnet.core.mail import send_next
from carnet.invitations import actions
from tests import makers as make


@pytest.fixture
def mail(firm, post_office):
    type(firm).objects.filter(pk=firm.pk).update(
        phone="+3281000000", email="bureau@fiduciaire.be", reply_to="claire@fiduciaire.be"
    )
    client = make.client(firm=firm, first_name="Zoë & Noé", language="fr")
    actions.invite([make.dossier(client=client)], by=None, now=timezone.now())
    while send_next():
        pass
    [sent] = post_office.mails
    return sent


def body(mail, kind):
    return mail.get_body((kind,)).get_content()


def words(text):
    return set(re.findall(r"[\w@./:+-]+", text))


def visible(html):
    html = re.sub(r"<(head|style|title)\b.*?</\1>", " ", html, flags=re.S)
    html = re.sub(r"<div aria-hidden.*?</div>", " ", html, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", html))


# In the client's language: what stands beside a button, and in its place.
WITH_A_BUTTON = "If the button does not work, copy this address into your browser:"
WITHOUT = "Open your questionnaire:"


def test_both_bodies_say_the_same(mail):
    text, html = words(body(mail, "plain")), words(visible(body(mail, "html")))
    with translation.override("fr"):
        beside, instead = words(_(WITH_A_BUTTON)), words(_(WITHOUT))
        button = words(_("Open my questionnaire"))
    assert text - html <= instead
    assert html - text <= beside | button | words("Fiduciaire Dubois")


@pytest.mark.thorough
def test_nothing_is_fetched_and_only_the_questionnaire_is_linked(mail):
    html = body(mail, "html")
    assert not re.search(r"<(img|script|link|iframe|form|object)\b|url\(|@import", html, re.I)
    links = set(re.findall(r'href="([^"]+)"', html))
    assert len(links) == 1
    assert links.pop() in body(mail, "plain")


@pytest.mark.thorough
def test_it_is_marked_as_sent_by_a_machine_and_can_be_answered(mail):
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == "claire@fiduciaire.be"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", mail["Message-ID"])
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_reader_hears_the_language_and_no_tables(mail):
    html = body(mail, "html")
    assert '<html lang="fr">' in html
    assert html.count("<table") == html.count('<table role="presentation"')
    assert html.count("<h1") == 1


def test_it_is_made_for_light_and_dark(mail):
    html = body(mail, "html")
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme: dark" in html
    coloured = re.findall(r'class="([^"]*)"[^>]*style="[^"]*(?<!-)color:#1c211e', html)
    assert coloured
    assert all("ink" in name for name in coloured)
