"""A small questionnaire in French and Dutch, and what a translator does with it."""

import re
from datetime import UTC, datetime

from carnet.builder import drafts, grid_actions
from carnet.builder.grid import fingerprint, rows
from carnet.builder.models import Did
from tests.questionnaires.builders import document, item

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
RENT = "items.rent.text"


def asked(rent="Loyer pour {{ address }}", huur="Huur voor {{ address }}"):
    return document(
        item("address", "text", text={"fr": "Adresse", "nl": "Adres"}, required=False),
        item("rent", "money", text={"fr": rent, "nl": huur}, help={"fr": "Par an"}),
        languages=["fr", "nl"],
    )


def address(questionnaire, rest=""):
    return f"/questionnaires/{questionnaire.pk}/build/words/{rest}"


def texts(questionnaire):
    return {row.key: row.words for row in rows(grid_actions.words_now(questionnaire))}


def shown(html):
    """The texts in boxes, by their address."""
    return re.findall(r'<textarea name="words:([^"]+)"', html)


def posted(questionnaire, words, *, to="nl", was=None, **more):
    """`words` by address, as the page would send them that shows what stands there now (or `was`)."""
    now = texts(questionnaire)
    was = was or {}
    cells = {f"words:{key}": said for key, said in words.items()}
    marks = {f"was:{key}": fingerprint(was.get(key, now.get(key, {}).get(to, ""))) for key in words}
    return {"from": "fr", "to": to, **cells, **marks, **more}


def rewrite(questionnaire, by, words, *, language="fr", key=RENT, now=NOW):
    """As another page of the builder would."""
    draft = drafts.draft_of(questionnaire, by=by, now=now)

    def alter(old):
        cell = grid_actions.Cell(
            key, language, fingerprint({r.key: r for r in rows(old)}[key].says(language)), words
        )
        return grid_actions.written(old, [cell]).document

    drafts.change(draft, alter, by=by, now=now, what=Did.SET)


def outdated(office, questionnaire):
    page = office.get(address(questionnaire, "?from=fr&to=nl&show=outdated"))
    return shown(page.content.decode())
