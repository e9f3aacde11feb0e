"""A rule in plain words: “Were you married?” is Yes and “Date of birth” is before 1 January 1960.

Walks the compiler's own tree. A rule too intricate to be said is left as it is written: better a formula than a
sentence that says something else.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.questionnaires.compiled import Bound, Compiled, Node
from carnet.questionnaires.definition import Text, filled, say
from carnet.questionnaires.kinds import show
from carnet.questionnaires.syntax_tree import Tree, tree_of
from carnet.questionnaires.words import locale_of, together

COMPARED = {
    "_==_": gettext_lazy("%(one)s is %(other)s"),
    "_!=_": gettext_lazy("%(one)s is not %(other)s"),
    "_<_": gettext_lazy("%(one)s is less than %(other)s"),
    "_<=_": gettext_lazy("%(one)s is at most %(other)s"),
    "_>_": gettext_lazy("%(one)s is more than %(other)s"),
    "_>=_": gettext_lazy("%(one)s is at least %(other)s"),
}
DAYS_COMPARED = COMPARED | {
    "_<_": gettext_lazy("%(one)s is before %(other)s"),
    "_<=_": gettext_lazy("%(one)s is no later than %(other)s"),
    "_>_": gettext_lazy("%(one)s is after %(other)s"),
    "_>=_": gettext_lazy("%(one)s is no earlier than %(other)s"),
}
TURNED = {"_<_": "_>_", "_<=_": "_>=_", "_>_": "_<_", "_>=_": "_<=_"}
DAYS = {
    "period_start": gettext_lazy("the first day of the period"),
    "period_end": gettext_lazy("the last day of the period"),
    "today": gettext_lazy("the day of the answer"),
}
LOOPS = {
    "exists": gettext_lazy("for at least one entry of “%(list)s”, %(condition)s"),
    "all": gettext_lazy("for every entry of “%(list)s”, %(condition)s"),
}
MARKED = {
    "shown": gettext_lazy("“%(question)s” is asked"),
    "answered": gettext_lazy("“%(question)s” is answered"),
}
UNMARKED = {
    "shown": gettext_lazy("“%(question)s” is not asked"),
    "answered": gettext_lazy("“%(question)s” is not answered"),
}
ADDED = {
    "_+_": gettext_lazy("%(one)s plus %(other)s"),
    "_-_": gettext_lazy("%(one)s minus %(other)s"),
}


class Unsayable(Exception):
    """No short sentence says this."""


class Speaker:
    """Says the rules of one questionnaire in one of its languages; the words between are in the active one."""

    def __init__(
        self, compiled: Compiled, language: str, wording: Callable[[Text], str] | None = None
    ) -> None:
        self.compiled = compiled
        self.language = language
        # Fills in what the texts of questions repeat; without it those places stay open.
        self.wording = wording or self.left_open

    def spoken(self, bound: Bound) -> str:
        """The rule in words; empty when it cannot be said."""
        try:
            return self.condition(tree_of(bound.rule.program.serialize()))
        except Unsayable:
            return ""

    def condition(self, tree: Tree) -> str:
        """What must hold, as a clause."""
        if tree.kind == "name":
            return self.flag(tree.word)
        if tree.kind == "loop":
            return self.every(tree)
        if tree.kind != "call":
            raise Unsayable
        if tree.word in ("_&&_", "_||_"):
            return self.joined(tree)
        if tree.word == "!_":
            return self.denied(tree.parts[0])
        if tree.word == "@in":
            return self.contained(*tree.parts)
        if tree.word in COMPARED:
            return self.compared(tree.word, *tree.parts)
        raise Unsayable

    def joined(self, tree: Tree) -> str:
        either, parts = tree.word == "_||_", flat(tree, tree.word)
        clauses = [
            f"({clause})" if part.word in ("_&&_", "_||_") else clause
            for part in (merged(parts) if either else parts)
            for clause in [self.condition(part)]
        ]
        return together(list(dict.fromkeys(clauses)), "or" if either else "standard")

    def flag(self, name: str, marks: Mapping[str, Any] = MARKED) -> str:
        """A name that is itself yes or no: shown.x, answered.x, or a calculation."""
        mark, _dot, rest = name.partition(".")
        if mark in marks and rest in self.compiled.by_id:
            return str(marks[mark]) % {"question": self.text(rest)}
        node = self.compiled.by_id.get(name)
        if node is None or node.value is None or marks is not MARKED:
            raise Unsayable
        return self.condition(tree_of(node.value.rule.program.serialize()))

    def denied(self, tree: Tree) -> str:
        if tree.kind == "name" and "." in tree.word:
            return self.flag(tree.word, UNMARKED)
        return _("it is not so that %(condition)s") % {"condition": self.condition(tree)}

    def every(self, tree: Tree) -> str:
        """`exists` and `all` over a list."""
        walked, step = tree.parts[0], tree.parts[3]
        quantity = {"_||_": "exists", "_&&_": "all"}.get(step.word)
        if quantity is None or walked.kind != "name":
            raise Unsayable
        words = {"list": self.text(walked.word), "condition": self.condition(step.parts[1])}
        return str(LOOPS[quantity]) % words

    def counted(self, tree: Tree) -> Tree | None:
        """The filtered list whose entries are counted here, perhaps by a calculation of its own."""
        node = self.asked(tree)
        if node and node.value and not node.item.text:
            return self.counted(tree_of(node.value.rule.program.serialize()))
        if tree.word != "count" or tree.parts[0].kind != "loop":
            return None
        listed = tree.parts[0]
        return listed if listed.parts[3].word == "_?_:_" else None

    def some(self, filtered: Tree) -> str:
        """More than none of a list: at least one."""
        words = {
            "list": self.text(filtered.parts[0].word),
            "condition": self.condition(filtered.parts[3].parts[0]),
        }
        return str(LOOPS["exists"]) % words

    def contained(self, one: Tree, other: Tree) -> str:
        if other.kind == "list" and (item := self.asked(one)):
            return self.chosen(_("“%(question)s” is %(answer)s"), item, other.parts)
        if one.kind in ("string", "list") and (item := self.asked(other)):
            words = one.parts or (one,)
            return self.chosen(_("“%(question)s” includes %(answer)s"), item, words)
        raise Unsayable

    def compared(self, sign: str, one: Tree, other: Tree) -> str:
        if one.kind in ("string", "number") and other.kind not in ("string", "number"):
            return self.compared(TURNED.get(sign, sign), other, one)
        if sign == "_>_" and other.word == "0.0" and (filtered := self.counted(one)):
            return self.some(filtered)
        item = self.asked(one)
        if item and other.kind == "string" and item.choice_ids and sign in ("_==_", "_!=_"):
            sentence = _("“%(question)s” is %(answer)s")
            if sign == "_!=_":
                sentence = _("“%(question)s” is not %(answer)s")
            return self.chosen(sentence, item, [other])
        sentences = DAYS_COMPARED if self.is_day(one) or self.is_day(other) else COMPARED
        return str(sentences[sign]) % {"one": self.noun(one), "other": self.value(other, item)}

    def chosen(self, sentence: str, node: Node, words: Sequence[Tree]) -> str:
        choices = {choice.id: choice for choice in node.item.choices or node.kind.choices}
        if not all(word.word in choices for word in words):
            raise Unsayable
        said = [say(choices[word.word].text, self.language) for word in words]
        return sentence % {"question": self.text(node.id), "answer": together(said, "or")}

    def noun(self, tree: Tree) -> str:
        """What a part of a rule is about."""
        if node := self.asked(tree):
            return self.named(node)
        if tree.kind == "name":
            return self.surrounding(tree.word)
        if tree.kind in ("string", "number"):
            return self.value(tree, None)
        if tree.kind == "call" and tree.word in ADDED:
            one, other = (self.noun(part) for part in tree.parts)
            return str(ADDED[tree.word]) % {"one": one, "other": other}
        if tree.kind == "call" and tree.word in self.calls:
            return self.calls[tree.word](self, *tree.parts)
        raise Unsayable

    def named(self, node: Node) -> str:
        """A question by its text; a calculation without one by what it is worked out from."""
        if not node.item.text and node.value:
            return self.noun(tree_of(node.value.rule.program.serialize()))
        return _("“%(question)s”") % {"question": self.text(node.id)}

    def surrounding(self, name: str) -> str:
        """The period, a fact of the client file, or last year's answer."""
        if name in DAYS:
            return str(DAYS[name])
        if name in self.compiled.facts:
            return _("“%(name)s” in the client file") % {"name": name}
        if name.startswith("prior.") and name.removeprefix("prior.") in self.compiled.by_id:
            question = self.text(name.removeprefix("prior."))
            return _("last year's answer to “%(question)s”") % {"question": question}
        raise Unsayable

    def age(self, born: Tree, day: Tree) -> str:
        words = {"born": self.noun(born), "day": self.value(day, None)}
        return _("the age on %(day)s, by %(born)s") % words

    def year(self, day: Tree) -> str:
        return _("the year of %(day)s") % {"day": self.noun(day)}

    def number_of(self, listed: Tree) -> str:
        if listed.kind == "name":
            return _("the number of entries in “%(list)s”") % {"list": self.text(listed.word)}
        if listed.kind != "loop" or listed.parts[3].word != "_?_:_":
            raise Unsayable
        words = {
            "list": self.text(listed.parts[0].word),
            "condition": self.condition(listed.parts[3].parts[0]),
        }
        return _("the number of entries in “%(list)s” for which %(condition)s") % words

    def total(self, listed: Tree) -> str:
        """A sum of several answers, or of one answer in every entry of a list."""
        if listed.kind == "list":
            return _("the sum of %(parts)s") % {"parts": together([*map(self.noun, listed.parts)])}
        if listed.kind != "loop" or listed.parts[3].word != "_+_" or listed.parts[0].kind != "name":
            raise Unsayable
        added = listed.parts[3].parts[1]
        if added.kind != "list" or len(added.parts) != 1:
            raise Unsayable
        words = {"part": self.noun(added.parts[0]), "list": self.text(listed.parts[0].word)}
        return _("%(part)s over all entries of “%(list)s”") % words

    def or_nothing(self, condition: Tree, value: Tree, _zero: Tree) -> str:
        if condition.kind != "name" or not condition.word.startswith("answered."):
            raise Unsayable
        return self.noun(value)

    calls: ClassVar[dict[str, Callable[..., str]]] = {
        "age_on": age,
        "year_of": year,
        "count": number_of,
        "sum": total,
        "_?_:_": or_nothing,
    }

    def value(self, tree: Tree, node: Node | None) -> str:
        """A constant as people write it; anything else is named."""
        if tree.kind == "number":
            exact = tree.word.removesuffix(".0")
            if node and node.kind.numeric and node.kind.unit:
                return show(node.item, exact, self.language)
            if node is None and len(exact) == 4:
                return exact  # A year, which nobody writes as 2,024.
            return format_decimal(float(tree.word), locale=locale_of(self.language))
        if tree.kind != "string":
            return self.noun(tree)
        try:
            return format_date(date.fromisoformat(tree.word), "long", locale_of(self.language))
        except ValueError:
            return _("“%(question)s”") % {"question": tree.word}

    def asked(self, tree: Tree) -> Node | None:
        """The question behind a name, also inside a loop; none for everything else."""
        return self.compiled.by_id.get(tree.word) if tree.kind in ("name", "field") else None

    def is_day(self, tree: Tree) -> bool:
        node = self.asked(tree)
        return tree.word in DAYS or bool(node and node.item.kind in ("date", "month"))

    def text(self, name: str) -> str:
        """A question by its text, with the answers it repeats left open."""
        node = self.compiled.by_id.get(name)
        if node is None or not node.item.text:
            raise Unsayable
        return self.wording(node.item.text)

    def left_open(self, text: Text) -> str:
        return filled(say(text, self.language), lambda _name: "")


def flat(tree: Tree, sign: str) -> list[Tree]:
    """The parts of `a && b && c`, however they are nested."""
    if tree.kind == "call" and tree.word == sign:
        return [one for part in tree.parts for one in flat(part, sign)]
    return [tree]


def merged(parts: Sequence[Tree]) -> list[Tree]:
    """`a in x or b in x` as one part, to be said as “includes a or b”."""
    found: dict[str, list[Tree]] = {}
    for place, part in enumerate(parts):
        ticked = part.word == "@in" and part.parts[0].kind == "string"
        found.setdefault(part.parts[1].word if ticked else str(place), []).append(part)
    return [
        Tree("call", "@in", (Tree("list", "", tuple(p.parts[0] for p in group)), group[0].parts[1]))
        if len(group) > 1
        else group[0]
        for group in found.values()
    ]
