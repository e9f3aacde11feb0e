import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

import config.settings
from carnet.audit.models import Event
from carnet.core.models import Mail
from carnet.firms.models import Colleague
from tests.clients.test_sealing import everything_in_the_database
from tests.core.test_sessions import in_sessions

PASSWORD = "a sentence only we know"
NEW = "another sentence entirely"
LOGIN = "/account/login/"


@pytest.fixture
def claire(colleague):
    colleague.set_password(PASSWORD)
    colleague.language = "nl"
    colleague.save()
    return colleague


def sign_in(client, password=PASSWORD, email="claire@example.org", **how):
    return client.post(LOGIN, {"login": email, "password": password}, **how)


def about_the_account(mailbox):
    """Without the one that says there is a new device."""
    return [mail for mail in mailbox() if mail.letter != "new_device"]


def is_signed_in(client):
    return client.get("/firm/account/").status_code == 200


def code_for(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def confirm(client):
    """Changing how one signs in asks for the password again."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def turn_on_codes(client):
    confirm(client)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    response = client.post("/account/2fa/totp/activate/", {"code": code_for(secret)})
    assert response.headers["Location"] == "/account/2fa/recovery-codes/"
    return secret


def test_a_colleague_signs_in_with_e_mail_and_password(client, claire):
    response = sign_in(client, email="Claire@Example.org")
    assert response.headers["Location"] == "/"
    assert is_signed_in(client)
    assert Event.objects.filter(what="signed in", by=claire).count() == 1


@pytest.mark.thorough
def test_the_page_speaks_the_colleagues_language_unless_the_browser_chose_one(client, claire):
    assert sign_in(client).cookies["language"].value == "nl"
    client.logout()
    client.cookies["language"] = "de"
    assert "language" not in sign_in(client).cookies


@pytest.mark.thorough
def test_passwords_are_hashed_with_argon2(client, claire, settings):
    settings.PASSWORD_HASHERS = config.settings.PASSWORD_HASHERS
    claire.set_password(PASSWORD)
    claire.save()
    assert claire.password.startswith("argon2$argon2id$")
    sign_in(client)
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, claire):
    wrong = sign_in(client, "wrong").content.decode()
    unknown = sign_in(client, "wrong", "nobody@example.org").content.decode()
    assert strip(wrong, "claire@example.org") == strip(unknown, "nobody@example.org")
    assert not is_signed_in(client)


def strip(page, email):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "")


@pytest.mark.thorough
def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client, claire):
    for _ in range(5):
        sign_in(client, "wrong")
    page = sign_in(client, headers=IN_ENGLISH).content.decode()
    assert "You can try again in 5 minutes." in page
    assert not is_signed_in(client)


def test_who_left_cannot_sign_in(client, claire):
    Colleague.objects.update(left_at=claire.created_at)
    assert sign_in(client).headers["Location"] == "/account/inactive/"
    assert client.get("/account/inactive/").status_code == 200
    assert not is_signed_in(client)


@pytest.mark.thorough
def test_a_forgotten_password_is_replaced_through_a_mailed_link(client, claire, mailbox, link):
    response = client.post("/account/password/reset/", {"email": "claire@example.org"})
    assert response.headers["Location"] == "/account/password/reset/done/"
    assert Mail.objects.get().text == ""
    [mail] = mailbox()
    assert (mail.firm, mail.language) == (claire.firm, "nl")
    form = client.get(link(mail)).headers["Location"]
    assert client.get(form).status_code == 200
    client.post(form, {"password1": NEW, "password2": NEW})
    sign_in(client, NEW)
    assert is_signed_in(client)
    assert client.get(link(mail), follow=True).status_code == 200
    assert "no longer works" in type(client)().get(link(mail), headers=IN_ENGLISH).content.decode()


IN_ENGLISH = {"Accept-Language": "en"}


def test_asking_for_a_password_tells_nobody_who_works_here(client, claire, mailbox):
    Colleague.objects.add(firm=claire.firm, email="invited@example.org", role="accountant")
    for address in ("nobody@example.org", "invited@example.org"):
        response = client.post("/account/password/reset/", {"email": address})
        assert response.headers["Location"] == "/account/password/reset/done/"
    assert mailbox() == []


def test_a_colleague_who_leaves_meanwhile_gets_no_link(client, claire, mailbox):
    client.post("/account/password/reset/", {"email": "claire@example.org"})
    Colleague.objects.update(left_at=claire.created_at)
    assert mailbox() == []


@pytest.mark.thorough
def test_a_changed_password_ends_the_other_sessions_and_is_told_by_mail(client, claire, mailbox):
    other = type(client)()
    sign_in(other)
    sign_in(client)
    change = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    response = client.post("/account/password/change/", change)
    assert response.headers["Location"] == "/firm/account/"
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)
    [mail] = about_the_account(mailbox)
    assert (mail.to, mail.firm) == ("claire@example.org", claire.firm)


@pytest.mark.thorough
def test_signing_out_everywhere_else_keeps_this_browser(client, claire):
    other = type(client)()
    sign_in(other)
    sign_in(client)
    client.post("/firm/account/sessions/")
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)


@pytest.mark.thorough
def test_with_an_authenticator_app_the_password_alone_opens_nothing(client, claire):
    sign_in(client)
    secret = turn_on_codes(client)
    client.post("/account/logout/")
    assert sign_in(client).headers["Location"] == "/account/2fa/authenticate/"
    assert client.get("/account/2fa/authenticate/").status_code == 200
    assert not is_signed_in(client)
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert not is_signed_in(client)
    # Each code works once, and the one of this half minute has turned it on.
    cache.clear()
    client.post("/account/2fa/authenticate/", {"code": code_for(secret)})
    assert is_signed_in(client)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_a_new_second_step_is_told_by_mail(client, claire, mailbox):
    sign_in(client)
    turn_on_codes(client)
    [mail] = about_the_account(mailbox)
    assert (mail.to, mail.firm) == ("claire@example.org", claire.firm)


# Not the beginning of a uuid in some address, which may be eight figures as well.
CODE = re.compile(r"(?<![\w-])\d{8}(?![\w-])")


@pytest.mark.thorough
def test_a_recovery_code_opens_the_door_once(client, claire):
    sign_in(client)
    turn_on_codes(client)
    page = client.get("/account/2fa/recovery-codes/", headers=IN_ENGLISH).content.decode()
    code = CODE.search(page)[0]
    for opens in (True, False):
        client.post("/account/logout/")
        sign_in(client)
        client.post("/account/2fa/authenticate/", {"code": code})
        assert is_signed_in(client) is opens


@pytest.mark.thorough
def test_recovery_codes_are_shown_once(client, claire):
    sign_in(client)
    turn_on_codes(client)
    pages = [client.get("/account/2fa/recovery-codes/").content.decode() for _ in range(2)]
    assert [bool(CODE.search(page)) for page in pages] == [True, False]


@pytest.mark.thorough
def test_the_secret_of_an_authenticator_app_rests_sealed(client, claire):
    sign_in(client)
    secret = turn_on_codes(client)
    assert secret not in str(list(Authenticator.objects.values("data")))


@pytest.mark.thorough
def test_nor_is_it_readable_while_it_is_being_set_up(client, claire):
    sign_in(client)
    confirm(client)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert client.session["mfa.totp.secret"] == secret
    assert secret.encode() not in everything_in_the_database() + in_sessions()


@pytest.mark.thorough
def test_rotated_keys_still_open_the_second_step(client, claire, settings):
    sign_in(client)
    secret = turn_on_codes(client)
    settings.ENCRYPTION_KEYS = f"{'new' * 12},{settings.ENCRYPTION_KEYS}"
    call_command("rotate_keys", stdout=StringIO())
    settings.ENCRYPTION_KEYS = "new" * 12
    client.post("/account/logout/")
    cache.clear()
    sign_in(client)
    client.post("/account/2fa/authenticate/", {"code": code_for(secret)})
    assert is_signed_in(client)
    assert client.get("/account/2fa/").status_code == 200


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "account_logout",
     "account_change_password", "account_reauthenticate"],
)  # fmt: skip
def test_the_pages_about_signing_in_open(client, claire, name):
    sign_in(client)
    confirm(client)
    response = client.get(reverse(name), headers=IN_ENGLISH)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert 'lang="en"' in page


def test_changing_the_second_step_asks_for_the_password_again(client, claire):
    sign_in(client)
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    session = client.session
    session["signed_in_at"] -= 301
    session.save()
    response = client.get("/account/2fa/totp/activate/")
    assert response.headers["Location"].startswith("/account/reauthenticate/")


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "confirm-email/", "password/set/", "login/code/", "social/signup/",
     "3rdparty/", "2fa/webauthn/signup/", "2fa/trust/"],
)  # fmt: skip
def test_pages_of_allauth_that_nobody_needs_do_not_exist(client, claire, path):
    client.force_login(claire)
    assert client.get(f"/account/{path}").status_code == 404


def test_nobody_signs_up_alone():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_the_language_switch_is_remembered_with_the_person(client, claire):
    client.force_login(claire)
    response = client.post("/language/", {"language": "de", "next": "/firm/account/"})
    claire.refresh_from_db()
    assert response.headers["Location"] == "/firm/account/"
    assert (claire.language, response.cookies["language"].value) == ("de", "de")
    client.post("/language/", {"language": "xx"})
    client.get("/language/?language=fr")
    claire.refresh_from_db()
    assert claire.language == "de"


def test_the_language_switch_works_before_sign_in(client, claire):
    assert client.post("/language/", {"language": "de"}).cookies["language"].value == "de"


def test_the_account_page_keeps_name_and_language(client, claire):
    client.force_login(claire)
    response = client.post("/firm/account/", {"name": "Claire D.", "language": "en"})
    claire.refresh_from_db()
    assert (claire.name, claire.language) == ("Claire D.", "en")
    assert response.cookies["language"].value == "en"


def test_signing_out_tells_the_browser_to_forget_what_it_kept(office):
    response = office.post("/account/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(office)


@pytest.mark.parametrize(
    ("began", "seen", "stays"), [(2, 59, True), (2, 61, False), (12.1, 1, False), (11.9, 1, True)]
)
def test_a_session_ends_after_an_hour_of_silence_or_twelve_hours(office, began, seen, stays):
    assert is_signed_in(office)
    session, now = office.session, timezone.now()
    session["signed_in_at"] = (now - timedelta(hours=began)).timestamp()
    session["active_at"] = (now - timedelta(minutes=seen)).timestamp()
    session.save()
    assert is_signed_in(office) is stays


def test_work_keeps_a_session_open(office):
    is_signed_in(office)
    session = office.session
    before = session["active_at"] = session["active_at"] - 600
    session.save()
    is_signed_in(office)
    assert office.session["active_at"] > before
