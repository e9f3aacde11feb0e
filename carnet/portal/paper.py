"""The client's own form to print and fill in by hand."""

from django.shortcuts import render

from carnet.answers.on_paper import on_paper
from carnet.portal.couple import first_name
from carnet.portal.frame import language, standing_of, while_open


@while_open
def paper(request):
    words = language()
    context = {
        "blank": on_paper(standing_of(request), words),
        "in_language": words,
        "personal": True,
        "name": whose(request),
    }
    return render(request, "portal/paper.html", context)


def whose(request) -> str:
    """The client's whole name; of a partner what the file has."""
    client = request.dossier.client
    if request.person != "partner":
        return client.name
    return f"{first_name(request.dossier, request.person)} {client.partner_last_name}".strip()
