"""Which passwords may be chosen, and that they count exactly as they were typed."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

PASSWORD = "a sentence only we know"


@pytest.fixture
def claire(colleague):
    colleague.set_password(PASSWORD)
    colleague.name = "Claire Vandamme"
    colleague.save()
    return colleague


def opens(browser, password):
    browser.post("/account/login/", {"login": "claire@example.org", "password": password})
    return browser.get("/firm/account/").status_code == 200


def change(browser, new, old=PASSWORD):
    form = {"oldpassword": old, "password1": new, "password2": new}
    return browser.post("/account/password/change/", form)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "password",
    [
        "zxqwvbnmlkj",
        " begins and ends with a space ",
        "ﬁnden Sie ÄÖÜ 漢字 🐘🐘",
        "x7" * 64,
        "0739184620571",
    ],
)
def test_a_password_may_have_any_signs_and_counts_exactly_as_typed(client, claire, password):
    assert opens(client, PASSWORD)
    assert change(client, password).status_code == 302
    for other in {password.strip(), password.upper(), password[:-1], password[:64]} - {password}:
        assert not opens(type(client)(), other), other
    assert opens(type(client)(), password)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "password", ["nine more", "qwertyuiop", "1234567890", "Claire Vandamme", "claire@example.org"]
)
def test_what_is_short_common_or_ones_own_name_is_refused(client, claire, password):
    assert opens(client, PASSWORD)
    assert change(client, password).status_code == 200
    assert opens(type(client)(), PASSWORD)


@pytest.mark.thorough
def test_a_change_asks_for_the_password_of_today(client, claire):
    assert opens(client, PASSWORD)
    assert change(client, "another sentence entirely", old="not this one").status_code == 200
    assert opens(type(client)(), PASSWORD)


def test_fields_are_covered_and_open_to_password_managers(client, claire):
    pages = [client.get("/account/login/").content.decode()]
    client.force_login(claire)
    pages.append(client.get("/account/password/change/").content.decode())
    fields = [
        tag
        for page in pages
        for tag in re.findall(r'<input[^>]* name="\w*password\w*"[^>]*>', page)
    ]
    assert len(fields) >= 3
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "maxlength" not in field
        assert "onpaste" not in field


def test_an_old_password_still_opens(client, claire):
    long_ago = timezone.now() - timedelta(days=4000)
    type(claire).objects.filter(pk=claire.pk).update(created_at=long_ago, joined_at=long_ago)
    assert opens(client, PASSWORD)
    assert client.get("/clients/").status_code == 200
