"""The answers beside a question, or in brackets behind it: a kind, or choices. Pure."""

import re
from dataclasses import dataclass

from carnet.builder import prose_words as words

BOX = re.compile(r"[☐□◻◯○❏❑☑]|\[ ?\]|\( \)")
MOST_CHOICES, LONGEST = 30, 80
LONGEST_PART = 7  # words of a choice that is parted from the next by a stroke or a comma
BRACKET = re.compile(r"\s*\(([^()]+)\)\s*([:?.]?)\s*$")
CLEAR = re.compile(r"[;\n|☐□◻◯○❏❑☑]| / ")
NOTE = re.compile(r"\s*\([^()]*\)\s*$")
EDGES = " .:;,–-"


@dataclass(frozen=True)
class Answers:
    """A kind, with the choices it has; `several` says that more than one may be chosen."""

    kind: str
    choices: tuple[str, ...] = ()
    several: bool = False


def answers(text: str) -> Answers | None:
    """What a cell of answers says; None when it says something else."""
    text = words.BLANKS.sub("", text).strip()
    several = bool(words.SEVERAL.search(text))
    if several:
        before, colon, after = NOTE.sub("", text).partition(":")
        named = colon and words.SEVERAL.search(before)
        text = (after if named else before + colon + after).strip()
    if not text:
        return None
    parts = parted(text)
    if is_yes_or_no(parts):
        return Answers("yes_no")
    listed = is_list(parts)
    if listed and CLEAR.search(text):
        return Answers("many" if several else "one", tuple(parts), several or boxed(text))
    kind = next((one for one, named in words.TYPES.items() if named.fullmatch(text)), "")
    if kind:
        return Answers(kind)
    return Answers("many" if several else "one", tuple(parts), several) if listed else None


def boxed(text: str) -> bool:
    return len(BOX.findall(text)) > 1


def parted(text: str) -> list[str]:
    """Cut at boxes, or else line by line, at semicolons, strokes, commas."""
    if boxed(text):
        return tidy(BOX.split(text))
    for cut in ("\n", ";", "|", " / ", "/", ","):
        if cut in text:
            return tidy(text.split(cut))
    return tidy(re.split(r"\s(?:ou|of|oder|or|-|–)\s", text))


def tidy(parts: list[str]) -> list[str]:
    found = (BOX.sub("", part).lstrip("-•*").strip(EDGES) for part in parts)
    return list(dict.fromkeys(part for part in found if part))


def is_yes_or_no(parts: list[str]) -> bool:
    """Yes and no in one or several languages, and perhaps that it does not apply."""
    said = {piece.strip(EDGES) for part in parts for piece in re.split(r"[/–-]", part.lower())}
    return (
        bool(said & words.YES and said & words.NO) and said <= words.YES | words.NO | words.NEITHER
    )


def is_list(parts: list[str]) -> bool:
    short = all(len(part) <= LONGEST and len(part.split()) <= LONGEST_PART for part in parts)
    return short and 2 <= len(parts) <= MOST_CHOICES


def behind(text: str) -> tuple[str, Answers | None]:
    """The question without the answers that stand behind it, and these."""
    box = BOX.search(text)
    if box and box.start() > 3 and (found := answers(text[box.start() :])):
        return text[: box.start()].strip(), found
    bracket = BRACKET.search(text)
    if bracket and counts(found := answers(bracket[1]), bracket[1]):
        return (text[: bracket.start()] + bracket[2]).strip(), found
    colon = re.search(r"\s*:\s*([^:]+ / [^:]+)$", text)
    if colon and (found := answers(colon[1])) and found.choices:
        return text[: colon.start()].strip(), found
    ending = re.search(r"(?<=\?)\s*([^?]{3,40})$", text)
    asks_on = ending and (words.IF_YES.match(ending[1]) or words.IF_NO.match(ending[1]))
    if ending and not asks_on and (found := answers(ending[1])) and found.kind in ("yes_no", "one"):
        return text[: ending.start()].strip(), found
    return text, None


def counts(found: Answers | None, text: str) -> bool:
    """In brackets a list with commas explains rather than lists answers, and so does a kind."""
    if found is None or "iban" in text.lower():
        return False
    return found.kind == "yes_no" or (bool(found.choices) and "," not in text)
