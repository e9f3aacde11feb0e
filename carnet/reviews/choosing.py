"""What stands beside the rows of a review: the chosen answer's history and thread, and the documents to look at."""

import secrets
from dataclasses import dataclass
from functools import cached_property

from carnet.answers.models import Document
from carnet.campaigns.models import Dossier
from carnet.firms.models import Colleague
from carnet.questionnaires.outcome import Instance
from carnet.reviews import history
from carnet.reviews.beside import pages_of
from carnet.reviews.desk import Desk, Row
from carnet.reviews.needing import Standing
from carnet.reviews.screen import Screen, Told
from carnet.reviews.tray import REASONS, askable, reason_words


@dataclass(frozen=True)
class Beside:
    """One document, opened at one page. `near`: it lies under the chosen answer or in its section."""

    document: Document
    number: int

    @property
    def pages(self) -> int:
        return pages_of(self.document)

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < self.pages else 0


@dataclass(frozen=True)
class Chosen:
    """The answer whose row is open. Five queries, whichever it is."""

    screen: Screen
    told: Told
    colleague: Colleague
    doc: str
    page: str

    @property
    def row(self) -> Row:
        return self.told.row

    @property
    def desk(self) -> Desk:
        return self.screen.desk

    @property
    def dossier(self) -> Dossier:
        return self.desk.dossier

    @property
    def instance(self) -> Instance:
        return self.row.instance

    @cached_property
    def changes(self) -> list[history.Change]:
        return history.changes(self.dossier, self.row, self.desk.language)

    @cached_property
    def thread(self) -> list[history.Words]:
        return history.thread(self.dossier, self.row.path)

    @cached_property
    def before_change(self) -> str:
        if self.row.standing is not Standing.CHANGED:
            return ""
        return history.before_change(self.dossier, self.row, self.desk.language)

    @cached_property
    def clients_answer(self) -> str:
        if self.row.standing is not Standing.CORRECTED:
            return ""
        return history.clients_answer(self.dossier, self.row, self.desk.language)

    @property
    def warnings(self) -> list[str]:
        outcome = self.desk.standing.outcome
        return [
            outcome.sentence(issue, self.instance, self.desk.language)
            for issue in self.instance.issues
        ]

    @property
    def may_judge(self) -> bool:
        return self.desk.open and self.row.judged and not self.row.waits_for_client

    @property
    def may_ask(self) -> bool:
        return self.desk.open and self.row.judged and askable(self.instance)

    @property
    def may_correct(self) -> bool:
        return self.desk.open and self.row.correctable

    @property
    def reasons_to_ask(self) -> list[tuple[str, str]]:
        """As the client reads them."""
        return [(name, reason_words(name, self.dossier.language)) for name in REASONS]

    @cached_property
    def key(self) -> str:
        return secrets.token_hex(16)

    @cached_property
    def documents(self) -> list[Document]:
        """Those of the answer first, then of its section, then all the others."""
        listed = self.desk.standing.documents
        near = self._sections_paths()
        own = listed.get(self.row.path, [])
        section = [one for path in near if path != self.row.path for one in listed.get(path, [])]
        rest = [one for path, some in listed.items() if path not in near for one in some]
        return [*own, *section, *rest]

    def _sections_paths(self) -> list[str]:
        return [row.path for row in self.desk.rows if row.section == self.row.section]

    @cached_property
    def beside(self) -> Beside | None:
        """The one asked for, or the answer's own, or its section's."""
        asked = next((one for one in self.documents if str(one.uuid) == self.doc), None)
        near = set(self._sections_paths())
        shown = asked or next((one for one in self.documents if one.path in near), None)
        if shown is None:
            return None
        number = int(self.page) if self.page.isdecimal() and len(self.page) < 6 else 1
        return Beside(shown, max(1, min(number, pages_of(shown) or 1)))
