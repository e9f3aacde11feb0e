"""“If yes, …”: what it says, and which question above it is about. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from carnet.builder import prose_words as words
from carnet.builder.prose_numbers import Key, key_of

EDGES = " ,;:.–—-)(→"
LATER = re.compile(
    rf"\(\s*(?:{words.IF_YES.pattern}|{words.IF_NO.pattern})[^()]*\)\s*$", re.IGNORECASE
)
BY_NUMBER = re.compile(rf"{words.IF}\s+(?:{words.OF})?{words.NUMBER}\s*", re.IGNORECASE)
OF = re.compile(rf"(?:{words.OF}){words.NUMBER}", re.IGNORECASE)
BARE = re.compile(rf"(?:\b[QV])?{words.NUMBER}", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """The answer it waits for, the number of the question if it names one, its own words, and what is left."""

    answer: str
    found: str
    rest: str
    key: Key = ()


def told(text: str) -> Told | None:
    """The condition a line begins with, or has in brackets at its end."""
    bare = text.lstrip(EDGES)
    for answer, pattern in (("no", words.IF_NO), ("yes", words.IF_YES)):
        if begins := pattern.match(bare):
            return referred(answer, begins[0], bare[begins.end() :])
    if found := BY_NUMBER.match(bare):
        said = words.ANSWERED.match(bare, found.end())
        if said:
            rest = bare[said.end() :].strip(EDGES)
            return Told(yes_or_no(said[1]), bare[: said.end()], rest, key_of(found["number"]))
    if found := LATER.search(text):
        inside = told(found[0].strip("() "))
        if inside:
            return Told(inside.answer, inside.found, text[: found.start()].strip(), inside.key)
    return None


def referred(answer: str, found: str, rest: str) -> Told:
    """With the question it names: "si oui à la question 4, …"."""
    rest = rest.lstrip(" ,;:–—-")
    if of := OF.match(rest):
        after = rest[of.end() :].strip(EDGES)
        return Told(answer, f"{found} {of[0]}", after, key_of(of["number"]))
    return Told(answer, found, rest.strip(" ,;:–—-"))


def in_column(text: str) -> Told | None:
    """What a cell of the column of conditions says: "falls ja", "4 = nee", "oui à la question 4", "ja"."""
    if not text:
        return None
    if found := told(text):
        return found
    answer = re.search(rf"\b({'|'.join(sorted(words.YES | words.NO))})\b", text, re.IGNORECASE)
    if answer is None:
        return None
    number = OF.search(text) or BARE.search(text)
    return Told(yes_or_no(answer[1]), text, "", key_of(number["number"]) if number else ())


def yes_or_no(word: str) -> str:
    return "yes" if word.lower() in words.YES else "no"


def ancestors(key: Key) -> Sequence[Key]:
    """The numbers above this one, the nearest first."""
    return [key[:length] for length in range(len(key) - 1, 0, -1)]
