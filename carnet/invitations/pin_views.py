from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.firms.models import Proof
from carnet.invitations import pins


@require_POST
def pin(request, pk: int):
    """Made while the client is on the phone, and shown once."""
    dossiers = request.firm.dossiers.select_related("firm", "client", "campaign")
    dossier = get_object_or_404(dossiers, pk=pk)
    told = request.firm.proof == Proof.PIN
    given = pins.give(dossier, by=request.user, now=timezone.now()) if told else []
    if not given:
        messages.warning(request, _("There is no link to this dossier that needs a PIN."))
        return redirect("campaigns:overview", dossier.campaign_id)
    return render(request, "invitations/pin.html", {"dossier": dossier, "given": given})
