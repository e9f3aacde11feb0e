"""An address nobody has is answered like one that somebody has, with as much work."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.firms.models import Colleague
from tests.firms.test_signin import NEW, PASSWORD
from tests.firms.trying import CLAIRE, LOGIN, RESET, browser


@pytest.fixture
def claire(colleague):
    colleague.set_password(PASSWORD)
    colleague.language = "en"
    colleague.save()
    return colleague


class Counting(MD5PasswordHasher):
    algorithm = "counting"
    hashed = 0

    def encode(self, password, salt):
        Counting.hashed += 1
        return super().encode(password, salt)


@pytest.fixture
def people(claire, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    claire.set_password(PASSWORD)
    claire.save()
    add = Colleague.objects.add
    add(firm=claire.firm, email="invited@example.org", role="accountant")
    gone = add(firm=claire.firm, email="gone@example.org", role="accountant", password=NEW)
    Colleague.objects.filter(pk=gone.pk).update(left_at=timezone.now())


ADDRESSES = [CLAIRE, "nobody@example.org", "invited@example.org", "gone@example.org"]


def work(who, path, sent):
    """What an answer costs: hashes of a password, and statements to the database by their first word."""
    before = Counting.hashed
    with CaptureQueriesContext(connection) as asked:
        who.post(path, sent)
    words = sorted(query["sql"].split()[0] for query in asked if "SAVEPOINT" not in query["sql"])
    return Counting.hashed - before, words


@pytest.mark.thorough
def test_an_address_nobody_has_costs_as_much_work_as_one_somebody_has(people):
    costs = []
    for number, address in enumerate(ADDRESSES):
        who = browser(f"203.0.113.{number}")
        costs.append(
            [work(who, LOGIN, {"login": address, "password": "wrong"}) for _each in range(6)]
        )
    assert costs[1:] == costs[:1] * 3
    assert [hashed for hashed, _words in costs[0]] == [1, 1, 1, 1, 1, 0]


def test_asking_for_a_link_hashes_nothing(people):
    found = [
        work(browser(f"203.0.113.{n}"), RESET, {"email": address})[0]
        for n, address in enumerate(ADDRESSES)
    ]
    assert found == [0, 0, 0, 0]
