from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carnet.connectors import actions, registry, words
from carnet.connectors.forms import ConnectionForm, ScheduleForm
from carnet.connectors.pages import Shown, groups, sign_in_url
from carnet.connectors.trouble import Trouble
from carnet.firms.access import administrators_only

RUNS = 20


@administrators_only
@require_GET
def connections(request):
    shown = [Shown(one) for one in request.firm.connections.all()]
    context = {"connections": shown, "connectors": registry.connectors().values()}
    return render(request, "connectors/list.html", context)


@administrators_only
def add(request):
    found = registry.connector_of(request.GET.get("software", ""))
    if found is None:
        raise Http404
    form = ConnectionForm(request.POST or None, connector=found, former={}, name=found.name)
    if request.method == "POST" and form.is_valid() and (made := _added(request, form)):
        return redirect(sign_in_url(made) or made.url)
    return render(request, "connectors/form.html", {"form": form, "connector": found})


def _added(request, form):
    """None where the form tells why not."""
    made = actions.new(request.firm, form.connector.key, form.cleaned_data["name"], form.settings)
    try:
        if form.without_key and getattr(form.connector, "signs_in", False):
            made.trouble, made.state = "expired", made.State.BROKEN
        else:
            actions.check(made)
    except Trouble as trouble:
        form.refuse(trouble)
        return None
    made = actions.add(made, key=form.cleaned_data["key"], by=request.user)
    return Shown(made)


def _connection(request, uuid):
    found = get_object_or_404(request.firm.connections, uuid=uuid)
    found.firm = request.firm
    return found


@administrators_only
@require_GET
def connection(request, uuid):
    found, now = _connection(request, uuid), timezone.now()
    runs = found.runs.select_related("connection", "by").prefetch_related("imports")[:RUNS]
    context = {
        "shown": Shown(found),
        "runs": [(run, words.state(run, now)) for run in runs],
    }
    return render(request, "connectors/connection.html", context)


@administrators_only
def change(request, uuid):
    found = _connection(request, uuid)
    connector = registry.connector_of(found.connector)
    if connector is None:
        raise Http404
    former = found.settings_sealed
    form = ConnectionForm(request.POST or None, connector=connector, former=former, name=found.name)
    if request.method == "POST" and form.is_valid() and _changed(request, found, form):
        messages.success(request, _("The connection is saved."))
        return redirect("connections:connection", uuid)
    context = {"form": form, "connector": connector, "shown": Shown(found)}
    return render(request, "connectors/form.html", context)


def _changed(request, found, form):
    tried = actions.new(found.firm, found.connector, found.name, form.settings)
    try:
        if not (form.without_key and getattr(form.connector, "signs_in", False)):
            actions.check(tried)
    except Trouble as trouble:
        form.refuse(trouble)
        return False
    name = form.cleaned_data["name"]
    actions.change(found, name=name, settings=form.settings, by=request.user)
    return True


@administrators_only
@require_POST
def try_again(request, uuid):
    found = _connection(request, uuid)
    try:
        actions.try_again(found)
        messages.success(request, _("It works."))
    except Trouble as trouble:
        messages.error(request, words.sentence(trouble.code, words.software(found)))
    return redirect("connections:connection", uuid)


@administrators_only
def schedule(request, uuid):
    found = _connection(request, uuid)
    told, trouble = groups(found, timezone.now())
    posted = request.POST if request.method == "POST" else None
    form = ScheduleForm(posted, connection=found, groups=told)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        actions.schedule(
            found,
            when=data["schedule"],
            policy=data["policy"],
            whom=actions.Whom(**form.whom),
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("The connection is saved."))
        return redirect("connections:connection", uuid)
    context = {"form": form, "shown": Shown(found), "trouble": trouble}
    return render(request, "connectors/schedule.html", context)


@administrators_only
@require_POST
def disconnect(request, uuid):
    found = _connection(request, uuid)
    actions.disconnect(found, by=request.user)
    messages.success(request, _("Disconnected. The key is erased; your clients stay."))
    return redirect("connections:list")
