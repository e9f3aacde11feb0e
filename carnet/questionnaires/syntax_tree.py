"""The compiler's own view of a rule: which names it reads, which fields of lists, what it compares with what.

Decodes the serialised `cel.expr.CheckedExpr`, of which it needs a dozen field numbers, without any protobuf package.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

VARINT, EIGHT_BYTES, BYTES = 0, 1, 2

# cel.expr.CheckedExpr, its references, and google.protobuf.Any around it
ANY_VALUE = CHECKED_REFERENCES = 2
CHECKED_EXPR = 4
# cel.expr.Expr
EXPR_ID, CONST, IDENT, SELECT, CALL, LIST, COMPREHENSION = 2, 3, 4, 5, 6, 7, 9
CONST_STRING = 6

Fields = dict[int, list[bytes | int]]


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


def tree_of(serialised: bytes) -> Tree:
    checked = fields_of(last(fields_of(serialised), ANY_VALUE))
    references = {}
    for entry in checked.get(CHECKED_REFERENCES, []):
        parts = fields_of(entry)
        names = fields_of(last(parts, 2)).get(1)
        if names:
            references[last(parts, 1)] = names[-1].decode()
    return expression(last(checked, CHECKED_EXPR), references)


def fields_of(message: bytes) -> Fields:
    """The fields of one protobuf message by number."""
    found: Fields = {}
    place = 0
    while place < len(message):
        key, place = varint(message, place)
        wire = key & 7
        if wire == VARINT:
            value, place = varint(message, place)
        elif wire == BYTES:
            size, place = varint(message, place)
            value, place = message[place : place + size], place + size
        else:
            width = 8 if wire == EIGHT_BYTES else 4
            value, place = message[place : place + width], place + width
        found.setdefault(key >> 3, []).append(value)
    return found


def varint(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7


def last(fields: Fields, number: int, default: bytes | int = b"") -> bytes | int:
    return fields.get(number, [default])[-1]


def expression(message: bytes, references: dict[int, str]) -> Tree:
    fields = fields_of(message)
    name = references.get(last(fields, EXPR_ID, 0), "")
    if CONST in fields:
        return constant(fields_of(last(fields, CONST)))
    if IDENT in fields:
        return Tree("name", name or last(fields_of(last(fields, IDENT)), 1).decode())
    if SELECT in fields:
        select = fields_of(last(fields, SELECT))
        if name:
            return Tree("name", name)
        return Tree("field", text(select, 2), (expression(last(select, 1), references),))
    if CALL in fields:
        call = fields_of(last(fields, CALL))
        arguments = [*call.get(1, []), *call.get(3, [])]
        return Tree("call", text(call, 2), parts_of(arguments, references))
    if LIST in fields:
        return Tree("list", "", parts_of(fields_of(last(fields, LIST)).get(1, []), references))
    if COMPREHENSION in fields:
        loop = fields_of(last(fields, COMPREHENSION))
        parts = [last(loop, number) for number in (2, 4, 5, 6, 7)]
        return Tree("loop", "", parts_of(parts, references), text(loop, 1))
    return Tree("other")


def constant(fields: Fields) -> Tree:
    return Tree("string", text(fields, CONST_STRING)) if CONST_STRING in fields else Tree("other")


def text(fields: Fields, number: int) -> str:
    return last(fields, number).decode()


def parts_of(messages: list[bytes], references: dict[int, str]) -> tuple[Tree, ...]:
    return tuple(expression(message, references) for message in messages)


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
