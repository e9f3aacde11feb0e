"""Who tries to sign in, as the tests play it."""

from datetime import timedelta
from pathlib import Path

from django.test import Client

from carnet.firms.models import Tries
from tests.firms.guessing import told
from tests.firms.test_signin import PASSWORD

LOGIN, RESET = "/account/login/", "/account/password/reset/"
CLAIRE = "claire@example.org"
ROOT = Path(__file__).parent.parent.parent


def browser(network="203.0.113.7"):
    return Client(headers={"accept-language": "en"}, REMOTE_ADDR=network)


def sign_in(who, password=PASSWORD, email=CLAIRE):
    return who.post(LOGIN, {"login": email, "password": password}).content.decode()


def guess(who, times, email=CLAIRE):
    """What was told: wrong, or to wait."""
    return [told(sign_in(who, "wrong", email)) for _each in range(times)]


def later(minutes):
    """As if so much time had passed since the tries."""
    moved = timedelta(minutes=minutes)
    for row in Tries.objects.all():
        row.until = row.until and row.until - moved
        row.seen_at -= moved
        row.save()


def a_known_device(claire):
    """On which Claire has signed in before."""
    who = browser()
    sign_in(who)
    who.post("/account/logout/")
    return who
