"""What publishing lets pass and only remarks on: what clients would stumble over, or authors rarely mean."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from carnet.questionnaires.compiled import Bound, Chapter, Compiled, Node
from carnet.questionnaires.definition import Definition, Item, Section, filled, say
from carnet.questionnaires.given import Status
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.problems import Findings, Place

MOST_ON_A_PAGE = 5
MOST_WORDS = 25
# Longer texts that differ by a few letters only are rarely two questions.
LONG, NEARLY = 6, 0.95
WORDS = re.compile(r"\w+")

Placed = tuple[Item, Place]


def remark_item(item: Item, place: Place, findings: Findings) -> None:
    kind = KINDS[item.kind]
    if not kind.prose and any(length(words) > MOST_WORDS for words in item.text.values()):
        findings.warn(
            place.at("text", "text"),
            _("The question has more than %(most)d words. Move some to help or why.")
            % {"most": MOST_WORDS},
        )
    if kind.uploads and not item.file.accept:
        findings.warn(
            place,
            _("Say which files are accepted, such as file: {accept: [pdf, image]}."),
        )
    if must_be_known(item):
        findings.warn(
            place.at("escapes", "escapes"),
            _(
                "Whoever does not know the answer cannot go on. Allow dont_know, or required: false."
            ),
        )


def length(words: str) -> int:
    """How many words it has as long as nothing is filled in."""
    return len(filled(words, lambda _name: "").split())


def must_be_known(item: Item) -> bool:
    kind = KINDS[item.kind]
    askable = kind.asks and kind.prefills and not item.for_office
    return askable and item.required is not False and Status.DONT_KNOW not in item.escapes


def remark_pages(definition: Definition, findings: Findings) -> None:
    for number, section in enumerate(definition.sections):
        place = Place(("sections", number), (section.id,))
        remark_pages_of(section.items, place, findings)
        for index, item in enumerate(section.items):
            remark_pages_of(item.items, place.at("items").at(index, item.id), findings)


def remark_pages_of(items: tuple[Item, ...], place: Place, findings: Findings) -> None:
    counts = Counter(item.page for item in items if item.page)
    for page, count in counts.items():
        if count > MOST_ON_A_PAGE:
            findings.warn(
                place,
                _("%(count)d questions share the page “%(page)s”. Up to %(most)d are comfortable.")
                % {"count": count, "page": page, "most": MOST_ON_A_PAGE},
            )
    runs = [item.page for number, item in enumerate(items) if item.page != before(items, number)]
    for page in sorted({page for page in runs if page and runs.count(page) > 1}):
        findings.warn(
            place,
            _(
                "The questions of the page “%(page)s” do not follow each other, so they are asked apart."
            )
            % {"page": page},
        )


def before(items: tuple[Item, ...], number: int) -> str | None:
    return items[number - 1].page if number else None


def remark_similar(placed: list[Placed], language: str, findings: Findings) -> None:
    """Two questions that read nearly the same: only texts that share all words but one are compared."""
    seen: dict[tuple[str, ...], Placed] = {}
    for item, place in placed:
        words = words_of(item, language)
        signs = [(item.list_id, *words)]
        if len(words) >= LONG:
            signs += [
                (item.list_id, *words[:gap], "", *words[gap + 1 :]) for gap in range(len(words))
            ]
        twin = next((seen[sign] for sign in signs if sign in seen), None)
        if words and twin and alike(item, twin[0], language):
            findings.warn(
                place.at("text", "text"),
                _("This reads nearly like “%(other)s”. Clients will think it is asked twice.")
                % {"other": twin[0].id},
            )
        for sign in signs:
            seen.setdefault(sign, (item, place))


def words_of(item: Item, language: str) -> tuple[str, ...]:
    return tuple(WORDS.findall(say(item.text, language).casefold()))


def alike(one: Item, other: Item, language: str) -> bool:
    first, second = (" ".join(words_of(item, language)) for item in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= NEARLY


def remark_hidden(compiled: Compiled, places: Mapping[str, Place], findings: Findings) -> None:
    """Rules that read what may be hidden, in a way in which blank means something else than people expect."""
    for chapter in compiled.chapters:
        for node in (one for top in chapter.nodes for one in (top, *top.inner)):
            for name, bound in risky(node):
                for other in hidden_operands(compiled, chapter, node, bound, name == "value"):
                    findings.warn(places[node.id].at(name, name), hidden_sentence(name, other))


def risky(node: Node) -> Iterator[tuple[str, Bound]]:
    """The rules for which blank is a trap: sums, and conditions that turn something around."""
    if node.value and node.value.rule.returns != "yes":
        yield "value", node.value
    for name in ("show_if", "required", "choice_if"):
        bound: Bound | None = getattr(node, name)
        if bound and bound.rule.negated:
            yield name, bound


def hidden_operands(
    compiled: Compiled, chapter: Chapter, node: Node, bound: Bound, sums: bool
) -> Iterator[str]:
    rule = bound.rule
    sure = {*rule.names, *(field for _list, field in rule.fields), *conditions_above(chapter, node)}
    names = {*bound.here, *bound.above, *(field for _list, field in rule.fields)}
    for name in sorted(names if sums else names & rule.negated):
        operand = compiled.by_id.get(name)
        if operand is None or guarded(name, rule.canonical, sure):
            continue
        conditions = [operand.show_if] if operand.show_if else []
        if operand.section is not node.section:
            conditions += [
                c.node.show_if
                for c in compiled.chapters
                if c.node.show_if and c.node.section is operand.section
            ]
        if any(not sure.issuperset(one.rule.names) for one in conditions):
            yield name


def conditions_above(chapter: Chapter, node: Node) -> set[str]:
    """What this question hangs on itself."""
    rules = filter(None, (chapter.node.show_if, node.show_if))
    return {name for bound in rules for name in bound.rule.names}


def guarded(name: str, canonical: str, read: set[str]) -> bool:
    return bool(
        {f"answered.{name}", f"shown.{name}"} & read or re.search(rf"has\(\w+\.{name}\)", canonical)
    )


def hidden_sentence(rule: str, name: str) -> str:
    if rule == "value":
        return _(
            "“%(name)s” may be hidden, and then this stays blank. Write or_zero(%(name)s)."
        ) % {"name": name}
    return _(
        "“%(name)s” may be hidden, and then this is not asked either. Write "
        "shown(%(name)s) and …, or !shown(%(name)s) or …, to say what is meant."
    ) % {"name": name}


def remark_sections(definition: Definition, findings: Findings) -> None:
    for number, section in enumerate(definition.sections):
        if not asks_something(section):
            findings.warn(
                Place(("sections", number), (section.id,)), _("This section asks nothing.")
            )


def asks_something(section: Section) -> bool:
    return any(KINDS[item.kind].asks or item.items for item in section.items)


def remark_all(definition: Definition, placed: list[Placed], findings: Findings) -> None:
    for item, place in placed:
        remark_item(item, place, findings)
    remark_pages(definition, findings)
    remark_sections(definition, findings)
    by_section: dict[str, list[Placed]] = defaultdict(list)
    for item, place in placed:
        if KINDS[item.kind].asks:
            by_section[place.names[0]].append((item, place))
    for inside in by_section.values():
        remark_similar(inside, definition.languages[0], findings)
