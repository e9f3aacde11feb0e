"""What publishing refuses or remarks on. Reads a whole document; knows nothing of firms or of the database."""

from collections import Counter
from collections.abc import Iterator, Mapping
from operator import attrgetter

from django.utils.translation import gettext as _

from carnet.questionnaires.compiling import Compiler
from carnet.questionnaires.definition import (
    PERIOD_WORDS,
    PLACEHOLDER,
    Definition,
    Item,
    Text,
    repeated,
)
from carnet.questionnaires.kinds import KINDS, fits
from carnet.questionnaires.loading import Document, Keys, Line
from carnet.questionnaires.normal import MACROS
from carnet.questionnaires.prefill import PROFILE
from carnet.questionnaires.problems import Findings, Place, Problem
from carnet.questionnaires.reaching import remark_unreachable
from carnet.questionnaires.reading import Reader
from carnet.questionnaires.remarks import remark_all, remark_hidden
from carnet.questionnaires.reserved import EXTRA
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
# Parts of the client file that are more than a word, and the kinds of questions they can fill in.
PROFILE_KINDS = {"client.address": ("address",), "client.birth_date": ("date",)}
PEOPLE = ("client", "partner")
# Every item with its place, and the answers that its texts may repeat.
Placed = list[tuple[Item, Place, frozenset[str]]]


def check(document: Document, lines: Mapping[Keys, Line] | None = None) -> list[Problem]:
    """Every problem of the document, in the order of its lines; nothing refused means it may be published."""
    findings = Findings(lines or {})
    definition = Reader(findings).definition(document)
    placed = list(placed_items(definition))
    check_ids(definition, placed, findings)
    check_former_ids(definition, placed, findings)
    compiler = Compiler(definition, findings)
    compiled = compiler.compile()
    for item, place, names in placed:
        check_item(item, place, names, findings)
        check_references(definition, item, place, findings)
    check_unrepeated(definition, findings)
    remark_all(definition, [(item, place) for item, place, _names in placed], findings)
    if not any(problem.refused for problem in findings.problems):
        remark_hidden(compiled, compiler.places, findings)
        remark_unreachable(compiled, compiler.places, findings)
    return in_order(findings.problems)


def in_order(problems: list[Problem]) -> list[Problem]:
    """As they stand in the file; first those of the file as a whole."""
    placed = [problem for problem in problems if problem.line is not None]
    whole = [problem for problem in problems if problem.line is None]
    return whole + sorted(placed, key=attrgetter("line"))


def placed_items(definition: Definition) -> Iterator[tuple[Item, Place, frozenset[str]]]:
    """Every item with its place, and the answers that its texts may repeat."""
    top = (item.id for item in definition.all_items() if not item.list_id)
    outside = frozenset((*top, *PERIOD_WORDS))
    for number, section in enumerate(definition.sections):
        place = Place(("sections", number), (section.id,))
        for index, item in enumerate(section.items):
            outer = place.at("items").at(index, item.id)
            names = outside.union(part.id for part in item.items) if item.items else outside
            yield item, outer, names
            for inner, part in enumerate(item.items):
                yield part, outer.at("items").at(inner, part.id), names


def check_ids(definition: Definition, placed: Placed, findings: Findings) -> None:
    facts = [fact.id for fact in definition.facts]
    counted = Counter([*facts, *(item.id for item in definition.all_items())])
    for item, place, _names in placed:
        if item.id and counted[item.id] > 1:
            findings.refuse(place, _("The id “%(id)s” is used more than once.") % {"id": item.id})
        if item.id in RESERVED:
            findings.refuse(
                place, _("“%(id)s” has a meaning in rules. Choose another id.") % {"id": item.id}
            )
        if item.id.startswith(EXTRA):
            findings.refuse(place, kept_for_extras(item.id))
    sections = Counter(section.id for section in definition.sections)
    for number, section in enumerate(definition.sections):
        place = Place(("sections", number), (section.id,))
        if sections[section.id] > 1:
            findings.refuse(
                place, _("The id “%(id)s” is used more than once.") % {"id": section.id}
            )
        if section.id.startswith(EXTRA):
            findings.refuse(place, kept_for_extras(section.id))


def kept_for_extras(id_: str) -> str:
    return _("“%(id)s”: ids that begin with x_ are kept for questions to single clients.") % {
        "id": id_
    }


