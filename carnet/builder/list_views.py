"""A firm's list of questions, in Excel or Word, becomes a draft: brought, looked through, made."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from carnet.builder import list_page, list_reading
from carnet.builder.list_forms import DraftForm, ListForm
from carnet.builder.prose import Proposal, Proposed, propose
from carnet.builder.prose_corrections import asks_nothing, corrected, missing
from carnet.builder.prose_document import document_of
from carnet.firms.access import administrators_only
from carnet.questionnaires import actions
from carnet.questionnaires.loading import Document

HELD = "list_of_questions"


@administrators_only
def from_list(request) -> HttpResponse:
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        mark = sha256(repr(form.sheets).encode()).hexdigest()[:16]
        held = {"name": form.name, "sheets": form.sheets, "spoken": {}, "mark": mark}
        request.session[HELD] = held
        return redirect("lists:proposal")
    limits = {"rows": list_reading.MOST_ROWS, "megabytes": list_reading.LARGEST // 2**20}
    return render(request, "builder/from_list.html", {"form": form, "limits": limits})


@administrators_only
def proposal(request) -> HttpResponse:
    held = request.session.get(HELD)
    if held is None:
        return redirect("lists:from_list")
    found = propose(list_reading.sheets_of(held["sheets"]), held["spoken"])
    if request.method != "POST":
        return show(request, held, found, found.lines, draft_form(request, held, found))
    if request.POST.get("list") != held["mark"]:
        messages.warning(
            request, _("Another list was brought meanwhile. This is what it proposes.")
        )
        return redirect("lists:proposal")
    if "read" in request.POST:
        request.session[HELD] = held | {"spoken": spoken(request, held, found)}
        return redirect("lists:proposal")
    lines = corrected(found, request.POST)
    form = draft_form(request, held, found)
    if "make" not in request.POST or not is_complete(form, lines):
        return show(request, held, found, lines, form)
    document, now = document_from(form, found, lines), timezone.now()
    draft = actions.draft(request.firm, document, by=request.user, now=now, origin="list")
    del request.session[HELD]
    messages.success(request, _("The draft is made. Nobody is asked before you publish it."))
    return redirect("builder:outline", draft.questionnaire_id)


def draft_form(request: Any, held: dict[str, Any], found: Proposal) -> DraftForm:
    data = request.POST if "make" in request.POST else None
    shown = {name: request.POST[name] for name in ("title", "key") if name in request.POST}
    initial = {"title": (found.title or held["name"])[:200], **shown}
    return DraftForm(data, initial=initial, firm=request.firm)


def is_complete(form: DraftForm, lines: tuple[Proposed, ...]) -> bool:
    for _at, sentence in missing(lines):
        form.add_error(None, sentence)
    if asks_nothing(lines):
        form.add_error(
            None, _("Nothing here asks anything yet. Choose a kind for at least one row.")
        )
    return form.is_valid()


def document_from(form: DraftForm, found: Proposal, lines: tuple[Proposed, ...]) -> Document:
    first = found.languages[0]
    with override(first):
        head = {first: _("Questions")}
    said = form.cleaned_data
    return document_of(
        lines,
        key=said["key"],
        title={first: said["title"]},
        languages=found.languages,
        head=head,
    )


def spoken(request: Any, held: dict[str, Any], found: Proposal) -> dict[str, str]:
    """The languages as somebody corrected them, each only once."""
    before = {is_: was for was, is_ in held["spoken"].items()}
    told = {one: request.POST.get(f"language-{one}", one) for one in found.languages}
    known = set(told.values()) <= set(dict(settings.LANGUAGES))
    if not known or len(set(told.values())) < len(told):
        messages.warning(request, _("Each column has a language of its own."))
        return held["spoken"]
    return {before.get(shown, shown): is_ for shown, is_ in told.items()}


def show(
    request: Any,
    held: dict[str, Any],
    found: Proposal,
    lines: tuple[Proposed, ...],
    form: DraftForm,
) -> HttpResponse:
    problems = dict(missing(lines)) if request.method == "POST" else {}
    context = {
        "form": form,
        "mark": held["mark"],
        "name": held["name"],
        "rows": list(list_page.shown(found, lines, problems)),
        "summary": list_page.summary(lines),
        "languages": [(code, dict(settings.LANGUAGES)[code]) for code in found.languages],
        "offered": settings.LANGUAGES,
        "several": len(found.languages) > 1,
    }
    return render(request, "builder/proposal.html", context)
