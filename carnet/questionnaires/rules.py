"""Rules of a questionnaire, compiled and evaluated by CEL. The only module that knows which library does it.

A rule answers True, False, a value, UNKNOWN (something it reads is blank) or a Fault (the rule itself is broken).
"""

import difflib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cel_expr_python import cel
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.questionnaires import functions, syntax_tree
from carnet.questionnaires.normal import Vocabulary, normalise
from carnet.questionnaires.shelves import Shelf
from carnet.questionnaires.words import together

LONGEST = 2000

TYPES = {
    "text": cel.Type.STRING,
    "number": cel.Type.DOUBLE,
    "yes": cel.Type.BOOL,
    "texts": cel.Type.List(cel.Type.STRING),
    "record": cel.Type.Map(cel.Type.STRING, cel.Type.STRING),
    "list": cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
    "any": cel.Type.DYN,
}
# Types of single values that differ whenever they are unequal: among "any", 1 and yes would be the same.
PLAIN = ("text", "number", "yes")
RETURNED = {"STRING": "text", "DOUBLE": "number", "BOOL": "yes", "DYN": "any"}
SPOKEN_TYPES = {
    "string": gettext_lazy("a text"),
    "double": gettext_lazy("a number"),
    "int": gettext_lazy("a number"),
    "bool": gettext_lazy("a yes or no"),
    "list": gettext_lazy("a list"),
}
OPERATORS = frozenset(
    ("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_&&_", "_||_", "!_", "-_", "_?_:_", "_[_]")
    + ("_+_", "_-_", "_*_", "_/_", "@in", "@not_strictly_false")
)
NUMBERS = cel.Type.List(cel.Type.DYN)


