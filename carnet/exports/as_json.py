"""A dossier for programs, in the form that dossier.schema.json describes: ids stay, values are normalised, and texts
come as the client read them and in every language of the questionnaire."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from carnet.exports.answer_rows import AnswerRow, answer_rows
from carnet.exports.sent import Placed, Sent
from carnet.exports.tax_codes import leads_to_codes, names, papers_beside
from carnet.questionnaires.definition import Definition
from carnet.questionnaires.filled_form import Cell, FilledForm, amount

FORMAT, VERSION = "carnet-dossier", 1
SCHEMA = Path(__file__).parent / "dossier.schema.json"


@cache
def schema() -> dict[str, Any]:
    return json.loads(SCHEMA.read_text())


def as_json(given: Sent, language: str) -> bytes:
    return json.dumps(told(given, language), ensure_ascii=False, indent=1).encode()


def told(given: Sent, language: str) -> dict[str, Any]:
    """`language` for names of entries that only the office sees."""
    submission, dossier = given.submission, given.dossier
    found = {
        "format": FORMAT,
        "version": VERSION,
        "reference": submission.reference,
        "sha256": submission.sha256,
        "sent_at": submission.sent_at.isoformat(),
        "language": submission.language,
        "client": client(given),
        "campaign": {"id": dossier.campaign_id, "name": dossier.campaign.name},
        "period": given.content["period"],
        "questionnaire": given.content["questionnaire"],
        "sections": sections(given.compiled.definition),
        "answers": [answer(given, row) for row in answer_rows(given, language)],
        "documents": [document(one) for one in given.documents],
        "declarations": declarations(given.content),
    }
    found |= {"notice": given.content["notice"]} if "notice" in given.content else {}
    return found | ({"form": form(given)} if leads_to_codes(given.compiled) else {})


def client(given: Sent) -> dict[str, Any]:
    """As the register has it today."""
    one = given.dossier.client
    return {
        "id": str(one.uuid),
        "number": one.client_number,
        "name": one.name,
        "dossier": given.dossier.pk,
    }


def sections(definition: Definition) -> list[dict[str, Any]]:
    return [{"id": one.id, "title": dict(one.title)} for one in definition.sections]


def answer(given: Sent, row: AnswerRow) -> dict[str, Any]:
    list_id, entry = row.place
    item = row.node.item
    found = {
        "id": row.path,
        "question": item.id,
        "list": list_id or None,
        "entry": entry or None,
        "entry_name": row.group,
        "section": row.node.section.id,
        "type": item.kind,
        "unit": item.unit or row.node.kind.unit,
        "seen": row.seen or None,
        "text": wordings(given, row),
        "status": row.status or None,
        "source": row.source,
        "value": row.value,
        "words": row.answer,
        "remark": row.remark,
        "by": row.person,
        "at": timezone.localtime(row.at).isoformat() if row.at else None,
        "codes": list(row.codes),
        "documents": [one.paper.uuid for one in row.papers],
    }
    return found | corrected(row)


def wordings(given: Sent, row: AnswerRow) -> dict[str, str]:
    instance = given.outcome.instances.get(row.path)
    if instance is None:
        return {}
    texts = instance.item.text
    return {language: given.outcome.wording(instance, texts, language) for language in texts}


def corrected(row: AnswerRow) -> dict[str, Any]:
    """What the firm has set, or what comes of that; `by` is empty in the latter case."""
    if not row.now and not row.set_by and not row.reason:
        return {}
    value = {"value": row.value_now, "words": row.now, "by": row.set_by, "reason": row.reason}
    return {"corrected": value}


def document(placed: Placed) -> dict[str, Any]:
    paper = placed.paper
    return {
        "id": paper.uuid,
        "answer": placed.path or None,
        "name": paper.name,
        "type": paper.kind,
        "bytes": paper.size,
        "pages": paper.pages,
        "sha256": paper.sha256,
        "moved_by_firm": placed.moved,
    }


def declarations(content: dict[str, Any]) -> list[dict[str, str]]:
    """Of each who signed; without a couple, of whoever sent."""
    one = {**content.get("declaration", {}), "person": content.get("person", "")}
    return content.get("declarations") or [one]


def form(given: Sent) -> dict[str, Any]:
    found, scheme = given.form, given.compiled.definition.form.scheme
    left, right = names(given)
    return {
        "scheme": scheme,
        "joint": found.joint,
        "left": left,
        "right": right,
        "lines": list(lines(given, found)),
    }


def lines(given: Sent, found: FilledForm) -> Iterator[dict[str, Any]]:
    for row in found.rows:
        places = (("left", row.in_left), ("right", row.in_right), ("undivided", row.undivided))
        for column, cell in places:
            if cell:
                yield {"column": column, **line(given, cell)}


def line(given: Sent, cell: Cell) -> dict[str, Any]:
    paths = list(dict.fromkeys(one.path for one in cell.lines))
    papers = dict.fromkeys(paper.uuid for path in paths for paper in papers_beside(given, path))
    return {
        "code": cell.code,
        "amount": amount(cell.total) if cell.total else None,
        "ticks": cell.ticks,
        "on_document": bool(cell.papers),
        "answers": paths,
        "documents": list(papers),
    }
