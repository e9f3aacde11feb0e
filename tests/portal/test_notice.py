"""What happens with what a client tells: to be read before the first answer, and on every page after."""

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from carnet.campaigns.models import State
from carnet.firms.actions import publish_notice
from carnet.firms.notices import current

WORDS = "What happens with what you tell us"


@pytest.fixture
def own(yearly, colleague):
    texts = {language: f"Ours, in {language}.\n\n<i>More</i>." for language in ("fr", "nl", "de")}
    publish_notice(yearly.firm, texts, after=0, by=colleague, now=timezone.now())
    return yearly.firm


@pytest.mark.thorough
def test_it_stands_on_the_first_page_and_behind_a_link_on_every_other(yearly, visitor):
    first = current(yearly.firm, "en").text.split("\n\n")[0]
    assert first in visitor.visit("/q/start/").text
    for address in ("/q/start/", "/q/tasks/", "/q/s/you/full_name/", "/q/check/"):
        assert first in visitor.visit(address).follow(WORDS).text


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_it_speaks_the_language_of_the_client(own, visitor, language):
    visitor.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for address in ("/q/notice/", "/q/start/"):
        text = visitor.visit(address).text
        for paragraph in current(own, language).text.split("\n\n"):
            assert paragraph in text
        assert ("Ours, in" in text) is (language != "en")


def test_what_the_firm_writes_is_text_and_no_markup(own, visitor):
    visitor.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    assert "&lt;i&gt;More&lt;/i&gt;" in visitor.visit("/q/notice/").response.content.decode()


def test_it_can_still_be_read_after_everything_was_sent(yearly, visitor):
    yearly.state = State.SUBMITTED
    yearly.save(update_fields=["state"])
    assert visitor.visit("/q/notice/").address == "/q/notice/"


def test_without_a_link_there_is_nothing_to_read(yearly):
    page = Browser().get("/q/notice/")
    assert page.status_code == 403
    assert WORDS not in page.content.decode()
