"""What stands before a line of a list: "3.", "2.a)", "b)", "IV.", a bullet, blanks. Pure."""

import re
from dataclasses import dataclass

Key = tuple[str, ...]

PIECE = re.compile(r"\d+|[a-z]+|[A-Z]+")
ROMAN = re.compile(r"[IVX]+")
# Digits alone need a sign behind them, or "3 enfants" would be number three.
LEADING = re.compile(
    r"""(?:(?:question|vraag|frage|q|v|f)\.?\ ?(?=\d)|(?:Q|V|F)(?=\d))?\(?
    (?P<number>
        \d{1,3}(?:\.\d{1,2})+(?=\s)                                     # 3.1
      | \d{1,3}(?:[.\-]\d{1,2})*[.\-]?[a-z]?(?=[.):°](?!\d)|\s[–—-]\s|\s?:)   # 3.  3)  3.1)  3a.  3.a)  3 –
      | \d{1,3}[a-z](?=\s)                                              # 3a
      | [ivx]{2,4}(?=\)) 
      | [a-z](?=[.)]\s?)                                                # a)
      | [A-Z](?=[.)]\s|\s[–—-]\s)                                       # A.
      | [IVX]{1,5}(?=[.)]\s|\s[–—-]\s)                                  # IV.
    )\s*[.):°–—-]*\s*""",
    re.VERBOSE,
)
ALONE = re.compile(
    r"\(?(?:[A-Za-z]?\d{1,3}(?:[.\-]?(?:\d{1,2}|[a-z]))*|[A-Za-z]|[IVX]{1,5})[.):°]*"
)
BULLET = re.compile(r"(?:[-–—•*·▪◦‣➔➢→>]|o(?=\s{2,}|\t))\s*(?=\S)")


@dataclass(frozen=True)
class Lead:
    key: Key
    bullet: bool
    depth: int
    rest: str

    @property
    def heads(self) -> bool:
        """A capital letter or a roman number: what parts of a list are numbered with."""
        return len(self.key) == 1 and self.key[0].isupper()


def lead_of(text: str) -> Lead:
    bare = text.lstrip()
    indented = len(text.expandtabs(4)) - len(bare.expandtabs(4)) >= 2
    if bullet := BULLET.match(bare):
        return Lead((), True, 1 + indented, bare[bullet.end() :].strip())
    found = LEADING.match(bare)
    rest = bare[found.end() :].strip() if found else ""
    if found and rest:
        key = key_of(found["number"])
        return Lead(key, False, max(int(indented), depth_of(key)), rest)
    return Lead((), False, int(indented), bare.strip())


def key_of(written: str) -> Key:
    return tuple(PIECE.findall(re.sub(r"^[QVFqvf](?=\d)", "", written)))


def depth_of(key: Key) -> int:
    """A letter alone is below the number before it."""
    return 1 if len(key) == 1 and key[0].islower() else len(key) - 1


def is_number(cell: str) -> bool:
    return bool(ALONE.fullmatch(cell.strip()))


def below(key: Key, above: Key) -> Key:
    """The whole number of a letter: "b" behind 3 or 3.a is 3.b."""
    if len(key) != 1 or not key[0].islower() or not above:
        return key
    kept = above[:-1] if len(above) > 1 and above[-1].islower() else above
    return (*kept, *key)
