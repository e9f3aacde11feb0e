"""What the office does with the link of one person of a couple: mail it, show it, withdraw it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.invitations import actions
from carnet.invitations.models import Person
from carnet.invitations.parting import SHUT_OUT, partner_shut_out
from carnet.invitations.people import guest


@require_POST
def send(request, pk: int, person: str):
    dossier = dossier_of(request, pk, person)
    one = guest(dossier, person)
    count = actions.resend([dossier], by=request.user, now=timezone.now(), person=person)
    if person == Person.PARTNER and partner_shut_out(dossier):
        messages.warning(request, SHUT_OUT)
    elif count and one:
        messages.success(
            request, _("A mail to %(address)s is on its way.") % {"address": one.email}
        )
    else:
        messages.warning(
            request,
            _(
                "Nothing to send: there is no address, a mail is waiting already, or the answers are in."
            ),
        )
    return redirect("reviews:dossier", pk)


@require_POST
def withdraw(request, pk: int, person: str):
    dossier = dossier_of(request, pk, person)
    if actions.withdraw(dossier, by=request.user, now=timezone.now(), person=person):
        messages.success(request, _("The link is withdrawn. What has been answered is kept."))
    else:
        messages.warning(request, _("There was no link to withdraw."))
    return redirect("reviews:dossier", pk)


@require_POST
def link(request, pk: int, person: str):
    """Shown once: we keep no secret that could be shown again."""
    dossier = dossier_of(request, pk, person)
    try:
        address = actions.fresh_link(dossier, by=request.user, now=timezone.now(), person=person)
    except actions.ShutOut:
        messages.warning(request, SHUT_OUT)
        return redirect("reviews:dossier", pk)
    except (actions.NotOpen, actions.NoAddress):
        messages.warning(
            request, _("There is no address in the client's file, or the answers are in.")
        )
        return redirect("reviews:dossier", pk)
    context = {"dossier": dossier, "link": address, "guest": guest(dossier, person)}
    return render(request, "invitations/person_link.html", context)


def dossier_of(request, pk: int, person: str):
    if person not in Person.values:
        raise Http404
    related = ("firm", "client", "campaign", "revision__questionnaire")
    found = request.firm.dossiers.select_related(*related).defer("revision__document")
    return get_object_or_404(found, pk=pk)
