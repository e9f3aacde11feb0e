"""The compiler's own view of a rule: which names it reads, which fields of lists, what it compares with what.

Decodes the serialised `cel.expr.CheckedExpr`, of which it needs a dozen field numbers, without any protobuf package.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

VARINT, EIGHT_BYTES, BYTES = 0, 1, 2

# cel.expr.CheckedExpr, its references, and google.protobuf.Any around it
ANY_VALUE = CHECKED_REFERENCES = 2
CHECKED_EXPR = 4
REFERENCE_KEY, REFERENCE_VALUE, REFERENCE_NAME = 1, 2, 1
# cel.expr.Expr
EXPR_ID, CONST, IDENT, SELECT, CALL, LIST, COMPREHENSION = 2, 3, 4, 5, 6, 7, 9
CONST_DOUBLE, CONST_STRING = 5, 6

# By the id of an expression: the reference of the compiler, read where a name needs it.
References = dict[int, bytes]


@dataclass(frozen=True)
class Tree:
    """One node: `word` is the constant, the name, the field or the function."""

    kind: str
    word: str = ""
    parts: tuple["Tree", ...] = ()
    loop: str = ""


@dataclass
class Reading:
    """What a rule reads and calls."""

    names: set[str] = field(default_factory=set)
    fields: set[tuple[str, str]] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    compared: set[tuple[str, str]] = field(default_factory=set)
    # Names and fields of lists that a “not” or a ≠ turns around.
    negated: set[str] = field(default_factory=set)


class Message:
    """The fields of one protobuf message by number: numbers apart from everything with a length. A large form
    has tens of thousands, nearly all with keys and sizes of a single byte, so those are read here."""

    __slots__ = ("numbers", "parts")

    def __init__(self, content: bytes) -> None:
        self.numbers: dict[int, int] = {}
        self.parts: dict[int, list[bytes]] = {}
        parts, place, end = self.parts, 0, len(content)
        while place < end:
            key = content[place]
            place += 1
            if key >= 0x80:
                key, place = varint(content, place - 1)
            wire, number = key & 7, key >> 3
            if wire == BYTES:
                size = content[place]
                place += 1
                if size >= 0x80:
                    size, place = varint(content, place - 1)
            elif wire == VARINT:
                self.numbers[number], place = varint(content, place)
                continue
            else:
                size = 8 if wire == EIGHT_BYTES else 4
            part = content[place : place + size]
            if number in parts:
                parts[number].append(part)
            else:
                parts[number] = [part]
            place += size

    def message(self, number: int) -> "Message":
        return Message(self.parts[number][-1] if number in self.parts else b"")

    def text(self, number: int) -> str:
        return self.parts[number][-1].decode() if number in self.parts else ""


def varint(content: bytes, place: int) -> tuple[int, int]:
    if content[place] < 0x80:
        return content[place], place + 1
    value = shift = 0
    while True:
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7


def tree_of(serialised: bytes) -> Tree:
    checked = Message(serialised).message(ANY_VALUE)
    entries = map(Message, checked.parts.get(CHECKED_REFERENCES, ()))
    references = {
        entry.numbers[REFERENCE_KEY]: entry.parts[REFERENCE_VALUE][-1] for entry in entries
    }
    return expression(checked.message(CHECKED_EXPR), references)


def expression(message: Message, references: References) -> Tree:
    parts = message.parts
    if CONST in parts:
        return constant(message.message(CONST))
    if IDENT in parts:
        return Tree("name", meant(message, references) or message.message(IDENT).text(1))
    if SELECT in parts:
        if name := meant(message, references):
            return Tree("name", name)
        select = message.message(SELECT)
        return Tree("field", select.text(2), (expression(select.message(1), references),))
    if CALL in parts:
        call = message.message(CALL)
        return Tree("call", call.text(2), inner(call, (1, 3), references))
    if LIST in parts:
        return Tree("list", "", inner(message.message(LIST), (1,), references))
    if COMPREHENSION in parts:
        loop = message.message(COMPREHENSION)
        return Tree("loop", "", inner(loop, (2, 4, 5, 6, 7), references), loop.text(1))
    return Tree("other")


def meant(message: Message, references: References) -> str:
    """The declared name that the compiler took this one for; empty for the name of a loop."""
    found = references.get(message.numbers.get(EXPR_ID, 0))
    return Message(found).text(REFERENCE_NAME) if found else ""


def constant(message: Message) -> Tree:
    if CONST_STRING in message.parts:
        return Tree("string", message.text(CONST_STRING))
    if CONST_DOUBLE in message.parts:
        return Tree("number", repr(struct.unpack("<d", message.parts[CONST_DOUBLE][-1])[0]))
    return Tree("other")


def inner(message: Message, numbers: tuple[int, ...], references: References) -> tuple[Tree, ...]:
    parts = [part for number in numbers for part in message.parts.get(number, ())]
    return tuple(expression(Message(part), references) for part in parts)


def read(tree: Tree, reading: Reading, loops: dict[str, str] | None = None) -> Reading:
    """Collect what the tree reads; `loops` maps the names of running loops to the list they walk."""
    loops = loops or {}
    if tree.kind == "name" and tree.word not in loops and not tree.word.startswith("@"):
        reading.names.add(tree.word)
        reading.whole.add(tree.word)
    elif tree.kind == "field":
        read_field(tree, reading, loops)
    elif tree.kind == "loop":
        read_loop(tree, reading, loops)
    else:
        if tree.kind == "call":
            reading.functions.add(tree.word)
            reading.compared.update(comparisons(tree))
            reading.negated.update(turned(tree))
        read_parts(tree, reading, loops)
    return reading


def read_parts(tree: Tree, reading: Reading, loops: dict[str, str]) -> None:
    counted = tree.kind == "call" and tree.word == "count"
    for part in tree.parts:
        walked = walked_list(part, loops) if counted and part.kind == "name" else ""
        if walked:
            reading.names.add(walked)
        else:
            read(part, reading, loops)


def read_field(tree: Tree, reading: Reading, loops: dict[str, str]) -> None:
    """`c.age` in a loop over children, or `children[0].age`, reads the field age of children."""
    inner = tree.parts[0]
    walked = element_of(inner, loops)
    if not walked:
        read(inner, reading, loops)
        return
    reading.fields.add((walked, tree.word))
    reading.names.add(walked)
    for part in inner.parts[1:]:
        read(part, reading, loops)


def read_loop(tree: Tree, reading: Reading, loops: dict[str, str]) -> None:
    walked = walked_list(tree.parts[0], loops)
    if walked:
        reading.names.add(walked)
    if not walked or tree.parts[0].kind != "name":
        read(tree.parts[0], reading, loops)
    inner = {**loops, tree.loop: walked, "@result": ""}
    for part in tree.parts[1:]:
        read(part, reading, inner)


def element_of(tree: Tree, loops: dict[str, str]) -> str:
    """The list that this one element comes from, if that can be told."""
    if tree.kind == "name":
        return loops.get(tree.word, "")
    if tree.kind == "call" and tree.word == "_[_]":
        return walked_list(tree.parts[0], loops)
    return ""


def walked_list(tree: Tree, loops: dict[str, str]) -> str:
    """The list behind `children` or `children.filter(…)`; a map makes other elements."""
    if tree.kind == "name":
        return "" if tree.word in loops else tree.word
    if tree.kind == "loop" and tree.parts[3].word == "_?_:_":
        return walked_list(tree.parts[0], loops)
    return ""


def comparisons(tree: Tree) -> Iterator[tuple[str, str]]:
    """The pairs (name, word) of `name == 'word'`, `'word' in name` and `name in ['a', 'b']`."""
    if tree.word not in ("_==_", "_!=_", "@in") or len(tree.parts) != 2:
        return
    for one, other in (tree.parts, tree.parts[::-1]):
        name = one.word.rpartition(".")[2] if one.kind in ("name", "field") else ""
        words = other.parts if other.kind == "list" else (other,)
        if name:
            yield from ((name, word.word) for word in words if word.kind == "string")


def turned(tree: Tree) -> Iterator[str]:
    """What `a != …` compares, and all that stands inside `!(…)`."""
    if tree.word == "_!=_":
        yield from (part.word for part in tree.parts if part.kind in ("name", "field"))
    elif tree.word == "!_":
        yield from words_in(tree)


def words_in(tree: Tree) -> Iterator[str]:
    if tree.kind in ("name", "field"):
        yield tree.word
    for part in tree.parts:
        yield from words_in(part)
