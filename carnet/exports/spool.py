"""Rows of text and figures that wait on disk until all of them are known, so that many clients need no more memory than
one. The file has no name: it goes with whoever wrote it."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile

from carnet.exports.cells import Cell


class Spool:
    def __init__(self, folder: Path) -> None:
        self.file = TemporaryFile("w+", encoding="utf-8", dir=folder)  # noqa: SIM115 (lives as long as the spool)
        self.count = 0

    def add(self, row: Sequence[Cell]) -> None:
        packed = [[str(cell)] if isinstance(cell, Decimal) else cell for cell in row]
        self.file.write(json.dumps(packed) + "\n")
        self.count += 1

    def rows(self) -> Iterator[list[Cell]]:
        self.file.seek(0)
        for line in self.file:
            yield [
                Decimal(cell[0]) if isinstance(cell, list) else cell for cell in json.loads(line)
            ]

    def close(self) -> None:
        self.file.close()
