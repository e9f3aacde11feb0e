"""Rules as people write them, to canonical CEL: quotes, signs and words made regular. Text inside quotes is untouched.

Knows which names exist, and nothing of their types; the compiler judges the result.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

ASKING = ("answered", "shown", "or_zero")
MACROS = ("exists", "exists_one", "all", "filter", "map")
SIGNS = {"=": "==", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "×": "*", "−": "-"}
JOINING = {"and": "&&", "or": "||", "not": "!"}
QUOTES = "'\"“”„‟‘’‚‛"
COMPARING = ("==", "!=")
CHOOSING = (*COMPARING, "in")
ORDERING = ("<=", ">=", "<", ">")
BINARY = frozenset((*COMPARING, *ORDERING, "&&", "||", "+", "-", "*", "/", "%", "?", ":", "in"))
# Marks that some keyboards and spreadsheet cells leave between letters without showing them.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]")
TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>'(?:[^'\\\n]|\\.)*' | "(?:[^"\\\n]|\\.)*")
    |(?P<curly>[“”„‟][^“”„‟"\n]*[“”„‟"] | [‘’‚‛][^‘’‚‛'\n]*[‘’‚‛'])
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<sign><>|<=|>=|==|!=|&&|\|\||.)""",
    re.VERBOSE,
)


class Token(NamedTuple):
    kind: str
    text: str


@dataclass(frozen=True)
class Vocabulary:
    """The names a rule may use, each with the choice words it can be compared with; `others` have none."""

    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own: str = ""
    others: Container[str] = ()

    def __contains__(self, name: str) -> bool:
        return name in self.names or name in self.others


def normalise(text: str, vocabulary: Vocabulary) -> str:
    """The canonical text of a rule; normalising it again changes nothing. A text that no rule can be, for which
    there is no such form, stays as it is; the compiler refuses it."""
    once = _regular(text, vocabulary)
    if once == text:
        return text
    return once if _regular(once, vocabulary) == once else text


def _regular(text: str, vocabulary: Vocabulary) -> str:
    tokens = [straight(token) for token in tokens_of(text)]
    if any(token.kind == "sign" and token.text in QUOTES for token in tokens):
        # Where a quotation never ends, nobody can tell what is inside it; the compiler refuses.
        return text
    looping = loop_names(tokens)
    tokens = [regular(tokens, place, vocabulary) for place in range(len(tokens))]
    tokens = divided(list(without_calls(tokens, looping)))
    return written(quoted_choices(tokens, vocabulary, looping))


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens without spaces; invisible marks go, except inside quotes."""
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind != "space" and not (kind == "sign" and INVISIBLE.match(match[0])):
            yield Token(kind, match[0])


def straight(token: Token) -> Token:
    if token.kind != "curly":
        return token
    inside = token.text[1:-1].replace("\\", "\\\\").replace("'", "\\'")
    return Token("string", f"'{inside}'")


def loop_names(tokens: list[Token]) -> frozenset[str]:
    """The names that exists(c, …) and its kin introduce."""
    return frozenset(
        tokens[place + 2].text
        for place in range(len(tokens) - 3)
        if tokens[place].text in MACROS
        and tokens[place + 1].text == "("
        and tokens[place + 2].kind == "name"
        and tokens[place + 3].text == ","
    )


def regular(tokens: list[Token], place: int, vocabulary: Vocabulary) -> Token:
    token = tokens[place]
    if token.kind == "sign":
        return Token("sign", SIGNS.get(token.text, token.text))
    if token.kind == "number" and token.text.isdigit() and not is_index(tokens, place):
        return Token("number", token.text + ".0")
    if token.kind == "name" and not after_dot(tokens, place):
        if token.text == "this" and vocabulary.own:
            return Token("name", vocabulary.own)
        if token.text.lower() in JOINING:
            return Token("sign", JOINING[token.text.lower()])
    return token


def is_index(tokens: list[Token], place: int) -> bool:
    """Is this the 0 of children[0], which must stay whole?"""
    return (
        place > 1
        and tokens[place - 1].text == "["
        and (tokens[place - 2].kind == "name" or tokens[place - 2].text in ")]")
        and tokens[place - 2].text != "in"
    )


def after_dot(tokens: list[Token], place: int) -> bool:
    return place > 0 and tokens[place - 1].text == "."


def without_calls(tokens: list[Token], looping: frozenset[str]) -> Iterator[Token]:
    """answered(x), shown(x), or_zero(x) and today() as plain names that are always bound."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        inside = argument(tokens, place + 1) if token.text in ASKING else []
        if token.text == "today" and called_with_nothing(tokens, place):
            yield token
            place += 3
        elif inside:
            yield from rewritten(token.text, inside, looping)
            place += len(inside) + 3
        else:
            yield token
            place += 1


def argument(tokens: list[Token], place: int) -> list[Token]:
    """The single dotted name between the brackets that open here; empty when it is anything else."""
    path = path_from(tokens, place + 1)
    if not path or tokens[place].text != "(":
        return []
    closing = place + 1 + len(path)
    return path if closing < len(tokens) and tokens[closing].text == ")" else []


def called_with_nothing(tokens: list[Token], place: int) -> bool:
    return [token.text for token in tokens[place + 1 : place + 3]] == ["(", ")"]


def rewritten(call: str, path: list[Token], looping: frozenset[str]) -> Iterator[Token]:
    loops = path[0].text in looping
    asks = [*signs("has("), *path, *signs(")")] if loops else prefixed("answered", path)
    if call == "answered":
        yield from asks
    elif call == "shown":
        yield from prefixed("shown", path)
    else:
        yield from [*signs("("), *asks, *signs("?"), *path, *signs(":"), Token("number", "0.0")]
        yield from signs(")")


