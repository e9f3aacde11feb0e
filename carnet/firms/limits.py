"""Which tries of a request are counted together, and what somebody is told who has to wait.

A device on which the colleague has signed in before counts by itself. All others share one count for the account and
one for the network they come from. Addresses nobody has are counted alike, so that a wait tells nobody who works here.
"""

import ipaddress
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from carnet.firms import devices, tries, waits
from carnet.firms.models import Colleague, Tries
from carnet.firms.tries import Bucket

Found = TypeVar("Found")


def guarded(
    kind: Tries.Kind, request: HttpRequest, email: str, check: Callable[[], Found]
) -> Found:
    """What `check` finds out. A try that comes to nothing (an error, or nothing found) stays counted."""
    now = timezone.now()
    counted = buckets(kind, request, email)
    try:
        tries.take(counted, now)
    except tries.Paused as paused:
        raise ValidationError(_sentence(kind, paused.until, now), code="paused") from None
    found = check()
    if found:
        tries.give_back(counted, now)
    return found


def buckets(kind: Tries.Kind, request: HttpRequest, email: str) -> list[Bucket]:
    email = email.strip().lower()
    colleague = Colleague.objects.filter(email__iexact=email).first()
    # Who asks for a link is not told to the colleague: the link is.
    number = colleague.pk if colleague and kind != Tries.Kind.RESET else None
    if device := devices.known(request, colleague):
        return [Bucket(kind, f"device|{device}|{email}", colleague=number, known=True)]
    account = Bucket(kind, f"account|{email}", colleague=number, least=waits.AMONG_STRANGERS)
    return [of_network(kind, request), account]


def of_network(kind: Tries.Kind, request: HttpRequest) -> Bucket:
    return Bucket(kind, f"network|{_network(request)}", waits.OF_NETWORK)


def signed_in(request: HttpRequest, colleague: Colleague) -> None:
    """Wrong tries before are forgotten, those of this device or of all others."""
    for kind in (Tries.Kind.PASSWORD, Tries.Kind.CODE):
        own = buckets(kind, request, colleague.email)
        tries.clear(one for one in own if one.colleague)


def _sentence(kind: Tries.Kind, until: datetime, now: datetime) -> str:
    minutes = waits.minutes(until - now)
    if kind == Tries.Kind.RESET:
        told = ngettext(
            "A link has been asked for often enough; an earlier one still works. The next can be asked "
            "for in %(minutes)s minute.",
            "A link has been asked for often enough; an earlier one still works. The next can be asked "
            "for in %(minutes)s minutes.",
            minutes,
        )
    else:
        told = ngettext(
            "Too many wrong tries. You can try again in %(minutes)s minute.",
            "Too many wrong tries. You can try again in %(minutes)s minutes.",
            minutes,
        )
    return told % {"minutes": minutes}


def _network(request: HttpRequest) -> str:
    """As large as what one subscriber is given: one address of the old kind, 2^64 of the new. Where the server does
    not say who asks, all are one network."""
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    size = 32 if address.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{size}", strict=False))
