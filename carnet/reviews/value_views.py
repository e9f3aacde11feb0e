"""A value that a colleague sets in place of a calculation, and back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from carnet.answers.adapting import NoSuchQuestion
from carnet.answers.entering import reset_value, set_value
from carnet.answers.form import dossier_form
from carnet.answers.reading import load, split
from carnet.campaigns.models import WrongState
from carnet.questionnaires.by_hand import value_by_hand
from carnet.questionnaires.compiled import Node
from carnet.questionnaires.typed import InvalidAnswer
from carnet.questionnaires.words import YES_NO
from carnet.reviews.calculated import calculated
from carnet.reviews.views import dossier_of


class ValueForm(forms.Form):
    value = forms.CharField(label=gettext_lazy("Value"), max_length=300)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Clients do not see it on their pages."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write the reason.")},
    )

    def __init__(self, data: Any, node: Node) -> None:
        super().__init__(data)
        self.node = node
        if node.value and node.value.rule.returns == "yes":
            words = translation.get_language() or "en"
            choices = [(choice.id, choice.text.get(words, choice.id)) for choice in YES_NO]
            self.fields["value"] = forms.ChoiceField(
                label=_("Value"), choices=choices, widget=forms.RadioSelect
            )

    def clean_value(self) -> Any:
        try:
            return value_by_hand(self.node, self.cleaned_data["value"])
        except InvalidAnswer as problem:
            raise forms.ValidationError(str(problem)) from problem


def set_by_hand(request, pk: int, path: str):
    found = dossier_of(request, pk)
    words = translation.get_language() or "en"
    shown = calculated(load(found, today=timezone.localdate()), words)
    now = next((one for one in shown if one.path == path), None)
    if now is None:
        raise Http404
    node = dossier_form(found).by_id[split(path)[2]]
    form = ValueForm(request.POST if request.method == "POST" else None, node)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        act(request, set_value, found, path, typed["value"], typed["reason"])
        return redirect("reviews:dossier", pk)
    context = {"dossier": found, "form": form, "calculated": now}
    return render(request, "reviews/set_value.html", context)


@require_POST
def reset(request, pk: int, path: str):
    act(request, reset_value, dossier_of(request, pk), path)
    return redirect("reviews:dossier", pk)


def act(request, action, *what) -> None:
    try:
        action(*what, by=request.user, now=timezone.now())
    except NoSuchQuestion:
        raise Http404 from None
    except WrongState:
        messages.warning(
            request, _("The dossier is accepted or closed, so its values stay as they are.")
        )
