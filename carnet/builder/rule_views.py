"""The page of one rule: a sentence built from pickers, or the rule as text."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from carnet.builder import rewording
from carnet.builder.drafts import change, draft_of
from carnet.builder.models import Did
from carnet.builder.refused import Refused
from carnet.builder.rule_edits import last_editor, meanwhile, setting, wording
from carnet.builder.rule_page import RulePage, Words
from carnet.builder.rule_places import Nowhere
from carnet.firms.access import administrators_only
from carnet.questionnaires.models import Questionnaire, Revision

Act = Callable[[HttpRequest, RulePage], HttpResponse | None]


def page_of(questionnaire: Questionnaire, part: str, key: str) -> RulePage:
    shown = questionnaire.draft or questionnaire.current
    if shown is None:
        raise Http404
    try:
        return RulePage(questionnaire, shown.document, part, key, get_language() or "en")
    except Nowhere as error:
        raise Http404 from error


@administrators_only
def rule(request, pk: int, part: str, key: str):
    page = page_of(get_object_or_404(request.firm.questionnaires, pk=pk), part, key)
    if request.method != "POST":
        return show(request, page)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return redirect("builder:rule", pk, part, key)
    try:
        again = act(request, page)
    except Refused as problem:
        messages.warning(request, problem.sentence)
        again = None
    return again or redirect("builder:rule", pk, part, key)


def show(request: HttpRequest, page: RulePage, **more: object) -> HttpResponse:
    at = request.GET.get("at", "")
    context: dict[str, object] = {"page": page, "at": at, "back": page.back}
    if at:
        try:
            picked = page.picked(at, request.GET)
            context |= {"picking": page.picking(picked), "stating": page.stating(picked)}
        except rewording.NoSuchCondition:
            context["at"] = ""
    return render(request, "builder/rule.html", context | more)


def unless_gone(act: Act) -> Act:
    """The condition that was meant may have been removed by a colleague."""

    @wraps(act)
    def guarded(request: HttpRequest, page: RulePage) -> HttpResponse | None:
        try:
            return act(request, page)
        except rewording.NoSuchCondition as error:
            raise Refused(meanwhile("")) from error

    return guarded


@unless_gone
def put(request: HttpRequest, page: RulePage) -> HttpResponse | None:
    """A condition added or changed."""
    at = request.POST.get("at") or rewording.NEW
    if page.rule and page.sentence is None:
        return None
    picked = page.picked(at, request.POST)
    stating = page.stating(picked, request.POST)
    if stating is None or not stating.is_valid():
        return show(request, page, at=at, picking=page.picking(picked), stating=stating)
    sentence = rewording.put(page.sentence, at, stating.condition())
    return save(request, page, page.here.write(sentence))


@unless_gone
def remove(request: HttpRequest, page: RulePage) -> HttpResponse | None:
    if page.sentence is None:
        return None
    left = rewording.without(page.sentence, request.POST.get("at", ""))
    return save(request, page, page.here.write(left) if left else "")


def join(request: HttpRequest, page: RulePage) -> HttpResponse | None:
    if page.sentence is None:
        return None
    return save(request, page, page.here.write(rewording.turned(page.sentence)))


def text(request: HttpRequest, page: RulePage) -> HttpResponse | None:
    """The rule as text. One that is wrong is kept only if its author says so: the draft may be unfinished."""
    typed = " ".join(request.POST.get("rule", "").split())
    problems = page.here.problems(typed) if typed else []
    if problems and "keep" not in request.POST:
        return show(request, page, typed=typed, wrong=problems)
    return save(request, page, typed)


def always(request: HttpRequest, page: RulePage) -> HttpResponse | None:
    """`required` without a rule: always or never."""
    if not page.required:
        return None
    return save(request, page, "" if request.POST.get("required") == "yes" else False)


def words(request, page: RulePage) -> HttpResponse | None:
    """The sentences for the client. What the page showed comes back with them."""
    post = request.POST
    shown = [
        Words(one.name, one.language, post.get(f"was-{one.field}", one.text)) for one in page.texts
    ]
    typed = {one.field: post.get(one.field, one.text).replace("\r\n", "\n") for one in shown}
    draft = opened(request, page)
    who = last_editor(draft, page.part, request.user)
    alter = wording(page.part, shown, typed, who)
    change(draft, alter, by=request.user, now=timezone.now(), what=Did.SET, part=page.part)
    return None


def save(request, page: RulePage, new: str | bool) -> HttpResponse | None:
    draft = opened(request, page)
    was, who = request.POST.get("was", ""), last_editor(draft, page.part, request.user)
    alter = setting(page.part, page.key, new, was, who)
    change(draft, alter, by=request.user, now=timezone.now(), what=Did.CONDITION, part=page.part)
    return None


def opened(request, page: RulePage) -> Revision:
    return draft_of(page.questionnaire, by=request.user, now=timezone.now())


ACTS: dict[str, Act] = {
    "put": put,
    "remove": remove,
    "join": join,
    "text": text,
    "always": always,
    "words": words,
}
