"""What a form at a door does not ask for cannot be set through it either: by whoever signs in, joins the firm with
a mailed link, or opens a questionnaire."""

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carnet.firms.models import Colleague, Role, fingerprint
from carnet.invitations.handing_over import show
from carnet.portal import entry
from tests import makers as make
from tests.isolation.assigning import Walk, page_of
from tests.isolation.forms import WRITTEN
from tests.isolation.world import signed_in, visiting
from tests.test_routes import ROUTES, is_foreign

pytestmark = [pytest.mark.sqlite, pytest.mark.thorough]
DOORS = ("firms:join", "portal:take_over", "portal:link")
# Its address holds a key that allauth keeps in the session.
BY_KEY = {"account_reset_password_from_key"}
OF_THE_ACCOUNT = [
    reverse(route)
    for route in sorted(ROUTES.keys() - BY_KEY)
    if is_foreign(route) and not ROUTES[route]
]


def with_the_written_password(world):
    """Whoever fills in the form to sign in comes in."""
    named = {"email": WRITTEN["email"](), "password": make_password(WRITTEN["password"]())}
    colleague = make.colleague(firm=world.here.firm, role=Role.ACCOUNTANT)
    Colleague.objects.filter(pk=colleague.pk).update(**named)
    colleague.refresh_from_db()
    return colleague


def doors(world):
    """Addresses that only their holder knows."""
    invited = make.colleague(firm=world.here.firm, role=Role.ACCOUNTANT, joined_at=None)
    invited.invitations.create(fingerprint=fingerprint("a-token"))
    visiting(world.here)
    invitation = world.here.firm.invitations.get(dossier=world.here.named["visited"])
    key = show(invitation, page="", now=timezone.now())
    secrets = ["a-token", key, invitation.new_link().rpartition("/")[2]]
    return [reverse(route, args=[secret]) for route, secret in zip(DOORS, secrets, strict=True)]


def walk_through(walk, addresses):
    for address in addresses:
        for deed in walk.forms(walk.page(address)):
            walk.forms(page_of(deed.answer))


def test_the_forms_at_the_doors(world, monkeypatch):
    monkeypatch.setattr(entry, "AT_LEAST", 0)  # a link may be opened at once
    with_the_written_password(world)
    addresses = [*OF_THE_ACCOUNT, *doors(world)]
    walk = Walk(world, who=Client(raise_request_exception=False))
    walk_through(walk, addresses)
    assert walk.problems == []
    assert {"account_login", *DOORS} <= {kind[0] for kind in walk.changing}


def test_the_forms_of_the_account(world):
    walk = Walk(world, who=signed_in(with_the_written_password(world)))
    walk_through(walk, OF_THE_ACCOUNT)
    assert walk.problems == []
    assert "account_change_password" in {kind[0] for kind in walk.changing}
