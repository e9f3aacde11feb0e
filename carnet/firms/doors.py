"""Pages for people who are not signed in: set-up, joining by invitation, the firm's colour and logo."""

from allauth.account.views import logout, password_reset_from_key
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import base36_to_int
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django.views.i18n import set_language

from carnet.core.whose import across_firms
from carnet.firms import actions, devices
from carnet.firms.forms import JoinForm, SetUpForm, current_language
from carnet.firms.models import Colleague, Firm

UNTIL_IT_CHANGES = "public, max-age=31536000, immutable"


@login_not_required
@sensitive_post_parameters()
@across_firms("the first firm is made")
def set_up(request):
    if actions.is_set_up():
        raise Http404
    form = SetUpForm(request.POST or None)
    if not form.is_valid():
        return render(request, "firms/setup.html", {"form": form})
    values = {key: form.cleaned_data[key] for key in ("firm_name", "name", "email", "password")}
    try:
        colleague = actions.set_up(**values, language=current_language())
    except actions.AlreadySetUp:
        raise Http404 from None
    messages.success(request, _("%(firm)s is set up.") % {"firm": colleague.firm.name})
    return _enter(request, colleague)


@login_not_required
@sensitive_post_parameters()
@across_firms("whose invitation it is, is only known once it is found")
def join(request, token: str):
    """Mail scanners follow links, so only the posted form uses one."""
    now = timezone.now()
    invitation = actions.usable_invitation(token, now)
    if invitation is None:
        return render(request, "firms/join_closed.html", status=410)
    form = JoinForm(request.POST or None, colleague=invitation.colleague)
    if not form.is_valid():
        context = {"form": form, "invitation": invitation}
        return render(request, "firms/join.html", context)
    values = {key: form.cleaned_data[key] for key in ("name", "password")}
    try:
        colleague = actions.join(invitation, **values, language=current_language(), now=now)
    except actions.AlreadyJoined:
        return render(request, "firms/join_closed.html", status=410)
    return _enter(request, colleague)


def _enter(request, colleague: Colleague):
    """For the first time: this is where the colleague will sign in again."""
    login(request, colleague)
    response = redirect("home")
    devices.remember(request, response, colleague)
    return response


@login_not_required
@sensitive_post_parameters()
def new_password(request, uidb36: str, key: str):
    """allauth's page. Who has just shown to read the mailbox signs in on a device of their own, whatever strangers
    do to the account meanwhile."""
    response = password_reset_from_key(request, uidb36=uidb36, key=key)
    if request.method == "POST" and response.status_code == 302:
        colleague = Colleague.objects.filter(pk=base36_to_int(uidb36)).first()
        if colleague:
            devices.remember(request, response, colleague)
    return response


@login_not_required
def sign_out(request):
    """What the browser kept of this site goes; its cookies stay: they hold a language and the
    devices of clients, no session."""
    response = logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@login_not_required
@require_safe
@across_firms("a colour is public")
def style(request, uuid):
    """Public, as the portal and the sign-in pages are: a colour is no secret."""
    firm = get_object_or_404(Firm, uuid=uuid)
    response = HttpResponse(f":root{{--firm-accent:{firm.colour}}}", content_type="text/css")
    return _keep(request, response, firm.colour[1:])


@login_not_required
@require_safe
@across_firms("a logo is public")
def logo(request, uuid):
    firm = get_object_or_404(Firm, uuid=uuid)
    if not firm.logo:
        raise Http404
    response = FileResponse(firm.logo.open(), content_type="image/png")
    # Mail programs show it from another site.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _keep(request, response, firm.logo_version)


def _keep(request, response, version: str):
    """The address carries the version, so what was fetched under it may be kept for good."""
    fresh = request.GET.get("v") == version
    response["Cache-Control"] = UNTIL_IT_CHANGES if fresh else "no-cache"
    return response


@login_not_required
def language(request):
    """Django's switch; who is signed in takes the choice along to other browsers."""
    response = set_language(request)
    chosen = request.POST.get("language")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        actions.change_language(request.user, chosen)
    return response
