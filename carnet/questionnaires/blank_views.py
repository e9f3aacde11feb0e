from django.shortcuts import render
from django.utils import timezone, translation

from carnet.questionnaires.blank import blank
from carnet.questionnaires.choosing import chosen_language, chosen_revision, obstacles


def blank_form(request, pk: int):
    """To be printed and filled in by hand."""
    number = request.GET.get("revision", "")
    revision = chosen_revision(request.firm, pk, number)
    if problems := obstacles(revision):
        context = {"revision": revision, "problems": problems}
        return render(request, "questionnaires/unfinished.html", context)
    language = chosen_language(revision, request.GET.get("language", ""))
    with translation.override(language):
        on_paper = blank(revision.compiled(), language, timezone.localdate())
    context = {
        "blank": on_paper,
        "revision": revision,
        "in_language": language,
        "languages": revision.definition.languages,
        "which": f"&revision={number}" if number else "",
    }
    return render(request, "questionnaires/blank.html", context)
