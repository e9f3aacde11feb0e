"""What publishing refuses or warns about. Reads a whole document; knows nothing of firms or of the database."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from carnet.questionnaires.compiled import Compiler
from carnet.questionnaires.definition import PERIOD_WORDS, PLACEHOLDER, Definition, Item, Text
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document, Keys
from carnet.questionnaires.normal import MACROS
from carnet.questionnaires.prefill import PROFILE
from carnet.questionnaires.problems import Findings, Place, Problem
from carnet.questionnaires.reading import Reader
from carnet.questionnaires.rules import CALLS, InvalidPattern, did_you_mean, full_match

SURROUNDINGS = ("this", "prior", "position", "today", "choice", "facts", *PERIOD_WORDS)
CEL_WORDS = (
    *(
        "true",
        "false",
        "null",
        "in",
        "and",
        "or",
        "not",
        "as",
        "break",
        "const",
        "continue",
        "else",
    ),
    *("for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var"),
    *("void", "while", "has", "answered", "shown", "or_zero"),
)
RESERVED = frozenset((*SURROUNDINGS, *CEL_WORDS, *CALLS, *MACROS))
MOST_ON_A_PAGE = 5
MOST_WORDS = 25


def check(document: Document, lines: Mapping[Keys, int] | None = None) -> list[Problem]:
    """Every problem of the document, in the order of its lines; nothing refused means it may be published."""
    findings = Findings(lines or {})
    definition = Reader(findings).definition(document)
    check_ids(definition, findings)
    Compiler(definition, findings).compile()
    for item, place in placed_items(definition):
        check_item(definition, item, place, findings)
    check_pages(definition, findings)
    return sorted(findings.problems, key=lambda problem: problem.line or 0)


def placed_items(definition: Definition) -> Iterator[tuple[Item, Place]]:
    for number, section in enumerate(definition.sections):
        place = Place(("sections", number), (section.id,))
        for index, item in enumerate(section.items):
            outer = place.at("items").at(index, item.id)
            yield item, outer
            for inner, part in enumerate(item.items):
                yield part, outer.at("items").at(inner, part.id)


def check_ids(definition: Definition, findings: Findings) -> None:
    facts = [fact.id for fact in definition.facts]
    counted = Counter([*facts, *(item.id for item in definition.all_items())])
    for item, place in placed_items(definition):
        if item.id and counted[item.id] > 1:
            findings.refuse(place, _("The id “%(id)s” is used more than once.") % {"id": item.id})
        if item.id in RESERVED:
            findings.refuse(
                place, _("“%(id)s” has a meaning in rules. Choose another id.") % {"id": item.id}
            )
    sections = Counter(section.id for section in definition.sections)
    for number, section in enumerate(definition.sections):
        if sections[section.id] > 1:
            findings.refuse(
                Place(("sections", number), (section.id,)),
                _("The id “%(id)s” is used more than once.") % {"id": section.id},
            )


def check_item(definition: Definition, item: Item, place: Place, findings: Findings) -> None:
    for rule, text in (("check", "check_text"), ("warn_if", "warn_text")):
        if getattr(item, rule) and not getattr(item, text):
            findings.refuse(
                place.at(rule, rule),
                _("“%(key)s” is missing: what should the client read then?") % {"key": text},
            )
    if item.min is not None and item.max is not None and item.min > item.max:
        findings.refuse(place.at("min", "min"), _("The minimum is larger than the maximum."))
    if item.pattern:
        check_pattern(item, place.at("pattern", "pattern"), findings)
    if item.profile and item.profile not in PROFILE:
        findings.refuse(
            place.at("profile", "profile"),
            _("The client file has no “%(name)s”.%(guess)s")
            % {"name": item.profile, "guess": did_you_mean(item.profile, PROFILE)},
        )
    for name in ("text", "help", "why", "check_text", "warn_text", "item_label"):
        check_text(definition, item, getattr(item, name), place.at(name, name), findings)


def check_pattern(item: Item, place: Place, findings: Findings) -> None:
    try:
        full_match(item.pattern, "")
    except InvalidPattern:
        findings.refuse(place, _("This pattern is not a valid regular expression."))


def check_text(
    definition: Definition, item: Item, text: Text, place: Place, findings: Findings
) -> None:
    """The answers a text repeats must exist where the text stands; long texts are not read."""
    known = {other.id for other in definition.all_items() if not other.list_id}
    known.update(PERIOD_WORDS)
    known.update(inner.id for inner in siblings(definition, item))
    names = {name for words in text.values() for name in PLACEHOLDER.findall(words)}
    for name in sorted(names - known):
        findings.refuse(
            place,
            _("The text repeats “%(name)s”, which does not exist here.%(guess)s")
            % {"name": name, "guess": did_you_mean(name, known)},
        )
    spoken = place.keys[-1] == "text" and not KINDS[item.kind].prose
    if spoken and any(len(words.split()) > MOST_WORDS for words in text.values()):
        findings.warn(
            place,
            _("The question has more than %(most)d words. Move some to help or why.")
            % {"most": MOST_WORDS},
        )


def siblings(definition: Definition, item: Item) -> tuple[Item, ...]:
    return definition.item(item.list_id).items if item.list_id else item.items


def check_pages(definition: Definition, findings: Findings) -> None:
    pages = Counter(item.page for item in definition.all_items() if item.page)
    for page, count in pages.items():
        if count > MOST_ON_A_PAGE:
            findings.warn(
                Place(names=(page,)),
                _("%(count)d questions share the page “%(page)s”. Up to %(most)d are comfortable.")
                % {"count": count, "page": page, "most": MOST_ON_A_PAGE},
            )
