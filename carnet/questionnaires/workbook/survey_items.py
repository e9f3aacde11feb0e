"""One row of an XLSForm as a question of ours. What has no counterpart is left out and said, with the reason."""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document, plain
from carnet.questionnaires.workbook.columns import Column
from carnet.questionnaires.workbook.sheets import Heard, Row
from carnet.questionnaires.workbook.spelling import NO, YES
from carnet.questionnaires.workbook.survey_rows import (
    ACCEPTED,
    CHOOSING,
    ROW_BY_ROW,
    type_of,
    word,
)
from carnet.questionnaires.workbook.survey_texts import Texts
from carnet.questionnaires.workbook.xpath import Asked, Piece, Scope, Untranslated, translate


class Items:
    """Tells questions; `conditions` are those of the groups we are in, which hold for all that stands there."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard
        self.asked: dict[str, Asked] = {}
        self.texts = Texts([], heard, self.asked)
        self.conditions: list[str] = []

    def tell_renamed(self, row: Row, name: str, new: str) -> None:
        if name != new:
            self.heard.warn(
                row.at(Column("id")),
                _("“%(name)s” is called %(id)s here.") % {"name": name, "id": new},
            )

    def item(self, row: Row, inside: str) -> Document:
        name = word(row, "id")
        asked = self.asked[name]
        self.tell_renamed(row, name, asked.id)
        item: Document = {"id": asked.id, "type": asked.kind}
        for key in ("text", "help", "staff_note"):
            if text := self.texts.of(row, key):
                item[key] = text
        scope = Scope(self.asked, inside)
        item |= self.shown(self.rule(row, "relevant", scope))
        item |= self.chosen(row) if CHOOSING.fullmatch(type_of(row)) else {}
        if asked.kind == "calc":
            item["value"] = translate(word(row, "calculation"), scope).text
        if asked.kind == "file":
            item["file"] = {"accept": ACCEPTED.get(type_of(row).lower(), ["any"])}
        if asked.kind == "repeat":
            item |= self.counted(row)
        if KINDS[asked.kind].asks:
            item |= self.asking(row, asked, scope)
        self.tell_unkept(row)
        return item

    def chosen(self, row: Row) -> Document:
        found = CHOOSING.fullmatch(type_of(row))
        if found and found["other"]:
            self.leave_out(row, "type", _("Add “other” to the choices, and a text question."))
        return {"choices": found["list"]} if found else {}

    def tell_unkept(self, row: Row) -> None:
        for key in ROW_BY_ROW:
            if word(row, key) and word(row, key).lower() not in NO:
                self.leave_out(row, key, _("This has no counterpart."))

    def shown(self, own: str) -> Document:
        rules = [rule for rule in (*self.conditions, own) if rule]
        joined = " and ".join(f"({rule})" for rule in rules) if len(rules) > 1 else "".join(rules)
        return {"show_if": joined} if joined else {}

    def counted(self, row: Row) -> Document:
        written = word(row, "repeat_count")
        name = written.removeprefix("${").removesuffix("}")
        asked = self.asked.get(name)
        if asked and written != name and asked.kind in ("number", "calc") and not asked.list_id:
            return {"count": asked.id}
        if written:
            self.leave_out(row, "repeat_count", _("Only a number question can say how many."))
        return {}

    def asking(self, row: Row, asked: Asked, scope: Scope) -> Document:
        """What is said of questions only: whether they must be answered, and how they are checked."""
        required = word(row, "required").lower()
        item: Document = {"required": required in YES}
        if required and required not in YES + NO:
            item["required"] = self.rule(row, "required", scope) or True
        item |= self.proposed(row, asked)
        item |= self.bounds(row) if KINDS[asked.kind].numeric else {}
        written = self.piece(row, "constraint", replace(scope, own=asked, today=True))
        if written and written.type == "pattern":
            if KINDS[asked.kind].written:
                return item | {"pattern": str(written.word).removeprefix("^").removesuffix("$")}
            self.leave_out(row, "constraint", _("Only texts have a pattern."))
        elif written:
            item |= {"check": written.text, "check_text": self.check_text(row)}
        return item

    def bounds(self, row: Row) -> Document:
        """`start=0 end=10` of a range."""
        found = dict(re.findall(r"(start|end)=(-?\d+(?:\.\d+)?)", word(row, "parameters")))
        ours = {"start": "min", "end": "max"}
        return {ours[name]: plain(value) for name, value in found.items()}

    def check_text(self, row: Row) -> dict[str, str]:
        """The author's sentence; in languages that have none, one that is always true."""
        general = self.texts.said(lambda: _("This is no possible answer to the question."))
        return general | self.texts.of(row, "check_text")

    def proposed(self, row: Row, asked: Asked) -> Document:
        written = word(row, "default")
        if not written:
            return {}
        if "${" in written or "(" in written or not KINDS[asked.kind].prefills:
            self.leave_out(row, "default", _("Only a fixed answer can be proposed."))
            return {}
        if not asked.choices:
            return {"default": plain(written) if asked.kind == "number" else written}
        names = written.split() if asked.kind == "many" else [written]
        chosen = [asked.choices.get(name, name) for name in names]
        return {"default": chosen if asked.kind == "many" else chosen[0]}

    # -- Expressions -----------------------------------------------------------------------------

    def rule(self, row: Row, key: str, scope: Scope) -> str:
        """The condition in our language; empty when there is none, or none that can be told."""
        piece = self.piece(row, key, scope)
        if piece and piece.type not in ("yes", "any"):
            self.leave_out(row, key, _("This is no condition."))
            return ""
        return piece.text if piece else ""

    def piece(self, row: Row, key: str, scope: Scope) -> Piece | None:
        written = word(row, key)
        if not written:
            return None
        try:
            piece = translate(written, scope)
        except Untranslated as problem:
            self.leave_out(row, key, str(problem))
            return None
        if piece.unequal:
            self.heard.warn(
                row.at(Column(key)),
                _("“!=” says nothing here of what is not answered; in XLSForm it holds then."),
            )
        return piece

    def leave_out(self, row: Row, key: str, reason: str) -> None:
        about = {"words": row.cells.get(Column(key), ""), "reason": reason}
        self.heard.warn(row.at(Column(key)), _("Not taken over: %(words)s. %(reason)s") % about)
