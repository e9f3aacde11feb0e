"""Headers as people write them, brought to one form: case, accents, signs and breaks do not matter."""

import re
import unicodedata
from collections.abc import Iterator

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
DIGITS_APART = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
NUMBER_SIGN = re.compile(r"\b(?:n[°º]|(?:no|nr|num)\b)")
BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
SEPARATORS = re.compile(r"[\s_\-–./\\'’`´,;:*\"“”«»()\[\]{}&+|#?!<>=]+")
# “Voornaam / Prénom”, or one language under the other.
LANGUAGES_APART = re.compile(r"\s*[/|\n]\s*|\s+[-–]\s+")
LONGEST = 120


def normalise(header: str) -> str:
    """“N° de  Registre_national*” and “n registre national” alike, whatever the accents and signs."""
    text = CAMEL.sub(" ", header).lower().replace("ß", "ss")
    text = NUMBER_SIGN.sub(" n ", SEPARATORS.sub(" ", text))
    decomposed = unicodedata.normalize("NFKD", DIGITS_APART.sub(" ", text))
    return " ".join("".join(sign for sign in decomposed if not unicodedata.combining(sign)).split())


def readings(header: str) -> Iterator[str]:
    """The header in normal form; then without the hint in brackets; then each of its languages alone."""
    return filter(None, map(normalise, parts(header)))


def parts(header: str) -> Iterator[str]:
    """The same as they are written."""
    yield header
    bare = BRACKETED.sub("", header)
    if bare != header:
        yield bare
    languages = LANGUAGES_APART.split(bare.strip())
    if len(languages) > 1:
        yield from languages


def word_set(text: str) -> frozenset[str]:
    """Words readable in a table of ours, separated by commas, as headers are compared."""
    return frozenset(filter(None, map(normalise, text.split(","))))


def listed(text: str) -> frozenset[str]:
    """The words of a table of ours as they stand there, separated by spaces."""
    return frozenset(text.split())
