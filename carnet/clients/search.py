"""What a client is found by: their names, company, e-mail and numbers, folded so that accents, case and
punctuation do not matter. Knows nothing of the database; the same words go into SQLite and PostgreSQL."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol

# Letters that Unicode does not take apart into a letter and an accent.
LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h"}
)
# How German-speaking people write these letters on a foreign keyboard; found both ways.
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# By code: small letters and digits, a space for all else.
PLAIN = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else ord(" ")
    for code in range(256)
)
# The same, leaving the sign between two texts.
APART = "\0"
PLAIN_APART = APART.encode() + PLAIN[1:]
NUMBER = re.compile(r"[\d./\-]*\d[\d./\-]*")
# Stands before each word of a client, and in no word.
BEGIN = "@"
LONGEST_WORD = 40
MOST_WORDS = 8

# Of a client: first the names, then numbers, then addresses of mail.
TEXTS = (
    *("first_name", "last_name", "company", "partner_first_name", "partner_last_name"),
    *("client_number", "enterprise_number", "email", "partner_email"),
)
NAMES, NUMBERS = 5, slice(5, 7)
Words = list[str]
NO_WORDS: Words = []


class Findable(Protocol):
    """A client, whichever way it was made."""

    firm_id: int
    kind: str
    first_name: str
    last_name: str
    company: str
    email: str
    client_number: str
    enterprise_number: str
    partner_first_name: str
    partner_last_name: str
    partner_email: str
    sort_name: str
    search: str


def fold(text: str) -> str:
    """“Zoë D’Hœst-Müller” → “zoe d hoest muller”."""
    return " ".join(_words(text))


def _words_of(texts: Sequence[str]) -> list[Words]:
    """The words of each. Translating them together costs a third, since a call takes longer than a name."""
    joined = APART.join(texts)
    if joined.count(APART) != len(texts) - 1:
        return list(map(_words, texts))
    # What is no letter from A to Z becomes a question mark here; texts that hold it are folded by themselves.
    folded = joined.encode("ascii", "replace").translate(PLAIN_APART).decode()
    words = list(map(str.split, folded.split(APART)))
    if not joined.isascii():
        for at, text in enumerate(texts):
            if not text.isascii():
                words[at] = _words(text)
    return words


def _words(text: str) -> Words:
    if text.isascii():
        return text.encode().translate(PLAIN).decode().split()
    return text.translate(SIGNS).split()


class Signs(dict[int, str]):
    """What becomes of a sign, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        apart = unicodedata.normalize("NFKD", chr(code).casefold().translate(LETTERS))
        kept = (
            sign if sign.isalnum() else " " for sign in apart if not unicodedata.combining(sign)
        )
        # Once more: some letters only show their capital or ligature after being taken apart.
        self[code] = folded = "".join(kept).casefold().translate(LETTERS)
        return folded


SIGNS = Signs()


def _sorted_under(names: Sequence[Words], kind: str) -> str:
    first, last, company = names
    person = [*last, *first]
    words = [*company, *person] if kind == "company" and company else [*person, *company]
    return " ".join(words)[:200].rstrip()


def found_by(client: Findable) -> tuple[str, str]:
    """The two columns the register sorts and searches by. First where the client stands in the alphabet, at most
    200 signs: people under their last name, companies under theirs. Then every word the client is found by,
    each behind the number of the firm, “12@peeters 12@ann”, so that the words of one firm stand apart in the
    index; no typed word reaches over, since fold drops the @."""
    texts = [getattr(client, name) for name in TEXTS]
    return _found(of_firm(client.firm_id, ""), client.kind, texts[:NAMES], _words_of(texts))


def many_found_by(
    firm_id: int, kinds: Sequence[str], columns: Sequence[Sequence[str]]
) -> list[tuple[str, str]]:
    """The same of many clients of one firm; `columns` hold their texts, each one of TEXTS."""
    begin, nothing = of_firm(firm_id, ""), [NO_WORDS] * len(kinds)
    told = [_words_of(column) if any(column) else nothing for column in columns]
    texts = zip(*columns[:NAMES], strict=True)
    return [_found(begin, *one) for one in zip(kinds, texts, zip(*told, strict=True), strict=True)]


def _found(begin: str, kind: str, names: Sequence[str], told: Sequence[Words]) -> tuple[str, str]:
    words: Words = []
    for text, folded in zip(names, told, strict=False):
        if folded:
            words += folded if len(folded) == 1 and text.isascii() else _name_words(text, folded)
    for folded in told[NAMES:]:
        words += folded
    words += ["".join(number) for number in told[NUMBERS] if number]
    if not words:
        return "", ""
    if max(map(len, words)) > LONGEST_WORD:
        words = [word[:LONGEST_WORD] for word in words]
    text = begin + f" {begin}".join(dict.fromkeys(words))
    return _sorted_under(told[:3], kind), text


def of_firm(firm_id: int, word: str) -> str:
    return f"{firm_id}{BEGIN}{word}"


def prepare(client: Findable) -> None:
    """Fill the two columns the register sorts and searches by; call it before every save."""
    client.sort_name, client.search = found_by(client)


def typed_words(text: str) -> list[str]:
    """What somebody typed, as the beginnings of words to be found. A number typed with points or
    dashes is one word, however it is stored: 0403.170.701."""
    words: list[str] = []
    for part in text[:200].split():
        typed = _words(part)
        words += ["".join(typed)] if NUMBER.fullmatch(part) else typed
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in words))[:MOST_WORDS]


def matches(words: Iterable[str], text: str) -> bool:
    """Whether every word begins a word of this search text."""
    return all(BEGIN + word in text for word in words)


def _name_words(text: str, words: Words) -> Words:
    """Also as one word, since “Van den Berg”, “Vandenberg” and “Jean-Paul”, “Jeanpaul” are confused."""
    if 1 < len(words) <= 4:
        words = [*words, "".join(words)]
    if not text.isascii():
        composed = unicodedata.normalize("NFC", text.casefold())
        words = [*words, *_words(composed.translate(UMLAUTS))]
    return words
