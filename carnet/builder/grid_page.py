"""The page of the translation grid: which texts it shows, how each stands, and what there is to do in each language."""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from carnet.builder import grid_languages
from carnet.builder.grid import Clash, Row, fingerprint, rows, spoken
from carnet.builder.grid_age import Ages
from carnet.builder.grid_remarks import remarks
from carnet.questionnaires.deciding import FIELDS
from carnet.questionnaires.loading import Document

ON_A_PAGE = 40


class Show(StrEnum):
    ALL = "all"
    MISSING = "missing"
    OUTDATED = "outdated"
    REMARKS = "remarks"


SHOW_WORDS = {
    Show.ALL: gettext_lazy("All texts"),
    Show.MISSING: gettext_lazy("Missing"),
    Show.OUTDATED: gettext_lazy("Source has changed"),
    Show.REMARKS: gettext_lazy("To look at"),
}


@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for."""

    source: str
    target: str
    show: Show = Show.ALL
    q: str = ""
    section: str = ""
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One text: `words` stand in the box, `was` is the fingerprint of what is written down now."""

    row: Row
    where: str
    field: str
    source: str
    words: str
    was: str
    missing: bool
    outdated: bool
    remarks: tuple[str, ...] = ()
    clash: Clash | None = None
    by: str = ""
    saved: bool = False

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def lines(self) -> int:
        """The height of the box; about so many letters go into a line."""
        longest = max(self.source, self.words, key=len)
        return min(12, sum(1 + len(part) // 52 for part in longest.split("\n")))


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    total: int
    missing: int
    outdated: int
    complete: bool
    first: bool

    @property
    def written(self) -> int:
        return self.total - self.missing


@dataclass
class Grid:
    """`kept` are cells just posted that could not be written; their texts are shown whatever was asked for."""

    document: Document
    ages: Ages
    asked: Asked
    kept: Mapping[str, Clash] = field(default_factory=dict)
    author: Callable[[str, str], str] = lambda key, language: ""
    saved: Collection[str] = ()

    def __post_init__(self) -> None:
        self.rows = rows(self.document)
        self.names = names_of(self.rows, self.asked.source)
        self.listed = [row for row in self.rows if self.wanted(row)]

    # -- Which --------------------------------------------------------------------------------

    def wanted(self, row: Row) -> bool:
        if row.key in self.kept:
            return True
        asked = self.asked
        if asked.section and row.section != asked.section:
            return False
        return self.stands(row, asked.show) and (not asked.q or self.says(row, asked.q))

    def stands(self, row: Row, show: Show) -> bool:
        source, target = self.asked.source, self.asked.target
        if show == Show.MISSING:
            return row.lacks(target)
        if show == Show.OUTDATED:
            return self.ages.outdated(row, target, source)
        if show == Show.REMARKS:
            return bool(remarks(row.says(source), row.says(target)))
        return True

    def says(self, row: Row, q: str) -> bool:
        told = (row.says(self.asked.source), row.says(self.asked.target), row.key)
        return any(plain(q) in plain(words) for words in told)

    # -- How they stand -----------------------------------------------------------------------

    @property
    def page(self) -> int:
        return max(1, min(self.asked.page, self.pages))

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.listed) // ON_A_PAGE))

    def groups(self) -> list[tuple[str, list[Line]]]:
        """The lines of this page under the titles of their sections."""
        start = (self.page - 1) * ON_A_PAGE
        found: dict[str, list[Line]] = {}
        for row in self.listed[start : start + ON_A_PAGE]:
            found.setdefault(row.section, []).append(self.line(row))
        return [(self.title(section), lines) for section, lines in found.items()]

    def title(self, section: str) -> str:
        return self.names.get(f"sections.{section}", section) or _("The whole questionnaire")

    def line(self, row: Row) -> Line:
        source, target = row.says(self.asked.source), row.says(self.asked.target)
        clash = self.kept.get(row.key)
        words = clash.cell.words if clash else target
        return Line(
            row,
            "" if row.key in own_texts(row) else self.names.get(row.part, ""),
            field_name(row),
            source,
            words,
            fingerprint(target),
            row.lacks(self.asked.target),
            self.ages.outdated(row, self.asked.target, self.asked.source),
            tuple(remarks(source, words)),
            clash,
            self.author(row.key, self.asked.target) if clash else "",
            row.key in self.saved,
        )

    def line_of(self, key: str) -> Line | None:
        return next((self.line(row) for row in self.rows if row.key == key), None)

    @property
    def gone(self) -> list[Clash]:
        known = {row.key for row in self.rows}
        return [clash for key, clash in self.kept.items() if key not in known]

    # -- What there is to do ------------------------------------------------------------------

    def languages(self) -> list[Language]:
        finished = grid_languages.finished(self.document)
        codes = spoken(self.document)
        return [self.language(code, code in finished, code == codes[0]) for code in codes]

    def language(self, code: str, complete: bool, first: bool) -> Language:
        source = self.asked.source
        return Language(
            code,
            name_of(code),
            len(self.rows),
            sum(row.lacks(code) for row in self.rows),
            sum(self.ages.outdated(row, code, source) for row in self.rows),
            complete,
            first,
        )

    def counts(self) -> Iterator[tuple[Show, str, int]]:
        for show, words in SHOW_WORDS.items():
            yield show, str(words), sum(self.stands(row, show) for row in self.rows)

    def sections(self) -> list[tuple[str, str]]:
        ids = dict.fromkeys(row.section for row in self.rows if row.section)
        return [(id_, self.title(id_)) for id_ in ids]


def names_of(found: list[Row], language: str) -> dict[str, str]:
    """What a section or a question is called: its title or text."""
    return {
        row.part: row.says(language) or next(iter(row.words.values()), "")
        for row in found
        if row.part and row.key in own_texts(row)
    }


def own_texts(row: Row) -> tuple[str, str]:
    """The texts by which a section or a question is called."""
    return f"{row.part}.title", f"{row.part}.text"


def field_name(row: Row) -> str:
    kind, *path = row.key.split(".")
    if "choices" in path:
        return str(FIELDS["choice text"])
    if kind == "root" and path[0] == "sources":
        return str(FIELDS["sources"])
    name = "section title" if kind == "sections" and row.field == "title" else row.field
    return str(FIELDS.get(name, name))


def name_of(code: str) -> str:
    try:
        return str(capfirst(get_language_info(code)["name_translated"]))
    except KeyError:
        return code


def plain(words: str) -> str:
    """Without accents and capitals, as people type what they look for."""
    apart = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
