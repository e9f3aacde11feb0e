"""The step before the message: addresses and languages that are worth a look, each repaired in place, and
whether the sender's domain lets our mails through."""

from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.campaigns import choosing
from carnet.clients.actions import ChangedMeanwhile
from carnet.clients.countries import language_choices
from carnet.clients.forms import InvalidRecord
from carnet.clients.one_field import change_field
from carnet.core import keyset
from carnet.firms.actions import change_settings
from carnet.invitations import looking, sender_checking
from carnet.invitations.forms import SelectorForm
from carnet.invitations.message_views import asked, steps, to_terms
from carnet.invitations.preflight import REPAIRS

SHOWN, ALL = 25, 500


def check(request):
    """Goes on to the message by itself when there is nothing to look at."""
    step = asked(request)
    if step is None:
        return to_terms(request)
    wrong = _repair(request) if request.method == "POST" else {}
    if request.method == "POST" and not wrong and not request.htmx:
        return redirect(f"{reverse('invitations:check')}?{request.GET.urlencode()}")
    if wrong or request.htmx:
        step = asked(request)
    chosen = choosing.chosen(request.firm, request.GET)
    groups = looking.groups(request.firm, chosen, step.terms, step.into)
    if not groups and request.method == "GET" and "stay" not in request.GET:
        return redirect(f"{reverse('invitations:message')}?{_on(request)}")
    context = {
        "who": step.who,
        "terms": step.terms,
        "groups": [_shown(request, group, wrong) for group in groups.values()],
        "languages": [c for c in language_choices() if c[0] in _spoken(request, step)],
        "on": f"{reverse('invitations:message')}?{_on(request)}",
        "steps": steps(request, "check"),
    }
    return render(request, "invitations/check.html", context)


def _on(request) -> str:
    return keyset.changed(request.GET, {"all": None, "stay": None})


def _spoken(request, step) -> list[str]:
    """The languages both the firm and the questionnaire speak."""
    offered = step.terms.revision.definition.languages
    return [language for language in offered if language in request.firm.languages]


def _shown(request, group, wrong) -> dict:
    """Some of them; all, where that was asked for."""
    limit = ALL if request.GET.get("all") == group.key else SHOWN
    rows = [
        {
            "finding": finding,
            "wrong": wrong if wrong.get("for") == (finding.person.pk, group.repairs) else {},
        }
        for finding in group.findings[:limit]
    ]
    more = "?" + keyset.changed(request.GET, {"all": group.key, "stay": "1"})
    rest = group.count - len(rows)
    held = any(row["wrong"] for row in rows)
    return {"group": group, "rows": rows, "rest": rest, "more": more, "open": held}


def _repair(request) -> dict:
    """Nothing when it was saved; else the sentence, and for whom and what was typed."""
    number, key = keyset.number_in(request.POST.get("client", "")), request.POST.get("field", "")
    if key not in filter(None, REPAIRS.values()):
        return {}
    client = get_object_or_404(request.firm.clients.select_related("firm"), pk=number or 0)
    typed = request.POST.get("take") or request.POST.get("value", "")
    version = keyset.number_in(request.POST.get("version", "")) or 0
    today = timezone.localdate()
    try:
        change_field(client, key, typed, version=version, by=request.user, today=today)
    except InvalidRecord as problem:
        return {"for": (client.pk, key), "typed": typed, "sentence": problem.errors[key][0]}
    except ChangedMeanwhile:
        return {"for": (client.pk, key), "typed": typed, "sentence": _changed(client)}
    messages.success(request, _("%(name)s is saved.") % {"name": client.name})
    return {}


def _changed(client) -> str:
    return _("A colleague has just changed %(name)s. Look at it again, then save.") % {
        "name": client.name
    }


def sender(request):
    """A page of its own without scripts, a part of others with them: asking takes a moment."""
    form = SelectorForm(request.POST or None, instance=copy(request.firm))
    may = request.user.is_administrator
    if request.method == "POST" and may and form.is_valid():
        change_settings(form.instance, fields=["dkim_selector"], by=request.user)
        return redirect("mails:sender")
    found = sender_checking.checked(request.firm, again="again" in request.GET)
    template = "invitations/_sender.html" if request.htmx else "invitations/sender.html"
    context = {"found": found, "form": form if may else None, "part": request.htmx}
    return render(request, template, context)
