"""Questions asked again, and what the colleague is told of the mail."""

from functools import partial

import pytest
from django.utils import timezone

from carnet.core.models import Mail
from carnet.invitations.models import Person
from carnet.reviews.desk import desk_of
from carnet.reviews.tray import put
from tests.portal.conftest import enter
from tests.portal.couples import a_couple, sent

LOST = "has no link that works: no mail was sent."


@pytest.fixture
def dossier(firm, colleague):
    found = a_couple(firm)
    for person in Person.values:
        enter(found, person)
    return sent(found)


@pytest.fixture
def ask(office, colleague, dossier):
    return partial(asked, office, colleague, dossier)


def asked(office, colleague, dossier, *paths):
    now = timezone.now()
    for path in paths:
        desk = desk_of(dossier, today=timezone.localdate(), language="en")
        put(dossier, path, "Sure?", desk.by_path[path].ticket, by=colleague, now=now)
    day = {"due": "2999-01-31"}
    response = office.post(f"/dossiers/{dossier.pk}/review/tray/", day, follow=True)
    return [str(one) for one in response.context["messages"]]


def end_links(dossier, *people):
    dossier.invitations.filter(person__in=people).update(revoked_at=timezone.now())


@pytest.mark.thorough
def test_a_mail_is_on_its_way_where_it_is(ask, dossier):
    told = ask("salary", "pension")
    assert len(told) == 1
    assert told[0].endswith("A mail is on its way.")
    assert Mail.objects.filter(letter="asked_again").count() == 2


@pytest.mark.thorough
def test_who_has_no_link_is_named_and_nothing_is_promised(ask, dossier):
    end_links(dossier, "partner")
    told = ask("pension")
    assert told[0].startswith("1 question is with")
    assert "on its way" not in told[0]
    assert told[1].startswith(f"Dana {LOST}")
    assert not Mail.objects.filter(letter="asked_again").exists()


@pytest.mark.thorough
def test_one_of_two_is_reached(ask, dossier):
    end_links(dossier, "partner")
    told = ask("salary", "pension")
    assert told[0].endswith("A mail is on its way.")
    assert told[1].startswith(f"Dana {LOST}")


def test_what_concerns_both_needs_one_of_them(ask, dossier):
    end_links(dossier, "partner")
    assert len(ask("married")) == 1


def test_what_concerns_both_reaches_nobody(ask, dossier):
    end_links(dossier, "client", "partner")
    told = ask("married")
    assert told[1].startswith(f"Ann {LOST}")
    assert len(told) == 2
