"""The table in which a proposal is corrected, ready for its template."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.builder.prose import LEFT_OUT, SECTION, TITLE, Proposal, Proposed
from carnet.builder.prose_corrections import KINDS_HERE
from carnet.questionnaires.description import KIND_WORDS
from carnet.questionnaires.kinds import KINDS

# So many questions above are offered to hang on; the builder offers all.
NEAREST = 15
REASONS = {
    "answers": gettext_lazy("by the answers beside it"),
    "column": gettext_lazy("by its column"),
    "followed": gettext_lazy("by the “if yes” below it"),
    "nothing": gettext_lazy("nothing tells what it asks for"),
    "each": gettext_lazy("by “%(found)s”"),
    "words": gettext_lazy("by “%(found)s”"),
    "asks_nothing": gettext_lazy("it asks nothing"),
    "only_if": gettext_lazy("it only says when the rows below are asked"),
    "first": gettext_lazy("it stands first"),
    "alone": gettext_lazy("it stands alone"),
    "short": gettext_lazy("it is short"),
    "capitals": gettext_lazy("by its capitals"),
    "number": gettext_lazy("by its number"),
    "part": gettext_lazy("by its first word"),
}
Options = list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Shown:
    """One row of the table."""

    at: int
    row: int
    words: list[tuple[str, str, str]]  # code, name of the language, text
    kind: str
    kinds: Options
    whens: Options
    insides: Options
    choices: str
    chooses: bool
    asked: bool
    why: str
    sure: bool
    problem: str


def shown(
    proposal: Proposal, lines: Sequence[Proposed], problems: dict[int, str]
) -> Iterator[Shown]:
    names = dict(settings.LANGUAGES)
    for at, one in enumerate(lines):
        if one.kind == TITLE:
            continue
        asked = one.kind not in (SECTION, LEFT_OUT)
        yield Shown(
            at=at,
            row=one.row,
            words=[
                (code, str(names[code]), one.words.get(code, "")) for code in proposal.languages
            ],
            kind=one.kind,
            kinds=kinds(one.kind),
            whens=list(whens(at, one, lines)) if asked else [],
            insides=list(insides(at, one, lines)) if asked else [],
            choices="\n".join(one.choices),
            chooses=asked and KINDS[one.kind].chooses,
            asked=asked,
            why=why(one) if one.kind == proposal.lines[at].kind else "",
            sure=one.sure or one.kind != proposal.lines[at].kind,
            problem=problems.get(at, ""),
        )


def kinds(chosen: str) -> Options:
    words = {**KIND_WORDS, SECTION: _("Section title"), LEFT_OUT: _("Leave out")}
    return [(kind, str(words[kind]), kind == chosen) for kind in KINDS_HERE]


def whens(at: int, one: Proposed, lines: Sequence[Proposed]) -> Iterator[tuple[str, str, bool]]:
    yield "", _("Always"), one.when is None
    above = [number for number, other in enumerate(lines[:at]) if other.kind == "yes_no"]
    near = sorted({*above[-NEAREST:], *([one.when] if one.when is not None else [])})
    for number in near:
        told = {"row": lines[number].row, "words": short(lines[number])}
        for answer, text in (
            ("yes", _("if yes to %(row)d: %(words)s")),
            ("no", _("if no to %(row)d: %(words)s")),
        ):
            yield f"{number}.{answer}", text % told, (number, answer) == (one.when, one.answer)


def insides(at: int, one: Proposed, lines: Sequence[Proposed]) -> Iterator[tuple[str, str, bool]]:
    """The lists of its own section, of whose entries it may be asked."""
    begins = max(
        (number for number, other in enumerate(lines[:at]) if other.kind == SECTION), default=0
    )
    above = [
        number
        for number, other in enumerate(lines[:at])
        if other.kind == "repeat" and (number >= begins or number == one.inside)
    ]
    if above:
        yield "", _("Once"), one.inside is None
    for number in above[-NEAREST:]:
        told = {"row": lines[number].row, "words": short(lines[number])}
        yield str(number), _("of each entry of %(row)d: %(words)s") % told, number == one.inside


def short(one: Proposed) -> str:
    text = next(iter(one.words.values()), "")
    return text if len(text) <= 40 else f"{text[:39].rstrip()}…"


def why(one: Proposed) -> str:
    reason = str(REASONS[one.because]) % {"found": one.found}
    if one.kind not in (SECTION, LEFT_OUT) and one.because == "words" and not one.found:
        reason = str(REASONS["nothing"])
    return f"{reason} · {one.condition}" if one.condition else reason


def summary(lines: Sequence[Proposed]) -> dict[str, Any]:
    kinds_of = Counter(one.kind for one in lines)
    quiet = kinds_of[SECTION] + kinds_of[TITLE] + kinds_of[LEFT_OUT] + kinds_of["note"]
    asked = [one for one in lines if one.kind not in (SECTION, TITLE, LEFT_OUT)]
    return {
        "questions": len(lines) - quiet,
        "sections": kinds_of[SECTION],
        "conditions": sum(one.when is not None for one in asked),
        "guesses": sum(not one.sure for one in asked),
    }
