"""Words written into the draft from the grid, and the questionnaire's languages changed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.builder import drafts, grid_languages, grid_notes
from carnet.builder.grid import Cell, Row, Written, spoken, written
from carnet.builder.grid_age import Noted, noted
from carnet.builder.models import Did
from carnet.firms.models import Colleague
from carnet.questionnaires.loading import Document
from carnet.questionnaires.models import Questionnaire

# By address and language: the fingerprints of the other languages that a translator had before the eyes.
Seen = Mapping[tuple[str, str], Mapping[str, str]]


def words_now(questionnaire: Questionnaire) -> Document | None:
    """Those of the draft, or what is published while nobody changes anything."""
    revision = questionnaire.draft or questionnaire.current
    return revision.document if revision else None


def save(
    questionnaire: Questionnaire,
    cells: Sequence[Cell],
    *,
    by: Colleague,
    now: datetime,
    seen: Seen | None = None,
) -> Written:
    """Write each cell that nobody else has changed since; the others are told. Raises drafts.Refused."""
    draft = questionnaire.draft
    if draft is None:
        first = written(words_now(questionnaire) or {}, cells)
        if not first.done:
            return first
        draft = drafts.draft_of(questionnaire, by=by, now=now)
    found: list[Written] = []

    def alter(document: Document) -> Document:
        found.append(written(document, cells))
        return found[-1].document

    part = part_of(cells)
    drafts.change(draft, alter, by=by, now=now, what=Did.TRANSLATE, part=part)
    if seen:
        note_seen(questionnaire, found[-1], seen, by=by, now=now)
    return found[-1]


def part_of(cells: Sequence[Cell]) -> str:
    """What the edit was about, where it was about one text."""
    if len(cells) != 1 or cells[0].key.startswith("root."):
        return ""
    return ".".join(cells[0].key.split(".")[:2])


def note_seen(
    questionnaire: Questionnaire, done: Written, seen: Seen, *, by: Colleague, now: datetime
) -> None:
    """Who translates in a workbook sees the source as it was when the workbook was made."""
    texts = grid_notes.by_key(done.document)
    notes = [
        (texts[cell.key], cell.language, Noted(noted(texts[cell.key], cell.language).words, beside))
        for cell in done.done
        if (beside := seen.get((cell.key, cell.language))) and cell.key in texts
    ]
    grid_notes.note(questionnaire, notes, by=by, now=now)


def found_right(
    questionnaire: Questionnaire, key: str, language: str, *, by: Colleague, now: datetime
) -> Row | None:
    """The translation says what its source says now; None when there is no such text any more."""
    row = grid_notes.by_key(words_now(questionnaire) or {}).get(key)
    if row and row.says(language):
        grid_notes.note(questionnaire, [(row, language, noted(row, language))], by=by, now=now)
    return row


def change_languages(
    questionnaire: Questionnaire,
    alter: Callable[[Document], Document],
    *,
    by: Colleague,
    now: datetime,
) -> None:
    draft = drafts.draft_of(questionnaire, by=by, now=now)
    drafts.change(draft, alter, by=by, now=now, what=Did.SET, part="root")


def completing(language: str, *, complete: bool) -> Callable[[Document], Document]:
    """Publishing would refuse a complete language with a text missing, so it is refused here already."""

    def alter(document: Document) -> Document:
        lacking = len(grid_languages.missing(document, language)) if complete else 0
        if lacking:
            raise drafts.Refused(
                ngettext(
                    "%(count)d text is still missing in this language. It is listed below.",
                    "%(count)d texts are still missing in this language. They are listed below.",
                    lacking,
                )
                % {"count": lacking}
            )
        return grid_languages.with_complete(document, language, complete=complete)

    return alter


def taking_out(language: str) -> Callable[[Document], Document]:
    def alter(document: Document) -> Document:
        if spoken(document)[:1] == [language]:
            raise drafts.Refused(
                _("Where a text is missing, this language stands in. Put another one first.")
            )
        return grid_languages.without_language(document, language)

    return alter
