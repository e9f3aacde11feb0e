from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from carnet.core import keyset
from carnet.deliveries import actions
from carnet.deliveries.abilities import abilities_of, may_take
from carnet.deliveries.forms import ConnectionForm, FolderForm, WebDavForm
from carnet.deliveries.models import Kind, When
from carnet.deliveries.words import wrong
from carnet.firms.access import administrators_only

PLAIN = {Kind.WEBDAV: WebDavForm, Kind.FOLDER: FolderForm}


@administrators_only
@require_GET
def destinations(request):
    standing = request.firm.destinations.standing()
    return render(request, "deliveries/list.html", {"destinations": standing})


@administrators_only
@require_GET
def choose(request):
    """Which kind; what the operator has not allowed or what takes nothing is not offered."""
    takers = [one for one in request.firm.connections.all() if may_take(one)]
    context = {"connections": takers, "folder": settings.DELIVERY_FOLDER}
    return render(request, "deliveries/choose.html", context)


@administrators_only
@never_cache
def add_webdav(request):
    return _add(request, WebDavForm(request.POST or None))


@administrators_only
@never_cache
def add_folder(request):
    if not settings.DELIVERY_FOLDER:
        raise Http404
    return _add(request, FolderForm(request.POST or None))


@administrators_only
@never_cache
def add_connection(request, uuid):
    connection = get_object_or_404(request.firm.connections, uuid=uuid)
    abilities = abilities_of(connection)
    form = ConnectionForm(
        request.POST or None, abilities=abilities, initial={"name": connection.name}
    )
    return _add(request, form, connection=connection, abilities=abilities)


def _add(request, form, connection=None, abilities=None):
    if request.method == "POST" and form.is_valid():
        values = form.values() | {"connection": connection}
        key = form.cleaned_data["key"]
        try:
            made = actions.add(request.firm, values, key=key, by=request.user)
        except actions.TooMany:
            form.add_error(None, _("There are 10 destinations. Remove one first."))
        else:
            messages.success(request, _("Added. Try it, then switch it on."))
            return redirect("deliveries:destination", made.uuid)
    return _form(request, form, abilities)


def _form(request, form, abilities, destination=None):
    trouble = wrong(abilities.trouble) if abilities and abilities.trouble else ""
    context = {
        "form": form,
        "abilities": abilities,
        "trouble": trouble,
        "destination": destination,
        "fields": [form[name] for name in form.own if name in form.fields],
    }
    return render(request, "deliveries/form.html", context)


def _destination(request, uuid):
    standing = request.firm.destinations.standing().select_related("firm", "connection")
    return get_object_or_404(standing, uuid=uuid)


@administrators_only
@require_GET
def destination(request, uuid):
    found = _destination(request, uuid)
    rows = found.deliveries.select_related("dossier__client", "dossier__campaign", "submission")
    rows = rows.defer("submission__content").prefetch_related("files")
    context = {
        "destination": found,
        "page": keyset.page(rows, ["-pk"], request.GET),
        "counts": found.deliveries.counts(),
    }
    return render(request, "deliveries/destination.html", context)


@administrators_only
@never_cache
def change(request, uuid):
    found, abilities = _destination(request, uuid), None
    if found.kind != Kind.CONNECTION:
        form = PLAIN[found.kind](request.POST or None, standing=found)
    elif found.connection is None:
        messages.error(request, wrong("gone"))
        return redirect("deliveries:destination", uuid)
    else:
        abilities = abilities_of(found.connection)
        form = ConnectionForm(request.POST or None, standing=found, abilities=abilities)
    if request.method == "POST" and form.is_valid():
        actions.change(found, form.values(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("deliveries:destination", uuid)
    return _form(request, form, abilities, found)


@administrators_only
@require_POST
def switch_on(request, uuid):
    actions.switch_on(_destination(request, uuid), by=request.user, now=timezone.now())
    messages.success(request, _("On. What is sent from now on goes there."))
    return redirect("deliveries:destination", uuid)


@administrators_only
@require_POST
def switch_off(request, uuid):
    actions.switch_off(_destination(request, uuid), by=request.user)
    messages.success(request, _("Off. Nothing goes there until you switch it on again."))
    return redirect("deliveries:destination", uuid)


@administrators_only
@require_POST
def try_out(request, uuid):
    result = actions.try_out(_destination(request, uuid))
    if result.code:
        messages.error(request, " ".join(filter(None, (wrong(result.code), result.said))))
    else:
        messages.success(request, _("It works."))
    return redirect("deliveries:destination", uuid)


@administrators_only
@require_POST
def remove(request, uuid):
    actions.remove(_destination(request, uuid), by=request.user, now=timezone.now())
    messages.success(request, _("Removed. What has been sent there stays there."))
    return redirect("deliveries:list")


@administrators_only
@require_POST
def again(request, uuid, pk: int):
    found = _destination(request, uuid)
    get_object_or_404(found.deliveries, pk=pk)
    return _again(request, found, found.deliveries.filter(pk=pk))


@administrators_only
@require_POST
def again_failed(request, uuid):
    found = _destination(request, uuid)
    return _again(request, found, found.deliveries.exclude(failed_at=None))


def _again(request, found, deliveries):
    count = actions.send_again(found, deliveries, by=request.user, now=timezone.now())
    text = ngettext("%(count)s dossier leaves again.", "%(count)s dossiers leave again.", count)
    messages.success(request, text % {"count": count})
    return redirect("deliveries:destination", found.uuid)


@require_POST
def send(request, uuid, pk: int):
    """Any colleague, from the page of a dossier."""
    found = get_object_or_404(request.firm.destinations.on(), uuid=uuid)
    dossier = get_object_or_404(request.firm.dossiers, pk=pk)
    if When.HAND not in found.when:
        raise Http404
    if actions.send_now(dossier, found, by=request.user, now=timezone.now()):
        messages.success(request, _("On its way to %(name)s.") % {"name": found.name})
    else:
        messages.info(request, _("Nothing has been sent by the client yet."))
    return redirect("reviews:dossier", pk)