class Unknown:
    """Something the rule reads has no answer yet."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        return False


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Fault:
    """The rule is broken for these answers: a mistake of its author, never of the client."""

    message: str

    def __bool__(self) -> bool:
        return False


class InvalidRule(Exception):
    """Carries the sentence for the author."""


class InvalidPattern(ValueError):
    """Not a regular expression of the kind that always ends in time."""


MATCHER = cel.NewEnv(variables={"text": cel.Type.STRING, "pattern": cel.Type.STRING}).compile(
    "text.matches(pattern)"
)


def full_match(pattern: str, text: str) -> bool:
    """Does the whole text fit the pattern? By RE2, whose time grows with the text and no faster."""
    result = MATCHER.eval(data={"text": text, "pattern": f"^(?:{pattern})$"})
    if result.type() == cel.Type.ERROR:
        raise InvalidPattern(pattern)
    return result.plain_value()


def overload(returned: Any, parameters: Sequence[Any], made_by: Callable[..., Any]) -> cel.Overload:
    name = f"{made_by.__name__}_{'_'.join(type_.name() for type_ in parameters)}"
    return cel.Overload(name, return_type=returned, parameters=parameters, impl=made_by)


def lowest(first: float, second: float) -> float:
    return min(first, second)


def highest(first: float, second: float) -> float:
    return max(first, second)


STRING, DOUBLE = cel.Type.STRING, cel.Type.DOUBLE
CALLS = {
    "age_on": [overload(DOUBLE, [STRING, STRING], functions.age_on)],
    "days_between": [overload(DOUBLE, [STRING, STRING], functions.days_between)],
    "add_days": [overload(STRING, [STRING, DOUBLE], functions.add_days)],
    "year_of": [overload(DOUBLE, [STRING], functions.year_of)],
    "round2": [overload(DOUBLE, [DOUBLE], functions.round2)],
    "nonzero": [overload(DOUBLE, [DOUBLE], functions.nonzero)],
    "count": [overload(DOUBLE, [NUMBERS], functions.count)],
    "sum": [overload(DOUBLE, [NUMBERS], functions.total)],
    "min": [
        overload(DOUBLE, [NUMBERS], functions.least),
        overload(DOUBLE, [DOUBLE, DOUBLE], lowest),
    ],
    "max": [
        overload(DOUBLE, [NUMBERS], functions.most),
        overload(DOUBLE, [DOUBLE, DOUBLE], highest),
    ],
}
DECLARED = [cel.FunctionDecl(name, overloads) for name, overloads in CALLS.items()]


@dataclass(frozen=True)
class Rule:
    text: str
    canonical: str
    names: tuple[str, ...]
    fields: frozenset[tuple[str, str]]
    whole: frozenset[str]
    compared: frozenset[tuple[str, str]]
    # Names under a “not” or beside a ≠, where a blank does not mean what people expect.
    negated: frozenset[str]
    returns: str
    program: Any

    def answer(self, known: Mapping[str, object]) -> Any:
        """The answer for these values; names that are missing are unknown, never zero or empty."""
        try:
            result = self.program.eval(None, known)
        except (RuntimeError, TypeError, ValueError) as error:
            return Fault(str(error))
        value = result.plain_value()
        # Errors come as text, so a yes or no is one for certain; asking for its type would take longer.
        if value is True or value is False:
            return value
        if result.type() == cel.Type.ERROR:
            return UNKNOWN if is_unknown(value) else Fault(value)
        if isinstance(value, float) and not math.isfinite(value):
            return Fault(_("The result is no finite number."))
        # Zero has no sign: what is remembered of 0 is said of -0, too.
        return value or 0.0 if value.__class__ is float else value


def is_unknown(error: str) -> bool:
    """Does something the rule reads have no answer? Every other error is a fault."""
    return error.startswith(BLANKS) or error == f"UNKNOWN: {functions.NOTHING}"


BLANKS = (
    "UNKNOWN: No value with name",
    "NOT_FOUND: Key not found in map",
    "UNKNOWN: Index error",
)


# A draft is compiled after every edit, and of its hundreds of rules nearly all are those of a moment ago. Some dozen
# large questionnaires have room.
MADE: Shelf[tuple[str, frozenset[tuple[str, str]]], Rule] = Shelf(5000)
NORMAL: Shelf[tuple[str, str, frozenset[tuple]], str] = Shelf(5000)
WORD = re.compile(r"[^\W\d]\w*")
# What a canonical rule may say though nobody wrote it.
INSERTED = ("answered", "shown", "has", "nonzero")


class Scope:
    """The names that rules in one place may use: the top of a questionnaire, or one of its lists."""

    def __init__(
        self,
        types: Mapping[str, str],
        choices: Mapping[str, frozenset[str]],
        listed: Mapping[str, str] | None = None,
    ) -> None:
        self.types = dict(types)
        self.listed = listed or {}
        self.choices = choices
        self.declared: set[str] = set()
        self.written: dict[tuple[str, str], str] = {}
        self.expected: set[str] = set()
        self.made: dict[str, Rule] = {}
        self.env: Any = None

    def expect(self, rules: Iterable[tuple[str, str]]) -> None:
        """Declare the names of these rules at once, each rule with the question it belongs to. Declaring
        takes longer than compiling does, so it is done neither for each rule nor for the thousands of
        names that no rule mentions."""
        texts = {self.canonical(text, own) for text, own in rules} - self.expected
        self.expected |= texts
        new = {name for text in texts for name in mentions(text) if name in self.types}
        if new - self.declared:
            self.declared |= new
            self.env = None

    def learn(self, types: Mapping[str, str]) -> None:
        """The types of these names are known now; what was made with them before is made anew."""
        if changed := {name for name, type_ in types.items() if self.types.get(name) != type_}:
            self.types |= types
            self.env = None
            for text in [text for text in self.made if changed.intersection(mentions(text))]:
                del self.made[text]

    def canonical(self, text: str, own: str) -> str:
        if "this" not in text:
            own = ""  # The same for every question, so it is worked out once.
        if (text, own) not in self.written:
            self.written[text, own] = self.normal(text, own) if len(text) <= LONGEST else ""
        return self.written[text, own]

    def normal(self, text: str, own: str) -> str:
        """By whichever scope: the form of a rule hangs on what its words can be."""
        words = {*WORD.findall(text), *INSERTED, own}
        meant = frozenset((word, self.choices.get(word), word in self.types) for word in words)
        found = NORMAL.get((text, own, meant))
        if found is None:
            vocabulary = Vocabulary(self.choices, own, self.types)
            found = NORMAL.keep((text, own, meant), normalise(text, vocabulary))
        return found

    def compile(self, text: str, own: str = "") -> Rule:
        """Compile one rule; raise InvalidRule with a sentence that says what to write instead. The same
        condition at many questions is compiled once."""
        if len(text) > LONGEST:
            raise InvalidRule(_("This rule is longer than %(most)d signs.") % {"most": LONGEST})
        canonical = self.canonical(text, own)
        if canonical not in self.made:
            self.expect([(text, own)])
            self.made[canonical] = self.made_anew(text, canonical)
        return self.made[canonical]

    def made_anew(self, text: str, canonical: str) -> Rule:
        """By whichever scope: what a rule does hangs on its text and on what the names in it are."""
        names = {name for name in mentions(canonical) if name in self.types}
        known = canonical, frozenset((name, self.types[name]) for name in names)
        rule = MADE.get(known)
        if rule is None:
            rule = MADE.keep(known, self.programmed(text, canonical))
        return rule if rule.text == text else replace(rule, text=text)

    def programmed(self, text: str, canonical: str) -> Rule:
        if self.env is None:
            variables = {name: TYPES[self.types[name]] for name in sorted(self.declared)}
            self.env = cel.NewEnv(variables=variables, functions=DECLARED)
        try:
            program = self.env.compile(canonical)
        except RuntimeError as error:
            raise InvalidRule(self.explained(str(error), canonical)) from error
        reading = syntax_tree.read(syntax_tree.tree_of(program.serialize()), syntax_tree.Reading())
        if foreign := reading.functions - OPERATORS - CALLS.keys():
            raise InvalidRule(not_a_function(min(foreign)))
        return Rule(
            text=text,
            canonical=canonical,
            names=tuple(sorted(reading.names)),
            fields=frozenset(reading.fields),
            whole=frozenset(reading.whole),
            compared=frozenset(reading.compared),
            negated=frozenset(reading.negated),
            returns=RETURNED.get(program.return_type().name(), "other"),
            program=program,
        )

    def explained(self, error: str, canonical: str) -> str:
        """The compiler's complaint in the words of an accountant."""
        if re.search(r"\bsize\s*\(", canonical):
            return not_a_function("size")
        if "recursion" in error:
            return too_nested(canonical)
        if match := re.search(r"undeclared reference to '([^']+)'", error):
            return self.unknown_name(match[1], canonical)
        if match := re.search(r"overload for '([^']+)' applied to '\(([^)]*)\)'", error):
            return wrong_types(match[1].strip("_"), match[2].split(", "))
        return _("The rule “%(rule)s” is not complete, or has a sign too many.") % {
            "rule": canonical
        }

    def unknown_name(self, name: str, canonical: str) -> str:
        if re.search(rf"\b{re.escape(name)}\s*\(", canonical):
            return not_a_function(name)
        if name in self.listed:
            return _(
                "“%(name)s” is asked for each entry of “%(list)s”. "
                "Write %(list)s.exists(e, e.%(name)s …) or the like."
            ) % {"name": name, "list": self.listed[name]}
        return _("Nothing here is called “%(name)s”.%(guess)s") % {
            "name": name,
            "guess": did_you_mean(name, self.types),
        }


