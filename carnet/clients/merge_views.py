"""Making two clients one: whom, which values, and back again."""

from itertools import chain

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.clients import merging
from carnet.clients.actions import NumberTaken
from carnet.clients.duplicates import likely
from carnet.clients.forms import InvalidRecord
from carnet.clients.record import FIELDS, NAMES
from carnet.clients.shown import shown

SHOWN = 20


def pick(request, pk):
    client = get_object_or_404(request.firm.clients, pk=pk)
    typed = request.GET.get("q", "").strip()
    context = {
        "client": client,
        "typed": typed,
        "found": merging.others(client, typed)[:SHOWN],
        "duplicates": likely(request.firm, {key: client.value(key) for key in FIELDS}, client.pk),
    }
    return render(request, "clients/merge_pick.html", context)


def choose(request, pk, other):
    winner = get_object_or_404(request.firm.clients.exclude(pk=other), pk=pk)
    loser = get_object_or_404(request.firm.clients, pk=other)
    problem, picks = "", {key: request.POST.get(f"choice_{key}", "") for key in FIELDS}
    if request.method == "POST":
        try:
            return merged(request, winner, loser, merging.chosen(winner, loser, picks))
        except merging.SameCampaign as same:
            problem = _(
                "Both have a dossier in %(campaigns)s. Remove one of the two dossiers first."
            ) % {"campaigns": ", ".join(same.campaigns)}
        except InvalidRecord as invalid:
            problem = " ".join(chain.from_iterable(invalid.errors.values()))
    context = {
        "client": winner,
        "other": loser,
        "rows": rows(winner, loser, picks),
        "problem": problem,
        "questionnaires": loser.dossiers.count(),
        "notes": loser.remarks.count(),
    }
    return render(request, "clients/merge.html", context)


def merged(request, winner, loser, record):
    merging.merge(winner, loser, record, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("The two are now one client. You can undo this for 30 days, until it is changed."),
    )
    return redirect("clients:card", winner.pk)


def rows(winner, loser, picks):
    """Every field in which the two differ; what was picked is preset, or else what only one of them knows."""
    pairs = {key: (winner.value(key), loser.value(key)) for key in FIELDS if key != "label"}
    return [
        {
            "key": key,
            "name": NAMES[key],
            "ours": shown(key, ours),
            "theirs": shown(key, theirs),
            "take_theirs": picks[key] == "loser" if picks[key] else not ours,
        }
        for key, (ours, theirs) in pairs.items()
        if ours != theirs
    ]


@require_POST
def undo(request, pk):
    merge = get_object_or_404(request.firm.merges.select_related("winner", "firm"), pk=pk)
    winner = merge.winner
    try:
        loser = merging.undo(merge, by=request.user, now=timezone.now())
    except merging.CannotUndo:
        messages.error(
            request, _("This merge can no longer be undone: the client was changed since.")
        )
    except NumberTaken:
        messages.error(
            request,
            _("This merge cannot be undone: a client number of the two is somebody else's now."),
        )
    else:
        messages.success(
            request,
            _("%(one)s and %(other)s are two clients again.")
            % {"one": winner.name, "other": loser.name},
        )
    return redirect("clients:card", winner.pk)
