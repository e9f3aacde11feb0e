"""From a mailed link to a visit. Mail scanners follow links, so looking changes nothing; pressing the button
and typing the mailed code opens the dossier. Afterwards the address bar holds no secret."""

import ipaddress
import secrets
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_POST
from django_scopes import scope, scopes_disabled

from carnet.invitations import actions, codes, secret
from carnet.invitations.codes import Answer
from carnet.invitations.models import Code, Invitation
from carnet.portal.access import enter, speak
from carnet.portal.entry_forms import CodeForm

PREFIX = "__Host-" if settings.PRODUCTION else ""
BROWSER = f"{PREFIX}browser"
HOUR, QUARTER = 60 * 60, int(codes.DEVICE_LASTS.total_seconds())


@login_not_required
def link(request, token: str):
    now = timezone.now()
    with scopes_disabled():
        invitation = Invitation.objects.known(token).with_dossier().first()
        live = invitation and Invitation.objects.live(now).filter(pk=invitation.pk).exists()
    if not live:
        return _does_not_work(request, invitation, now)
    request.firm = invitation.firm
    with scope(firm=invitation.firm):
        language = _language(request, invitation)
        return speak(request, language, _known_link, invitation=invitation, now=now)


def _known_link(request, *, invitation: Invitation, now: datetime):
    if request.method != "POST":
        return render(request, "portal/entry/link.html", _shown(invitation))
    if codes.recognises(invitation, request.COOKIES.get(_device(invitation), ""), now=now):
        return _let_in(request, invitation, now)
    return _ask_code(request, invitation, now)


def _ask_code(request: HttpRequest, invitation: Invitation, now: datetime) -> HttpResponse:
    """The code is good only in the browser that asked for it; a cookie tells which one that is."""
    browser = request.COOKIES.get(BROWSER) or secrets.token_urlsafe(32)
    try:
        codes.ask(
            invitation,
            browser=secret.fingerprint(browser),
            language=get_language() or invitation.language,
            now=now,
        )
    except codes.TooMany:
        return render(request, "portal/entry/too_many.html", _shown(invitation), status=429)
    response = redirect("portal:code")
    _set_cookie(response, BROWSER, browser, HOUR)
    return response


@login_not_required
def code(request):
    """The page on which the mailed code is typed."""
    return _with_code(request, _type_code)


@login_not_required
@require_POST
def code_again(request):
    return _with_code(request, lambda request, code, now: _ask_code(request, code.invitation, now))


def _with_code(request, view):
    now = timezone.now()
    browser = request.COOKIES.get(BROWSER, "")
    with scopes_disabled():
        asked = codes.of_browser(secret.fingerprint(browser)) if browser else None
        usable = asked and Invitation.objects.live(now).filter(pk=asked.invitation_id).exists()
    if not usable:
        return render(request, "portal/entry/ended.html", status=403)
    request.firm = asked.invitation.firm
    with scope(firm=request.firm):
        return speak(request, _language(request, asked.invitation), view, code=asked, now=now)


def _type_code(request, *, code: Code, now: datetime):
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = codes.attempt(code, form.cleaned_data["digits"], now=now)
        if answer is Answer.RIGHT:
            return _let_in(request, code.invitation, now, remember=form.cleaned_data["remember"])
        if answer is Answer.OVER:
            return render(request, "portal/entry/code_over.html", status=403)
        form.add_error("digits", _tries_left(code))
    return render(request, "portal/entry/code.html", {"form": form, **_shown(code.invitation)})


def _let_in(
    request: HttpRequest, invitation: Invitation, now: datetime, *, remember: bool = False
) -> HttpResponse:
    enter(request, invitation, now)
    rotate_token(request)
    actions.note_opened(invitation, now=now)
    response = redirect("portal:start")
    response.delete_cookie(BROWSER)
    if remember:
        key = codes.remember(invitation, now=now)
        _set_cookie(response, _device(invitation), key, QUARTER)
    return response


def _does_not_work(request: HttpRequest, invitation: Invitation | None, now: datetime):
    """Unknown, withdrawn and expired links look the same. Whoever asks for a new one is told the same,
    and only an expired link gets one, by mail to the address on file."""
    if invitation is None and not codes.may_guess(_network(request), now=now):
        return render(request, "portal/entry/slow_down.html", status=429)
    asked = request.method == "POST"
    if asked and invitation:
        with scope(firm=invitation.firm):
            actions.renew(invitation, now=now)
    return render(request, "portal/entry/gone.html", {"asked": asked}, status=410)


def _tries_left(code: Code) -> str:
    left = codes.MOST_TRIES - code.tries
    return ngettext(
        "This is not the code. Look in the latest mail: you have one try left.",
        "This is not the code. Look in the latest mail: you have %(count)d tries left.",
        left,
    ) % {"count": left}


def _shown(invitation: Invitation) -> dict:
    """All a wrong recipient learns: that this firm writes to this mailbox."""
    return {
        "firm": invitation.firm,
        "mailbox": secret.masked(invitation.email),
        "no_mail_server": not settings.MAIL_HOST,
    }


def _language(request: HttpRequest, invitation: Invitation) -> str:
    """The client's, or the one picked in the header; not what a colleague picked for the office."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES) and not request.user.is_authenticated:
        return chosen
    return invitation.language


def _network(request: HttpRequest) -> str:
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    size = 24 if address.version == 4 else 56
    return str(ipaddress.ip_network(f"{address}/{size}", strict=False))


def _device(invitation: Invitation) -> str:
    return f"{PREFIX}device-{invitation.lookup}"


def _set_cookie(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, secure=settings.PRODUCTION, httponly=True, samesite="Lax"
    )


code_routes = [
    path("code/", code, name="code"),
    path("code/again/", code_again, name="code_again"),
]
# Last, because they match anything: a link cut short or with something glued on gets a helpful page.
link_routes = [
    path("<str:token>", link, name="link"),
    path("<str:token>/", link),
]
