"""Who may see a portal page: the person who came in through a mailed link, for one dossier, in this
browser. Asks the link again on every request, so a withdrawn one ends at once. Knows no questions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django_scopes import scope

from carnet.core.asked_often import AskedOften
from carnet.core.whose import across_firms
from carnet.invitations.models import Invitation, InvitationQuerySet
from carnet.portal.speaking import heed, remember, switched_to

STAFF = "staff"
IDLE = timedelta(hours=1)
LONGEST = timedelta(hours=24)
NOTE_EVERY = timedelta(minutes=5)
KEYS = ["firm", "dossier", "invitation", "person", "entered", "seen", "language_before"]

View = Callable[..., HttpResponse]


def for_client(view: View, *, only_saves: bool = False) -> View:
    """The page of one dossier. The view finds `request.dossier` (with client, campaign, revision and
    firm loaded; of them little where it `only_saves`), `request.person` ("client" or "partner"),
    `request.invitation` and `request.firm`, runs in the scope of that firm, and speaks the client's language."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        heed(request)
        if hasattr(request, "together"):
            return _beside(request, view, *args, **kwargs)
        invitation = _let_in(request, timezone.now(), only_saves=only_saves)
        if invitation is None:
            return render(request, "portal/entry/ended.html", status=403)
        request.invitation, request.dossier = invitation, invitation.dossier
        request.person = invitation.person
        request.firm = request.dossier.firm = invitation.firm  # one and the same, fetched once
        request.colleague = None
        with scope(firm=invitation.firm):
            spoken = _language(request, invitation)
            return remember(request, speak(request, spoken, view, *args, **kwargs))

    return login_not_required(guarded)


def _beside(request: Any, view: View, *args, **kwargs) -> HttpResponse:
    """The other door: a colleague fills in with the client (together.py), in the colleague's own language. The
    firm's pages asked for the sign-in; nothing of a client's visit is looked at."""
    request.invitation, request.dossier = None, request.together.dossier
    request.person, request.colleague = STAFF, request.user
    if chosen := switched_to(request):
        return remember(request, speak(request, chosen, view, *args, **kwargs))
    return view(request, *args, **kwargs)


def enter(request: HttpRequest, invitation: Invitation, now: datetime) -> None:
    """Open the dossier in this browser. A colleague trying a client's link stays signed in."""
    if request.user.is_authenticated:
        request.session.cycle_key()
        before = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    else:
        request.session.flush()
        before = ""
    request.session["firm"] = invitation.firm_id
    request.session["dossier"] = invitation.dossier_id
    request.session["invitation"] = invitation.pk
    request.session["person"] = invitation.person
    request.session["entered"] = request.session["seen"] = now.timestamp()
    request.session["language_before"] = before


def leave(request: HttpRequest) -> None:
    for key in KEYS:
        request.session.pop(key, None)


def speak(request: HttpRequest, language: str, view: View, *args, **kwargs) -> HttpResponse:
    """Answer in this language instead of the browser's."""
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Content-Language", language)
    return response


def _let_in(request: HttpRequest, now: datetime, *, only_saves: bool) -> Invitation | None:
    session = request.session
    if "invitation" not in session or not _fresh(session, now):
        return None
    with _held_to_firm(session):
        asked = TO_SAVE if only_saves else TO_SHOW
        mine = asked(invitation=session["invitation"], dossier=session["dossier"], now=now)
    found: Invitation | None = next(iter(mine), None)
    if found and now.timestamp() - session["seen"] > NOTE_EVERY.total_seconds():
        session["seen"] = now.timestamp()
    return found


def _held_to_firm(session) -> AbstractContextManager[None]:
    if "firm" in session:
        return scope(firm=session["firm"])
    return across_firms("a visit that began under an older version did not note its firm")


def _live(invitation: Any, dossier: Any, now: Any) -> InvitationQuerySet:
    live = InvitationQuerySet(Invitation).live(now)
    return live.filter(pk=invitation, dossier=dossier)


TO_SHOW = AskedOften(lambda **asked: _live(**asked).with_dossier())
TO_SAVE = AskedOften(lambda **asked: _live(**asked).with_what_a_save_needs())


def _fresh(session, now: datetime) -> bool:
    idle = now.timestamp() - session["seen"]
    age = now.timestamp() - session["entered"]
    return idle < IDLE.total_seconds() and age < LONGEST.total_seconds()


def _language(request: HttpRequest, invitation: Invitation) -> str:
    """The dossier's language, until the client picks another in the header. What a colleague once
    picked for the office in this browser does not count as the client's choice."""
    if just_chosen := switched_to(request):
        return just_chosen
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES) and chosen != request.session["language_before"]:
        return chosen
    return invitation.language
