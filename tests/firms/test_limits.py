"""How often somebody may try at a password, a code, a link or a key, and who is never kept out by it."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from carnet.api.contract import rate
from carnet.core.models import Mail
from carnet.firms import devices, tries, waits
from carnet.firms.models import Tries
from tests.api.calling import secret_of
from tests.at_once import together
from tests.firms.guessing import told
from tests.firms.test_signin import NEW, PASSWORD, code_for, confirm, is_signed_in, turn_on_codes
from tests.firms.trying import (
    CLAIRE,
    RESET,
    ROOT,
    a_known_device,
    browser,
    guess,
    later,
    sign_in,
)


@pytest.fixture
def claire(colleague):
    colleague.set_password(PASSWORD)
    colleague.language = "en"
    colleague.save()
    return colleague


@pytest.fixture
def long_waits(monkeypatch):
    """No wait is over while fifty pages are drawn, however busy the machine is."""
    monkeypatch.setattr(waits, "LADDER", [timedelta(hours=1)])


@pytest.mark.parametrize(
    ("number", "minutes"), [(4, None), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (90, 15)]
)
def test_waits_grow_and_stay_at_a_quarter_of_an_hour(number, minutes):
    wait = waits.after(number, waits.OF_ACCOUNT)
    assert wait == (minutes and timedelta(minutes=minutes))


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", [CLAIRE, "nobody@example.org"])
def test_of_fifty_guesses_at_one_moment_five_are_looked_at(claire, address, long_waits):
    def act(number):
        return told(sign_in(browser(f"203.0.113.{number}"), f"guess {number}", address))

    found = together(act, 50)
    assert (found.count("wrong"), found.count("wait")) == (5, 45)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_several_processes_have_one_count(claire, settings):
    cache.clear()
    database = connection.settings_dict
    url = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    here = {"DATABASE_URL": url, "DATA_DIR": str(settings.DATA_DIR), "SECRET_KEY": "s" * 50}
    keys = {name: getattr(settings, name) for name in ("ENCRYPTION_KEYS", "INDEX_KEY")}
    environment = {**os.environ, **keys, **here, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "tests.firms.guessing", CLAIRE, "9", str(time.time() + 8)]
    processes = [
        subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _each in range(3)
    ]
    ends = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [sum(map(int, column)) for column in zip(*ends, strict=True)] == [5, 22]


@pytest.mark.thorough
def test_each_further_try_waits_longer(claire):
    who = browser()
    guess(who, 5)
    for minutes in (5, 5, 5, 8, 15, 15):
        later(minutes - 0.5)
        assert guess(who, 1) == ["wait"]
        later(0.5)
        assert guess(who, 1) == ["wrong"]


@pytest.mark.thorough
def test_on_a_device_of_one_s_own_the_waits_begin_with_a_minute(claire):
    who = a_known_device(claire)
    guess(who, 5)
    for minutes in (1, 2, 4):
        assert guess(who, 1) == ["wait"]
        later(minutes)
        assert guess(who, 1) == ["wrong"]


@pytest.mark.thorough
def test_strangers_get_five_looks_in_any_five_minutes(claire):
    """Wherever they come from, trying every minute for half an hour until they are told to wait."""
    looks = []
    for minute in range(30):
        while guess(browser(f"203.0.113.{minute}"), 1) == ["wrong"]:
            looks.append(minute)
        later(1)
    assert looks[:7] == [0, 0, 0, 0, 0, 5, 10]
    assert max(sum(first <= one < first + 5 for one in looks) for first in looks) == 5


@pytest.mark.thorough
def test_who_has_to_wait_is_told_how_long(claire):
    who = browser()
    guess(who, 6)
    assert "You can try again in 5 minutes." in sign_in(who, "wrong")
    later(2)
    assert "You can try again in 3 minutes." in sign_in(who, "wrong")


@pytest.mark.thorough
def test_a_stranger_keeps_no_colleague_out_of_a_device_of_their_own(claire):
    who = a_known_device(claire)
    assert guess(browser("198.51.100.9"), 6)[-1] == "wait"
    sign_in(who)
    assert is_signed_in(who)


@pytest.mark.thorough
def test_a_device_known_for_one_account_is_no_help_with_another(claire, accountant):
    accountant.set_password(NEW)
    accountant.save()
    who = browser("198.51.100.9")
    sign_in(who, NEW, accountant.email)
    who.post("/account/logout/")
    guess(who, 5)
    assert guess(browser("192.0.2.1"), 1) == ["wait"]


@pytest.mark.thorough
def test_a_known_device_has_to_wait_for_its_own_wrong_tries(claire):
    who = a_known_device(claire)
    assert guess(who, 6) == ["wrong"] * 5 + ["wait"]
    assert guess(browser(), 1) == ["wrong"]


@pytest.mark.thorough
def test_a_cookie_of_ones_own_making_makes_no_device_known(claire):
    who = browser()
    who.cookies[devices.COOKIE] = '{"device": "x", "who": {"1": 0}}'
    guess(who, 5)
    assert guess(browser(), 1) == ["wait"]


@pytest.mark.thorough
def test_ending_all_sessions_makes_devices_unknown(claire):
    who, here = a_known_device(claire), browser()
    sign_in(here)
    here.post("/firm/account/sessions/")
    assert is_signed_in(here)
    here.post("/account/logout/")
    guess(browser("198.51.100.9"), 5)
    sign_in(who)
    sign_in(here)
    assert (is_signed_in(who), is_signed_in(here)) == (False, True)


@pytest.mark.thorough
def test_a_network_may_mistype_twenty_times_over_all_accounts(claire):
    who = browser()
    found = [guess(who, 1, f"nobody{number}@example.org")[0] for number in range(21)]
    assert found == ["wrong"] * 20 + ["wait"]
    assert guess(browser("203.0.113.8"), 1) == ["wrong"]


@pytest.mark.thorough
def test_a_network_of_the_new_kind_is_counted_by_what_one_subscriber_gets(claire):
    for number in range(20):
        guess(browser(f"2001:db8:0:7::{number + 1:x}"), 1, f"nobody{number}@example.org")
    assert guess(browser("2001:db8:0:7:ffff::1"), 1, "other@example.org") == ["wait"]
    assert guess(browser("2001:db8:0:8::1"), 1, "other@example.org") == ["wrong"]


@pytest.mark.thorough
def test_signing_in_now_and_then_frees_no_network(claire):
    who = browser()
    for number in range(19):
        guess(who, 1, f"nobody{number}@example.org")
    sign_in(who)
    who.cookies.clear()
    assert guess(who, 2, "last@example.org") == ["wrong", "wait"]


@pytest.mark.thorough
def test_a_good_sign_in_forgets_the_wrong_tries_before(claire):
    who = browser()
    guess(who, 4)
    sign_in(who)
    assert not Tries.objects.filter(colleague=claire).exists()


@pytest.mark.thorough
def test_the_right_password_of_somebody_with_a_second_step_costs_nothing(claire):
    who = browser()
    sign_in(who)
    turn_on_codes(who)
    for _each in range(7):
        other = browser("198.51.100.9")
        sign_in(other)
        assert other.get("/account/2fa/authenticate/").status_code == 200


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_codes_of_the_second_step_are_counted_alike(claire, long_waits):
    who = browser()
    sign_in(who)
    turn_on_codes(who)

    thieves = [browser(f"198.51.100.{number}") for number in range(12)]
    for thief in thieves:
        sign_in(thief)

    def act(number):
        sent = {"code": f"{number:06}"}
        page = thieves[number].post("/account/2fa/authenticate/", sent).content.decode()
        return "wait" if "Too many wrong tries." in page else "wrong"

    found = together(act, 12)
    assert (found.count("wrong"), found.count("wait")) == (5, 7)


@pytest.mark.thorough
def test_guessing_recovery_codes_is_guessing_codes(claire):
    who = browser()
    sign_in(who)
    secret = turn_on_codes(who)
    thief = browser("198.51.100.9")
    sign_in(thief)
    for number in range(5):
        thief.post("/account/2fa/authenticate/", {"code": f"1234567{number}"})
    cache.clear()
    thief.post("/account/2fa/authenticate/", {"code": code_for(secret)})
    assert not is_signed_in(thief)


@pytest.mark.thorough
def test_who_sits_down_at_an_open_session_cannot_try_passwords(claire):
    who = browser()
    sign_in(who)
    session = who.session
    session["signed_in_at"] -= 301
    session.save()
    change = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    for _each in range(3):
        who.post("/account/password/change/", change)
        who.post("/account/reauthenticate/", {"password": "wrong"})
    confirm(who)
    who.post("/account/password/change/", {**change, "oldpassword": PASSWORD})
    claire.refresh_from_db()
    assert claire.check_password(PASSWORD)


@pytest.mark.thorough
def test_a_forgotten_password_is_replaced_while_sign_in_waits(claire, mailbox, link):
    who = browser()
    guess(who, 6)
    who.post(RESET, {"email": CLAIRE})
    [mail] = [one for one in mailbox() if one.letter == "password"]
    form = who.get(link(mail)).headers["Location"]
    who.post(form, {"password1": NEW, "password2": NEW})
    sign_in(who, NEW)
    assert is_signed_in(who)


@pytest.mark.thorough
def test_a_new_password_takes_no_second_step_away(claire, mailbox, link):
    who = browser()
    sign_in(who)
    turn_on_codes(who)
    who.post("/account/logout/")
    who.post(RESET, {"email": CLAIRE})
    [mail] = [one for one in mailbox() if one.letter == "password"]
    form = who.get(link(mail)).headers["Location"]
    who.post(form, {"password1": NEW, "password2": NEW})
    sign_in(who, NEW)
    assert not is_signed_in(who)
    assert who.get("/account/2fa/authenticate/").status_code == 200


@pytest.mark.thorough
@pytest.mark.parametrize("address", [CLAIRE, "nobody@example.org"])
def test_links_are_asked_for_five_times_whoever_it_is(claire, address):
    answers = [browser(f"203.0.113.{n}").post(RESET, {"email": address}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [200]
    assert "an earlier one still works" in answers[-1].content.decode()
    assert Mail.objects.count() == (5 if address == CLAIRE else 0)


def test_neither_addresses_nor_networks_rest_in_the_table(claire):
    guess(browser("198.51.100.77"), 2)
    guess(browser("198.51.100.77"), 2, "nobody@example.org")
    rows = str(list(Tries.objects.values()))
    assert not any(word in rows for word in ("claire", "nobody", "198.51", "example.org"))


def test_tries_of_yesterday_are_forgotten(claire):
    guess(browser(), 2)
    later(24 * 60 + 1)
    assert tries.forget(timezone.now()) == 2
    assert not Tries.objects.exists()


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_wrong_keys_of_a_network_are_counted_and_stop_no_program(claire, long_waits):
    rate.forget()
    secret = secret_of(claire)

    def ask(number):
        key = {"authorization": f"Bearer carnet_0000_{number}"}
        return browser().get("/api/v1/clients", headers=key)

    found = together(ask, 50)
    codes = [answer.status_code for answer in found]
    assert (codes.count(401), codes.count(429)) == (20, 30)
    refused = next(answer for answer in found if answer.status_code == 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 3660
    good = {"authorization": f"Bearer {secret}"}
    assert browser().get("/api/v1/clients", headers=good).status_code == 200
