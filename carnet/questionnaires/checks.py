"""What publishing refuses or warns about. Reads a whole document; knows nothing of firms or of the database."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from carnet.questionnaires.compiling import Compiler
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
    *("void", "while", "has", "answered", "shown", "or_zero", "bool", "int", "uint", "double"),
    *("string", "bytes", "list", "type", "null_type", "dyn", "duration", "timestamp", "size"),
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
    for item, place, names in placed_items(definition):
        check_item(item, place, names, findings)
    check_pages(definition, findings)
    return sorted(findings.problems, key=lambda problem: problem.line or 0)


def placed_items(definition: Definition) -> Iterator[tuple[Item, Place, frozenset[str]]]:
    """Every item with its place, and the answers that its texts may repeat."""
    outside = {item.id for item in definition.all_items() if not item.list_id} | {*PERIOD_WORDS}
    for number, section in enumerate(definition.sections):
        place = Place(("sections", number), (section.id,))
        for index, item in enumerate(section.items):
            outer = place.at("items").at(index, item.id)
            names = frozenset(outside.union(part.id for part in item.items))
            yield item, outer, names
            for inner, part in enumerate(item.items):
                yield part, outer.at("items").at(inner, part.id), names


def check_ids(definition: Definition, findings: Findings) -> None:
    facts = [fact.id for fact in definition.facts]
    counted = Counter([*facts, *(item.id for item in definition.all_items())])
    for item, place, _names in placed_items(definition):
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


def check_item(item: Item, place: Place, names: frozenset[str], findings: Findings) -> None:
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
        check_repeated(getattr(item, name), names, place.at(name, name), findings)
    if not KINDS[item.kind].prose:
        check_length(item.text, place.at("text", "text"), findings)


def check_pattern(item: Item, place: Place, findings: Findings) -> None:
    try:
        full_match(item.pattern, "")
    except InvalidPattern:
        findings.refuse(place, _("This pattern is not a valid regular expression."))


def check_repeated(text: Text, known: frozenset[str], place: Place, findings: Findings) -> None:
    """The answers that a text repeats must exist where the text stands."""
    for name in sorted({name for words in text.values() for name in PLACEHOLDER.findall(words)}):
        if name not in known:
            findings.refuse(
                place,
                _("The text repeats “%(name)s”, which does not exist here.%(guess)s")
                % {"name": name, "guess": did_you_mean(name, known)},
            )


def check_length(text: Text, place: Place, findings: Findings) -> None:
    if any(len(words.split()) > MOST_WORDS for words in text.values()):
        findings.warn(
            place,
            _("The question has more than %(most)d words. Move some to help or why.")
            % {"most": MOST_WORDS},
        )


def check_pages(definition: Definition, findings: Findings) -> None:
    pages = Counter(item.page for item in definition.all_items() if item.page)
    for page, count in pages.items():
        if count > MOST_ON_A_PAGE:
            findings.warn(
                Place(names=(page,)),
                _("%(count)d questions share the page “%(page)s”. Up to %(most)d are comfortable.")
                % {"count": count, "page": page, "most": MOST_ON_A_PAGE},
            )
