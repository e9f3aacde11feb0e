"""A questionnaire from nothing."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override

from carnet.builder.new_forms import NewForm, usual
from carnet.firms.access import administrators_only
from carnet.questionnaires import actions


@administrators_only
def new(request):
    initial = usual(get_language() or "en", timezone.localdate())
    form = NewForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return render(request, "builder/new.html", {"form": form})
    taken = frozenset(request.firm.questionnaires.values_list("key", flat=True))
    with override(form.cleaned_data["first"]):
        document = form.document(taken)
    now = timezone.now()
    draft = actions.draft(request.firm, document, by=request.user, now=now, origin="builder")
    return redirect("builder:outline", draft.questionnaire_id)
