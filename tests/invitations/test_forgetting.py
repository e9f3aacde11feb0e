from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.invitations import codes
from carnet.invitations.actions import invite
from carnet.invitations.forgetting import forget
from carnet.invitations.models import Code, Device, Invitation, Link


@pytest.fixture
def invitation(dossier, colleague):
    invite([dossier], by=colleague, now=timezone.now())
    return Invitation.objects.get()


def days(number):
    return timezone.now() + timedelta(days=number)


def test_codes_are_forgotten_a_day_after_they_ended(invitation):
    codes.ask(invitation, browser="b", language="en", now=timezone.now())
    assert (forget(days(0.9)), Code.objects.count()) == (0, 1)
    assert (forget(days(1.1)), Code.objects.count()) == (1, 0)


def test_a_device_is_forgotten_once_it_lets_nobody_in(invitation):
    codes.remember(invitation, now=timezone.now())
    assert (forget(days(89)), Device.objects.count()) == (0, 1)
    assert (forget(days(91)), Device.objects.count()) == (1, 0)


@pytest.mark.parametrize("column", ["expires_at", "revoked_at"])
def test_links_are_forgotten_ninety_days_after_their_invitation_ended(invitation, column):
    invitation.new_link()
    ended = {"expires_at": days(400), column: days(10)}
    Invitation.objects.filter(pk=invitation.pk).update(**ended)
    assert (forget(days(99)), Link.objects.count()) == (0, 1)
    assert (forget(days(101)), Link.objects.count()) == (1, 0)
    assert Invitation.objects.count() == 1
