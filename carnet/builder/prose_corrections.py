"""What somebody corrected in a proposal, line by line, and what is still missing in it. Pure.

Believes nothing of what is posted: what means nothing here leaves the proposal as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from carnet.builder.prose import LEFT_OUT, SECTION, TITLE, Proposal, Proposed
from carnet.builder.prose_lines import LONGEST, Words
from carnet.questionnaires.kinds import KINDS

# A sum needs a rule, a declaration a wording of its own: both are added in the builder.
KINDS_HERE = (*(name for name in KINDS if name not in ("calc", "declaration")), SECTION, LEFT_OUT)
MOST_CHOICES = 50
QUIET = (SECTION, TITLE, LEFT_OUT)

Posted = Mapping[str, str]


def corrected(proposal: Proposal, posted: Posted) -> tuple[Proposed, ...]:
    return tuple(
        correct(at, one, proposal, posted) if f"kind-{at}" in posted else one
        for at, one in enumerate(proposal.lines)
    )


def correct(at: int, one: Proposed, proposal: Proposal, posted: Posted) -> Proposed:
    kind = posted[f"kind-{at}"]
    when, answer = hanging(at, posted.get(f"when-{at}", ""), one)
    return replace(
        one,
        kind=kind if kind in KINDS_HERE else one.kind,
        words=said(at, one, proposal, posted),
        choices=chosen(posted.get(f"choices-{at}"), one),
        when=when,
        answer=answer,
        inside=listed(at, posted.get(f"inside-{at}"), one),
    )


def said(at: int, one: Proposed, proposal: Proposal, posted: Posted) -> Words:
    words = {
        language: posted.get(f"words-{at}-{language}", one.words.get(language, "")).strip()[
            :LONGEST
        ]
        for language in proposal.languages
    }
    return {language: text for language, text in words.items() if text}


def chosen(text: str | None, one: Proposed) -> tuple[str, ...]:
    if text is None:
        return one.choices
    lines = (line.strip()[:200] for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))[:MOST_CHOICES]


def hanging(at: int, text: str, one: Proposed) -> tuple[int | None, str]:
    """ "3.yes" is the answer it waits for."""
    number, _dot, answer = text.partition(".")
    if not text:
        return None, "yes"
    if before(number, at) and answer in ("yes", "no"):
        return int(number), answer
    return one.when, one.answer


def listed(at: int, text: str | None, one: Proposed) -> int | None:
    if text is None or (text and not before(text, at)):
        return one.inside
    return int(text) if text else None


def before(number: str, at: int) -> bool:
    return number.isascii() and number.isdecimal() and len(number) < 5 and int(number) < at


# -- What is missing ----------------------------------------------------------------------------------


def missing(lines: Sequence[Proposed]) -> Iterator[tuple[int, str]]:
    """Of each line that cannot be asked so: its position and a sentence."""
    for at, one in enumerate(lines):
        if one.kind not in (LEFT_OUT, TITLE) and (problem := lacking(at, one, lines)):
            yield at, _("Row %(row)d: %(problem)s") % {"row": one.row, "problem": problem}


def lacking(at: int, one: Proposed, lines: Sequence[Proposed]) -> str:
    if not one.words:
        return _("there are no words. Write some, or leave the row out.")
    if one.kind == SECTION:
        return ""
    if KINDS[one.kind].chooses and not one.choices:
        return _("there is nothing to choose. Write the choices, one a line.")
    if KINDS[one.kind].repeats:
        inner = [other for other in lines if other.inside == at and other.kind not in QUIET]
        if not any(other.kind != "repeat" for other in inner):
            return _("this list asks nothing of its entries. Put a question below it into it.")
        if one.inside is not None and lines[one.inside].kind == "repeat":
            return _("a list cannot stand in a list.")
    return unanswered(one, lines)


def unanswered(one: Proposed, lines: Sequence[Proposed]) -> str:
    """Why the question it hangs on cannot decide about it."""
    if one.when is None:
        return ""
    target = lines[one.when]
    if target.kind != "yes_no":
        return _("it waits for a yes or no in row %(row)d, which asks something else.") % {
            "row": target.row
        }
    inner = target.inside is not None and lines[target.inside].kind == "repeat"
    if inner and target.inside != one.inside:
        return _("it waits for row %(row)d, which is asked of each entry of a list.") % {
            "row": target.row
        }
    return ""


def asks_nothing(lines: Sequence[Proposed]) -> bool:
    return all(one.kind in (*QUIET, "note") for one in lines)
