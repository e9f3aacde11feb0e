"""“I will have it on …”: the client says a day, and is left in peace until then."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.campaigns.forms import DayInput
from carnet.portal.frame import while_open
from carnet.portal.speaking import only_looks
from carnet.reminders.promising import latest_day, promise


class LaterForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("I will have everything on"),
        widget=DayInput(),
        error_messages={"required": gettext_lazy("Choose a day.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What are you waiting for?"),
        help_text=gettext_lazy("For instance: a paper from the bank. Your accountant reads this."),
        required=False,
        max_length=200,
    )

    def __init__(self, data: Any, *, today: date, latest: date, initial: dict) -> None:
        super().__init__(data, initial=initial)
        self.today, self.latest = today, latest
        limits = {"min": today.isoformat(), "max": latest.isoformat()}
        self.fields["day"].widget.attrs.update(limits)

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        if day > self.latest:
            text = _("Choose a day until %(day)s. Do you need longer? Please call us.")
            raise forms.ValidationError(text % {"day": formats.date_format(self.latest)})
        return day


@while_open
def later(request):
    today, now = timezone.localdate(), timezone.now()
    latest = latest_day(request.dossier.due, today)
    told = request.dossier.promises.filter(person=request.person, replaced_at=None).first()
    initial = {"day": told.day, "reason": told.reason} if told else {}
    pressed = request.method == "POST" and not only_looks(request)
    typed = {name: request.POST[name] for name in LaterForm.base_fields if name in request.POST}
    data = request.POST if pressed else None
    form = LaterForm(data, today=today, latest=latest, initial=initial | typed)
    if pressed and form.is_valid():
        made = promise(request.invitation, **form.cleaned_data, now=now)
        day = {"day": formats.date_format(made.day)}
        messages.success(request, _("Thank you. We will not remind you until %(day)s.") % day)
        return redirect("portal:tasks")
    context = {"form": form, "told": told, "due": request.dossier.due}
    return render(request, "portal/later.html", context)
