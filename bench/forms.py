"""Forms of a given size, drawn with a seed, written twice: as a questionnaire of ours and for SurveyJS.

Conditions are plain data until then, so that both engines are asked exactly the same.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

USES = ("home", "rented", "empty")
KINDS = ("yes_no", "yes_no", "money", "one", "text", "money", "number")
IN_SECTION = 25
PLAIN = 0.8


@dataclass(frozen=True)
class Part:
    """`name` compared with `value`, joined to the part before it by `joint`."""

    name: str
    sign: str
    value: str | int
    joint: str = "and"


@dataclass
class Asked:
    id: str
    kind: str
    condition: tuple[Part, ...] = ()
    adds: tuple[str, ...] = ()
    inner: list["Asked"] = field(default_factory=list)
    # For a sum over a list: the list and the field.
    over: tuple[str, str] | None = None


@dataclass(frozen=True)
class Size:
    questions: int
    conditions: int
    totals: int
    lists: int = 10
    in_list: int = 6
    entries: int = 5


SMALL = Size(500, 300, 50)
LARGE = Size(2000, 1200, 200)
LONG_LIST = Size(20, 8, 2, lists=1, in_list=20, entries=100)


def form(size: Size, seed: int = 7) -> list[Asked]:
    """The questions in order; each condition looks only at questions before it, as a person writes."""
    draw = random.Random(seed)
    alone = size.questions - size.lists * size.in_list
    top = [Asked(f"q{number}", draw.choice(KINDS)) for number in range(alone)]
    lists = [
        Asked(
            f"list{number}",
            "repeat",
            inner=[
                Asked(f"l{number}_{place}", draw.choice(KINDS)) for place in range(size.in_list)
            ],
        )
        for number in range(size.lists)
    ]
    step = max(1, len(top) // max(1, len(lists)))
    for number, one in enumerate(lists):
        top.insert(min(len(top), number * (step + 1) + step), one)
    conditioned(draw, top, size.conditions)
    sums = list(totals(draw, top, size.totals))
    step = len(top) // (len(sums) or 1)
    for number, one in enumerate(sums, 1):
        top.insert(number * (step + 1) - 1, one)
    return top


def conditioned(draw: random.Random, top: list[Asked], count: int) -> None:
    """Conditions for this many of the questions, the inner ones in proportion."""
    possible = [(one, top[:place]) for place, one in enumerate(top) if place > 2]
    possible += [
        (inner, one.inner[:place])
        for one in top
        for place, inner in enumerate(one.inner)
        if place > 0
    ]
    chosen = draw.sample(range(len(possible)), min(count, len(possible)))
    for one, earlier in (possible[place] for place in sorted(chosen)):
        one.condition = tuple(condition(draw, earlier))


def condition(draw: random.Random, earlier: list[Asked]) -> Iterator[Part]:
    """One to three comparisons with different earlier answers, near ones, mostly such as everybody gives:
    a person who writes a follow-up of a follow-up of a follow-up loses the thread, too."""
    usable = [one for one in earlier if one.kind not in ("repeat", "text")] or earlier[:1]
    plain = [one for one in usable if not one.condition]
    near = (plain if plain and draw.random() < PLAIN else usable)[-30:]
    joint = draw.choice(("and", "or"))
    for one in draw.sample(near, min(len(near), draw.choice((1, 1, 2, 3)))):
        yield comparison(draw, one, joint)


def comparison(draw: random.Random, one: Asked, joint: str) -> Part:
    if one.kind == "yes_no":
        return Part(one.id, "==", draw.choice(("yes", "yes", "no")), joint)
    if one.kind == "one":
        return Part(one.id, draw.choice(("==", "!=")), draw.choice(USES), joint)
    if one.kind in ("money", "number"):
        return Part(one.id, draw.choice(("<", ">", ">=")), draw.randrange(50, 950, 50), joint)
    return Part(one.id, "!=", "nobody", joint)


def totals(draw: random.Random, top: list[Asked], count: int) -> Iterator[Asked]:
    """Sums: over single amounts, and over one field of a list where there are lists."""
    amounts = [one.id for one in top if one.kind in ("money", "number")]
    fields = [
        (one.id, inner.id)
        for one in top
        for inner in one.inner
        if inner.kind in ("money", "number")
    ]
    for number in range(count):
        if fields and (number % 3 == 0 or not amounts):
            yield Asked(f"total{number}", "calc", over=draw.choice(fields))
        else:
            yield Asked(
                f"total{number}", "calc", adds=tuple(draw.sample(amounts, min(6, len(amounts))))
            )


def answers(questions: list[Asked], entries: int, seed: int = 7) -> dict[str, Any]:
    """An answer for everything; a list is a list of records, in order."""
    draw = random.Random(seed)
    found: dict[str, Any] = {}
    for one in questions:
        if one.kind == "repeat":
            found[one.id] = [
                {inner.id: answer(draw, inner) for inner in one.inner} for _entry in range(entries)
            ]
        elif one.kind != "calc":
            found[one.id] = answer(draw, one)
    return found


def answer(draw: random.Random, one: Asked) -> Any:
    if one.kind == "yes_no":
        return draw.choice(("yes", "yes", "no"))
    if one.kind == "one":
        return draw.choice(USES)
    if one.kind in ("money", "number"):
        return draw.randrange(0, 1000)
    return draw.choice(("Ann", "Noa", "Sam"))


def document(questions: list[Asked]) -> dict[str, Any]:
    """As a questionnaire of ours."""
    return {
        "questionnaire": "generated",
        "title": {"en": "Generated"},
        "languages": ["en"],
        "choices": {"uses": [{"id": use, "text": {"en": use.title()}} for use in USES]},
        "sections": [
            {
                "id": f"part{number}",
                "title": {"en": f"Part {number}"},
                "items": [item(one) for one in questions[start : start + IN_SECTION]],
            }
            for number, start in enumerate(range(0, len(questions), IN_SECTION))
        ],
    }


def item(one: Asked) -> dict[str, Any]:
    found: dict[str, Any] = {"id": one.id, "type": one.kind, "text": {"en": f"Question {one.id}?"}}
    if one.kind == "one":
        found["choices"] = "uses"
    if one.condition:
        found["show_if"] = rule(one.condition)
    if one.inner:
        found["items"] = [item(inner) for inner in one.inner]
    if one.over:
        found["value"] = f"sum({one.over[0]}.map(e, or_zero(e.{one.over[1]})))"
    if one.adds:
        found["value"] = f"sum([{', '.join(f'or_zero({name})' for name in one.adds)}])"
    return found


def rule(parts: tuple[Part, ...]) -> str:
    words = [f"{part.name} {part.sign} {quoted(part.value)}" for part in parts]
    return f" {parts[0].joint} ".join(words)


def quoted(value: str | int) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def survey(questions: list[Asked]) -> dict[str, Any]:
    """The same for SurveyJS."""
    return {
        "pages": [
            {
                "name": f"part{number}",
                "elements": [element(one) for one in questions[start : start + IN_SECTION]],
            }
            for number, start in enumerate(range(0, len(questions), IN_SECTION))
        ]
    }


def element(one: Asked, inside: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"name": one.id, "title": f"Question {one.id}?", **TYPES[one.kind]}
    if one.condition:
        words = [
            f"{{{inside}{part.name}}} {SIGNS.get(part.sign, part.sign)} {quoted(part.value)}"
            for part in one.condition
        ]
        found["visibleIf"] = f" {one.condition[0].joint} ".join(words)
    if one.inner:
        found["templateElements"] = [element(inner, "panel.") for inner in one.inner]
    if one.over:
        found["expression"] = f"sumInArray({{{one.over[0]}}}, '{one.over[1]}')"
    if one.adds:
        found["expression"] = " + ".join(f"{{{name}}}" for name in one.adds)
    return found


SIGNS = {"==": "=", "!=": "<>"}
YES_NO = [{"value": "yes", "text": "Yes"}, {"value": "no", "text": "No"}]
TYPES: dict[str, dict[str, Any]] = {
    "yes_no": {"type": "radiogroup", "choices": YES_NO},
    "one": {"type": "radiogroup", "choices": list(USES)},
    "money": {"type": "text", "inputType": "number"},
    "number": {"type": "text", "inputType": "number"},
    "text": {"type": "text"},
    "repeat": {"type": "paneldynamic"},
    "calc": {"type": "expression"},
}
