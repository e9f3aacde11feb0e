"""The canonical text of a rule, taken apart by its meaning: brackets and the names of loops no longer matter.

Two rules with equal parts say the same. Reads less than CEL does; what it cannot read is Unfit, and stays text.
"""

from dataclasses import dataclass

from carnet.questionnaires.normal import MACROS, Token, tokens_of

LOOP = "@"
COMPARING = ("==", "!=", "<=", ">=", "<", ">")
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
CONSTANT = ("text", "number")
ADDING, TIMES = ("+", "-"), ("*", "/")
MOST_INSIDE = 40


class Unfit(Exception):
    """This rule, or part of a rule, is no condition of a sentence."""


@dataclass(frozen=True)
class Part:
    """`kind` is all, any, not, compare, in, each, call, sum, name, text, number, list or pick; `word` the sign,
    the function, the name, the text or the figure."""

    kind: str
    word: str = ""
    parts: tuple["Part", ...] = ()


def parts_of(canonical: str) -> Part:
    reader = Reader(list(tokens_of(canonical)))
    found = reader.expression()
    if reader.place != len(reader.tokens):
        raise Unfit
    return found


class Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.inside = 0
        self.loop = ""

    @property
    def next(self) -> Token:
        return self.tokens[self.place] if self.place < len(self.tokens) else Token("end", "")

    def took(self, *signs: str) -> str:
        """The sign that stands here, if it is one of these; then it is behind us."""
        token = self.next
        if token.kind == "string" or token.text not in signs:
            return ""
        self.place += 1
        return token.text

    def must(self, sign: str) -> None:
        if not self.took(sign):
            raise Unfit

    def expression(self) -> Part:
        self.inside += 1
        if self.inside > MOST_INSIDE:
            raise Unfit
        found = self.joined("any")
        if self.took("?"):
            then = self.expression()
            self.must(":")
            found = picked(found, then, self.expression())
        self.inside -= 1
        return found

    def joined(self, kind: str) -> Part:
        inner = self.relation if kind == "all" else lambda: self.joined("all")
        found = [inner()]
        while self.took("&&" if kind == "all" else "||"):
            found.append(inner())
        return together(kind, found)

    def relation(self) -> Part:
        one = self.added()
        if sign := self.took(*COMPARING):
            return compared(sign, one, self.added())
        if self.took("in"):
            return Part("in", "", (one, self.added()))
        return one

    def added(self) -> Part:
        one = self.multiplied()
        while sign := self.took(*ADDING):
            one = Part("sum", sign, (one, self.multiplied()))
        return one

    def multiplied(self) -> Part:
        one = self.turned()
        while sign := self.took(*TIMES):
            one = Part("sum", sign, (one, self.turned()))
        return one

    def turned(self) -> Part:
        if self.took("!"):
            return denied(self.turned())
        if self.took("-"):
            inner = self.turned()
            if inner.kind != "number":
                raise Unfit
            return Part("number", repr(-float(inner.word)))
        return self.called(self.primary())

    def primary(self) -> Part:
        token = self.next
        self.place += 1
        if token.kind == "number":
            return Part("number", repr(float(token.text)))
        if token.kind == "string":
            return Part("text", unquoted(token.text))
        if token.text == "(":
            found = self.expression()
            self.must(")")
            return found
        if token.text == "[":
            return Part("list", "", self.listed("]"))
        if token.kind != "name":
            raise Unfit
        if self.took("("):
            return call(token.text, self.listed(")"))
        return Part("name", LOOP if token.text == self.loop else token.text)

    def listed(self, closing: str) -> tuple[Part, ...]:
        found: list[Part] = []
        while not self.took(closing):
            if found:
                self.must(",")
            found.append(self.expression())
        return tuple(found)

    def called(self, target: Part) -> Part:
        """What stands behind a name with a dot: a longer name, or a walk through a list."""
        while self.took("."):
            word = self.next
            self.place += 1
            if word.kind != "name" or target.kind != "name":
                raise Unfit
            if word.text in MACROS and self.took("("):
                return self.walked(word.text, target)
            if self.next.text == "(":
                raise Unfit
            target = Part("name", f"{target.word}.{word.text}")
        return asked(target)

    def walked(self, macro: str, target: Part) -> Part:
        if self.loop or macro not in ("exists", "all"):
            raise Unfit
        name = self.next
        self.place += 1
        self.must(",")
        if name.kind != "name":
            raise Unfit
        self.loop = name.text
        body = self.expression()
        self.loop = ""
        self.must(")")
        return Part("each", macro, (target, body))


def compared(sign: str, one: Part, other: Part) -> Part:
    """`18 > age` is `age < 18`."""
    if one.kind in CONSTANT and other.kind not in CONSTANT:
        return Part("compare", TURNED[sign], (other, one))
    return Part("compare", sign, (one, other))


def together(kind: str, found: list[Part]) -> Part:
    """`(a and b) and c` is `a and b and c`."""
    flat = [one for part in found for one in (part.parts if part.kind == kind else (part,))]
    return flat[0] if len(flat) == 1 else Part(kind, "", tuple(flat))


def denied(part: Part) -> Part:
    """`not (a = b)` is `a != b`, on a blank too."""
    if part.kind == "compare":
        return Part("compare", OPPOSITE[part.word], part.parts)
    return part.parts[0] if part.kind == "not" else Part("not", "", (part,))


def call(name: str, arguments: tuple[Part, ...]) -> Part:
    return Part("call", "answered" if name == "has" else name, arguments)


def asked(name: Part) -> Part:
    """`answered.x` and `shown.x`, as answered(x) and shown(x) are written for the compiler."""
    word, _dot, rest = name.word.partition(".")
    if name.kind == "name" and rest and word in ("answered", "shown"):
        return Part("call", word, (Part("name", rest),))
    return name


def picked(condition: Part, then: Part, other: Part) -> Part:
    """or_zero(x), which the compiler knows as “x if it is answered, 0 otherwise”."""
    if condition == Part("call", "answered", (then,)) and other == Part("number", "0.0"):
        return Part("call", "or_zero", (then,))
    return Part("pick", "", (condition, then, other))


def unquoted(text: str) -> str:
    inside = text[1:-1]
    if "\\" not in inside:
        return inside
    plain = inside.replace("\\\\", "\0")
    for sign in ("'", '"'):
        plain = plain.replace("\\" + sign, sign)
    if "\\" in plain:
        raise Unfit
    return plain.replace("\0", "\\")
