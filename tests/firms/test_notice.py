"""The privacy notice: Carnet's text until the firm writes its own, and every change a version that stays readable."""

import hashlib

import pytest
from django.utils import timezone

from carnet.audit.models import Event
from carnet.firms.actions import NoticeMoved, publish_notice
from carnet.firms.notices import current

PAGE = "/firm/notice/"
LANGUAGES = ("fr", "nl", "de", "en")


@pytest.fixture
def publish(firm, colleague):
    def publish(after=0, **texts):
        return publish_notice(firm, texts, after=after, by=colleague, now=timezone.now())

    return publish


@pytest.mark.parametrize("language", LANGUAGES)
def test_until_the_firm_writes_its_own_carnet_says_it_with_the_names_of_the_firm(firm, language):
    firm.email, firm.phone, firm.keep_days = "office@dubois.example", "", 17
    shown = current(firm, language)
    assert shown.number == 0
    assert shown.sha256 == hashlib.sha256(shown.text.encode()).hexdigest()
    for told in ("Fiduciaire Dubois", "office@dubois.example", "17"):
        assert told in shown.text
    assert "%(" not in shown.text
    assert len(shown.text.split("\n\n")) == 6


def test_without_an_address_one_turns_to_the_firm_by_name(firm):
    assert current(firm, "en").text.endswith("turn to Fiduciaire Dubois.")
    firm.reply_to = "desk@dubois.example"
    assert current(firm, "en").text.endswith("Dubois: desk@dubois.example")


def test_each_changed_text_is_the_next_number_and_the_earlier_ones_stay(firm, publish):
    publish(en="One.")
    publish(after=1, en="Two.")
    assert (current(firm, "en").number, current(firm, "en").text) == (2, "Two.")
    texts = firm.privacy_notices.values_list("number", "texts")
    assert list(texts) == [(2, {"en": "Two."}), (1, {"en": "One."})]


def test_an_empty_language_falls_back_to_carnets_text_under_the_same_number(firm, publish):
    carnets = current(firm, "nl")
    publish(en="Ours.", nl="")
    assert current(firm, "nl").text == carnets.text
    assert current(firm, "nl").number == 1


def test_taking_the_own_text_back_is_a_version_too(firm, publish):
    carnets = current(firm, "en").text
    publish(en="Ours.")
    publish(after=1, en="")
    assert (current(firm, "en").number, current(firm, "en").text) == (2, carnets)


def test_saved_twice_it_is_one_version_and_one_line_in_the_trail(firm, publish):
    assert publish(en="Ours.").number == 1
    assert publish(en="Ours.") is None
    assert Event.objects.filter(firm=firm, what="privacy notice changed").count() == 1


def test_nothing_written_makes_no_version(firm, publish):
    assert publish(en="", fr="") is None
    assert not firm.privacy_notices.exists()


def test_what_a_language_said_that_is_no_longer_offered_stays(firm, publish):
    publish(en="Ours.", de="Unser Text.")
    publish(after=1, en="Ours, better.")
    assert current(firm, "de").text == "Unser Text."


def test_two_who_write_at_once_overwrite_nothing(firm, publish):
    publish(en="Theirs.")
    with pytest.raises(NoticeMoved):
        publish(en="Mine.")
    assert current(firm, "en").text == "Theirs."


def test_numbers_are_each_firms_own(firm, publish, stranger):
    publish(en="Ours.")
    assert current(stranger.firm, "en").number == 0


def typed(version=0, **texts):
    return {"version": version, **dict.fromkeys(LANGUAGES, ""), **texts}


@pytest.mark.thorough
def test_an_administrator_writes_it_and_reads_the_earlier_versions(office, firm):
    assert office.post(PAGE, typed(en="First <b>text</b>.\r\n\r\nMore.")).status_code == 302
    assert current(firm, "en").text == "First <b>text</b>.\n\nMore."
    page = office.post(PAGE, typed(1, en="Second text."), follow=True).content.decode()
    assert "The notice is saved." in page
    for told in ("First &lt;b&gt;text&lt;/b&gt;.", "Second text.", "Version 1", "Version 2"):
        assert told in page
    assert "Claire Dubois" in page.split("Versions</h2>")[1]


def test_saving_what_stands_there_says_that_nothing_was_different(office, firm):
    office.post(PAGE, typed(en="Ours."))
    page = office.post(PAGE, typed(1, en="Ours."), follow=True).content.decode()
    assert "Nothing was different" in page
    assert firm.privacy_notices.count() == 1


def test_who_comes_second_keeps_what_was_typed_and_may_save_again(office, firm):
    office.post(PAGE, typed(en="Theirs."))
    page = office.post(PAGE, typed(en="Mine.")).content.decode()
    assert "Somebody else has saved another version meanwhile" in page
    assert "Mine.</textarea>" in page
    assert '<input type="hidden" name="version" value="1">' in page
    assert office.post(PAGE, typed(1, en="Both.")).status_code == 302
    assert current(firm, "en").number == 2


def test_only_the_languages_of_the_firm_are_asked(office, firm):
    firm.languages = ["nl", "fr"]
    firm.save()
    page = office.get(PAGE).content.decode()
    assert 'name="nl"' in page
    assert 'name="de"' not in page


def test_accountants_change_nothing(client, firm, accountant):
    client.force_login(accountant)
    assert client.post(PAGE, typed(en="Ours.")).status_code == 403
    assert not firm.privacy_notices.exists()


def test_a_stranger_reads_and_changes_only_the_own_notice(client, firm, publish, stranger):
    publish(en="Ours alone.")
    client.force_login(stranger)
    assert "Ours alone." not in client.get(PAGE).content.decode()
    client.post(PAGE, typed(en="Elsewhere."))
    assert current(firm, "en").text == "Ours alone."
