from copy import copy

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Count, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carnet.firms import actions, devices, document_names, tries
from carnet.firms.access import administrators_only
from carnet.firms.forms import AccountForm, FirmForm, InviteForm
from carnet.firms.models import Role
from carnet.firms.signin import keep_language


@administrators_only
def settings(request):
    # A copy: what was typed wrongly must not show in the frame of the page.
    form = FirmForm(request.POST or None, request.FILES or None, instance=copy(request.firm))
    if request.method == "POST" and form.is_valid():
        if form.changed_fields:
            actions.change_settings(form.instance, fields=form.changed_fields, by=request.user)
        messages.success(request, _("The settings are saved."))
        return redirect("firms:settings")
    context = {"form": form, **named_so(request.firm.document_names)}
    return render(request, "firms/settings.html", context)


@administrators_only
@require_GET
def document_names_example(request):
    """While somebody types a pattern: what it makes, or what is wrong with it."""
    pattern = request.GET.get("document_names", "").strip()
    return render(request, "firms/_name_example.html", named_so(pattern))


def named_so(pattern: str) -> dict[str, str]:
    try:
        document_names.check(pattern or document_names.STANDARD)
    except ValidationError as problem:
        return {"problem": problem.messages[0]}
    day = timezone.localdate()
    return {"example": document_names.example(pattern or document_names.STANDARD, day)}


@administrators_only
def colleagues(request):
    form = InviteForm(request.POST or None, initial={"language": request.firm.language})
    if form.is_valid() and (invited := _invite(form, request)):
        messages.success(
            request,
            _("%(email)s is invited. The link in the mail works for 72 hours.")
            % {"email": invited.email},
        )
        return redirect("firms:colleagues")
    people = request.firm.colleagues.in_order().annotate(factors=Count("authenticator"))
    waits = Prefetch("tries", tries.running(timezone.now()), to_attr="waits")
    people = people.prefetch_related(waits)
    return render(request, "firms/colleagues.html", {"form": form, "people": people})


def _invite(form, request):
    try:
        return actions.invite(firm=request.firm, by=request.user, **form.cleaned_data)
    except actions.AddressTaken as taken:
        form.add_error("email", _taken(taken.colleague))


def _taken(colleague) -> str:
    """Of another firm's people nothing is told, not even that they are another firm's."""
    if colleague is None:
        return _("This address cannot be invited. Use another address of this person.")
    if colleague.left_at:
        return _("%(name)s worked here before. Reactivate the account in the list.") % {
            "name": colleague
        }
    return _("%(name)s is in the list already.") % {"name": colleague}


@administrators_only
@require_POST
def change_role(request, pk: int):
    colleague = get_object_or_404(request.firm.colleagues, pk=pk)
    role = request.POST.get("role")
    if role not in Role.values:
        raise BadRequest
    try:
        actions.change_role(colleague, role, by=request.user)
    except actions.LastAdministrator:
        messages.error(request, _last_administrator(colleague))
    else:
        done = _("%(name)s is now %(role)s.")
        messages.success(request, done % {"name": colleague, "role": Role(role).label})
    return redirect("firms:colleagues")


@administrators_only
@require_POST
def deactivate(request, pk: int):
    colleague = get_object_or_404(request.firm.colleagues, pk=pk)
    try:
        actions.deactivate(colleague, by=request.user, now=timezone.now())
    except actions.LastAdministrator:
        messages.error(request, _last_administrator(colleague))
    else:
        done = _("%(name)s can no longer sign in. Open sessions have ended.")
        messages.success(request, done % {"name": colleague})
    return redirect("firms:colleagues")


def _last_administrator(colleague) -> str:
    return _(
        "%(name)s is the only administrator. Make somebody else administrator first: without one "
        "nobody could open the settings."
    ) % {"name": colleague}


@administrators_only
@require_POST
def reactivate(request, pk: int):
    colleague = get_object_or_404(request.firm.colleagues, pk=pk)
    actions.reactivate(colleague, by=request.user)
    messages.success(
        request, _("%(name)s can sign in again, with the old password.") % {"name": colleague}
    )
    return redirect("firms:colleagues")


@administrators_only
@require_POST
def lift(request, pk: int):
    colleague = get_object_or_404(request.firm.colleagues, pk=pk)
    if actions.lift_wait(colleague, by=request.user):
        done = _("%(name)s can try to sign in again at once.")
        messages.success(request, done % {"name": colleague})
    return redirect("firms:colleagues")


@administrators_only
@require_POST
def invite_again(request, pk: int):
    colleague = get_object_or_404(request.firm.colleagues, pk=pk)
    try:
        actions.invite_again(colleague, by=request.user)
    except actions.AlreadyJoined:
        messages.warning(request, _joined(colleague))
    else:
        done = _("%(email)s gets a new link, which works for 72 hours. The earlier one is void.")
        messages.success(request, done % {"email": colleague.email})
    return redirect("firms:colleagues")


@administrators_only
@require_POST
def withdraw(request, pk: int):
    colleague = get_object_or_404(request.firm.colleagues, pk=pk)
    try:
        actions.withdraw_invitation(colleague, by=request.user)
    except actions.AlreadyJoined:
        messages.warning(request, _joined(colleague))
    else:
        done = _("The invitation of %(email)s is withdrawn. The link no longer works.")
        messages.success(request, done % {"email": colleague.email})
    return redirect("firms:colleagues")


def _joined(colleague) -> str:
    return _("%(name)s has accepted the invitation already.") % {"name": colleague}


def account(request):
    form = AccountForm(request.POST or None, instance=copy(request.user))
    if request.method == "POST" and form.is_valid():
        if form.changed_data:
            actions.change_account(form.instance, fields=form.changed_data)
        messages.success(request, _("Your account is saved."))
        response = redirect("firms:account")
        keep_language(response, form.instance.language)
        return response
    has_second_factor = request.user.authenticator_set.exists()
    context = {"form": form, "has_second_factor": has_second_factor}
    return render(request, "firms/account.html", context)


@require_POST
def end_sessions(request):
    actions.end_sessions(request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("You are signed out everywhere but here."))
    response = redirect("firms:account")
    devices.remember(request, response, request.user)
    return response
