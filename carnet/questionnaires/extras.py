"""Questions for one client alone, beside those of the questionnaire.

They stand in a section of their own at the end. No rule reads them and they have none, so that they change
nothing of what the questionnaire asks. An extra is written like an item of the format, its texts by language:
{"id": "x_5f0c…", "type": "money", "text": {"fr": "…"}, "required": false}.
"""

from collections.abc import Sequence
from dataclasses import replace

from carnet.questionnaires.checks import check
from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.definition import Text
from carnet.questionnaires.loading import Document
from carnet.questionnaires.problems import Problem
from carnet.questionnaires.reading import read
from carnet.questionnaires.reserved import EXTRA

SECTION = f"{EXTRA}extra"
TYPES = ("yes_no", "text", "money", "date", "one", "file")
KEYS = ("type", "text", "help", "required", "choices")


def problems_of(extra: Document) -> list[Problem]:
    """What publishing would refuse in this question; raises ValueError for what no page offers."""
    if extra.get("type") not in TYPES or set(extra) - set(KEYS):
        raise ValueError(extra.get("type"), sorted(set(extra) - set(KEYS)))
    return [one for one in check(document_of([{**extra, "id": "question"}])) if one.refused]


def document_of(extras: Sequence[Document], section: str = "extra") -> Document:
    """A questionnaire of nothing but these."""
    languages = list(dict.fromkeys(code for extra in extras for code in extra["text"]))
    title = dict.fromkeys(languages, "Extra")
    return {
        "questionnaire": "extra",
        "title": title,
        "languages": languages,
        "sections": [{"id": section, "title": title, "items": list(extras)}],
    }


def extended(form: Compiled, extras: Sequence[Document], title: Text) -> Compiled:
    """The form with these questions at its end; the form itself stays as it is. `title` is the section's."""
    definition, _problems = read(document_of(extras, SECTION))
    (section,) = definition.sections
    own = compile_definition(replace(definition, sections=(replace(section, title=title),)))
    everything = (*form.definition.sections, *own.definition.sections)
    return replace(
        form,
        definition=replace(form.definition, sections=everything),
        chapters=(*form.chapters, *own.chapters),
        nodes=(*form.nodes, *own.nodes),
        order=(*form.order, *own.order),
        by_id={**form.by_id, **own.by_id},
    )
