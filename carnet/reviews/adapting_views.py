"""The questions of one client: what is asked, what was added, what is left out and why."""

from collections.abc import Container, Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.answers.adapting import (
    NoSuchQuestion,
    TooManyExtras,
    Unfit,
    add_question,
    may_be_off,
    switch_off,
    switch_on,
)
from carnet.answers.form import switched_off
from carnet.answers.reading import load
from carnet.campaigns.models import Dossier, WrongState
from carnet.questionnaires.compiled import Chapter
from carnet.questionnaires.definition import Text, filled, say
from carnet.questionnaires.outcome import Outcome
from carnet.questionnaires.reserved import EXTRA
from carnet.questionnaires.words import period_word
from carnet.reviews.adapting_forms import TYPES, QuestionForm, ReasonForm
from carnet.reviews.views import dossier_of


def questions(request, pk: int):
    found = dossier_of(request, pk)
    names = dict(request.firm.colleagues.values_list("pk", "name"))
    off, outcome = switched_off(found), outcome_of(found)
    context = {
        "dossier": found,
        "chapters": [
            {"title": say(one.node.section.title, words()), "rows": list(rows(one, off, outcome))}
            for one in outcome.compiled.chapters
            if not one.node.section.id.startswith(EXTRA)
        ],
        "extras": list(extras(found, names, outcome)),
        "off": list(left_out(found, names, outcome)),
    }
    return render(request, "reviews/questions.html", context)


def add(request, pk: int):
    found = dossier_of(request, pk)
    form = QuestionForm(request.POST if request.method == "POST" else None, found.language)
    if request.method == "POST" and form.is_valid() and added(request, found, form):
        return redirect("reviews:questions", pk)
    return render(request, "reviews/add_question.html", {"dossier": found, "form": form})


def added(request, dossier: Dossier, form: QuestionForm) -> bool:
    """Whether it is done with; what is wrong stands in the form otherwise."""
    try:
        add_question(dossier, form.question(dossier.language), by=request.user, now=timezone.now())
    except Unfit as problem:
        for one in problem.problems:
            form.add_error("text", one.message)
        return False
    except TooManyExtras:
        form.add_error(None, _("There are 20 extra questions already. Use a questionnaire."))
        return False
    except WrongState:
        say_sent(request)
        return True
    messages.success(request, _("The question is added. No mail has been sent about it."))
    return True


def leave_out(request, pk: int, question: str):
    found = dossier_of(request, pk)
    node = may_be_off(found).get(question)
    if node is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return left(request, found, question, form.cleaned_data["reason"])
    text = readable(node.item.text, outcome_of(found), words())
    context = {"dossier": found, "form": form, "text": text}
    return render(request, "reviews/leave_out.html", context)


def left(request, dossier: Dossier, question: str, reason: str) -> HttpResponse:
    try:
        switch_off(dossier, question, reason, by=request.user, now=timezone.now())
    except NoSuchQuestion:
        raise Http404 from None
    except WrongState:
        say_sent(request)
    else:
        messages.success(request, _("This client is no longer asked that question."))
    return redirect("reviews:questions", dossier.pk)


@require_POST
def ask_again(request, pk: int, question: str):
    found = dossier_of(request, pk)
    try:
        switch_on(found, question, by=request.user, now=timezone.now())
    except WrongState:
        say_sent(request)
    return redirect("reviews:questions", pk)


def say_sent(request) -> None:
    messages.warning(
        request,
        _("The client has sent the answers, so the questions stay. Reopen the dossier first."),
    )


def rows(chapter: Chapter, off: Container[str], outcome: Outcome) -> Iterator[dict[str, Any]]:
    """The questions of a section; those of a list say which list they stand in."""
    for node in chapter.nodes:
        for one in (node, *node.inner):
            if one.kind.asks or one.kind.repeats:
                group = say(node.item.text, words()) if one.list_id else ""
                text = readable(one.item.text, outcome, words())
                yield {"id": one.id, "text": text, "group": group, "off": one.id in off}


def extras(dossier: Dossier, names: dict[int, str], outcome: Outcome) -> Iterator[dict[str, Any]]:
    kinds, off = dict(TYPES), switched_off(dossier)
    for one in dossier.extras or ():
        item = one["item"]
        yield {
            "id": item["id"],
            "text": readable(item["text"], outcome, dossier.language),
            "kind": kinds[item["type"]],
            "required": item["required"],
            "by": names.get(one["by"], ""),
            "off": item["id"] in off,
        }


def left_out(dossier: Dossier, names: dict[int, str], outcome: Outcome) -> Iterator[dict[str, Any]]:
    nodes = outcome.compiled.by_id
    for id_, known in switched_off(dossier).items():
        if id_ in nodes:
            text = readable(nodes[id_].item.text, outcome, words())
            yield {
                "id": id_,
                "text": text,
                "why": known["reason"],
                "by": names.get(known["by"], ""),
            }


def outcome_of(dossier: Dossier) -> Outcome:
    return load(dossier, today=timezone.localdate()).outcome


def readable(text: Text, outcome: Outcome, language: str) -> str:
    """The question before it is asked: “Was … a student in 2025?”"""
    return filled(say(text, language), lambda name: period_word(name, outcome.period, language))


def words() -> str:
    return translation.get_language() or "en"
