"""The settings of a questionnaire as a whole, in the order of the form. Pure."""

from collections.abc import Iterator

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from carnet.builder import fields as as_
from carnet.builder import offers
from carnet.builder.fields import Form, Words
from carnet.builder.part_settings import (
    DAY,
    PICK,
    TICKS,
    Control,
    Group,
    choice_texts,
    control,
    filled,
    label_of,
    spoken,
)
from carnet.builder.refused import Refused
from carnet.questionnaires.codes import SCHEMES
from carnet.questionnaires.description import KIND_WORDS
from carnet.questionnaires.loading import Document


def root_groups(document: Document) -> list[Group]:
    root = {key: value for key, value in document.items() if key != "sections"}
    languages = document["languages"]
    title = (*spoken("title", _("Title"), languages, "line"),)
    lists = (*all_lists(document),)
    found = [
        Group("words", _("Title, languages, period"), (*title, *basics(document)), open=True),
        Group("people", _("Who answers and signs"), (*people(),)),
        Group("lists", _("Lists of choices"), lists, open=True),
        Group("facts", _("What is known of the client"), (*known(document),)),
        Group("office", _("For the office"), (*for_office(document),)),
    ]
    return [filled(group, root) for group in found]


def basics(document: Document) -> Iterator[Control]:
    hint = _(
        "Codes with commas between, such as: fr, nl. The first stands in where another is missing."
    )
    yield control("languages", _("Languages"), LANGUAGES, hint=hint)
    hint = _("Publishing refuses what is missing in them.")
    options = tuple((code, language_name(code)) for code in document["languages"])
    label = _("Languages that are complete")
    yield control("complete", label, as_.SOME, TICKS, options=options, hint=hint)
    yield control("period.start", _("First day of the period"), as_.WORD, DAY)
    yield control("period.end", _("Last day of the period"), as_.WORD, DAY)


def language_name(code: str) -> str:
    return str(LANG_INFO[code]["name_local"]).capitalize() if code in LANG_INFO else code


def people() -> Iterator[Control]:
    yield control("respondents", _("Who answers"), as_.SOME, TICKS, options=offers.people())
    options = (("one", _("Whoever sends it")), ("each", _("Both partners, each for themselves")))
    label = _("Who declares that it is right")
    yield control("declaration.by", label, as_.WORD, PICK, options=options, usual="one")


def all_lists(document: Document) -> Iterator[Control]:
    for name, choices in (document.get("choices") or {}).items():
        yield from choice_texts(document, choices, f"choices.{name}")


def known(document: Document) -> Iterator[Control]:
    kinds = tuple((kind, str(words)) for kind, words in KIND_WORDS.items())
    for name in document.get("facts") or {}:
        label = _("“%(name)s” comes from") % {"name": name}
        yield control(f"facts.{name}.from", label, as_.WORD, PICK, options=offers.facts())
        label = _("“%(name)s” is read as") % {"name": name}
        yield control(f"facts.{name}.type", label, as_.WORD, PICK, options=kinds)


def for_office(document: Document) -> Iterator[Control]:
    languages = document["languages"]
    yield from label_of(document, "staff_note", _("Note for the office"), languages)
    schemes = tuple((name, name or "–") for name in SCHEMES)
    yield control("form.scheme", _("Official form"), as_.WORD, PICK, options=schemes)
    for name, words in (document.get("sources") or {}).items():
        label = _("Source %(name)s") % {"name": name}
        if isinstance(words, dict):
            yield from spoken(f"sources.{name}", label, languages)
        else:
            yield control(f"sources.{name}", label)
    hint = _("Last year's answers are found under them.")
    yield control("was", _("Former keys"), as_.LIST, hint=hint)


def read_languages(words: Words) -> list[str]:
    found = as_.read_list(words) or []
    for code in found:
        if code not in LANG_INFO:
            raise Refused(_("“%(code)s” is no language code.") % {"code": code})
    if not found:
        raise Refused(_("Name at least one language."))
    return list(dict.fromkeys(found))


LANGUAGES = Form(as_.show_list, read_languages)