def check_former_ids(definition: Definition, placed: Placed, findings: Findings) -> None:
    """An id means one thing for ever: a former one is not used again, and leads to one question."""
    used = {item.id for item in definition.all_items()}
    counted = Counter(old for item in definition.all_items() for old in item.was)
    for item, place, _names in placed:
        for old in item.was:
            if old in used:
                findings.refuse(
                    place.at("was", "was"),
                    _("“%(id)s” is the id of another question now. Ids are never used again.")
                    % {"id": old},
                )
            elif counted[old] > 1:
                findings.refuse(
                    place.at("was", "was"),
                    _("“%(id)s” can have become one question only.") % {"id": old},
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
    if item.file.min > item.file.max:
        findings.refuse(place.at("file", "file"), _("The minimum is larger than the maximum."))
    if item.pattern:
        check_pattern(item, place.at("pattern", "pattern"), findings)
    if item.default is not None and not fits(item, item.default):
        findings.refuse(
            place.at("default", "default"), _("This is no possible answer to the question.")
        )
    for name in ("text", "help", "why", "check_text", "warn_text", "item_label"):
        check_repeated(getattr(item, name), names, place.at(name, name), findings)


def check_references(definition: Definition, item: Item, place: Place, findings: Findings) -> None:
    """What an item names outside its rules must exist."""
    if item.profile:
        check_profile(item, place.at("profile", "profile"), findings)
    respondents = (*definition.respondents, "staff") if definition.respondents else item.who
    for person in item.who:
        if person not in respondents:
            findings.refuse(
                place.at("who", "who"),
                _("“%(person)s” is not among the respondents above, so nobody would be asked.")
                % {"person": person},
            )
    if item.count:
        counts = [one.id for one in definition.all_items() if not one.list_id and is_number(one)]
        check_among(item.count, counts, place.at("count", "count"), findings)
    if item.person and item.person not in PEOPLE:
        beside = [one.id for one in definition.all_items() if one.list_id in ("", item.list_id)]
        check_among(item.person, [*PEOPLE, *beside], place.at("person", "person"), findings)


def is_number(item: Item) -> bool:
    return KINDS[item.kind].numeric or KINDS[item.kind].calculated


def check_among(name: str, known: list[str], place: Place, findings: Findings) -> None:
    if name not in known:
        findings.refuse(
            place,
            _("Nothing here is called “%(name)s”.%(guess)s")
            % {"name": name, "guess": did_you_mean(name, known)},
        )


def check_profile(item: Item, place: Place, findings: Findings) -> None:
    if item.profile not in PROFILE:
        findings.refuse(
            place,
            _("The client file has no “%(name)s”.%(guess)s")
            % {"name": item.profile, "guess": did_you_mean(item.profile, PROFILE)},
        )
    elif item.kind not in PROFILE_KINDS.get(item.profile, (item.kind,)):
        findings.refuse(
            place,
            _("“%(name)s” fills in questions of the type %(kinds)s only.")
            % {"name": item.profile, "kinds": ", ".join(PROFILE_KINDS[item.profile])},
        )


def check_pattern(item: Item, place: Place, findings: Findings) -> None:
    try:
        full_match(item.pattern, "")
    except InvalidPattern:
        findings.refuse(place, _("This pattern is not a valid regular expression."))


def check_repeated(text: Text, known: frozenset[str], place: Place, findings: Findings) -> None:
    """The answers that a text repeats must exist where the text stands."""
    for name in sorted({name for words in text.values() for name in repeated(words)}):
        if name not in known:
            findings.refuse(
                place,
                _("The text repeats “%(name)s”, which does not exist here.%(guess)s")
                % {"name": name, "guess": did_you_mean(name, known)},
            )


def check_unrepeated(definition: Definition, findings: Findings) -> None:
    """Titles stand in lists and letters, where no answer can be filled in."""
    titled = [(definition.title, Place(("title",), ("title",)))]
    for number, section in enumerate(definition.sections):
        place = Place(("sections", number), (section.id,))
        titled += [(section.title, place.at("title", "title"))]
        titled += [(section.help, place.at("help", "help"))]
    for text, place in titled:
        if any(PLACEHOLDER.search(words) for words in text.values()):
            findings.refuse(place, _("A title cannot repeat answers; write it without {{ }}."))
