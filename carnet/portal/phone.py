"""Going on on the phone: a square of dots on the large screen, a button on the small one. Showing the square and
taking the visit over are both presses of a button; looking changes nothing."""

from base64 import b64encode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_scopes import scope
from qrcode import QRCode
from qrcode.image.svg import SvgPathFillImage

from carnet.core.whose import across_firms
from carnet.invitations import handing_over
from carnet.portal.access import for_client, speak
from carnet.portal.entry import let_in


@for_client
def square(request):
    """Explains first. The square is made when its button is pressed, and only the last one works."""
    page = _page(request)
    context = {"page": page, "minutes": int(handing_over.LASTS.total_seconds() // 60)}
    if request.method == "POST":
        key = handing_over.show(request.invitation, page=page, now=timezone.now())
        context["square"] = drawn(settings.SITE_URL + reverse("portal:take_over", args=[key]))
    return render(request, "portal/phone.html", context)


def _page(request: HttpRequest) -> str:
    """Where the phone begins: the page one came from, and none of another place."""
    page = request.POST.get("page") or request.GET.get("page", "")
    own = reverse("portal:start").removesuffix("start/")
    inside = page.startswith(own) and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page[:300] if inside else reverse("portal:start")


def drawn(address: str) -> str:
    """A QR code (ISO/IEC 18004) as the address of a picture, dark on white also where the page is dark."""
    code = QRCode(image_factory=SvgPathFillImage)
    code.add_data(address)
    return "data:image/svg+xml;base64," + b64encode(code.make_image().to_string()).decode()


@login_not_required
def take_over(request, key: str):
    now = timezone.now()
    with across_firms("whose visit it is, is only known once it is found"):
        handover = handing_over.known(key, now=now)
    if handover is None:
        return render(request, "portal/entry/square_over.html", status=410)
    request.firm = handover.firm
    with scope(firm=handover.firm):
        if request.method != "POST":
            return render(request, "portal/entry/take_over.html", {"firm": handover.firm})
        invitation = handing_over.take(handover, now=now)
        if invitation is None:
            return render(request, "portal/entry/square_over.html", status=410)
        language = invitation.dossier.language
        return speak(request, language, let_in, invitation=invitation, now=now, page=handover.page)


routes = [
    path("phone/", square, name="phone"),
    path("phone/<str:key>/", take_over, name="take_over"),
]
