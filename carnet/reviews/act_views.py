"""The buttons of the review. Each says what the page had shown; what has changed since is refused, and shown."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from carnet.answers.adapting import NoSuchQuestion
from carnet.answers.messages import reply
from carnet.campaigns.models import WrongState
from carnet.questionnaires.kinds import cleaned
from carnet.reviews import actions
from carnet.reviews.actions import ChangedMeanwhile, WithClient
from carnet.reviews.review_views import desk_for
from carnet.reviews.views import dossier_of, say_changed

KEPT = ("show", "section", "at")


@require_POST
def accept(request, pk: int):
    return judged(request, pk, actions.accept)


@require_POST
def take_back(request, pk: int):
    return judged(request, pk, actions.take_back)


def judged(request, pk: int, action: Callable[..., object]) -> HttpResponse:
    found, path = dossier_of(request, pk), word(request, "path")
    done = act(request, action, found, path, word(request, "seen"))
    return back(request, pk, "" if done else path)


def act(request, action: Callable[..., object], *what: object) -> bool:
    """Whether it is done; if not, the page says why."""
    try:
        action(*what, by=request.user, now=timezone.now())
    except NoSuchQuestion:
        raise Http404 from None
    except ChangedMeanwhile:
        sentence = _("Nothing was done: this answer or its review has just changed. Look again.")
        messages.warning(request, sentence)
    except WithClient:
        messages.warning(request, _("The client has not sent this answer back yet."))
    except WrongState:
        say_changed(request)
    else:
        return True
    return False


def back(request, pk: int, stay: str = "") -> HttpResponse:
    """To where the page said it goes on, or to the same answer again."""
    query = dict(parse_qsl(word(request, "onward")))
    if stay:
        query["at"] = stay
    wanted = urlencode([(name, query[name]) for name in KEPT if name in query])
    address = reverse("reviews:review", args=[pk])
    return redirect(f"{address}?{wanted}" if wanted else address)


def word(request, name: str) -> str:
    return "".join(cleaned(request.POST.getlist(name)[:1]))


def accept_rest(request, pk: int):
    """How many those are, before anything is done."""
    found = dossier_of(request, pk)
    if request.method == "POST":
        return rest_accepted(request, found)
    desk = desk_for(found)
    as_before = sum(bool(row.before) and not row.compared.difference for row in desk.rest)
    context = {"dossier": found, "desk": desk, "as_before": as_before}
    return render(request, "reviews/accept_rest.html", context)


def rest_accepted(request, found) -> HttpResponse:
    seen = dict(one.split(" ", 1) for one in request.POST.getlist("seen") if " " in one)
    try:
        _together, count = actions.accept_rest(found, seen, by=request.user, now=timezone.now())
    except WrongState:
        say_changed(request)
    else:
        sentence = ngettext("%(count)d answer accepted.", "%(count)d answers accepted.", count) % {
            "count": count
        }
        messages.success(request, sentence)
        if left := len(seen) - count:
            sentence = ngettext(
                "%(count)d has changed meanwhile and was left out.",
                "%(count)d have changed meanwhile and were left out.",
                left,
            )
            messages.warning(request, sentence % {"count": left})
    return redirect("reviews:review", found.pk)


@require_POST
def undo_rest(request, pk: int, uuid: UUID):
    found = dossier_of(request, pk)
    try:
        count = actions.undo_rest(found, uuid, by=request.user, now=timezone.now())
    except WrongState:
        say_changed(request)
    else:
        sentence = ngettext(
            "%(count)d answer is to be looked at again.",
            "%(count)d answers are to be looked at again.",
            count,
        )
        messages.success(request, sentence % {"count": count})
    return redirect("reviews:review", pk)


@require_POST
def note(request, pk: int):
    """For colleagues alone."""
    found, path = dossier_of(request, pk), path_in(request, pk)
    key, text = word(request, "key")[:64], word(request, "text")
    if not actions.add_note(found, path, text, key=key, by=request.user, now=timezone.now()):
        messages.warning(request, _("Nothing was written: the note was empty."))
    return back(request, pk, path)


@require_POST
def message(request, pk: int):
    """To the client, about this answer."""
    found, path = dossier_of(request, pk), path_in(request, pk)
    text, key = word(request, "text"), word(request, "key")[:64]
    sent = key and reply(found, text, path=path, by=request.user, key=key, now=timezone.now())
    if sent:
        sentence = _(
            "%(name)s finds your answer on the pages of the questionnaire, and gets a mail."
        )
        messages.success(request, sentence % {"name": found.client.name})
    else:
        messages.warning(request, _("Nothing was sent: write your answer first."))
    return back(request, pk, path)


def path_in(request, pk: int) -> str:
    """A question of this dossier, whether it is asked now or hidden."""
    path = word(request, "path")[:200]
    if path not in desk_for(dossier_of(request, pk)).standing.instances:
        raise Http404
    return path