def prefixed(word: str, path: list[Token]) -> list[Token]:
    return [Token("name", word), Token("sign", "."), *path]


@cache
def signs(text: str) -> tuple[Token, ...]:
    """The tokens of a text of ours; there are few such."""
    return tuple(tokens_of(text))


def path_from(tokens: list[Token], place: int) -> list[Token]:
    """The dotted name that begins here, unless it is a call."""
    end = place
    while end < len(tokens) and tokens[end].kind == "name":
        if end + 1 < len(tokens) and tokens[end + 1].text == ".":
            end += 2
            continue
        called = end + 1 < len(tokens) and tokens[end + 1].text == "("
        return [] if called else tokens[place : end + 1]
    return []


def path_before(tokens: list[Token], place: int) -> list[Token]:
    """The dotted name that ends just before this place."""
    start = place - 1
    if start < 0 or tokens[start].kind != "name":
        return []
    while start > 1 and tokens[start - 1].text == "." and tokens[start - 2].kind == "name":
        start -= 2
    return [] if start and tokens[start - 1].text == "." else tokens[start:place]


def divided(tokens: list[Token]) -> list[Token]:
    """Where brackets do not close, there is no telling what is divided by what; the compiler refuses."""
    if not any(token.text == "/" for token in tokens):
        return tokens
    safe = list(safely_divided(tokens))
    return safe if list(safely_divided(safe)) == safe else tokens


def safely_divided(tokens: list[Token]) -> Iterator[Token]:
    """`a / b` as `a / nonzero(b)`: to divide by zero is a fault, not a very large number."""
    close: dict[int, int] = {}
    for place, token in enumerate(tokens):
        end = divisor_end(tokens, place + 1) if token.text == "/" else 0
        yield token
        if end:
            close[end] = close.get(end, 0) + 1
            yield from signs("nonzero(")
        if close:
            yield from signs(")") * close.pop(place + 1, 0)


def divisor_end(tokens: list[Token], start: int) -> int:
    """Where the divisor that starts here ends; 0 when it is certainly not zero."""
    first = tokens[start] if start < len(tokens) else Token("sign", "")
    if first.text == "nonzero" or (first.kind == "number" and float(first.text)):
        return 0
    place = start
    while place < len(tokens) and tokens[place].text in ("-", "!"):
        place += 1
    if place < len(tokens) and tokens[place].text not in OPENING:
        place += 1
    while place < len(tokens) and tokens[place].text in (".", *OPENING):
        place = place + 2 if tokens[place].text == "." else after_bracket(tokens, place)
    return place if start < place <= len(tokens) else 0


def after_bracket(tokens: list[Token], place: int) -> int:
    """The place after the bracket that closes the one here."""
    depth = 0
    for end in range(place, len(tokens)):
        depth += (tokens[end].text in OPENING) - (tokens[end].text in CLOSING)
        if not depth:
            return end + 1
    return len(tokens)


OPENING, CLOSING = ("(", "["), (")", "]")


def quoted_choices(
    tokens: list[Token], vocabulary: Vocabulary, looping: frozenset[str]
) -> list[Token]:
    """`status = married` compares with the choice, so the bare word gets its quotes."""
    quote: set[int] = set()
    for place, token in enumerate(tokens):
        if token.text not in CHOOSING:
            continue
        left, right = path_before(tokens, place), path_from(tokens, place + 1)
        if token.text in COMPARING:
            if meant_as_choice(right, left, vocabulary, looping):
                quote.add(place + 1)
            elif meant_as_choice(left, right, vocabulary, looping):
                quote.add(place - 1)
        else:
            if meant_as_choice(left, right, vocabulary, looping):
                quote.add(place - 1)
            quote.update(listed_words(tokens, place, left, vocabulary, looping))
    return [
        Token("string", f"'{token.text}'") if place in quote else token
        for place, token in enumerate(tokens)
    ]


def listed_words(
    tokens: list[Token],
    place: int,
    compared: list[Token],
    vocabulary: Vocabulary,
    looping: frozenset[str],
) -> Iterator[int]:
    """The bare words of `use in [rented, empty]`."""
    if place + 1 >= len(tokens) or tokens[place + 1].text != "[":
        return
    for inner in range(place + 2, len(tokens)):
        if tokens[inner].text == "]":
            return
        is_name = tokens[inner].kind == "name"
        if is_name and meant_as_choice([tokens[inner]], compared, vocabulary, looping):
            yield inner


def meant_as_choice(
    word: list[Token], compared: list[Token], vocabulary: Vocabulary, looping: frozenset[str]
) -> bool:
    """A bare word beside a known name is a choice, if it is one of its choices or no name at all."""
    if len(word) != 1 or not compared or word[0].text in ("true", "false", "null"):
        return False
    known = compared[0].text in looping or compared[-1].text in vocabulary
    choices = vocabulary.names.get(compared[-1].text, frozenset())
    is_name = word[0].text in vocabulary or word[0].text in looping
    return known and (word[0].text in choices or not is_name)


def written(tokens: list[Token]) -> str:
    """The tokens with regular spaces."""
    text = ""
    for place, token in enumerate(tokens):
        if token.text in BINARY and not is_sign_of_number(tokens, place):
            text += f" {token.text} "
        elif token.text == ",":
            text += ", "
        else:
            joined = place and tokens[place - 1].kind != "sign" and token.kind != "sign"
            text += (" " if joined and not text.endswith(" ") else "") + token.text
    return text.strip()


def is_sign_of_number(tokens: list[Token], place: int) -> bool:
    """Is this minus the one of -5, not of a - 5?"""
    if tokens[place].text != "-":
        return False
    before = tokens[place - 1] if place else None
    return (
        before is None
        or before.text in BINARY
        or (before.kind == "sign" and before.text in "([,!-")
    )
