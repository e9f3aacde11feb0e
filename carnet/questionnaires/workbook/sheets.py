"""A sheet as rows of text, and what its headings say of them. Knows nothing of files, and of questionnaires only
what their columns are called."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from carnet.questionnaires.loading import Spot
from carnet.questionnaires.problems import REFUSE, WARN, Problem
from carnet.questionnaires.rules import did_you_mean
from carnet.questionnaires.workbook.columns import NESTED, Column, column_of, heading

Cells = dict[Column, str]


@dataclass(frozen=True)
class Grid:
    """A sheet as it stands in the file: the numbers of its rows that hold something, with their cells."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    number: int = 0
    merged: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """`cells` are those that hold something; `headings` say how each is called in the file."""

    spot: Spot
    cells: Mapping[Column, str]
    headings: Mapping[Column, tuple[int, str]] = field(default_factory=dict)

    def at(self, column: Column) -> Spot:
        number, words = self.headings.get(column, (0, ""))
        return Spot(self.spot.number, self.spot.row, number, self.spot.sheet, words)

    def of_key(self, key: str) -> Spot:
        """Where this row says something of the key, or would."""
        keys = (key, *NESTED.get(key, {}).values())
        return self.at(next((column for column in self.cells if column.key in keys), Column(key)))


@dataclass
class Heard:
    """What was found wrong on the way, in the order of reading."""

    problems: list[Problem] = field(default_factory=list)

    def refuse(self, spot: Spot | None, message: str) -> None:
        self.problems.append(Problem("", message, REFUSE, spot))

    def warn(self, spot: Spot | None, message: str) -> None:
        self.problems.append(Problem("", message, WARN, spot))


def grid_of(name: str, columns: list[Column], rows: list[Cells]) -> Grid:
    """What reading would find after these rows were written."""
    lines = [tuple(map(heading, columns))]
    lines += [tuple(cells.get(column, "") for column in columns) for cells in rows]
    return Grid(name, tuple(enumerate(lines, start=1)))


def rows_of(
    grid: Grid, known: Mapping[str, str], heard: Heard, ignored: Collection[str] = ()
) -> Iterator[Row]:
    """The rows below the headings; `known` says the key of each name, `ignored` are columns that
    another program has; where there are such, what is like none of ours is passed over, too."""
    check_grid(grid, heard)
    if not grid.rows:
        return
    columns = columns_of(grid, known, heard, ignored)
    headings = {column: (number + 1, grid.rows[0][1][number]) for number, column in columns.items()}
    for line, texts in grid.rows[1:]:
        spot = Spot(grid.number, line, 0, grid.name)
        cells = {column: texts[number] for number, column in columns.items() if number < len(texts)}
        filled = {column: text for column, text in cells.items() if text.strip()}
        if filled:
            yield Row(spot, filled, headings)


def check_grid(grid: Grid, heard: Heard) -> None:
    whole = Spot(grid.number, 0, 0, grid.name)
    for area in grid.merged:
        heard.refuse(
            whole,
            _("The cells %(area)s are merged. Unmerge them and write each cell by itself.")
            % {"area": area},
        )
    for cell in grid.formulas:
        heard.refuse(
            whole,
            _("Cell %(cell)s holds a formula or an error. Write what it should say as text.")
            % {"cell": cell},
        )


def columns_of(
    grid: Grid, known: Mapping[str, str], heard: Heard, ignored: Collection[str]
) -> dict[int, Column]:
    """The columns that mean something, by their place."""
    line, headings = grid.rows[0]
    columns: dict[int, Column] = {}
    for number, words in enumerate(headings):
        spot = Spot(grid.number, line, number + 1, grid.name, words)
        column = column_of(words, known)
        if column in columns.values():
            heard.refuse(
                spot,
                _("There are two columns “%(heading)s”. Delete one of them.") % {"heading": words},
            )
        elif column:
            columns[number] = column
        elif words.strip():
            tell_unknown(words, spot, known, heard, ignored)
        elif any(number < len(texts) and texts[number].strip() for _line, texts in grid.rows[1:]):
            heard.refuse(spot, _("Something stands below, but the column has no heading."))
    return columns


def tell_unknown(
    words: str, spot: Spot, known: Mapping[str, str], heard: Heard, ignored: Collection[str]
) -> None:
    name = words.partition(":")[0].strip().lower()
    guess = did_you_mean(name.replace(" ", "_"), known)
    if name in ignored or (ignored and not guess):
        heard.warn(spot, _("This column has no counterpart and is passed over."))
        return
    if name.replace(" ", "_") in known:
        guess = " " + _("Write the language with its code, such as label::Français (fr).")
    heard.refuse(
        spot, _("No column is called “%(heading)s”.%(guess)s") % {"heading": words, "guess": guess}
    )
