"""Which settings a part has, by its kind, in the order of the form and in plain words. Pure; nothing is drawn here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from carnet.builder import fields as as_
from carnet.builder.fields import Form, Setting, Words
from carnet.builder.offers import (
    Options,
    accepted,
    carries,
    escapes,
    formats,
    numbers_in,
    people,
    profiles_for,
)
from carnet.questionnaires.kinds import KINDS, Kind
from carnet.questionnaires.loading import Document
from carnet.questionnaires.outline import identified
from carnet.questionnaires.reading import FITS, usual

# How a field is drawn.
LINE, AREA, FIGURE, PICK, TICKS, DAY = "line", "area", "figure", "pick", "ticks", "day"


@dataclass(frozen=True)
class Control:
    """One field of the form; `words` is what stands in it."""

    setting: Setting
    label: str
    drawn: str = LINE
    options: Options = ()
    hint: str = ""
    # Of a text in several languages: which one, and whether it is the first of them, which has the label.
    language: str = ""
    first: bool = True
    words: Words = as_.NOTHING
    # The sign of what the document says, and what is the matter with what was typed instead.
    seen: str = ""
    problem: str = ""

    @property
    def name(self) -> str:
        return self.setting.name

    @property
    def word(self) -> str:
        return self.words[0] if self.words else ""


@dataclass(frozen=True)
class Group:
    """What belongs together; a `key` that is not open folds out."""

    key: str
    title: str
    controls: tuple[Control, ...]
    open: bool = False


def control(path: str, label: str, form: Form = as_.TEXT, drawn: str = LINE, **more) -> Control:
    usual_value = more.pop("usual", None)
    return Control(Setting(tuple(path.split(".")), form, usual_value), label, drawn, **more)


def spoken(
    key: str,
    label: str,
    languages: Sequence[str],
    drawn: str = AREA,
    hint: str = "",
) -> Iterator[Control]:
    """A text in each language."""
    for language in languages:
        path, first = f"{key}.{language}", language == languages[0]
        said = hint if first else ""
        yield control(path, label, drawn=drawn, language=language, first=first, hint=said)


def label_of(
    part: Document, key: str, label: str, languages: Sequence[str], hint: str = ""
) -> Iterator[Control]:
    """A text that does for all languages, or has one for each where somebody wrote it so."""
    if isinstance(part.get(key), dict):
        yield from spoken(key, label, languages, hint=hint)
    else:
        yield control(key, label, drawn=AREA, hint=hint)


def groups_of(document: Document, part: Document, *, section: bool) -> list[Group]:
    found = section_groups(document, part) if section else item_groups(document, part)
    return [filled(group, part) for group in found if group.controls]


def filled(group: Group, part: Document) -> Group:
    return replace(group, controls=tuple(with_words(one, part) for one in group.controls))


def with_words(one: Control, part: Document) -> Control:
    words = one.setting.shown(part)
    return replace(one, words=words, seen=as_.sign_of(words))


def section_groups(document: Document, part: Document) -> Iterator[Group]:
    languages = document["languages"]
    words = (*spoken("title", _("Title"), languages, LINE),)
    help_ = (*spoken("help", _("Help below the title"), languages),)
    yield Group("words", _("What the client reads"), words, open=True)
    yield Group("help", _("Help"), help_, open=bool(part.get("help")))
    more = [control("who", _("Who is asked"), as_.SOME, TICKS, options=people())]
    minutes = _("Left empty, it is estimated from the questions.")
    more.append(control("minutes", _("Minutes it takes"), as_.NUMBER, FIGURE, hint=minutes))
    more += label_of(part, "staff_note", _("Note for the office"), languages)
    yield Group("office", _("Who, how long, for the office"), tuple(more))


def item_groups(document: Document, part: Document) -> Iterator[Group]:
    kind, languages = KINDS.get(part.get("type", ""), KINDS["note"]), document["languages"]
    words = (*item_words(document, part, kind),)
    yield Group("words", _("What the client reads"), words, open=True)
    help_ = spoken("help", _("Help below it"), languages)
    why = spoken("why", _("Why we ask"), languages)
    helped = bool(part.get("help") or part.get("why"))
    yield Group("help", _("Help, and why we ask"), (*help_, *why), open=helped)
    yield Group("answer", _("The answer"), (*answer(document, part, kind),), open=True)
    yield Group("choices", _("Choices"), (*choice_texts(document, part.get("choices")),), open=True)
    yield Group("judged", _("What the client reads when it is judged"), (*judged(document, part),))
    yield Group("known", _("What is known already"), (*known(document, part, kind),))
    yield Group("place", _("Who and where"), (*whereabouts(document, part),))
    yield Group("office", _("For the office"), (*for_office(document, part, kind),))


def item_words(document: Document, part: Document, kind: Kind) -> Iterator[Control]:
    languages = document["languages"]
    label = _("What it says") if not kind.asks else _("Question")
    yield from spoken("text", label, languages)
    if kind.repeats:
        hint = _("What an entry is called, with the name of a question: {{ first_name }}")
        yield from label_of(part, "item_label", _("Name of an entry"), languages, hint)


def answer(document: Document, part: Document, kind: Kind) -> Iterator[Control]:
    ways = usual(part.get("type", "")) if part.get("type") in KINDS else {"escapes": ()}
    if fit("required", kind):
        yield control(
            "required", _("Must be answered"), as_.FLAG, PICK, options=must(part), usual=True
        )
    if fit("escapes", kind):
        given = [str(status) for status in ways["escapes"]]
        label = _("The client may also say")
        yield control(
            "escapes", label, as_.TICKS, TICKS, options=escapes(kind.uploads), usual=given
        )
    if kind.chooses:
        yield from shared_lists(document)
    yield from bounds(document, kind)
    yield from written(part, kind)


def fit(key: str, kind: Kind) -> bool:
    return FITS[key](kind)


def must(part: Document) -> Options:
    rule = (("rule", _("A rule says when")),) if isinstance(part.get("required"), str) else ()
    return (("yes", _("Yes")), ("no", _("No")), *rule)


def shared_lists(document: Document) -> Iterator[Control]:
    if lists := document.get("choices"):
        own = ("", _("Its own, below"))
        options = (own, *((name, name) for name in lists))
        yield control("choices", _("Which choices"), OWN_OR_SHARED, PICK, options=options)


def bounds(document: Document, kind: Kind) -> Iterator[Control]:
    if fit("min", kind):
        least = _("Fewest entries") if kind.repeats else _("Smallest")
        most = _("Most entries") if kind.repeats else _("Largest")
        yield control("min", least, as_.NUMBER, FIGURE)
        yield control("max", most, as_.NUMBER, FIGURE)
    if fit("count", kind):
        hint = _("Where the two differ, the client is told; no entry is ever deleted.")
        options = (("", "–"), *numbers_in(document))
        yield control("count", _("Compared with"), as_.WORD, PICK, options=options, hint=hint)
    if fit("unit", kind):
        hint = kind.unit and _("Left empty: %(unit)s") % {"unit": kind.unit}
        yield control("unit", _("Unit"), as_.WORD, hint=hint)
    if kind.uploads:
        label = _("Kinds of files")
        yield control("file.accept", label, as_.SOME, TICKS, options=accepted())
        yield control("file.min", _("Fewest files"), as_.WHOLE, FIGURE)
        yield control("file.max", _("Most files"), as_.WHOLE, FIGURE)


def written(part: Document, kind: Kind) -> Iterator[Control]:
    if kind.official:
        yield control("format", _("Which number"), as_.WORD, PICK, options=formats())
    if kind.written:
        yield control("max_length", _("Most letters"), as_.WHOLE, FIGURE)
        hint = _("A regular expression that the whole answer fits, for example [0-9]{4}")
        yield control("pattern", _("Pattern"), as_.WORD, hint=hint)


def choice_texts(document: Document, choices: object, inside: str = "choices") -> Iterator[Control]:
    """A row for each choice; what of it is not words stands under the part's codes."""
    for choice in choices if identified(choices) and isinstance(choices, list) else ():
        for language in document["languages"]:
            path = f"{inside}.{choice['id']}.text.{language}"
            yield control(path, choice["id"], drawn=LINE, language=language)


