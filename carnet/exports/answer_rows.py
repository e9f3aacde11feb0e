"""Every answer of what one client has sent, one row each, for whoever reads them by machine. One list for Excel and
JSON, so that they tell the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from carnet.answers.actions import STAFF
from carnet.answers.reading import split
from carnet.answers.summary import Line
from carnet.clients.models import Client
from carnet.exports.sent import Placed, Sent, last_moves
from carnet.exports.tax_codes import partner_name, words_now
from carnet.invitations.models import Person
from carnet.questionnaires.compiled import Node
from carnet.questionnaires.definition import say
from carnet.questionnaires.filled_form import amount
from carnet.questionnaires.given import Value
from carnet.questionnaires.kinds import show

# Where an answer comes from; the schema lists the same.
CLIENT, FIRM, CALCULATED = "client", "firm", "calculated"


@dataclass(frozen=True)
class AnswerRow:
    """`seen` and `answer` are in the words the client read, `asked` is the same question in another language; `seen` is
    empty where the client sees nothing. `value` is normalised, None when there is none. `now` and `reason` tell what
    the firm has put in its place since, empty when nothing. `at` is None for what nobody has typed."""

    path: str
    node: Node
    section: str
    seen: str
    asked: str
    group: str
    answer: str
    value: Value | None
    status: str
    remark: str = ""
    source: str = CLIENT
    person: str = ""
    at: datetime | None = None
    codes: tuple[str, ...] = ()
    papers: tuple[Placed, ...] = ()
    now: str = ""
    value_now: Value | None = None
    set_by: str = ""
    reason: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """List and entry; empty outside lists."""
        return split(self.path)[:2]


def answer_rows(given: Sent, language: str) -> Iterator[AnswerRow]:
    """In the order the client met them; then what only the office sees, in the order of the questionnaire. `language`
    for what is told beside the client's own words."""
    rows = Rows(given, language)
    for part, line in given.told():
        node = given.node(line.path)
        if node is not None and not node.kind.repeats:
            yield rows.read(part.title, line, node)
    for path in given.outcome.effective:
        node = given.node(path)
        if node is not None and path not in given.lines:
            yield rows.unseen(path, node)


class Rows:
    """What all rows of one dossier need, looked up once."""

    def __init__(self, given: Sent, language: str) -> None:
        self.given, self.language = given, language
        self.moves = last_moves(given)
        self.codes: dict[str, list[str]] = {}
        for cell in (cell for row in given.form.rows for cell in row.cells):
            for line in cell.lines:
                self.codes.setdefault(line.path, []).append(cell.code)

    def read(self, section: str, line: Line, node: Node) -> AnswerRow:
        person, at = self.moves.get(line.path, ("", None))
        source = CALCULATED if node.kind.calculated else FIRM if person == STAFF else CLIENT
        return AnswerRow(
            section=section,
            seen=line.question,
            group=line.group,
            answer=line.answer,
            status=line.status if node.kind.asks else "",
            remark=line.remark,
            source=source,
            person=line.typed_by or person_name(self.given.dossier.client, person),
            at=at,
            **self.always(line.path, node),
        )

    def unseen(self, path: str, node: Node) -> AnswerRow:
        """For the office alone: its own questions, and calculations without a text."""
        given, instance = self.given, self.given.outcome.instances[path]
        list_id, entry, _name = split(path)
        person, at = self.moves.get(path, ("", None))
        return AnswerRow(
            section=say(node.section.title, self.language),
            seen="",
            group=given.outcome.label(list_id, entry, self.language) if entry else "",
            answer=""
            if node.kind.uploads
            else show(node.item, given.values.get(path), self.language),
            status="" if node.kind.calculated else str(instance.given.status),
            source=CALCULATED if node.kind.calculated else FIRM,
            person=person_name(given.dossier.client, person),
            at=at,
            **self.always(path, node),
        )

    def always(self, path: str, node: Node) -> dict[str, Any]:
        now = self.of_firm(path, node)
        return {
            "path": path,
            "node": node,
            "asked": self.asked(path),
            "value": normalised(node, self.given.values.get(path)),
            "codes": tuple(self.codes.get(path, ())),
            "papers": tuple(self.given.papers.get(path, ())),
            **dict(zip(("now", "value_now", "set_by", "reason"), now, strict=True)),
        }

    def asked(self, path: str) -> str:
        instance = self.given.outcome.instances.get(path)
        if instance is None:
            return ""
        wording = self.given.outcome.wording(instance, instance.item.text, self.language)
        return wording or instance.item.id

    def of_firm(self, path: str, node: Node) -> tuple[str, Value | None, str, str]:
        """What it is now, in words and as a value; who has set it, and why."""
        row, changed = self.given.by_hand.get(path), self.given.changed(path)
        if not changed and row is None:
            return "", None, "", ""
        value = normalised(node, self.given.run.effective.get(path))
        now = words_now(self.given, path, self.language)
        if row is None:
            return now, value, "", ""
        return now, value, row.colleague.name if row.colleague else "", str(row.reason or "")


def person_name(client: Client, person: str) -> str:
    if person == Person.PARTNER:
        return partner_name(client) or _("Partner")
    return {Person.CLIENT: client.name, STAFF: _("Firm")}.get(person, "")


def normalised(node: Node, value: Value | None) -> Value | None:
    """Figures as plain decimals without noughts behind (`1250.5`), everything else as it is kept: days as
    2025-12-31, countries by two letters, choices by their ids. Of documents there is a list of its own."""
    if value is None or node.kind.uploads:
        return None
    if isinstance(value, int) or not figures(node, value):
        return value
    return amount(Decimal(str(value)))


def figures(node: Node, value: Value) -> bool:
    if node.kind.numeric:
        return True
    return node.kind.calculated and isinstance(value, str) and as_decimal(value) is not None


def as_decimal(value: Value | None) -> Decimal | None:
    """The figure a value stands for; None for what is none."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
