"""Hundreds of changes as they are read: section by section, and all that happens to one question under its words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from carnet.questionnaires.comparing import Change
from carnet.questionnaires.definition import Definition, say


@dataclass(frozen=True)
class Line:
    """One change: where (a question, a section), what was done, and how it was and is."""

    where: str
    what: str
    old: str
    new: str


@dataclass(frozen=True)
class Part:
    """The changes in one section; without a title those of the questionnaire itself. `places` are each a question
    (or what else has changed) with its lines."""

    title: str
    count: int
    places: tuple[tuple[str, tuple[Line, ...]], ...]


def parts(told: Iterable[tuple[Change, Line]], sections: Mapping[str, str]) -> tuple[Part, ...]:
    """`sections`: the title of the section by its own id and by those of its items, in their order (`titles_in`).
    Within a section what belongs to one question stands together, in the order in which it was told."""
    order = {title: number for number, title in enumerate(dict.fromkeys(sections.values()))}
    found: dict[str, dict[tuple[str, ...], list[Line]]] = {}
    for change, line in told:
        title = next((sections[one] for one in change.place if one in sections), "")
        where = tuple(one for one in change.place if one in sections)
        found.setdefault(title, {}).setdefault(where, []).append(line)
    return tuple(
        _part(title, list(found[title].values()))
        for title in sorted(found, key=lambda title: order.get(title, -1))
    )


def _part(title: str, places: Sequence[Sequence[Line]]) -> Part:
    lines = tuple((lines[0].where, tuple(lines)) for lines in places)
    return Part(title, sum(map(len, places)), lines)


def titles_in(definition: Definition, language: str) -> dict[str, str]:
    found = {}
    for section in definition.sections:
        title = say(section.title, language) or section.id
        found[section.id] = title
        found |= {one.id: title for item in section.items for one in (item, *item.items)}
    return found
