"""Everything dropped at once, and assigned afterwards. What is not assigned, the firm does."""

import secrets
from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.answers.papers import NOWHERE, assign, hand_in, put_back, separate, take_back
from carnet.portal.documents import document_of, lying, taken_back, under_way
from carnet.portal.frame import ClientRequest, saved_at, standing_of, while_open
from carnet.portal.posted import hand
from carnet.portal.requests import asked_papers
from carnet.portal.speaking import only_looks


@while_open
def shoebox(request):
    if request.lock:
        return redirect("portal:asked")
    standing = standing_of(request)
    papers = asked_papers(request, standing)
    names = {one.path: one.name for one in papers.wanted}
    if request.method == "POST" and not only_looks(request):
        return act(request, names)
    if take_in(request):
        standing = standing_of(request)
    said = chosen(request, names)
    context = {
        "papers": papers,
        "files": [
            replace(one, chosen=said.get(one.pk, "")) for one in lying(request, standing, NOWHERE)
        ],
        "removed": taken_back(request, NOWHERE),
        "under_way": under_way(request, NOWHERE),
        "largest": settings.UPLOAD_MEGABYTES,
        "page": secrets.token_hex(8),
        "saved_at": saved_at(standing),
    }
    return render(request, "portal/shoebox.html", context)


def act(request: ClientRequest, names: dict[str, str]) -> HttpResponse:
    """`names`: the requests a file may be assigned to, by path."""
    by = hand(request, timezone.now())
    if removed := document_of(request, request.POST.get("remove", "")):
        take_back(removed, by=by)
        return redirect(f"{reverse('portal:shoebox')}?removed={removed.pk}")
    if restored := document_of(request, request.POST.get("restore", "")):
        put_back(restored, by=by)
    elif joined := document_of(request, request.POST.get("separate", "")):
        separate(joined, by=by)
    else:
        said, sent = chosen(request, names), take_in(request)
        if said or not sent:
            tell(request, assign(request.dossier, said, by=by))
    return redirect("portal:shoebox")


def take_in(request: ClientRequest) -> bool:
    """Hand in the files that came with the page, whichever of its buttons was pressed."""
    uploads = request.FILES.getlist("files")
    by = hand(request, timezone.now())
    refusals = hand_in(request.dossier, uploads, path=NOWHERE, by=by)[1] if uploads else []
    for refusal in refusals:
        messages.warning(request, refusal)
    return bool(uploads)


def chosen(request: ClientRequest, names: dict[str, str]) -> dict[int, str]:
    """The question said of each file. One that is not asked any more counts as not said."""
    mine = request.dossier.documents.filter(person=request.person)
    loose = mine.filter(path=NOWHERE, removed_at=None)
    said = {key: request.POST.get(f"what-{key}", "") for key in loose.values_list("pk", flat=True)}
    return {key: path for key, path in said.items() if path in names}


def tell(request: ClientRequest, count: int) -> None:
    if count:
        sentence = ngettext("%(count)d file assigned.", "%(count)d files assigned.", count)
        messages.success(request, sentence % {"count": count})
    else:
        messages.info(request, _("Nothing was assigned. Your accountant will look at the files."))