def mentions(canonical: str) -> Iterator[str]:
    """Every name of a rule with all that it may be short for: `prior.rent.x` may be prior.rent."""
    for match in NAME.finditer(canonical):
        parts = match[0].split(".")
        yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


NAME = re.compile(r"[a-z_]\w*(?:\.[a-z_]\w*)*")


def too_nested(canonical: str) -> str:
    if canonical.count("+") > 10:
        return _("This rule adds too many parts one by one. Write sum([a, b, c]).")
    return _("This rule has too many brackets inside each other. Calculate a part of it first.")


def not_a_function(name: str) -> str:
    allowed = (*CALLS, "answered", "shown", "or_zero", "exists", "all", "filter", "map")
    if name == "size":
        return _("Write count(…) instead of size(…).")
    return _("There is no function “%(name)s”.%(guess)s") % {
        "name": name,
        "guess": did_you_mean(name, allowed),
    }


def wrong_types(operator: str, types: Sequence[str]) -> str:
    spoken = [str(SPOKEN_TYPES.get(type_.partition("(")[0], type_)) for type_ in types]
    return _("“%(operator)s” does not work between %(types)s.") % {
        "operator": operator,
        "types": together(spoken),
    }


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The sentence that guesses, with a space before it; empty when nothing is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return " " + _("Did you mean “%(guess)s”?") % {"guess": near[0]} if near else ""
