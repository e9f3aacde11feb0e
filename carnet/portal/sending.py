"""Checking the answers, sending them, and what is seen afterwards."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.answers.asking_again import undone
from carnet.answers.reading import Standing
from carnet.answers.submitting import Incomplete, Moved, changed_since, submit
from carnet.answers.summary import Line, summarise, thawed
from carnet.portal.access import for_client
from carnet.portal.forms import DeclarationForm
from carnet.portal.frame import ClientRequest, language, open_for, saved_at, standing_of, while_open
from carnet.portal.onward import CHECK, RETURN
from carnet.portal.pages import title, url_of
from carnet.portal.posted import whole
from carnet.portal.steps import first_unfinished
from carnet.questionnaires.grouping import meant_for


@dataclass(frozen=True)
class Row:
    """A line of the summary with the page where it can be changed."""

    line: Line
    url: str
    problem: bool
    changed: bool


@while_open
def check(request):
    standing = standing_of(request)
    summary = summarise(standing, language())
    since = request.GET.get("since", "")
    changed = changed_since(request.dossier, whole(since)) if since else set()
    unfinished = first_unfinished(standing.outcome, request.person)
    context = {
        "parts": [(part, rows(request, standing, part.lines, changed)) for part in summary.parts],
        "left": [line for part in summary.parts for line in part.left],
        "outcome": standing.outcome,
        "unfinished": unfinished,
        "seq": request.dossier.seq,
        "saved_at": saved_at(standing),
    }
    return render(request, "portal/check.html", context)


def rows(
    request: ClientRequest, standing: Standing, lines: tuple[Line, ...], changed: set[str]
) -> list[Row]:
    instances = standing.outcome.instances
    return [
        Row(
            line=line,
            url=way_to(request, standing, line.path),
            problem=instances[line.path].blocked,
            changed=line.path in changed,
        )
        for line in lines
        if meant_for(instances[line.path], request.person)
    ]


def way_to(request: ClientRequest, standing: Standing, path: str) -> str:
    """Where this answer can be changed; nowhere while it is locked."""
    if not open_for(request, standing, path):
        return ""
    return f"{url_of(standing, standing.outcome.instances[path])}?{RETURN}={CHECK}"


@while_open
def send(request):
    """Only what was checked is sent: the page carries the count of changes it was checked at."""
    seq = request.POST.get("seq") or request.GET.get("seq", "")
    if undone(request.dossier):
        return redirect("portal:asked")
    if not seq:
        return redirect("portal:check")
    signed = signature(standing_of(request))
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (signed or form.is_valid()):
        return try_to_send(request, whole(seq), signed or form.declared())
    context = {"form": form, "signed": signed, "seq": seq, "title": title(request)}
    return render(request, "portal/send.html", context)


def signature(standing: Standing) -> dict[str, str]:
    """The questionnaire's own declaration, if it has one and it is signed: nobody signs twice."""
    outcome = standing.outcome
    for one in outcome.instances.values():
        if one.item.kind == "declaration" and isinstance(one.value, dict):
            text = outcome.wording(one, one.item.text, language())
            return {"text": text, "name": one.value["name"]}
    return {}


def try_to_send(request: ClientRequest, seq: int, declared: dict[str, str]) -> HttpResponse:
    try:
        submit(
            request.dossier,
            seq=seq,
            person=request.person,
            language=language(),
            declared=declared,
            now=timezone.now(),
        )
    except Moved as moved:
        warn_moved(request, len(moved.paths))
        return redirect(f"{reverse('portal:check')}?since={seq}")
    except Incomplete:
        messages.warning(request, _("Not sent yet: some questions are still open."))
        return redirect("portal:check")
    return redirect("portal:sent")


def warn_moved(request: ClientRequest, count: int) -> None:
    if not count:
        messages.warning(
            request, _("Not sent yet: the questions have changed. Please check your answers again.")
        )
        return
    sentence = ngettext(
        "Not sent yet: %(count)d answer changed since you checked. It is marked below.",
        "Not sent yet: %(count)d answers changed since you checked. They are marked below.",
        count,
    )
    messages.warning(request, sentence % {"count": count})


@for_client
def sent(request):
    if request.dossier.open:
        return redirect("portal:start")
    submission = request.dossier.submissions.first()
    return render(request, "portal/sent.html", {"submission": submission})


@for_client
def copy(request):
    submission = get_object_or_404(request.dossier.submissions.all()[:1])
    context = {"submission": submission, "summary": thawed(submission.content["parts"])}
    return render(request, "portal/copy.html", context)
