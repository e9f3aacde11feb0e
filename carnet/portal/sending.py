"""Checking the answers, sending them, and what is seen afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.answers.asking_again import undone
from carnet.answers.reading import Standing
from carnet.answers.submitting import Incomplete, Moved, changed_since, submit
from carnet.answers.summary import Line, summarise
from carnet.portal.access import for_client
from carnet.portal.couple import about_couple, partner_link, signatures
from carnet.portal.forms import DeclarationForm
from carnet.portal.frame import (
    ClientRequest,
    in_sight_of,
    language,
    open_for,
    saved_at,
    while_open,
    whole_of,
)
from carnet.portal.onward import CHECK, RETURN
from carnet.portal.pages import progress_words, title
from carnet.portal.posted import whole as whole_number
from carnet.portal.requests import url_of
from carnet.portal.return_views import has_news
from carnet.portal.speaking import only_looks
from carnet.portal.steps import first_unfinished
from carnet.questionnaires.grouping import meant_for
from carnet.questionnaires.outcome import Instance


@dataclass(frozen=True)
class Row:
    """A line of the summary with the page where it can be changed."""

    line: Line
    url: str
    problem: bool
    changed: bool
    warning: str = ""


@while_open
def check(request):
    whole = whole_of(request)
    standing = in_sight_of(whole, request.person)
    summary = summarise(standing, language())
    since = request.GET.get("since", "")
    changed = changed_since(request.dossier, whole_number(since)) if since else set()
    unfinished = first_unfinished(standing.outcome, request.person)
    states = {one.section.id: progress_words(one) for one in standing.outcome.sections}
    couple = about_couple(request, whole)
    context = {
        "parts": [
            (part, rows(request, standing, part.lines, changed), states.get(part.id))
            for part in summary.parts
        ],
        "left": [line for part in summary.parts for line in part.left],
        "outcome": standing.outcome,
        "may_go_on": whole.outcome.ready or (couple["signing"].by_each and standing.outcome.ready),
        "unfinished": unfinished,
        "seq": request.dossier.seq,
        "saved_at": saved_at(standing),
        **couple,
    }
    return render(request, "portal/check.html", context)


def rows(
    request: ClientRequest, standing: Standing, lines: tuple[Line, ...], changed: set[str]
) -> list[Row]:
    instances = standing.outcome.instances
    unassigned = [
        Row(one, reverse("portal:shoebox"), False, False) for one in lines if not one.path
    ]
    return unassigned + [
        Row(
            line=line,
            url=way_to(request, standing, line.path),
            problem=instances[line.path].blocked and not warning_at(standing, line.path),
            changed=line.path in changed,
            warning=warning_at(standing, line.path),
        )
        for line in lines
        if line.path and meant_for(instances[line.path], request.person)
    ]


def warning_at(standing: Standing, path: str) -> str:
    """What wants a second look here and has not been called right; empty where something else is open."""
    instance = standing.outcome.instances[path]
    first = next((issue for issue in instance.issues if issue.blocks), None)
    if first is None or first.kind != "warning":
        return ""
    return standing.outcome.sentence(first, instance, language())


def way_to(request: ClientRequest, standing: Standing, path: str) -> str:
    """Where this answer can be changed; nowhere while it is locked."""
    if not open_for(request, standing, path):
        return ""
    return f"{url_of(standing, standing.outcome.instances[path])}?{RETURN}={CHECK}"


@while_open
def send(request):
    """Only what was checked is sent: the page carries the count of changes it was checked at."""
    seq = request.POST.get("seq") or request.GET.get("seq", "")
    whole = whole_of(request)
    standing = in_sight_of(whole, request.person)
    if undone(standing, request.person):
        return redirect("portal:asked")
    if not seq:
        return redirect("portal:check")
    signed = signature(request, standing)
    pressed = request.method == "POST" and not only_looks(request)
    form = DeclarationForm(
        request.POST if pressed else None, text=declaration_text(standing), initial=request.POST
    )
    if pressed and (signed or form.is_valid()):
        return try_to_send(request, whole_number(seq), signed or form.declared())
    context = {"form": form, "signed": signed, "seq": seq, "title": title(request)}
    signing = signatures(request, whole)
    context |= {"signing": signing, "first": signing.first, "partner_link": partner_link(request)}
    return render(request, "portal/send.html", context)


def declarations(standing: Standing) -> Iterator[Instance]:
    return (
        one for one in standing.instances.values() if one.item.kind == "declaration" and one.asked
    )


def declaration_text(standing: Standing) -> str:
    """The questionnaire's own words, if it has some."""
    outcome = standing.outcome
    one = next(declarations(standing), None)
    return outcome.wording(one, one.item.text, language()) if one else ""


def signature(request: ClientRequest, standing: Standing) -> dict[str, str]:
    """The questionnaire's own declaration, if it has one and this person has signed it: nobody signs twice, and
    nobody for the other."""
    signed = {
        one.path: one.value["name"] for one in declarations(standing) if isinstance(one.value, dict)
    }
    mine = request.dossier.answers.filter(path__in=signed, person=request.person)
    path = mine.values_list("path", flat=True).first()
    if path is None:
        return {}
    return {"text": declaration_text(standing), "name": signed[path]}


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
    """What became of it: sent, or signed while the other's signature is waited for."""
    if request.dossier.open:
        signing = signatures(request, whole_of(request))
        if not signing.mine_at:
            return redirect("portal:start")
        context = {"signing": signing, "partner_link": partner_link(request)}
        return render(request, "portal/signed.html", context)
    if has_news(request):
        return redirect("portal:return")
    submission = request.dossier.submissions.first()
    until = request.invitation.expires_at if request.invitation else None
    return render(request, "portal/sent.html", {"submission": submission, "until": until})
