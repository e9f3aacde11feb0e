"""A column while it is being settled. Only settling.py and guessing.py write into it."""

from dataclasses import dataclass

from carnet.imports.columns.column import IGNORE
from carnet.imports.columns.content import NO_SAMPLES, Samples
from carnet.imports.columns.heading import NOTHING, Heading
from carnet.imports.columns.words import normalise


@dataclass(eq=False)
class Draft:
    """`title` is the header as it stands there, `group` what stands over it and others."""

    index: int
    title: str
    group: str = ""
    below: Samples = NO_SAMPLES
    heading: Heading = NOTHING
    field: str = ""
    how: str = ""
    note: str = ""
    guess: bool = False
    company: str = ""
    beside: int = -1

    @property
    def words(self) -> str:
        return normalise(self.title)

    @property
    def owner(self) -> str:
        return self.heading.owner or "client"

    @property
    def unknown(self) -> bool:
        return not self.how

    def take(self, field: str, how: str, *, note: str = "", guess: bool = False) -> None:
        self.field, self.how, self.note, self.guess = field, how, note, guess

    def leave_out(self, note: str) -> None:
        """How the column was told stays; only that it is not read is new."""
        self.field, self.note = IGNORE, note
