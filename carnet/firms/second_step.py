"""Who of a firm that asks for a second step has none sees nothing of the office before it is set up."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carnet.core.going_on import go
from carnet.firms import actions
from carnet.firms.access import View, administrators_only
from carnet.firms.current import FirmRequest, Next
from carnet.firms.models import Colleague

# Recovery codes come with one of these and are none by themselves.
STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
WANTED = "wanted"
# What is needed to set one up, or to leave. Everything else of the office is closed.
OPEN = {
    "firms:second_step",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "account_logout",
    "set_language",
}


def has_one(colleague: Colleague) -> bool:
    return is_mfa_enabled(colleague, STEPS)


class SecondStep:
    """Stands behind CurrentFirm. A new page is closed unless it needs no sign-in at all (clients', programs')."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: FirmRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: FirmRequest, view: View, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not request.firm or not request.firm.second_step:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not getattr(view, "login_required", True) and name not in OPEN:
            return None
        if has_one(request.user):  # type: ignore[arg-type]
            return None
        # Then the pages show no menu of the office (office.html).
        request.locked = True  # type: ignore[attr-defined]
        return None if name in OPEN else _lead(request)


def _lead(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and "HX-Request" not in request.headers:
        request.session[WANTED] = request.get_full_path()
    return go(request, reverse("firms:second_step"))


@require_safe
def second_step(request):
    """Why and how; and, once it is set up, on to the page that was wanted."""
    if has_one(request.user):
        return redirect(request.session.pop(WANTED, "home"))
    return render(request, "firms/second_step.html")


@administrators_only
@require_POST
def ask_everybody(request):
    """The switch on the page of the colleagues."""
    wanted = "on" in request.POST
    if wanted != request.firm.second_step:
        request.firm.second_step = wanted
        actions.change_settings(request.firm, fields=["second_step"], by=request.user)
    if wanted:
        done = _("Everybody needs a second step now. Who has none sets it up on the next page.")
    else:
        done = _("The second step is everybody’s own choice now.")
    messages.success(request, done)
    return redirect("firms:colleagues")


@administrators_only
@require_POST
def take_away(request, pk: int):
    """Not one's own: that is what the page about one's own sign-in is for, which asks for the password again."""
    colleague = get_object_or_404(request.firm.colleagues.exclude(pk=request.user.pk), pk=pk)
    if actions.take_second_step_away(colleague, by=request.user):
        get_adapter().send_notification_mail("mfa/email/totp_deactivated", colleague)
        done = _("%(name)s signs in with the password alone now, and sets up a new second step.")
        messages.success(request, done % {"name": colleague})
    return redirect("firms:colleagues")
