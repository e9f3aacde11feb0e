"""These pages belong together: photos and PDFs of one question become one PDF, in the order chosen, each turned
as it should be. All of the arrangement stands in the form; nothing is kept before it is joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.answers.models import Document
from carnet.answers.papers import NOWHERE, NotTogether
from carnet.answers.papers import join as join_documents
from carnet.answers.room import Refused
from carnet.portal.documents import is_closed
from carnet.portal.frame import ClientRequest, open_for, standing_of, while_open
from carnet.portal.posted import hand, whole
from carnet.portal.requests import name_of, requests, url_of

QUARTER, FULL = 90, 360


@dataclass(frozen=True)
class Sheet:
    """A file in its place, turned by so many degrees, chosen or left out."""

    document: Document
    turn: int = 0
    chosen: bool = True


@while_open
def join(request):
    path = request.POST.get("path") or request.GET.get("path", NOWHERE)
    title, back = of_question(request, path)
    sheets = arranged(request, path)
    if "join" in request.POST and joined(request, sheets):
        return redirect(back)
    if len(sheets) < 2:
        return redirect(back)
    context = {"sheets": sheets, "path": path, "title": title, "back": back}
    return render(request, "portal/join.html", context)


def of_question(request: ClientRequest, path: str) -> tuple[str, str]:
    """What the files are for, and the page they come from."""
    if path == NOWHERE:
        if request.lock:
            raise Http404
        return "", reverse("portal:shoebox")
    standing = standing_of(request)
    found = next((one for one in requests(standing, request.person) if one.path == path), None)
    if found is None or not open_for(request, standing, path):
        raise Http404
    return name_of(standing, found), url_of(standing, found)


def arranged(request: ClientRequest, path: str) -> list[Sheet]:
    """The files as the form has them, with the button that was pressed; those that came meanwhile stand last."""
    lying = request.dossier.documents.filter(path=path, removed_at=None)
    documents = {one.pk: one for one in lying if not is_closed(request, path, one.person)}
    order = [whole(word) for word in request.POST.getlist("order")]
    known = [key for key in dict.fromkeys(order) if key in documents]
    moved = shifted(known, whole(request.POST.get("up", "")), -1)
    moved = shifted(moved, whole(request.POST.get("down", "")), 1)
    chosen, first = {whole(word) for word in request.POST.getlist("take")}, not order
    sheets = [Sheet(documents[key], degrees(request, key), first or key in chosen) for key in moved]
    return sheets + [Sheet(one, 0, first) for key, one in documents.items() if key not in known]


def shifted(keys: Sequence[int], key: int, by: int) -> list[int]:
    """The keys, one of them a place further up or down, if there is one."""
    if key not in keys or not 0 <= keys.index(key) + by < len(keys):
        return list(keys)
    left = [one for one in keys if one != key]
    left.insert(keys.index(key) + by, key)
    return left


def degrees(request: ClientRequest, key: int) -> int:
    turned = whole(request.POST.get(f"turn-{key}", "")) // QUARTER * QUARTER
    pressed = whole(request.POST.get("turn", "")) == key
    return (turned + QUARTER * pressed) % FULL


def joined(request: ClientRequest, sheets: Sequence[Sheet]) -> bool:
    chosen = [(one.document.pk, one.turn) for one in sheets if one.chosen]
    try:
        whole_one = join_documents(request.dossier, chosen, by=hand(request, timezone.now()))
    except NotTogether:
        messages.warning(request, _("Choose two files or more that belong together."))
        return False
    except Refused as problem:
        messages.warning(request, str(problem))
        return False
    messages.success(request, _("Joined to “%(name)s”.") % {"name": whole_one.name})
    return True
