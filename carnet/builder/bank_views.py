"""The bank of questions: kept by the firm, or shipped with Carnet; inserted as a copy, updates offered later."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carnet.builder import bank_actions, bank_page, bank_shelf, drafts
from carnet.builder.bank_actions import Source, Standing
from carnet.builder.bank_forms import InsertForm, SaveForm
from carnet.builder.bank_fragments import NoSuchPart, fragment
from carnet.builder.grid_actions import words_now
from carnet.builder.grid_page import plain
from carnet.builder.grid_views import questionnaire_of
from carnet.firms.access import administrators_only
from carnet.firms.models import Firm
from carnet.questionnaires.description import KIND_WORDS
from carnet.questionnaires.models import Questionnaire

ON_A_PAGE = 40


def named(questionnaire: Questionnaire) -> dict[str, object]:
    title = questionnaire.title_in(get_language() or "en")
    return {"questionnaire": questionnaire, "title": title}


@administrators_only
@require_GET
def bank(request, pk: int):
    questionnaire = questionnaire_of(request.firm, pk)
    language, q = get_language() or "en", request.GET.get("q", "").strip()[:200]
    kept = [one for one in request.firm.bank.all() if plain(q) in plain(looked_for(one))]
    shipped = request.GET.get("questionnaire", "")
    things = bank_shelf.found(q, shipped) if q or shipped else []
    listing = [listed(thing, language) for thing in things[:ON_A_PAGE]]
    context = named(questionnaire) | {
        "q": q,
        "after": request.GET.get("after", ""),
        "kept": [{"entry": one, **about(one, language)} for one in kept],
        "things": listing,
        "more": len(things) - len(listing),
        "shipped": bank_shelf.titles(language),
        "chosen": shipped,
        "newer": sum(one.newer for one in bank_actions.standings(questionnaire)),
    }
    return render(request, "builder/bank.html", context)


def looked_for(entry) -> str:
    return f"{entry.name} {' '.join(fragment(entry.fragment).words.values())}"


def about(entry, language: str) -> dict[str, object]:
    found = fragment(entry.fragment)
    told = bank_page.words_of(found.words, language)
    return {"text": told, "kind": kind_of(found.part.get("type", ""))}


def kind_of(type_: str) -> str:
    return str(KIND_WORDS.get(type_, _("Section")))


def listed(thing, language: str) -> dict[str, object]:
    text, where = (bank_page.words_of(one, language) for one in (thing.words, thing.within))
    told = {"thing": thing, "text": text, "where": where}
    return told | {"kind": kind_of(thing.type)}


def source_in(firm: Firm, data) -> Source:
    """What the page is about: an entry of this firm, or a part of a shipped questionnaire."""
    entry = data.get("entry", "")
    if entry:
        number = int(entry) if entry.isdecimal() and len(entry) < 16 else 0
        return bank_actions.of_entry(get_object_or_404(firm.bank, pk=number))
    found = bank_actions.of_shipped(data.get("key", ""), data.get("part", ""))
    if found is None:
        raise Http404
    return found


@administrators_only
@require_http_methods(["GET", "POST"])
def look(request, pk: int):
    """What would be inserted, what it lacks, and where; then it is."""
    questionnaire = questionnaire_of(request.firm, pk)
    source = source_in(request.firm, request.GET)
    language, document = get_language() or "en", words_now(questionnaire) or {}
    places = bank_page.places(document, source.fragment, language)
    usual = bank_page.at_the_end(document, source.fragment.kind)
    initial = {"after": request.GET.get("after") or usual}
    form = InsertForm(request.POST or None, places=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        return inserted(request, questionnaire, source, form.cleaned_data["after"])
    past = bank_actions.past_of(questionnaire)
    context = named(questionnaire) | {
        "form": form,
        "source": source,
        "words": bank_page.words_of(source.fragment.words, language),
        "lines": bank_page.lines(source.fragment, language),
        "remarks": bank_page.remarks(source.fragment, document, past),
    }
    return render(request, "builder/bank_look.html", context)


def inserted(request, questionnaire: Questionnaire, source: Source, after: str) -> HttpResponse:
    take = partial(bank_actions.take, questionnaire, source, after)
    try:
        address = take(by=request.user, now=timezone.now())
    except drafts.Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("builder:bank", questionnaire.pk)
    told = _("Inserted into the draft as %(id)s.") % {"id": address.partition(".")[2]}
    messages.success(request, told)
    return redirect(
        f"{reverse('builder:bank', args=[questionnaire.pk])}?{urlencode({'after': address})}"
    )


@administrators_only
@require_http_methods(["GET", "POST"])
def save(request, pk: int):
    questionnaire = questionnaire_of(request.firm, pk)
    language, document = get_language() or "en", words_now(questionnaire) or {}
    initial = {"part": request.GET.get("part", "")}
    parts = bank_page.parts(document, language)
    form = SaveForm(request.POST or None, parts=parts, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return render(request, "builder/bank_save.html", named(questionnaire) | {"form": form})
    said = form.cleaned_data
    try:
        entry = bank_actions.save(
            questionnaire, said["part"], said["name"], by=request.user, now=timezone.now()
        )
    except NoSuchPart as problem:
        raise Http404 from problem
    told = _("“%(name)s” is in the bank as revision %(number)d.")
    messages.success(request, told % {"name": entry.name, "number": entry.revision})
    return redirect("builder:bank", pk)


@administrators_only
@require_POST
def remove(request, pk: int, entry: int):
    found = get_object_or_404(request.firm.bank, pk=entry)
    bank_actions.remove(found, by=request.user)
    told = _("“%(name)s” is no longer in the bank. Where it was inserted it stays.")
    messages.success(request, told % {"name": found.name})
    return redirect("builder:bank", pk)


@administrators_only
@require_GET
def updates(request, pk: int):
    questionnaire = questionnaire_of(request.firm, pk)
    language, document = get_language() or "en", words_now(questionnaire) or {}
    words = dict(bank_page.parts(document, language))
    found = [
        {"standing": one, "text": words.get(one.address, one.address).strip()}
        for one in bank_actions.standings(questionnaire)
    ]
    return render(request, "builder/bank_updates.html", named(questionnaire) | {"found": found})


def standing_of(questionnaire: Questionnaire, origin: int) -> Standing:
    found = bank_actions.standings(questionnaire)
    standing = next((one for one in found if one.origin.pk == origin), None)
    if standing is None:
        raise Http404
    return standing


@administrators_only
@require_http_methods(["GET", "POST"])
def update(request, pk: int, origin: int):
    """What is newer in the bank, question by question: taken or left."""
    questionnaire = questionnaire_of(request.firm, pk)
    standing = standing_of(questionnaire, origin)
    if standing.sides is None or not standing.newer:
        messages.info(request, _("There is nothing newer in the bank."))
        return redirect("builder:bank_updates", pk)
    seen = standing.source.fragment.digest if standing.source else ""
    if request.method == "POST" and request.POST.get("seen") == seen:
        take, over = request.POST.getlist("take"), request.POST.getlist("over")
        return brought_in(request, questionnaire, standing, take, over)
    context = named(questionnaire) | {
        "standing": standing,
        "offers": bank_page.told(standing.sides, get_language() or "en"),
        "seen": seen,
        "changed_meanwhile": request.method == "POST",
    }
    return render(request, "builder/bank_update.html", context)


def brought_in(
    request, questionnaire: Questionnaire, standing: Standing, take: list[str], over: list[str]
) -> HttpResponse:
    bring = partial(bank_actions.bring_in, questionnaire, standing, take, over)
    try:
        bring(by=request.user, now=timezone.now())
    except drafts.Refused as refused:
        messages.error(request, refused.sentence)
    else:
        told = (
            _("What you took is in the draft.") if take else _("Your questionnaire stays as it is.")
        )
        messages.success(request, told)
    return redirect("builder:bank_updates", questionnaire.pk)
