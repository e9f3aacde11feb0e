"""An .xlsx read as a questionnaire. Opens nothing itself: a child process does, which a hostile file may kill."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from carnet.core import child
from carnet.questionnaires.loading import MOST_BYTES, Document, Source, Spot, Unreadable
from carnet.questionnaires.problems import Problem
from carnet.questionnaires.rules import did_you_mean
from carnet.questionnaires.workbook.building import Building
from carnet.questionnaires.workbook.columns import KEYS, META, QUESTIONS, SURVEY
from carnet.questionnaires.workbook.sheets import Grid, Heard
from carnet.questionnaires.workbook.xlsform import Survey

LARGEST = 5 * 2**20
TELL = "carnet.questionnaires.workbook.opening.tell"
LIMITS = child.Limits(megabytes=512, cpu_seconds=20, seconds=60, output_megabytes=20)


@dataclass(frozen=True)
class Workbook(Source):
    """`problems` were met on the way; nobody else can tell them. `made_from` is the digest of the document that
    the workbook was written from, empty when it was not."""

    problems: tuple[Problem, ...] = ()
    made_from: str = ""
    translated: bool = False


def read_workbook(data: bytes) -> Workbook:
    """Raise Unreadable for what is no workbook with questions; anything less is among the problems."""
    return built(opened(data))


def opened(data: bytes) -> Mapping[str, Grid]:
    """Its sheets by their names; raise Unreadable for what is no workbook."""
    if len(data) > LARGEST:
        raise Unreadable(_("The workbook is larger than 5 MB. Leave out pictures."))
    try:
        grids = [grid(number, about) for number, about in told(data)]
    except child.ChildFailed as failed:
        raise Unreadable(sentence(failed)) from failed
    except (TypeError, ValueError, LookupError) as problem:
        raise Unreadable(unknown()) from problem
    return {grid.name.strip().lower(): grid for grid in reversed(grids)}


def told(data: bytes) -> Iterable[tuple[int, Any]]:
    return enumerate(child.stream(TELL, data, limits=LIMITS))


def grid(number: int, about: Mapping[str, Any]) -> Grid:
    """Believes nothing of what the child says but its shape."""
    rows = tuple((int(line), tuple(map(str, texts))) for line, texts in about["rows"])
    merged, formulas = (tuple(map(str, about[key])) for key in ("merged", "formulas"))
    return Grid(str(about["sheet"]), rows, number, merged, formulas)


def built(grids: Mapping[str, Grid]) -> Workbook:
    heard = Heard()
    check_sheets(grids, heard)
    builder = Building(grids) if QUESTIONS in grids else Survey(grids)
    document = builder.document()
    check_size(document)
    problems = (*heard.problems, *builder.heard.problems)
    return Workbook(document, builder.lines, problems, made_from(grids), QUESTIONS not in grids)


def check_sheets(grids: Mapping[str, Grid], heard: Heard) -> None:
    known = [*KEYS, SURVEY, META]
    if not {QUESTIONS, SURVEY} & grids.keys():
        guesses = [guess for name in grids if (guess := did_you_mean(QUESTIONS, [name]))]
        raise Unreadable(
            _("The workbook has no sheet “questions”.%(guess)s") % {"guess": "".join(guesses[:1])}
        )
    for name, found in grids.items():
        spot = Spot(found.number, 0, 0, found.name)
        if name in known or not found.rows:
            continue
        guess = did_you_mean(name, [one for one in known if one not in grids])
        if guess:
            heard.refuse(
                spot,
                _("No sheet is called “%(name)s”.%(guess)s") % {"name": found.name, "guess": guess},
            )
        else:
            heard.warn(spot, _("The sheet “%(name)s” is not read.") % {"name": found.name})


def check_size(document: Document) -> None:
    if len(json.dumps(document, ensure_ascii=False)) > 2 * MOST_BYTES:
        raise Unreadable(_("The workbook says more than a questionnaire may: 1 MB."))


def made_from(grids: Mapping[str, Grid]) -> str:
    rows = grids[META].rows if META in grids else ()
    about = {texts[0]: texts[1] for _line, texts in rows if len(texts) > 1}
    return about.get("digest", "")


def unknown() -> str:
    return _("This file cannot be read. Open it, save it again as .xlsx and choose that one.")


def sentence(failed: child.ChildFailed) -> str:
    heavy = _("The workbook holds far more than a questionnaire. Copy its sheets into a new one.")
    sentences = {
        "Foreign": _("This is no .xlsx workbook. Save it as .xlsx and choose that one."),
        "Protected": _(
            "This workbook is an old .xls or has a password. Save it as .xlsx without a password."
        ),
        "Incomplete": _("The end of this file is missing. Save it again and choose that one."),
        "Macros": _("This workbook holds macros. Save it as .xlsx without macros."),
        "LongCell": _(
            "Cell %(cell)s of the sheet “%(sheet)s” holds more than 32,767 characters. Shorten it."
        ),
        "TooDeep": _("The sheets go down to cell %(cell)s. Delete what stands far below."),
        "TooWide": _("The sheets go out to cell %(cell)s. Delete what stands far to the right."),
        **dict.fromkeys(("TooBig", "TooMuch", "TooManySheets", "Suspicious"), heavy),
        **dict.fromkeys(("died", "slow", "long", "MemoryError"), heavy),
    }
    about = {"cell": "", "sheet": "", **failed.about}
    return sentences.get(failed.reason, unknown()) % about
