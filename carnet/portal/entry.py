"""From a mailed link to a visit. Mail scanners follow links, so looking changes nothing; pressing the button
and typing the mailed code opens the dossier. Afterwards the address bar holds no secret."""

import ipaddress
import secrets
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_POST
from django_scopes import scope

from carnet.approvals import actions as approvals
from carnet.core.whose import across_firms
from carnet.firms.models import Proof
from carnet.invitations import actions, codes, secret
from carnet.invitations.models import Code, Invitation
from carnet.invitations.pins import Answer
from carnet.portal.access import enter, speak
from carnet.portal.entry_forms import CodeForm, PinForm

PREFIX = "__Host-" if settings.PRODUCTION else ""
BROWSER = f"{PREFIX}browser"
HOUR, QUARTER = 60 * 60, int(codes.DEVICE_LASTS.total_seconds())
# Seconds from the page to the press of its button. Programs that follow the links in a mail and press what they
# find are faster; a person who is presses once more.
AT_LEAST = 1.0
SHOWN = Signer(salt="carnet.link.shown")
# What a mail may put behind its link: “I need more time”, and a document to approve.
STRAIGHT_TO = {"later": "portal:later", "return": "portal:return"}


@login_not_required
def link(request, token: str):
    now = timezone.now()
    with across_firms("whose link it is, is only known once it is found"):
        invitation = Invitation.objects.known(token).with_dossier().first()
        live = invitation and Invitation.objects.live(now).filter(pk=invitation.pk).exists()
        over = invitation and Invitation.objects.done_outside(now).filter(pk=invitation.pk).exists()
    if not live and not over:
        return _does_not_work(request, invitation, now)
    request.firm = invitation.firm
    with scope(firm=invitation.firm):
        language = _language(request, invitation)
        view = _nothing_more if over else _known_link
        return speak(request, language, view, invitation=invitation, now=now)


def _known_link(request, *, invitation: Invitation, now: datetime):
    pressed = request.method == "POST"
    if pressed and codes.recognises(
        invitation, request.COOKIES.get(device_cookie(invitation), ""), now=now
    ):
        return let_in(request, invitation, now)
    if not pressed or _too_fast(request, invitation.firm.proof, now):
        context = {"again": pressed, "shown": SHOWN.sign(str(now.timestamp()))}
        return render(request, "portal/entry/link.html", context | _shown(invitation))
    if invitation.firm.proof == Proof.LINK:
        return let_in(request, invitation, now)
    return _ask_code(request, invitation, now)


def _nothing_more(request, *, invitation: Invitation, now: datetime):
    """The firm has everything by another way, and the client is thanked instead of turned away."""
    return render(request, "portal/entry/nothing_more.html", _shown(invitation))


def _too_fast(request: HttpRequest, proof: str, now: datetime) -> bool:
    """A page without the moment it was shown at was kept or written by somebody; the code still guards it."""
    try:
        shown = float(SHOWN.unsign(request.POST.get("shown", "")))
    except (BadSignature, ValueError):
        return proof == Proof.LINK
    return now.timestamp() - shown < AT_LEAST


def _ask_code(request: HttpRequest, invitation: Invitation, now: datetime) -> HttpResponse:
    """The code is good only in the browser that asked for it; a cookie tells which one that is."""
    browser = request.COOKIES.get(BROWSER) or secrets.token_urlsafe(32)
    try:
        codes.ask(
            invitation,
            browser=secret.fingerprint(browser),
            network=_network(request),
            language=get_language() or invitation.language,
            now=now,
        )
    except codes.TooMany:
        return render(request, "portal/entry/too_many.html", _shown(invitation), status=429)
    wanted = _wanted(request)
    response = redirect(reverse("portal:code") + (f"?{wanted}" if wanted else ""))
    _set_cookie(response, BROWSER, browser, HOUR)
    return response


@login_not_required
def code(request):
    """The page on which the mailed code is typed, or the PIN that was told."""
    return _with_code(request, _type_code)


@login_not_required
@require_POST
def code_again(request):
    return _with_code(request, lambda request, code, now: _ask_code(request, code.invitation, now))


def _with_code(request, view):
    now = timezone.now()
    browser = request.COOKIES.get(BROWSER, "")
    with across_firms("whose link it is, is only known once it is found"):
        asked = codes.of_browser(secret.fingerprint(browser)) if browser else None
        usable = asked and Invitation.objects.live(now).filter(pk=asked.invitation_id).exists()
    if not usable:
        return render(request, "portal/entry/ended.html", status=403)
    request.firm = asked.invitation.firm
    with scope(firm=request.firm):
        return speak(request, _language(request, asked.invitation), view, code=asked, now=now)


def _type_code(request, *, code: Code, now: datetime):
    told = request.firm.proof == Proof.PIN
    form = PinForm(request.POST or None) if told else CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = codes.attempt(code, form.cleaned_data["digits"], now=now)
        if answer is Answer.RIGHT:
            return let_in(request, code.invitation, now, remember=form.cleaned_data["remember"])
        if answer is Answer.OVER:
            over = "portal/entry/pin_over.html" if told else "portal/entry/code_over.html"
            return render(request, over, status=403)
        form.add_error("digits", _tries_left(code))
    page = "portal/entry/pin.html" if told else "portal/entry/code.html"
    return render(request, page, {"form": form, **_shown(code.invitation)})


def let_in(
    request: HttpRequest,
    invitation: Invitation,
    now: datetime,
    *,
    remember: bool = False,
    page: str = "",
) -> HttpResponse:
    enter(request, invitation, now)
    rotate_token(request)
    actions.note_opened(invitation, now=now)
    response = redirect(page or STRAIGHT_TO.get(_wanted(request), "portal:start"))
    response.delete_cookie(BROWSER)
    if remember:
        key = codes.remember(invitation, now=now)
        _set_cookie(response, device_cookie(invitation), key, QUARTER)
    return response


def _wanted(request: HttpRequest) -> str:
    return next((word for word in STRAIGHT_TO if word in request.GET), "")


def _does_not_work(request: HttpRequest, invitation: Invitation | None, now: datetime):
    """Unknown, withdrawn and expired links look the same. Whoever asks for a new one is told the same,
    and only an expired link gets one, by mail to the address on file."""
    if invitation is None and not codes.may_guess(_network(request), now=now):
        return render(request, "portal/entry/slow_down.html", status=429)
    asked = request.method == "POST"
    if asked and invitation:
        with scope(firm=invitation.firm):
            if not actions.renew(invitation, now=now):
                approvals.renew(invitation, now=now)
    return render(request, "portal/entry/gone.html", {"asked": asked}, status=410)


def _tries_left(code: Code) -> str:
    left = codes.tries_left(code)
    if code.invitation.firm.proof == Proof.PIN:
        return ngettext(
            "This is not the PIN you were told: you have one try left.",
            "This is not the PIN you were told: you have %(count)d tries left.",
            left,
        ) % {"count": left}
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


def device_cookie(invitation: Invitation) -> str:
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
