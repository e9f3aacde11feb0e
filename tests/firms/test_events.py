from carnet.audit.record import record
from tests import makers as make

EVENTS = "/firm/events/"


def test_administrators_read_who_did_what(office, firm, colleague, accountant):
    record("role changed", accountant, firm=firm, by=colleague, role="accountant")
    page = office.get(EVENTS).content.decode()
    assert "Claire Dubois" in page
    assert "Role changed" in page
    assert f"Colleague {accountant.pk}" in page


def test_one_colleagues_deeds_can_be_picked(office, firm, colleague, accountant):
    record("settings changed", firm, firm=firm, by=colleague)
    record("account changed", accountant, firm=firm, by=accountant)
    page = office.get(EVENTS, {"by": accountant.pk}).content.decode()
    assert "Account changed" in page
    assert "Settings changed" not in page


def test_a_stranger_cannot_be_picked(office, firm, colleague, stranger):
    record("signed in", stranger, firm=stranger.firm, by=stranger)
    record("settings changed", firm, firm=firm, by=colleague)
    page = office.get(EVENTS, {"by": stranger.pk}).content.decode()
    assert "Els Maes" not in page
    assert "Settings changed" in page


def test_long_trails_are_read_page_by_page(office, firm, colleague, django_assert_num_queries):
    for number in range(120):
        record(
            "settings changed", make.label(firm=firm, name=f"L{number}"), firm=firm, by=colleague
        )
    office.get(EVENTS)
    seen, url = [], "?"
    while url:
        with django_assert_num_queries(6 if url == "?" else 7):
            response = office.get(EVENTS + url)
        seen += [event.pk for event in response.context["page"].rows]
        url = response.context["page"].next_url
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)


def test_without_events_the_page_says_what_will_stand_here(office):
    assert "Nothing yet" in office.get(EVENTS).content.decode()
