"""Devices on which a colleague has signed in before: a signed cookie says so. They have a count of wrong tries of
their own, so that no stranger can make a colleague wait; what signs in without one is told to the colleague by mail."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from carnet.firms.models import Colleague

COOKIE = ("__Host-" if settings.PRODUCTION else "") + "known-device"
LASTS = timedelta(days=365)
SALT = "carnet.known-device"
LETTER = "new_device"
# Colleagues who share a computer; a cookie has no room for many more.
MOST = 12


def known(request: HttpRequest, colleague: Colleague | None) -> str:
    """The name of this device when the colleague has signed in on it before; else empty. Ending all sessions (and what
    ends them) makes devices unknown again."""
    held = _held(request)
    if colleague is None or held["who"].get(str(colleague.pk)) != colleague.generation:
        return ""
    return str(held["device"])


def remember(request: HttpRequest, response: HttpResponse, colleague: Colleague) -> None:
    held = _held(request)
    others = {key: value for key, value in held["who"].items() if key != str(colleague.pk)}
    who = {**dict(list(others.items())[1 - MOST :]), str(colleague.pk): colleague.generation}
    response.set_cookie(
        COOKIE,
        signing.dumps({"device": held["device"], "who": who}, salt=SALT),
        max_age=LASTS,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
    )


def _held(request: HttpRequest) -> dict[str, Any]:
    try:
        held: dict[str, Any] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS
        )
    except signing.BadSignature:
        return {"device": secrets.token_hex(16), "who": {}}
    return held
