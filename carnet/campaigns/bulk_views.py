"""Acting on many dossiers: first the page that says how many, who is left out and why; then the act."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carnet.campaigns import bulk as acts
from carnet.campaigns.bulk_forms import NoteForm
from carnet.campaigns.bulk_steps import STEPS, Act, Step
from carnet.campaigns.criteria import read
from carnet.campaigns.selection import address, read_selection
from carnet.core import keyset
from carnet.core.going_back import back_to


@require_http_methods(["GET", "POST"])
def bulk(request):
    """What is asked may also stand in an address; only a form acts."""
    action = asked(request).get("action", "")
    if action not in STEPS:
        raise Http404
    return take(request, STEPS[action])


def asked(request) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def take(request, step: Step):
    """One step with what was chosen, whichever stage it is of."""
    params, now = asked(request), timezone.now()
    selection = read_selection(request.firm, params, by=request.user, today=timezone.localdate(now))
    chosen = step.sort(selection.dossiers, now)
    if not chosen.ids and not chosen.left:
        messages.warning(request, _("Tick the dossiers first, then choose what to do with them."))
        return redirect(_back(request, params))
    confirmed = params.get("count") if request.method == "POST" else None
    if confirmed is not None and not chosen.ids:
        messages.info(request, _("Nothing had to be changed."))
        return redirect(_back(request, params))
    return _confirm(request, step, selection, chosen, confirmed)


def _confirm(request, step, selection, chosen, confirmed):
    now, count = timezone.now(), len(chosen.ids)
    changed = confirmed is not None and confirmed != str(count)
    data = request.POST if confirmed is not None and not changed else None
    form = step.form(data, firm=request.firm, today=timezone.localdate(now))
    if form.is_bound and form.is_valid():
        act = Act(request.firm, chosen.ids, form.cleaned_data, request.user, now)
        messages.success(request, step.act(act))
        return redirect(_back(request, request.POST))
    some = request.firm.dossiers.select_related("client", "campaign").in_bulk(chosen.ids[:10])
    context = {
        "step": step,
        "form": form,
        "count": count,
        "heading": step.heading % {"count": count},
        "token": selection.token,
        "expected": confirmed if changed else "",
        "left": chosen.left,
        "some": [some[number] for number in chosen.ids[:10] if number in some],
        "back": _back(request, asked(request)),
        "params": asked(request),
    }
    return render(request, "campaigns/bulk.html", context)


def _back(request, params):
    """The list as it was left, or the page of the dossier."""
    query = read(QueryDict(params.get("query", ""))).query
    listed = address(keyset.number_in(params.get("campaign", "")), query)
    return back_to(params.get("next", ""), listed)


@require_POST
def note(request, pk: int):
    """From the page of a dossier, or from the list of whom to call."""
    dossier = get_object_or_404(request.firm.dossiers, pk=pk)
    form = NoteForm(request.POST, firm=request.firm, today=timezone.localdate())
    back = back_to(request.POST.get("next", ""), address(dossier.campaign_id, ""))
    if not form.is_valid():
        messages.warning(request, _("Write the note first."))
        return redirect(back)
    called = request.POST.get("called") == "1"
    words = acts.Words(form.cleaned_data["text"], form.cleaned_data["made"], called)
    acts.note(request.firm, [dossier.pk], words, by=request.user, now=timezone.now())
    messages.success(request, _("Your note is saved."))
    return redirect(back)
