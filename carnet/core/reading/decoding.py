"""In which encoding a text is written. Runs in the child process, where no codec can be loaded any more.

A mark at the beginning settles it, or zero bytes in every second place, or that it is flawless UTF-8.
What is left is one byte for each sign: Windows, an old Mac, or an old DOS program, whichever makes the
likelier words.
"""

import codecs
import re
from itertools import islice

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In the order of likelihood: of two that fit alike the first is taken.
SINGLE = ("cp1252", "mac_roman", "cp850")
OTHERS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp437")  # the last for ZIP
LOADED = [codecs.lookup(name) for name in (*SINGLE, *OTHERS)]
PROBE = 4096
WORDS = 2_000

WORD = re.compile(rb"[A-Za-z\x80-\xff]{2,40}")
HIGH = re.compile(rb"[\x80-\xff]")
ASCII = bytes(range(128))
USUAL = "éèêëàâäçîïôöùûüñßœæ"
CAPITALS = USUAL.upper()
APOSTROPHE = "’"
NEUTRAL = "\xa0«»“”„–—…°€"


def encoding_of(data: bytes) -> str:
    """The name of a Python codec that reads, and would write, this text."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    if wide := _without_mark(data):
        return wide
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if _mostly_utf8(data) else _single(data)
    return "utf-8"


def _without_mark(data: bytes) -> str:
    """UTF-16 shows in zero bytes beside most letters of the West."""
    head = data[:PROBE]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) / 4 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) / 4 and not odd else ""


def _mostly_utf8(data: bytes) -> bool:
    """Two files put together, or one cut in the middle of a sign."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return len(data.translate(None, ASCII)) > 20 * wrong


def _single(data: bytes) -> str:
    words = {word[0] for word in islice(WORD.finditer(data), 50 * WORDS) if HIGH.search(word[0])}
    some = list(islice(words, WORDS))
    return max(SINGLE, key=lambda name: sum(_likelihood(word, name) for word in some))


def _likelihood(word: bytes, encoding: str) -> int:
    text = f" {word.decode(encoding, 'replace')} "
    return sum(_fits(*text[at - 1 : at + 2]) for at in range(1, len(text) - 1) if text[at] > "\x7f")


def _fits(before: str, sign: str, after: str) -> int:
    """How well a sign stands between its neighbours: points, or a reproach."""
    shouted = before.isupper() and after.isupper()
    if sign in USUAL:
        return -1 if shouted else 2
    if sign in CAPITALS:
        return -2 if before.islower() else 2
    if sign == APOSTROPHE:
        return 2 if before.isalpha() and after.isalpha() else 0
    if sign.isalpha():
        odd = shouted if sign.islower() else before.islower()
        return -2 if odd else 1
    return 0 if sign in NEUTRAL else -2
