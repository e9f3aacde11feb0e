"""Splits a whole name into first and last name; from all names of a column it tells which comes first.

What cannot be told stays in the last name; the plan shows both before anything is written.
"""

import re
from collections.abc import Iterable, Mapping

from carnet.clients.search import fold
from carnet.imports.columns.first_names import is_first_name
from carnet.imports.columns.legal_forms import has_legal_form
from carnet.imports.columns.words import listed

# Belong to the last name that follows them.
PARTICLES = listed(
    "van de den der du des la le les von zu zur zum ter ten te vande vanden vander di da dos del"
    " della el al d' l' 't op"
)
_TITLE = (
    r"(?:m|mr|mrs|ms|mme|mlle|melle|dhr|de heer|mevr|mevrouw|mw|monsieur|madame|mademoiselle|herr|frau|dr|prof"
    r"|me|ir|ing)\b\.?"
)
# “M. et Mme Peeters” too: the other one's name is not told.
TITLES = re.compile(rf"^(?:{_TITLE}\s+(?:(?:et|en|und|&)\s+(?={_TITLE}))?)+", re.IGNORECASE)
# Before a last name alone, which no initial precedes.
_POLITE = (
    r"(?:m\.|m(?=\s+et\s)|(?:mr|mrs|ms|mme|mlle|melle|dhr|mevr)\b\.?|mevrouw|monsieur|madame|mademoiselle"
    r"|herr|frau)"
)
POLITE = re.compile(rf"(?:{_POLITE}\s+(?:(?:et|en|und|&)\s+(?={_POLITE}))?)+(?=\S)", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
TWO_PEOPLE = re.compile(r"\s+(?:&|\+|et|en|und|and)\s+|\s*&\s*|\s+/\s+", re.IGNORECASE)
# After “et” these tell a firm, not a wife.
FIRM = listed(
    "fils zoon zonen zn cie co associes partners soeurs freres zussen gebroeders sohn sohne"
)
PARTLY = 0.1
ENOUGH_VOTES = 3
# No name is longer; what is, no pattern is tried on.
LONGEST = 200

Names = dict[str, str]


def split_name(text: str, *, first_name_first: bool) -> Names:
    """A comma ends the last name; capitals are a last name; otherwise the order is the column's."""
    if len(text) > LONGEST:
        return _names([text], [])
    text = TITLES.sub("", IN_BRACKETS.sub("", text).strip())
    if "," in text:
        before, _, behind = text.partition(",")
        return _names(before.split(), behind.split())
    words = text.split()
    shouted = _shouted(words)
    if shouted:
        return _names(shouted, [word for word in words if word not in shouted])
    if len(words) < 2:
        return _names(words, [])
    at = _end_of_first(words) if first_name_first else _end_of_last(words)
    first, last = (words[:at], words[at:]) if first_name_first else (words[at:], words[:at])
    return _names(last, first)


def without_title(text: str) -> str:
    """“Mme Petit” → “Petit”, of a cell that holds a last name; a company is called as it is."""
    found = None if has_legal_form(text) else POLITE.match(text)
    return text[found.end() :] if found else text


def split_people(text: str, *, first_name_first: bool) -> Names:
    """One person, or a couple in one cell: “Peeters Jan & Maes An”, “Jan en An Peeters”."""
    if len(text) > LONGEST:
        return _names([text], [])
    halves = TWO_PEOPLE.split(TITLES.sub("", text.strip()), maxsplit=1)
    if len(halves) == 1 or FIRM.intersection(fold(halves[1]).split()):
        return split_name(text, first_name_first=first_name_first)
    one, other = (TITLES.sub("", half).strip(" ,") for half in halves)
    if not other or not one:
        return split_name(text, first_name_first=first_name_first)
    if " " not in one and " " not in other:
        return _names(text.split(), [])
    first, second = _each(one, other, first_name_first=first_name_first)
    return first | {f"partner_{key}": name for key, name in second.items() if name}


def _each(one: str, other: str, *, first_name_first: bool) -> tuple[Names, Names]:
    """Whoever has one word has only a first name, and the last name of the other."""
    if " " not in one:  # “Jan en An Peeters” can only be so
        second = split_name(other, first_name_first=True)
        return _names(second["last_name"].split(), [one]), second
    first = split_name(one, first_name_first=first_name_first)
    if " " not in other:
        return first, _names(first["last_name"].split(), [other])
    return first, split_name(other, first_name_first=first_name_first)


def _names(last: list[str], first: list[str]) -> Names:
    return {"last_name": " ".join(last), "first_name": " ".join(first)}


def _shouted(words: list[str]) -> list[str]:
    """The words in capitals, where only some of them are. Initials (“J.P.”) are not shouted."""
    shouted = [word for word in words if len(word) > 1 and word == word.upper() and "." not in word]
    letters = [word for word in shouted if any(map(str.isalpha, word))]
    others = [word for word in words if word not in letters and word.lower() not in PARTICLES]
    if not letters or not others:
        return []
    return [word for word in words if word in letters or (word.lower() in PARTICLES)]


def _is_particle(word: str) -> bool:
    return word.lower() in PARTICLES or word.lower().startswith(("d'", "l'", "d’"))


def _end_of_first(words: list[str]) -> int:
    """How many words in front are first names: those that are known, up to a particle, at least one."""
    at = 1
    while at < len(words) - 1 and is_first_name(words[at]) and not _is_particle(words[at]):
        at += 1
    return at


def _end_of_last(words: list[str]) -> int:
    """How many words in front are the last name: all but the first names at the end, at least one."""
    least = 1
    while least < len(words) - 1 and _is_particle(words[least - 1]):
        least += 1
    at = len(words) - 1
    while at > least and is_first_name(words[at - 1]) and is_first_name(words[at]):
        at -= 1
    return max(at, least)


def order(words: str, pairs: Iterable[tuple[str, str]]) -> tuple[bool, bool]:
    """Whether first names come first in a column under this header, and whether that is sure.

    A header that names its order is believed, unless the names clearly say the opposite.
    """
    told = told_by_header(words)
    custom = told if told is not None else words in FIRST_NAME_FIRST
    leads, sure = first_name_leads(pairs, unless_told=custom)
    if told is None or leads == told:
        return leads, sure or told is not None
    return (leads, False) if sure else (told, True)


def first_name_leads(pairs: Iterable[tuple[str, str]], *, unless_told: bool) -> tuple[bool, bool]:
    """Whether first names come first in a column of whole names, and whether that is sure.

    `pairs` are names with the e-mail address beside them, or nothing. `unless_told` is the custom of the
    header's language: it decides where the names do not.
    """
    open_ones = [
        (name, email)
        for name, email in pairs
        if " " in name.strip() and "," not in name and len(name) <= LONGEST
    ]
    votes = [vote for name, email in open_ones if (vote := _vote(name, email))]
    balance = sum(votes)
    if not open_ones:
        return unless_told, True
    if not votes or abs(balance) <= PARTLY * len(votes):
        return unless_told, False
    many = len(votes) >= ENOUGH_VOTES or 2 * len(votes) > len(open_ones)
    return balance > 0, many and 2 * abs(balance) >= len(votes)


def _vote(name: str, email: str) -> int:
    """1: the first name comes first here; -1: the last name does; 0: this name does not tell."""
    words = TITLES.sub("", name).split()
    if len(words) < 2:
        return 0
    if _is_particle(words[0]):
        return -1
    shouted = _shouted(words)
    if shouted:
        return -1 if words[0] in shouted else 1
    known = is_first_name(words[0]), is_first_name(words[-1])
    if known[0] != known[1]:
        return 1 if known[0] else -1
    return _vote_of_email(words, email)


def _vote_of_email(words: list[str], email: str) -> int:
    """In `jan.peeters@` the first name usually stands first."""
    local = email.partition("@")[0].lower()
    parts = [part for part in re.split(r"[._\-]", local) if len(part) > 1]
    ends = fold(words[0]), fold(words[-1])
    if len(parts) < 2 or not parts[0].isalpha() or parts[0] not in ends:
        return 0
    return 1 if parts[0] == ends[0] else -1


def told_by_header(words: str) -> bool | None:
    """Which the header itself names first; None where it names no order. Normalised words."""
    places: Mapping[str, int] = {word: at for at, word in reversed(list(enumerate(words.split())))}
    first = min((places[word] for word in FIRST if word in places), default=None)
    last = min((places[word] for word in LAST if word in places), default=None)
    if first is None or last is None:
        return None
    return first < last


FIRST = ("prenom", "prenoms", "voornaam", "voornamen", "vorname", "vornamen", "first", "given")
LAST = (
    "nom",
    "noms",
    "naam",
    "achternaam",
    "familienaam",
    "name",
    "nachname",
    "last",
    "family",
    "surname",
)
FIRST_NAME_FIRST = frozenset(
    (
        *("full name", "fullname", "display name", "fn", "formatted name", "mailing name"),
        *("client name", "customer name", "name", "main contact", "contact name", "contact person"),
        *("spouse", "related spouse"),
    )
)
