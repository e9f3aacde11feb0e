"""A client's card, and what one does from there."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from carnet.clients import actions, erasure
from carnet.clients.card import by_year, documents, facts, next_step
from carnet.clients.forms import NoteForm, PostponeForm
from carnet.clients.merging import can_be_undone
from carnet.clients.national import shown
from carnet.clients.timeline import timeline


def find(request, pk):
    return get_object_or_404(request.firm.clients.select_related("firm"), pk=pk)


def card(request, pk):
    return show_card(request, find(request, pk))


def show_card(request, client, **more):
    dossiers = list(client.dossiers.select_related("campaign").order_by("-created_at"))
    now = timezone.now()
    context = {
        "client": client,
        "labels": client.labels.all(),
        "sections": facts(client),
        "step": next_step(client),
        "latest": dossiers[0] if dossiers else None,
        "years": list(by_year(dossiers)),
        "documents": documents(dossiers),
        "timeline": timeline(client, dossiers),
        "merges": [merge for merge in client.merges.all() if can_be_undone(merge, now)],
        "note_form": NoteForm(),
        "postpone_form": PostponeForm(initial={"until": client.erase_on}),
        **more,
    }
    return render(request, "clients/card.html", context)


@require_POST
def number(request, pk):
    """The national number in full, for this one page; the trail says who looked."""
    client = find(request, pk)
    whose = "partner" if request.POST.get("whose") == "partner" else "client"
    text = shown(actions.show_number(client, whose, by=request.user))
    if request.htmx:
        return render(request, "clients/_number.html", {"number": text})
    return show_card(request, client, shown_number=text, whose=whose)


@require_POST
def note(request, pk):
    client = find(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show_card(request, client, note_form=form)
    actions.add_note(client, form.cleaned_data["text"], by=request.user)
    messages.success(request, _("Your note is saved."))
    return redirect("clients:card", client.pk)


@require_POST
def archive(request, pk):
    client = find(request, pk)
    actions.archive(client, by=request.user, now=timezone.now())
    messages.success(
        request, _("%(name)s is archived. Nothing was erased.") % {"name": client.name}
    )
    return redirect("clients:card", client.pk)


@require_POST
def restore(request, pk):
    client = find(request, pk)
    actions.restore(client, by=request.user)
    messages.success(request, _("%(name)s is back in the register.") % {"name": client.name})
    return redirect("clients:card", client.pk)


@require_POST
def keep(request, pk):
    client = find(request, pk)
    actions.keep(client, by=request.user)
    messages.success(request, _("%(name)s will be kept.") % {"name": client.name})
    return redirect("clients:card", client.pk)


@require_POST
def postpone(request, pk):
    client = find(request, pk)
    form = PostponeForm(request.POST)
    if form.is_valid() and postponed(request, client, form):
        return redirect("clients:card", client.pk)
    return show_card(request, client, postpone_form=form)


def postponed(request, client, form):
    until, today = form.cleaned_data["until"], timezone.localdate()
    try:
        actions.postpone_erasure(client, until, by=request.user, today=today)
    except actions.TooLate as problem:
        last = date_format(problem.last, "DATE_FORMAT")
        form.add_error("until", _("Choose a day from tomorrow to %(last)s.") % {"last": last})
        return False
    messages.success(
        request,
        _("%(name)s will be erased after %(date)s.")
        % {"name": client.name, "date": date_format(until, "DATE_FORMAT")},
    )
    return True


def erase(request, pk):
    """Says first what will be gone; only the button erases."""
    client = find(request, pk)
    if erasure.held().filter(pk=client.pk).exists():
        messages.error(request, _("This client is on hold. Lift the hold before you erase."))
        return redirect("clients:card", client.pk)
    if request.method != "POST":
        context = {"client": client, "hanging": erasure.hanging(client)}
        return render(request, "clients/erase.html", context)
    name = client.name
    gone = sum(erasure.erase(client, by=request.user).values())
    messages.success(
        request,
        ngettext(
            "%(name)s was erased: %(count)s record. The certificate is in the audit trail.",
            "%(name)s was erased: %(count)s records and files in all. The certificate is in the"
            " audit trail.",
            gone,
        )
        % {"name": name, "count": gone},
    )
    return redirect("clients:list")