def judged(document: Document, part: Document) -> Iterator[Control]:
    languages = document["languages"]
    for rule, key, label in (
        ("check", "check_text", _("When the check fails")),
        ("warn_if", "warn_text", _("When there is a warning")),
    ):
        if part.get(rule) or part.get(key):
            yield from spoken(key, label, languages)


def known(document: Document, part: Document, kind: Kind) -> Iterator[Control]:
    if fit("carry", kind):
        yield control(
            "carry",
            _("Last year's answer"),
            as_.WORD,
            PICK,
            options=carries(kind),
            usual=kind.carry,
        )
    if fit("profile", kind):
        hint = _("Proposed from there, and written back once you accept the answers.")
        options = profiles_for(part.get("type", ""))
        yield control(
            "profile", _("From the client file"), as_.WORD, PICK, options=options, hint=hint
        )
    if fit("default", kind) and not isinstance(part.get("default"), dict | list):
        hint = _("Stands in the box when nothing else is known.")
        yield control("default", _("Proposed answer"), as_.WORD, hint=hint, **proposed(part, kind))


def proposed(part: Document, kind: Kind) -> dict[str, Any]:
    if kind.choices:
        names = {"yes": _("Yes"), "no": _("No")}
        options = tuple((choice.id, names[choice.id]) for choice in kind.choices)
        return {"drawn": PICK, "options": (("", "–"), *options)}
    return {}


