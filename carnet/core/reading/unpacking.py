"""Blocks from the child → sheets of rows. Runs in the server, so it believes nothing of what it gets:
text is text or the answer is refused. Cells that repeat within a column share one text in memory.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from carnet.core.reading.packing import DATE
from carnet.core.reading.rows import Area, Cell, Row, Sheet, Source, shared

Sentence = Callable[[str, Mapping[str, str]], str]


class Malformed(Exception):
    """The child said what no honest child says."""


def unpack(blocks: Iterable[Any], sentence: Sentence) -> Source:
    """The whole source; `sentence` words the refusal of a sheet."""
    about: dict[str, str] = {}
    sheets: list[_Sheet] = []
    try:
        for block in blocks:
            if isinstance(block, list):
                sheets[-1].add(*block)
            elif "sheet" in block:
                sheets.append(_Sheet(block))
            elif "refused" in block:
                sheets[-1].refuse(sentence(str(block["refused"]), block["about"]))
            else:
                about |= {str(key): str(value) for key, value in block.items()}
        return Source(
            about["format"],
            about.get("encoding", ""),
            about.get("delimiter", ""),
            tuple(sheet.finished() for sheet in sheets),
        )
    except (TypeError, ValueError, LookupError, AttributeError) as problem:
        raise Malformed from problem


class _Sheet:
    def __init__(self, about: Mapping[str, Any]) -> None:
        self.name = str(about["sheet"])
        self.hidden = about["hidden"] is True
        self.merged: tuple[Area, ...] = tuple(map(_area, about["merged"]))
        self.rows: list[Row] = []
        self.refusal = ""
        self.known: dict[int, dict[Cell, Cell]] = {}

    def add(self, lines: list[int], dated: list[int], columns: list[list[str]]) -> None:
        cells = [
            self._cells(number, texts, number in dated) for number, texts in enumerate(columns)
        ]
        if set(map(type, lines)) != {int} or len(cells[0]) != len(lines):
            raise Malformed
        self.rows += map(Row, lines, zip(*cells, strict=True))

    def _cells(self, number: int, texts: list[str], dated: bool) -> Sequence[Cell]:
        if not isinstance(texts, list) or not set(map(type, texts)) <= {str}:
            raise Malformed
        known = self.known.setdefault(number, {})
        if dated:
            return [known.get(text) or known.setdefault(text, _cell(text)) for text in texts]
        return shared(texts, known)

    def refuse(self, sentence: str) -> None:
        self.rows, self.refusal = [], sentence

    def finished(self) -> Sheet:
        rows = tuple(self.rows)
        self.rows, self.known = [], {}
        return Sheet(self.name, self.hidden, rows, self.merged, self.refusal)


def _area(told: Iterable[int]) -> Area:
    top, left, bottom, right = map(int, told)
    return top, left, bottom, right


def _cell(text: str) -> Cell:
    return date.fromisoformat(text.removeprefix(DATE)) if text.startswith(DATE) else text
