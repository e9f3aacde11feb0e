"""What the page of the coverage shows: every question in the order of the text with its share of the runs."""

from dataclasses import dataclass
from statistics import median, quantiles

from carnet.builder.covering import RUNS
from carnet.builder.models import Coverage
from carnet.questionnaires.definition import Item, say
from carnet.questionnaires.description import Description
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.models import Revision


@dataclass(frozen=True)
class Row:
    item: Item
    text: str
    share: int

    @property
    def never(self) -> bool:
        return self.share == 0


@dataclass(frozen=True)
class Chapter:
    id: str
    title: str
    rows: tuple[Row, ...]


class CoveragePage:
    total = RUNS

    def __init__(self, revision: Revision, coverage: Coverage | None, language: str) -> None:
        self.revision, self.coverage, self.language = revision, coverage, language
        self.words = Description(revision.compiled(), language)

    @property
    def current(self) -> bool:
        """Is what is known about this very text?"""
        return self.coverage is not None and self.coverage.digest == self.revision.digest

    @property
    def runs(self) -> int:
        return self.coverage.runs if self.coverage else 0

    @property
    def under_way(self) -> bool:
        return self.coverage is not None and not self.coverage.failed and self.runs < RUNS

    @property
    def longest(self) -> int:
        return max(self.coverage.questions) if self.coverage else 0

    @property
    def usual(self) -> int:
        return round(median(self.coverage.questions)) if self.coverage else 0

    @property
    def minutes(self) -> tuple[int, int]:
        """Of half of the runs, and of all but the longest tenth; rounded up."""
        seconds = self.coverage.seconds if self.coverage else []
        ninth = quantiles(seconds, n=10)[-1] if len(seconds) > 1 else 0
        return tuple(-(-round(one) // 60) for one in (median(seconds), ninth))  # type: ignore[return-value]

    @property
    def chapters(self) -> list[Chapter]:
        return [
            Chapter(
                section.id,
                say(section.title, self.language),
                tuple(
                    self.row(item)
                    for outer in section.items
                    for item in (outer, *outer.items)
                    if KINDS[item.kind].asks and not item.for_office
                ),
            )
            for section in self.revision.definition.sections
        ]

    def row(self, item: Item) -> Row:
        """More than never is at least 1 %."""
        times = self.coverage.asked.get(item.id, 0) if self.coverage else 0
        share = max(1, round(100 * times / self.runs)) if times else 0
        return Row(item, self.words.text(item.text) or item.id, share)

    @property
    def never(self) -> int:
        return sum(row.never for chapter in self.chapters for row in chapter.rows)
