"""The expressions of an XLSForm in our rule language, as far as both can say the same. Knows nothing of sheets."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.normal import QUOTES
from carnet.questionnaires.workbook.spelling import tidy

DEEPEST, LONGEST = 30, 2000
TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<word>'[^']*'|"[^"]*"|[{QUOTES}][^{QUOTES}]*[{QUOTES}])
    |(?P<number>\d+(?:\.\d+)?)
    |\$\{{\s*(?P<asked>[\w.-]+)\s*\}}
    |(?P<name>[A-Za-z_][\w:]*(?:-[A-Za-z_][\w:]*)*)
    |(?P<sign><=|>=|!=|\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
COMPARING = ("=", "!=", "<", "<=", ">", ">=")
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
# How tightly a piece holds together: what binds less stands in brackets.
OR, AND, COMPARISON, SUM, PRODUCT, SIGNED, WHOLE = range(7)


class Untranslated(Exception):
    """Carries the reason, as a sentence."""


@dataclass(frozen=True)
class Asked:
    """A question that expressions may name: our id of it, and our id of each of its choices by XLSForm's name.
    `type` is what rules.py calls it; `list_id` the list that asks it of each entry."""

    id: str
    kind: str
    type: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    list_id: str = ""

    @property
    def returns(self) -> str:
        return self.type or KINDS[self.kind].rule_type


@dataclass(frozen=True)
class Piece:
    """A part of a rule. `word` is the text of a literal, `asked` the question when it is nothing else."""

    text: str
    type: str
    level: int = WHOLE
    word: str | None = None
    asked: Asked | None = None
    unequal: bool = False

    def at(self, level: int) -> str:
        return self.text if self.level >= level else f"({self.text})"


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: in which list, at which question (`.`), and whether today may count."""

    known: Mapping[str, Asked]
    inside: str = ""
    own: Asked | None = None
    today: bool = False


def translate(text: str, scope: Scope) -> Piece:
    """The whole expression, or Untranslated with the reason."""
    parser = Parser(list(tokens_of(tidy(text))), scope)
    piece = parser.either()
    if parser.here[0] != "end":
        raise Untranslated(_("“%(sign)s” is not expected there.") % {"sign": parser.here[1]})
    if len(piece.text) > LONGEST:
        raise Untranslated(_("The expression is too long."))
    return piece


def tokens_of(text: str) -> Iterator[tuple[str, str]]:
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind == "word":
            yield kind, match[0][1:-1]
        elif kind != "space":
            yield kind, match[kind]
    yield "end", ""


