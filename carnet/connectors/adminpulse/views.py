"""The way to AdminPulse's own sign-in and back. State and verifier stay in the browser's session, for one way back."""

import secrets
import time
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from carnet.connectors import actions, words
from carnet.connectors.adminpulse import oauth
from carnet.connectors.calling import Caller, Pace
from carnet.connectors.trouble import Trouble
from carnet.firms.access import administrators_only

KEY, NAME = "adminpulse", "AdminPulse"
PENDING = "adminpulse_sign_in"
LASTS = 15 * 60  # seconds somebody may take to sign in there


@administrators_only
@never_cache
@require_GET
def sign_in(request, uuid):
    """A page with a link, and no redirect: browsers would take that for the answer to the form before, which may lead
    nowhere outside (form-action)."""
    connection = _connection(request, uuid)
    if not oauth.registered():
        raise Http404
    state, verifier = oauth.fresh()
    request.session[PENDING] = {
        "state": state,
        "verifier": verifier,
        "connection": str(connection.uuid),
        "until": time.time() + LASTS,
    }
    context = {"connection": connection, "address": oauth.address(state, verifier)}
    return render(request, "adminpulse/sign_in.html", context)


def _connection(request, uuid):
    return get_object_or_404(request.firm.connections, uuid=uuid, connector=KEY)


@administrators_only
@never_cache
@require_GET
def callback(request):
    pending = request.session.pop(PENDING, None)
    if not _expected(pending, request):
        messages.error(request, _("This way back from AdminPulse is no longer valid. Begin again."))
        return redirect("connections:list")
    connection = _connection(request, UUID(pending["connection"]))
    try:
        _signed_in(request, connection, pending["verifier"])
    except Trouble as trouble:
        messages.error(request, words.sentence(trouble.code, NAME))
    return redirect("connections:connection", connection.uuid)


def _signed_in(request, connection, verifier):
    """Raises Trouble."""
    if not (code := request.GET.get("code")):
        messages.info(request, _("You are not signed in: nobody allowed it at AdminPulse."))
        return
    tokens = oauth.exchange(_call, code, verifier)
    actions.signed_in(connection, tokens, by=request.user)
    actions.try_again(connection)
    messages.success(request, _("You are signed in to AdminPulse."))


def _expected(pending, request):
    """Somebody else's code, led to this browser, would connect this firm to their relations."""
    if not pending or pending["until"] < time.time():
        return False
    return secrets.compare_digest(
        pending["state"].encode(), request.GET.get("state", "").encode("utf-8", "replace")
    )


def _call(base, *, headers=None):
    return Caller(base, headers=headers, pace=Pace(60))
