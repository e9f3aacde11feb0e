"""The one screen on which a dossier is reviewed, and who else has it open."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation

from carnet.reviews.beside import NoPicture, note_opened, picture_of
from carnet.reviews.choosing import Chosen
from carnet.reviews.closing import waiting_for
from carnet.reviews.desk import Desk, desk_of
from carnet.reviews.presence import note_here, others_here
from carnet.reviews.screen import FILTERS, HIDDEN, NEEDS, Screen
from carnet.reviews.tray import tray_of
from carnet.reviews.views import dossier_of

SANDBOX = "default-src 'none'; img-src 'self'; frame-ancestors 'none'; sandbox"


def review(request, pk: int):
    found = dossier_of(request, pk)
    note_here(found, request.user, timezone.now())
    desk = desk_for(found)
    screen = screen_of(request, desk)
    chosen = chosen_of(request, screen)
    together = found.reviews.exclude(together=None).order_by("-at").first()
    context = {
        "dossier": found,
        "desk": desk,
        "screen": screen,
        "chosen": chosen,
        "tray": tray_of(found, request.user),
        "waiting": waiting_for(desk),
        "together": together if desk.open else None,
        "others": others_here(found, request.user, timezone.now()),
    }
    return render(request, "reviews/review.html", context)


def here(request, pk: int):
    """The line that says who else is reviewing, for a page that stays open."""
    found, now = dossier_of(request, pk), timezone.now()
    note_here(found, request.user, now)
    context = {"dossier": found, "others": others_here(found, request.user, now)}
    return render(request, "reviews/_here.html", context)


def page(request, pk: int, uuid, number: int):
    """One page of a document as a picture."""
    dossier = dossier_of(request, pk)
    document = get_object_or_404(dossier.documents, uuid=uuid)
    document.dossier = dossier
    try:
        picture = picture_of(document, number)
    except NoPicture:
        raise Http404 from None
    note_opened(document, by=request.user, now=timezone.now())
    response = HttpResponse(picture, content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def desk_for(dossier) -> Desk:
    language = translation.get_language() or "en"
    return desk_of(dossier, today=timezone.localdate(), language=language)


def screen_of(request, desk: Desk) -> Screen:
    """What needs somebody, unless the address asks for something else."""
    show = request.GET.get("show", NEEDS)
    show = show if show in FILTERS or show == HIDDEN else NEEDS
    return Screen(desk, show, request.GET.get("section", ""), request.GET.get("at", ""))


def chosen_of(request, screen: Screen) -> Chosen | None:
    if screen.chosen is None:
        return None
    told = screen.told(screen.chosen)
    doc, number = (request.GET.get(name, "") for name in ("doc", "page"))
    return Chosen(screen, told, request.user, doc, number)