class Parser:
    """Recursive descent over XPath's grammar, as far as forms use it."""

    def __init__(self, tokens: list[tuple[str, str]], scope: Scope) -> None:
        self.tokens = tokens
        self.scope = scope
        self.place = self.depth = 0

    @property
    def here(self) -> tuple[str, str]:
        return self.tokens[self.place]

    def takes(self, *texts: str) -> str:
        """The sign or name here, if it is one of these; then it is passed."""
        kind, text = self.here
        if kind in ("sign", "name") and text in texts:
            self.place += 1
            return text
        return ""

    def need(self, text: str) -> None:
        if not self.takes(text):
            raise Untranslated(_("“%(sign)s” is missing.") % {"sign": text})

    def either(self) -> Piece:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Untranslated(_("There are too many brackets inside each other."))
        piece = self.joined("or", OR, self.both)
        self.depth -= 1
        return piece

    def both(self) -> Piece:
        return self.joined("and", AND, self.comparison)

    def joined(self, word: str, level: int, inner: Callable[[], Piece]) -> Piece:
        piece = inner()
        while self.takes(word):
            other = inner()
            text = f"{yes(piece).at(level)} {word} {yes(other).at(level)}"
            piece = Piece(text, "yes", level, unequal=piece.unequal or other.unequal)
        return piece

    def comparison(self) -> Piece:
        piece = self.sum()
        while sign := self.takes(*COMPARING):
            piece = compared(piece, sign, self.sum())
        return piece

    def sum(self) -> Piece:
        return self.calculated({"+": "+", "-": "-"}, SUM, self.product)

    def product(self) -> Piece:
        return self.calculated({"*": "*", "div": "/"}, PRODUCT, self.signed)

    def calculated(self, signs: Mapping[str, str], level: int, inner: Callable[[], Piece]) -> Piece:
        piece = inner()
        while sign := self.takes(*signs):
            other = inner()
            text = f"{number(piece).at(level)} {signs[sign]} {number(other).at(level + 1)}"
            piece = Piece(text, "number", level)
        return piece

    def signed(self) -> Piece:
        if self.takes("-"):
            return Piece(f"-{number(self.whole()).at(WHOLE)}", "number", SIGNED)
        return self.whole()

    def whole(self) -> Piece:
        kind, text = self.here
        self.place += 1
        if kind == "word":
            return literal(text)
        if kind == "number":
            return Piece(text, "number", word=text)
        if kind == "asked":
            return self.named(text)
        if kind == "name" and self.takes("("):
            return self.call(text)
        if text == "(":
            piece = self.either()
            self.need(")")
            return piece
        if text == "." and self.scope.own:
            return Piece("this", self.scope.own.returns, asked=self.scope.own)
        raise Untranslated(_("“%(sign)s” has no counterpart.") % {"sign": text or "…"})

    def named(self, name: str) -> Piece:
        asked = self.known(name)
        if asked.list_id and asked.list_id != self.scope.inside:
            raise Untranslated(
                _("“%(name)s” is asked for each entry of “%(list)s”.")
                % {"name": name, "list": asked.list_id}
            )
        return Piece(asked.id, asked.returns, asked=asked)

    def known(self, name: str) -> Asked:
        asked = self.scope.known.get(name)
        if asked is None or not asked.returns:
            raise Untranslated(_("“%(name)s” is no question that is taken over.") % {"name": name})
        return asked

    # -- Functions -------------------------------------------------------------------------------

    def call(self, name: str) -> Piece:
        if name in OVER_LISTS and self.here[0] == "asked":
            asked = self.known(self.here[1])
            if asked.kind == "repeat" or asked.list_id not in ("", self.scope.inside):
                self.place += 1
                self.need(")")
                return over_list(name, asked)
        if name == "position" and self.takes(".."):
            self.need(")")
            return Piece("position", "number")
        if name == "today" and not self.scope.today:
            raise Untranslated(_("today() counts in checks only."))
        arguments = self.arguments()
        function = FUNCTIONS.get((name, len(arguments)))
        if not function:
            raise Untranslated(_("The function %(name)s has no counterpart.") % {"name": name})
        made = function(*arguments)
        return replace(made, unequal=made.unequal or any(part.unequal for part in arguments))

    def arguments(self) -> list[Piece]:
        found: list[Piece] = []
        while not self.takes(")"):
            if found:
                self.need(",")
            found.append(self.either())
        return found


def yes(piece: Piece) -> Piece:
    if piece.type not in ("yes", "any"):
        raise Untranslated(_("A comparison is expected, not “%(part)s”.") % {"part": piece.text})
    return piece


def number(piece: Piece) -> Piece:
    if piece.type not in ("number", "any"):
        raise Untranslated(_("“%(part)s” is no number.") % {"part": piece.text})
    return piece


def literal(word: str) -> Piece:
    escaped = word.replace("\\", "\\\\").replace("'", "\\'")
    return Piece(f"'{escaped}'", "text", word=word)


# -- Comparisons ---------------------------------------------------------------------------------


def compared(left: Piece, sign: str, right: Piece) -> Piece:
    if left.asked is None and right.asked is not None:
        left, right, sign = right, left, FLIPPED.get(sign, sign)
    if right.word == "":
        return emptiness(left, sign)
    if left.type == "length":
        return length(left, sign, right)
    if left.asked and left.asked.choices:
        right = chosen(left, right)
    else:
        right = fitting(right, left)
        left = fitting(left, right)
    if left.type != right.type and "any" not in (left.type, right.type):
        raise Untranslated(
            _("“%(left)s” and “%(right)s” cannot be compared.")
            % {"left": left.text, "right": right.text}
        )
    text = f"{left.at(SUM)} {sign} {right.at(SUM)}"
    return Piece(text, "yes", COMPARISON, unequal=sign == "!=")


def emptiness(piece: Piece, sign: str) -> Piece:
    """`${a} != ''` asks whether there is an answer, and so does `string-length(${a}) > 0`."""
    if not piece.asked or sign not in ("=", "!="):
        raise Untranslated(_("Only an answer can be compared with an empty text."))
    return answered(piece.asked, there=sign == "!=")


def answered(asked: Asked, *, there: bool) -> Piece:
    text = f"answered({asked.id})"
    return Piece(text, "yes") if there else Piece(f"not {text}", "yes", SIGNED)


def length(piece: Piece, sign: str, right: Piece) -> Piece:
    there = {(">", "0"): True, ("!=", "0"): True, (">=", "1"): True, ("=", "0"): False}
    if not piece.asked or (sign, right.word) not in there:
        raise Untranslated(_("The length of a text cannot be compared. Write max_length."))
    return answered(piece.asked, there=there[(sign, str(right.word))])


