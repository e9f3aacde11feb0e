"""The tray: what is to be asked again, the last look at it, and sending."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.answers.adapting import NoSuchQuestion
from carnet.campaigns.models import WrongState
from carnet.core.working_days import next_working_day
from carnet.reviews import tray
from carnet.reviews.act_views import act, back, word
from carnet.reviews.review_views import desk_for
from carnet.reviews.talking_views import tell_asked
from carnet.reviews.views import dossier_of, say_changed

USUAL_DAYS = timedelta(days=7)


@require_POST
def put(request, pk: int):
    found, path = dossier_of(request, pk), word(request, "path")
    picked = tray.reason_words(word(request, "reason"), found.language)
    words = " ".join(filter(None, (picked, word(request, "words").strip())))
    if not words:
        messages.warning(request, _("Pick or write what to ask."))
        return back(request, pk, path)
    done = act(request, tray.put, found, path, words, word(request, "seen"))
    return back(request, pk, "" if done else path)


@require_POST
def take_out(request, pk: int, number: int):
    if not tray.take_out(dossier_of(request, pk), number, by=request.user):
        raise Http404
    return back(request, pk) if word(request, "onward") else redirect("reviews:tray", pk)


def look(request, pk: int):
    """Everything in it once more, with the day by which the answers are wanted."""
    found, today = dossier_of(request, pk), timezone.localdate()
    problem = ""
    if request.method == "POST":
        due = day_in(request.POST.get("due", ""))
        if due and due > today:
            return sent(request, found, due)
        problem = _("Write a day after today.")
    desk = desk_for(found)
    rows = [(one, desk.by_path.get(one.path)) for one in tray.tray_of(found, request.user)]
    usual = next_working_day(today + USUAL_DAYS, found.firm.default_country)
    context = {
        "dossier": found,
        "rows": rows,
        "due": request.POST.get("due") or usual.isoformat(),
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "problem": problem,
    }
    return render(request, "reviews/tray.html", context)


def sent(request, found, due: date):
    words = {
        one.path: word(request, f"words-{one.pk}") for one in tray.tray_of(found, request.user)
    }
    try:
        asked = tray.send(found, words, due, by=request.user, now=timezone.now())
    except NoSuchQuestion:
        raise Http404 from None
    except WrongState:
        say_changed(request)
    else:
        if asked:
            tell_asked(request, found, asked)
        else:
            messages.warning(request, _("Nothing was sent: the tray is empty."))
    return redirect("reviews:review", found.pk)


def day_in(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