def whereabouts(document: Document, part: Document) -> Iterator[Control]:
    yield control("who", _("Who is asked"), as_.SOME, TICKS, options=people())
    hint = _("Questions that follow each other and have the same word here share a page.")
    yield control("page", _("Page"), as_.WORD, hint=hint)


def for_office(document: Document, part: Document, kind: Kind) -> Iterator[Control]:
    yield from label_of(part, "staff_note", _("Note for the office"), document["languages"])
    hint = _("One a line, as the form prints it: 1250-11/2250-78")
    yield control("codes", _("Codes of the form"), as_.CODES, AREA, hint=hint)
    for choice in part["choices"] if identified(part.get("choices")) else ():
        label = _("Codes of “%(choice)s”") % {"choice": choice["id"]}
        yield control(f"choices.{choice['id']}.codes", label, as_.CODES, AREA)
    person = _("client, partner, or the question that says whose figure it is")
    yield control("person", _("Whose figure"), as_.WORD, hint=person)
    yield control("tags", _("Words to find it by"), as_.LIST)
    yield from proof(document)
    if kind.chooses:
        hint = _("Former choices and those that took their place, a line each: old = new")
        yield control("choice_map", _("Former choices"), as_.PAIRS, AREA, hint=hint)
    was = _("Last year's answers are found under them.")
    yield control("was", _("Former ids"), as_.LIST, hint=was)


def proof(document: Document) -> Iterator[Control]:
    yield control("basis", _("Legal basis"), as_.WORD)
    if sources := document.get("sources"):
        options = tuple((name, name) for name in sources)
        yield control("sources", _("Sources"), as_.SOME, TICKS, options=options)
    options = (("no", _("No")), ("yes", _("Yes, the accountant is told")))
    yield control("unsourced", _("Not proven"), as_.FLAG, PICK, options=options, usual=False)


def show_shared(value: object) -> Words:
    return (value,) if isinstance(value, str) else as_.NOTHING


OWN_OR_SHARED = Form(show_shared, as_.one_word)


def settings_of(groups: Sequence[Group]) -> dict[str, Setting]:
    return {one.name: one.setting for group in groups for one in group.controls}
