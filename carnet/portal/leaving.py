"""“I am done on this device”, for whoever fills in where others sit too. The link in the mail opens the dossier again,
with a new code."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from carnet.invitations import codes
from carnet.portal.access import for_client
from carnet.portal.access import leave as end_visit
from carnet.portal.entry import device_cookie


@for_client
def leave(request) -> HttpResponse:
    """First a page that tells what happens; it also sends what its script may still hold back."""
    if request.colleague:  # beside the client, in the colleague's own browser
        return redirect("portal:tasks")
    if request.method != "POST":
        return render(request, "portal/leave.html")
    device = device_cookie(request.invitation)
    codes.forget(request.invitation, request.COOKIES.get(device, ""), now=timezone.now())
    trying_out = request.user.is_authenticated
    if trying_out:
        end_visit(request)
    else:
        request.session.flush()
    response = render(request, "portal/entry/left.html")
    response.delete_cookie(device, samesite="Lax")
    if not trying_out:
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response
