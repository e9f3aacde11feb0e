"""A wave of a campaign: sent now, moved to another moment, or stopped."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.campaigns import waves as planning
from carnet.campaigns.when import MomentForm
from carnet.invitations import waves


def change(request, pk: int):
    wave = get_object_or_404(request.firm.waves.select_related("firm", "campaign"), pk=pk)
    do = request.POST.get("do")
    data = request.POST if do == "move" else None
    at = timezone.localtime(wave.send_at)
    shown = {"send_on": at.date(), "send_time": at.time()}
    form = MomentForm(data, now=timezone.now(), initial=shown)
    try:
        if do == "move" and form.is_valid():
            return _move(request, wave, form.cleaned_data["at"])
        if do in ("send", "stop"):
            return _send(request, wave) if do == "send" else _stop(request, wave)
    except planning.AlreadyLeft:
        messages.warning(request, _("These mails have left already, or the campaign is closed."))
        return _back(wave)
    return render(request, "invitations/wave.html", {"wave": wave, "form": form})


def _move(request, wave, at):
    planning.move(wave, at, by=request.user)
    text = _("The mails leave on %(moment)s.")
    messages.success(request, text % {"moment": date_format(at, "DATETIME_FORMAT")})
    return _back(wave)


def _send(request, wave):
    count = waves.send_now(wave, by=request.user, now=timezone.now())
    text = ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", count)
    messages.success(request, text % {"count": count})
    return _back(wave)


def _stop(request, wave):
    planning.stop(wave, by=request.user, now=timezone.now())
    messages.success(request, _("Stopped. These clients are invited when you say so."))
    return _back(wave)


def _back(wave):
    return redirect("campaigns:overview", wave.campaign_id)
