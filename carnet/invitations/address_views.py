from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.clients.actions import ChangedMeanwhile
from carnet.clients.form_views import ask_about_address
from carnet.invitations import addresses
from carnet.invitations.views import _back


def address(request, pk: int):
    """Another address for the client of this dossier; its answers are kept."""
    dossiers = request.firm.dossiers.select_related("firm", "client__firm", "campaign")
    dossier = get_object_or_404(dossiers, pk=pk)
    form = addresses.AddressForm(request.POST or None, client=dossier.client)
    if form.is_valid() and _changed(request, dossier, form):
        return _back(request, dossier.campaign_id)
    context = {
        "dossier": dossier,
        "form": form,
        "problem": addresses.last_problem(dossier),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "invitations/address.html", context)


def _changed(request, dossier, form) -> bool:
    typed = form.cleaned_data
    options = {"version": typed["version"], "send": typed["send"], "by": request.user}
    try:
        count = addresses.change(dossier, form.record, now=timezone.now(), **options)
    except ChangedMeanwhile:
        form.add_error(
            None, _("Somebody else has just changed this client. Open the page again and look.")
        )
        return False
    messages.success(request, _said(dossier.client, count))
    ask_about_address(request, dossier.client)
    return True


def _said(client, count: int) -> str:
    if count:
        text = _("%(name)s gets a new link at %(email)s. The earlier links no longer work.")
    else:
        text = _("The address of %(name)s is now %(email)s. No mail has been sent.")
    return text % {"name": client.name, "email": client.email}
