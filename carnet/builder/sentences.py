"""A rule as a sentence: conditions of which all or any must hold, one level of groups deep. And back to a rule.

Pure. A rule fits when its sentence, written as a rule again, has the same parts; everything else stays text.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from carnet.builder.rule_parts import LOOP, Part, Unfit

ALL, ANY = "all", "any"
JOINS = {ALL: " and ", ANY: " or "}
SIGNS = {
    "is": "==",
    "is_not": "!=",
    "under": "<",
    "at_most": "<=",
    "over": ">",
    "at_least": ">=",
}
BY_SIGN = {sign: operator for operator, sign in SIGNS.items()}
# What the opposite of each is called, on its own and where a blank answer counts as the opposite, too.
NEGATIVE = {"one_of": "none_of", "ticked": "not_ticked", "holds": "holds_not"}
OR_BLANK = {
    "is": "is_not_or_blank",
    "one_of": "none_of_or_blank",
    "ticked": "not_ticked_or_blank",
    "holds": "holds_not_or_blank",
}
ASKING = {
    "answered": ("answered", "not_answered"),
    "shown": ("asked", "not_asked"),
}
ALONE = frozenset(one for pair in ASKING.values() for one in pair) | {
    "holds",
    "holds_not",
    "holds_not_or_blank",
}
SEVERAL = frozenset(
    ("one_of", "none_of", "none_of_or_blank", "ticked", "not_ticked", "not_ticked_or_blank")
)
DAYS = ("period_start", "period_end", "today")
MEASURES = {
    "age_end": "age_on({}, period_end)",
    "age_start": "age_on({}, period_start)",
    "age_today": "age_on({}, today())",
    "year": "year_of({})",
    "count": "count({})",
    "or_zero": "or_zero({})",
}
QUANTITIES = {ANY: "exists", "every": "all", "no": "exists"}
ENTRY = "entry"

Constant = str | float


@dataclass(frozen=True)
class Condition:
    """`subject` is a name of the rule language; with `entries` (any, every, no) it is a field of the list `of`.
    What it is compared with is constants, or another answer or a day (`against`), perhaps times a `factor`."""

    subject: str
    operator: str
    values: tuple[Constant, ...] = ()
    measure: str = ""
    entries: str = ""
    of: str = ""
    against: str = ""
    factor: float | None = None


@dataclass(frozen=True)
class Group:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Sentence:
    """Of `parts` all or any must hold; of a group it is the other way round."""

    join: str
    parts: tuple[Condition | Group, ...]

    @property
    def other(self) -> str:
        return ANY if self.join == ALL else ALL


def read_sentence(rule: Part) -> Sentence:
    """Raises Unfit."""
    if rule.kind not in (ALL, ANY):
        return Sentence(ALL, (read_condition(rule),))
    return Sentence(rule.kind, tuple(read_member(part) for part in rule.parts))


def read_member(part: Part) -> Condition | Group:
    if part.kind in (ALL, ANY):
        return Group(tuple(read_condition(one) for one in part.parts))
    return read_condition(part)


def read_condition(part: Part) -> Condition:
    if part.kind == "not":
        return read_denied(part.parts[0])
    if part.kind == "each":
        return read_each(part)
    if part.kind == "call" and part.word in ASKING:
        return Condition(name_of(part.parts), ASKING[part.word][0])
    if part.kind == "name":
        return Condition(name_of((part,)), "holds")
    if part.kind == "in":
        return read_in(*part.parts)
    if part.kind == "compare":
        return read_compared(part.word, *part.parts)
    raise Unfit


def read_denied(part: Part) -> Condition:
    if part.kind == "call" and part.word in ASKING:
        return Condition(name_of(part.parts), ASKING[part.word][1])
    if part.kind == ALL and len(part.parts) == 2:
        return read_or_blank(*part.parts)
    found = read_condition(part)
    if found.entries == ANY:
        return replace(found, entries="no")
    if found.entries or found.operator not in NEGATIVE:
        raise Unfit
    return replace(found, operator=NEGATIVE[found.operator])


def read_or_blank(answered: Part, positive: Part) -> Condition:
    """`not (answered(x) and x = yes)`: x is not yes, or there is no answer."""
    found = read_condition(positive)
    asks = Part("call", "answered", (Part("name", found.subject),))
    if found.entries or asks != answered or found.operator not in OR_BLANK:
        raise Unfit
    return replace(found, operator=OR_BLANK[found.operator])


def read_each(part: Part) -> Condition:
    """Entries of a list of which something holds; or boxes of which any was ticked."""
    target, body = part.parts
    if body.kind == "in" and body.parts[0] == Part("name", LOOP) and part.word == "exists":
        return Condition(target.word, "ticked", constants(body.parts[1]))
    if body.kind == "compare" and body.parts[0] == Part("name", LOOP):
        if body.word != "!=" or part.word != "exists":
            raise Unfit
        return Condition(target.word, "ticked_other", (constant(body.parts[1]),))
    found = read_condition(body)
    field = found.subject.removeprefix(LOOP + ".")
    if found.entries or field == found.subject or LOOP in found.against:
        raise Unfit
    return replace(
        found, subject=field, entries=ANY if part.word == "exists" else "every", of=target.word
    )


def read_in(one: Part, other: Part) -> Condition:
    if other.kind == "list":
        subject, measure = noun(one)
        return Condition(subject, "one_of", constants(other), measure)
    if one.kind == "text":
        return Condition(name_of((other,)), "ticked", (one.word,))
    raise Unfit


def read_compared(sign: str, one: Part, other: Part) -> Condition:
    subject, measure = noun(one)
    values, against, factor = compared_with(other)
    return Condition(subject, BY_SIGN[sign], values, measure, against=against, factor=factor)


def noun(part: Part) -> tuple[str, str]:
    """What a comparison is about, and what of it."""
    if part.kind == "name":
        return name_of((part,)), ""
    if part.kind != "call" or not part.parts or part.parts[0].kind != "name":
        raise Unfit
    day = part.parts[1].word.removesuffix("()") if len(part.parts) > 1 else ""
    for measure, form in MEASURES.items():
        function, _bracket, arguments = form.partition("(")
        _hole, _comma, wanted = arguments.partition(", ")
        if function == part.word and wanted.rstrip("()") == day:
            return name_of(part.parts[:1]), measure
    raise Unfit


def compared_with(part: Part) -> tuple[tuple[Constant, ...], str, float | None]:
    if part.kind in ("text", "number"):
        return (constant(part),), "", None
    if part.kind == "name":
        return (), name_of((part,)), None
    if part.kind == "sum" and part.word == "*":
        name, factor = part.parts
        if name.kind == "name" and factor.kind == "number":
            return (), name_of((name,)), float(factor.word)
    raise Unfit


def constants(part: Part) -> tuple[Constant, ...]:
    if part.kind != "list" or not part.parts:
        raise Unfit
    return tuple(constant(one) for one in part.parts)


def constant(part: Part) -> Constant:
    if part.kind == "number":
        return float(part.word)
    if part.kind == "text":
        return part.word
    raise Unfit


def name_of(parts: tuple[Part, ...]) -> str:
    if len(parts) != 1 or parts[0].kind != "name":
        raise Unfit
    return parts[0].word


def write_sentence(sentence: Sentence) -> str:
    """The rule as people write it, every text in quotes."""
    written = [
        write_group(part, sentence.other, alone=len(sentence.parts) == 1)
        if isinstance(part, Group)
        else write_condition(part)
        for part in sentence.parts
    ]
    return JOINS[sentence.join].join(written)


def write_group(group: Group, join: str, *, alone: bool) -> str:
    inside = JOINS[join].join(map(write_condition, group.conditions))
    return inside if alone or len(group.conditions) == 1 else f"({inside})"


def write_condition(condition: Condition) -> str:
    if not condition.entries:
        return write_clause(condition)
    inner = write_clause(replace(condition, subject=f"{ENTRY}.{condition.subject}"))
    walked = f"{condition.of}.{QUANTITIES[condition.entries]}({ENTRY}, {inner})"
    return f"not {walked}" if condition.entries == "no" else walked


def write_clause(condition: Condition) -> str:
    operator, subject = condition.operator, condition.subject
    for function, (positive, negative) in ASKING.items():
        if operator in (positive, negative):
            asks = f"{function}({subject})"
            return asks if operator == positive else f"not {asks}"
    for positive, opposite in NEGATIVE.items():
        if operator == opposite:
            return f"not {bracketed(positive, condition)}"
    for positive, opposite in OR_BLANK.items():
        if operator == opposite:
            return f"not (answered({subject}) and {WRITTEN[positive](condition)})"
    return WRITTEN[operator](condition)


def bracketed(positive: str, condition: Condition) -> str:
    inside = WRITTEN[positive](condition)
    return inside if inside.endswith(")") or positive == "holds" else f"({inside})"


def write_compared(condition: Condition, sign: str) -> str:
    other = condition.against or literal(condition.values[0])
    other = "today()" if other == "today" else other
    if condition.factor is not None:
        other = f"{other} * {literal(condition.factor)}"
    return f"{measured(condition)} {'=' if sign == '==' else sign} {other}"


def write_one_of(condition: Condition) -> str:
    return f"{measured(condition)} in {listed(condition.values)}"


def write_ticked(condition: Condition) -> str:
    if len(condition.values) == 1:
        return f"{literal(condition.values[0])} in {condition.subject}"
    return f"{condition.subject}.exists(each, each in {listed(condition.values)})"


def write_ticked_other(condition: Condition) -> str:
    return f"{condition.subject}.exists(each, each != {literal(condition.values[0])})"


def measured(condition: Condition) -> str:
    return MEASURES.get(condition.measure, "{}").format(condition.subject)


def listed(values: tuple[Constant, ...]) -> str:
    return f"[{', '.join(map(literal, values))}]"


def literal(value: Constant) -> str:
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return repr(value).removesuffix(".0")


def comparing(sign: str) -> Callable[[Condition], str]:
    return lambda condition: write_compared(condition, sign)


WRITTEN: dict[str, Callable[[Condition], str]] = {
    **{operator: comparing(sign) for operator, sign in SIGNS.items()},
    "one_of": write_one_of,
    "ticked": write_ticked,
    "ticked_other": write_ticked_other,
    "holds": lambda condition: condition.subject,
}
