"""Signing in at AdminPulse: the usual code in exchange for tokens (RFC 6749, with PKCE), and tokens for new ones.

The addresses of its sign-in are told to who registers a program with AdminPulse, so they are settings of the operator.
"""

import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from carnet.connectors.adminpulse.client import PATIENCE
from carnet.connectors.calling import Answer, Caller
from carnet.connectors.contract import Settings
from carnet.connectors.trouble import Trouble

# Seconds before a token ends at which a new one is asked for, and for another process to have kept one.
EARLY = 60
A_MOMENT = 1.0

Call = Callable[..., Caller]


def registered() -> bool:
    """Has the operator made Carnet known to AdminPulse?"""
    return all(
        [
            settings.ADMINPULSE_CLIENT_ID,
            settings.ADMINPULSE_CLIENT_SECRET,
            settings.ADMINPULSE_AUTHORIZE_URL,
            settings.ADMINPULSE_TOKEN_URL,
        ]
    )


def redirect_address() -> str:
    """As it must be registered, letter by letter."""
    return settings.SITE_URL + reverse("adminpulse:callback")


def fresh() -> tuple[str, str]:
    """A state and a verifier, which the browser's session keeps."""
    return secrets.token_urlsafe(32), secrets.token_urlsafe(48)


def address(state: str, verifier: str) -> str:
    """Where a person signs in and lets Carnet read."""
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": settings.ADMINPULSE_CLIENT_ID,
        "redirect_uri": redirect_address(),
        "state": state,
        "code_challenge": digest,
        "code_challenge_method": "S256",
    }
    if settings.ADMINPULSE_SCOPES:
        query["scope"] = settings.ADMINPULSE_SCOPES
    joint = "&" if urlsplit(settings.ADMINPULSE_AUTHORIZE_URL).query else "?"
    return f"{settings.ADMINPULSE_AUTHORIZE_URL}{joint}{urlencode(query)}"


def exchange(call: Call, code: str, verifier: str) -> dict[str, str]:
    """Tokens for a code, as a connection keeps them. Raises Trouble."""
    given = {"code": code, "code_verifier": verifier, "redirect_uri": redirect_address()}
    return _tokens(call, {"grant_type": "authorization_code", **given})


def expires_soon(kept: Mapping[str, str]) -> bool:
    return bool(kept.get("expires_at")) and time.time() > int(kept["expires_at"]) - EARLY


def renew(call: Call, kept: Settings) -> str:
    """A new access token, kept at once. Raises Trouble("expired") where somebody has to sign in again."""
    used = kept.get("access_token", "")
    if kept.again().get("access_token", "") != used:
        return kept["access_token"]
    try:
        told = {"grant_type": "refresh_token", "refresh_token": kept.get("refresh_token", "")}
        kept.keep(**_tokens(call, told))
    except Trouble as trouble:
        if trouble.code != "expired" or not _renewed_by_another(kept, used):
            raise
    return kept["access_token"]


def _renewed_by_another(kept: Settings, used: str) -> bool:
    """A refresh token works once: the worker and a page may have tried in the same moment."""
    time.sleep(A_MOMENT)
    return kept.again().get("access_token", "") != used


def _tokens(call: Call, given: dict[str, str]) -> dict[str, str]:
    parts = urlsplit(settings.ADMINPULSE_TOKEN_URL)
    client = {
        "client_id": settings.ADMINPULSE_CLIENT_ID,
        "client_secret": settings.ADMINPULSE_CLIENT_SECRET,
    }
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    with call(f"{parts.scheme}://{parts.netloc}") as caller:
        answer = caller.call("POST", path, data={**given, **client})
    if answer.status != 200:
        raise _trouble(answer)
    return _read(answer, given.get("refresh_token", ""))


def _trouble(answer: Answer) -> Trouble:
    """Without what it said: that may repeat what was given."""
    if answer.status == 429:
        return Trouble("throttled", wait=answer.wait(PATIENCE))
    return Trouble("broken" if answer.status >= 500 else "expired")


def _read(answer: Answer, refresh: str) -> dict[str, str]:
    """Whoever gives no new refresh token means the old one to go on."""
    try:
        said: Any = answer.json()
        kept = {
            "access_token": str(said["access_token"]),
            "refresh_token": str(said.get("refresh_token") or refresh),
        }
        lasts = said.get("expires_in")
        return {**kept, "expires_at": str(int(time.time() + int(lasts))) if lasts else ""}
    except (Trouble, KeyError, TypeError, ValueError, AttributeError):
        raise Trouble("odd") from None
