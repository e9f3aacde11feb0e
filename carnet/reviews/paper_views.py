"""The form of one client on paper, for who fills nothing in on a screen."""

from django.shortcuts import render
from django.utils import timezone, translation

from carnet.answers.on_paper import on_paper
from carnet.answers.reading import load
from carnet.reviews.views import dossier_of


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
