"""The whole draft for those who would rather edit it as a text or in Excel. Nothing is taken over unseen."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carnet.builder.drafts import change, draft_of
from carnet.builder.models import Did
from carnet.builder.refused import Refused
from carnet.builder.rule_edits import last_editor
from carnet.builder.ways import way_back
from carnet.builder.whole import Comparison, text_of
from carnet.firms.access import administrators_only
from carnet.questionnaires.files import WORKBOOK, read_file
from carnet.questionnaires.loading import Document, Source, Unreadable, decoded, digest, load
from carnet.questionnaires.models import Questionnaire, Revision
from carnet.questionnaires.problems import Problem
from carnet.questionnaires.workbook.reading import Workbook
from carnet.questionnaires.workbook.writing import Unwritable, write_workbook


class Overtaken(Exception):
    """The draft is not the one any more that the text was compared with."""


@dataclass(frozen=True)
class Brought:
    """What somebody wants the draft to be, with the text that stands on the page for it."""

    source: Source
    text: str


class WholeForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Text"), required=False, strip=False)
    file = forms.FileField(
        label=gettext_lazy("Changed workbook"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.yaml,.yml"}),
    )

    def brought(self) -> "Brought":
        """Raises Unreadable."""
        file = self.cleaned_data.get("file")
        if not file:
            text = self.cleaned_data["text"].replace("\r\n", "\n")
            return Brought(load(text), text)
        content = file.read()
        source = read_file(file.name, content)
        if isinstance(source, Workbook):
            return Brought(source, text_of(source.document))
        return Brought(source, decoded(content))


def shown(firm, pk: int) -> tuple[Questionnaire, Revision]:
    questionnaire = get_object_or_404(firm.questionnaires, pk=pk)
    found = questionnaire.draft or questionnaire.current
    if found is None:
        raise Http404
    return questionnaire, found


@administrators_only
def whole(request, pk: int):
    questionnaire, revision = shown(request.firm, pk)
    if request.method != "POST":
        return show(request, questionnaire, revision)
    form = WholeForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, questionnaire, revision, form=form)
    try:
        brought = form.brought()
    except Unreadable as error:
        problem = Problem("", error.message, line=error.line)
        typed = form.cleaned_data["text"]
        return show(request, questionnaire, revision, form=form, unreadable=problem, text=typed)
    if request.POST.get("act") == "take":
        return take(request, questionnaire, brought)
    return compare(request, questionnaire, revision, brought)


def compare(
    request, questionnaire: Questionnaire, revision: Revision, brought: Brought
) -> HttpResponse:
    found = Comparison(revision.document, brought.source, get_language() or "en")
    if stale(brought.source, revision):
        sentence = _(
            "This workbook was made from an earlier text. What changed since would be undone; look below."
        )
        messages.warning(request, sentence)
    elif request.POST.get("seen", revision.digest) != revision.digest:
        messages.warning(request, meanwhile(last_editor(revision, "", request.user)))
    return show(request, questionnaire, revision, comparison=found, text=brought.text)


def stale(source: Source, revision: Revision) -> bool:
    return isinstance(source, Workbook) and source.made_from not in ("", revision.digest)


def take(request, questionnaire: Questionnaire, brought: Brought) -> HttpResponse:
    """Only on the draft that it was compared with."""
    now, seen = timezone.now(), request.POST.get("seen", "")
    draft = draft_of(questionnaire, by=request.user, now=now)
    found = Comparison(draft.document, brought.source, get_language() or "en")

    def alter(document: Document) -> Document:
        if digest(document) != seen:
            raise Overtaken
        if not found.sound:
            raise Refused(found.shape[0])
        return brought.source.document

    try:
        change(draft, alter, by=request.user, now=now, what=Did.WHOLE)
    except Overtaken:
        return compare(request, questionnaire, shown(request.firm, questionnaire.pk)[1], brought)
    except Refused as problem:
        messages.warning(request, problem.sentence)
        return show(request, questionnaire, draft, text=brought.text)
    messages.success(request, _("Taken over: %(counts)s.") % {"counts": found.counted})
    return redirect("builder:whole", questionnaire.pk)


def meanwhile(who: str) -> str:
    if who:
        return _(
            "%(name)s changed the draft meanwhile. Your text is kept below, compared with how the draft is now: "
            "put in what would be lost, then take it over."
        ) % {"name": who}
    return _(
        "The draft was changed meanwhile. Your text is kept below, compared with how the draft is now: put in what "
        "would be lost, then take it over."
    )


def show(
    request: HttpRequest, questionnaire: Questionnaire, revision: Revision, **more: object
) -> HttpResponse:
    context = {
        "questionnaire": questionnaire,
        "title": questionnaire.title_in(get_language() or "en"),
        "form": more.pop("form", None) or WholeForm(),
        "seen": digest(revision.document),
        "back": way_back(questionnaire.pk),
    }
    text = more.pop("text", None)
    context["text"] = text_of(revision.document) if text is None else text
    return render(request, "builder/whole.html", context | more)


@administrators_only
@require_GET
def file(request, pk: int):
    """The draft as YAML."""
    questionnaire, revision = shown(request.firm, pk)
    content = text_of(revision.document)
    return attached(content, "application/yaml; charset=utf-8", f"{questionnaire.key}.yaml")


@administrators_only
@require_GET
def workbook(request, pk: int):
    """The draft as a workbook, which knows what it was made from."""
    questionnaire, revision = shown(request.firm, pk)
    try:
        content = write_workbook(revision.document)
    except Unwritable as problem:
        messages.error(request, str(problem))
        return redirect("builder:whole", pk)
    return attached(content, WORKBOOK, f"{questionnaire.key}.xlsx")


def attached(content: bytes | str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
