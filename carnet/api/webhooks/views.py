from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from carnet.api.webhooks import actions
from carnet.api.webhooks.forms import AgainForm, WebhookForm
from carnet.api.webhooks.models import Pause
from carnet.core import keyset
from carnet.firms.access import administrators_only


@administrators_only
@require_GET
def webhooks(request):
    return render(request, "webhooks/list.html", {"webhooks": request.firm.webhooks.all()})


@administrators_only
@never_cache
def add(request):
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            webhook, secret = actions.add(request.firm, by=request.user, **values)
        except actions.TooMany:
            form.add_error(None, _("There are 20 webhooks. Delete one you no longer need first."))
        else:
            return _with_secret(request, webhook, secret)
    return render(request, "webhooks/form.html", {"form": form})


def _with_secret(request, webhook, secret):
    """The one time it is shown: in the answer itself, so that it rests nowhere."""
    if not secret:
        return redirect("webhooks:webhook", webhook.uuid)
    return render(request, "webhooks/secret.html", {"webhook": webhook, "secret": secret})


def _webhook(request, uuid):
    return get_object_or_404(request.firm.webhooks.select_related("firm"), uuid=uuid)


@administrators_only
@require_GET
def webhook(request, uuid):
    found = _webhook(request, uuid)
    rows = found.deliveries.prefetch_related("tries")
    today = timezone.localdate()
    context = {
        "webhook": found,
        "page": keyset.page(rows, ["-pk"], request.GET),
        "counts": found.deliveries.all().counts(),
        "again": AgainForm(initial={"start": today, "end": today}),
    }
    return render(request, "webhooks/webhook.html", context)


@administrators_only
@require_GET
def delivery(request, uuid, pk: int):
    found = _webhook(request, uuid)
    one = get_object_or_404(found.deliveries.prefetch_related("tries"), pk=pk)
    return render(request, "webhooks/delivery.html", {"webhook": found, "delivery": one})


@administrators_only
def change(request, uuid):
    found = _webhook(request, uuid)
    initial = {"url": found.url, "events": found.events, "key": found.uuid}
    form = WebhookForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        url, events = form.cleaned_data["url"], form.cleaned_data["events"]
        actions.change(found, url=url, events=events, by=request.user)
        messages.success(request, _("The webhook is saved."))
        return redirect("webhooks:webhook", uuid)
    return render(request, "webhooks/form.html", {"form": form, "webhook": found})


@administrators_only
@require_POST
def pause(request, uuid):
    actions.pause(_webhook(request, uuid), Pause.HAND, by=request.user, now=timezone.now())
    messages.success(request, _("Paused. Events are collected and leave when you resume."))
    return redirect("webhooks:webhook", uuid)


@administrators_only
@require_POST
def resume(request, uuid):
    actions.resume(_webhook(request, uuid), by=request.user, now=timezone.now())
    messages.success(request, _("It runs again. What was collected leaves now."))
    return redirect("webhooks:webhook", uuid)


@administrators_only
@require_POST
@never_cache
def replace_secret(request, uuid):
    found = _webhook(request, uuid)
    secret = actions.replace_secret(found, by=request.user, now=timezone.now())
    return _with_secret(request, found, secret)


@administrators_only
@require_POST
def test(request, uuid):
    actions.test(_webhook(request, uuid))
    messages.success(
        request, _("A test event is on its way. Load this page again to see the answer.")
    )
    return redirect("webhooks:webhook", uuid)


@administrators_only
@require_POST
def delete(request, uuid):
    actions.delete(_webhook(request, uuid), by=request.user)
    messages.success(request, _("The webhook is deleted."))
    return redirect("webhooks:list")


@administrators_only
@require_POST
def send_again(request, uuid, pk: int):
    found = _webhook(request, uuid)
    get_object_or_404(found.deliveries, pk=pk)
    _again(request, found, found.deliveries.filter(pk=pk))
    return redirect("webhooks:webhook", uuid)


@administrators_only
@require_POST
def send_range_again(request, uuid):
    found, form = _webhook(request, uuid), AgainForm(request.POST)
    if form.is_valid():
        days = form.cleaned_data["start"], form.cleaned_data["end"]
        chosen = found.deliveries.filter(created_at__date__range=days)
        _again(request, found, chosen.failed() if form.cleaned_data["failed"] else chosen)
    else:
        messages.error(request, _("Choose the first and the last day."))
    return redirect("webhooks:webhook", uuid)


def _again(request, found, deliveries):
    count = actions.send_again(found, deliveries, by=request.user, now=timezone.now())
    if not count:
        messages.info(request, _("There is nothing to send again."))
        return
    text = ngettext("%(count)s event leaves again.", "%(count)s events leave again.", count)
    messages.success(request, text % {"count": count})
