"""A dossier's papers as a colleague sees them: documents opened, shown small and assigned to a question; the form of
one client on paper, for who fills nothing in on a screen."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.answers.documents import response
from carnet.answers.on_paper import on_paper
from carnet.answers.papers import assign_for_client
from carnet.answers.reading import load
from carnet.audit import record as audit
from carnet.campaigns.models import WrongState
from carnet.reviews.requests import requests
from carnet.reviews.views import dossier_of, say_changed


def document(request, pk: int, uuid):
    found = document_of(request, pk, uuid)
    audit.record("document opened", found.dossier, firm=request.firm, by=request.user)
    return response(found)


def small(request, pk: int, uuid):
    found = document_of(request, pk, uuid)
    if not found.has_small:
        raise Http404
    return response(found, small=True)


@require_POST
def assign(request, pk: int, uuid):
    found = document_of(request, pk, uuid)
    asked = requests(load(found.dossier, today=timezone.localdate()), translation.get_language())
    path = request.POST.get("path", "")
    if path not in asked:
        messages.warning(
            request, _("Choose the question that “%(name)s” answers.") % {"name": found.name}
        )
        return redirect("reviews:dossier", pk)
    try:
        assign_for_client(found.dossier, found, path, by=request.user, now=timezone.now())
    except WrongState:
        say_changed(request)
    return redirect("reviews:dossier", pk)


def document_of(request, pk: int, uuid):
    dossier = dossier_of(request, pk)
    found = get_object_or_404(dossier.documents, uuid=uuid)
    found.dossier = dossier
    return found


def paper(request, pk: int):
    """In the language the client reads, with what is known already."""
    found = dossier_of(request, pk)
    standing = load(found, today=timezone.localdate())
    with translation.override(found.language):
        blank = on_paper(standing, found.language)
    context = {
        "dossier": found,
        "blank": blank,
        "in_language": found.language,
        "personal": True,
        "name": found.client.name,
    }
    return render(request, "reviews/paper.html", context)