def chosen(left: Piece, right: Piece) -> Piece:
    """The choice of this name, by our id."""
    asked = left.asked
    if asked is None or right.word is None:
        return right
    if left.type == "texts":
        raise Untranslated(_("Several choices are compared by selected() only."))
    if right.word not in asked.choices:
        raise Untranslated(
            _("“%(word)s” is no choice of “%(name)s”.") % {"word": right.word, "name": asked.id}
        )
    return literal(asked.choices[right.word])


def fitting(piece: Piece, other: Piece) -> Piece:
    """XPath takes '5' for a number and 5 for a text, as needed; a literal becomes what the other is."""
    if piece.word is None or piece.type == other.type:
        return piece
    if other.type == "number" and re.fullmatch(r"-?\d+(\.\d+)?", piece.word):
        return Piece(piece.word, "number", word=piece.word)
    return literal(piece.word) if other.type == "text" else piece


# -- What the functions become -------------------------------------------------------------------

OVER_LISTS = ("count", "sum", "min", "max")


def over_list(name: str, asked: Asked) -> Piece:
    """Of a list: how many entries; of a question in it: a sum over them."""
    if name == "count":
        return Piece(f"count({asked.list_id or asked.id})", "number")
    if asked.kind == "repeat" or asked.returns != "number":
        raise Untranslated(_("“%(part)s” is no number.") % {"part": asked.id})
    return Piece(f"{name}({asked.list_id}.map(e, e.{asked.id}))", "number")


def selected(piece: Piece, word: Piece) -> Piece:
    asked = piece.asked
    if not asked or not asked.choices or word.word is None:
        raise Untranslated(_("selected() needs a question with choices, and a choice."))
    if piece.type != "texts":
        return compared(piece, "=", word)
    choice = chosen(replace(piece, type="text"), word)
    return Piece(f"{choice.text} in {piece.text}", "yes", COMPARISON)


def negated(piece: Piece) -> Piece:
    return Piece(f"not {yes(piece).at(WHOLE)}", "yes", SIGNED, unequal=piece.unequal)


def counted(piece: Piece) -> Piece:
    if piece.type != "texts":
        raise Untranslated(_("“%(part)s” has not several choices.") % {"part": piece.text})
    return Piece(f"count({piece.text})", "number")


def decided(condition: Piece, one: Piece, other: Piece) -> Piece:
    if one.type != other.type:
        raise Untranslated(_("Both results of if() must be of one kind."))
    return Piece(f"({yes(condition).at(OR)} ? {one.at(SUM)} : {other.at(SUM)})", one.type)


def or_zero(piece: Piece, zero: Piece) -> Piece:
    if not piece.asked or piece.type != "number" or zero.word != "0":
        raise Untranslated(_("coalesce() is taken over for a number and 0 only."))
    return Piece(f"or_zero({piece.asked.id})", "number")


def rounded(piece: Piece, places: Piece) -> Piece:
    if places.word != "2":
        raise Untranslated(_("Numbers are rounded to 2 places only."))
    return Piece(f"round2({number(piece).text})", "number")


def of_two(name: str) -> Callable[[Piece, Piece], Piece]:
    return lambda one, other: Piece(f"{name}({number(one).text}, {number(other).text})", "number")


def text_alone(piece: Piece) -> Piece:
    if piece.type != "text":
        raise Untranslated(_("“%(part)s” is no text.") % {"part": piece.text})
    return piece


def matched(piece: Piece, pattern: Piece) -> Piece:
    if piece.text != "this" or pattern.word is None:
        raise Untranslated(_("regex() is taken over for the answer itself only."))
    return Piece("", "pattern", word=pattern.word)


FUNCTIONS: dict[tuple[str, int], Callable[..., Piece]] = {
    ("selected", 2): selected,
    ("not", 1): negated,
    ("count-selected", 1): counted,
    ("if", 3): decided,
    ("coalesce", 2): or_zero,
    ("round", 2): rounded,
    ("min", 2): of_two("min"),
    ("max", 2): of_two("max"),
    ("today", 0): lambda: Piece("today()", "text"),
    ("true", 0): lambda: Piece("true", "yes"),
    ("false", 0): lambda: Piece("false", "yes"),
    ("number", 1): number,
    ("date", 1): text_alone,
    ("string", 1): text_alone,
    ("string-length", 1): lambda piece: replace(piece, type="length"),
    ("regex", 2): matched,
}
