"""Answers whose question is gone from the dossier's revision: kept, and shown to the office to read only."""

from collections.abc import Iterator
from dataclasses import dataclass

from carnet.answers.carrying import ASIDE
from carnet.answers.reading import Row, Standing
from carnet.campaigns.models import Dossier
from carnet.questionnaires.definition import Item, say
from carnet.questionnaires.given import Status
from carnet.questionnaires.kinds import show


@dataclass(frozen=True)
class Retired:
    question: str
    answer: str


def retired(standing: Standing, language: str) -> list[Retired]:
    """In the order in which they were first asked; the question in the words it had then."""
    rows = {path: row for path, row in standing.answers.items() if _is_retired(standing, row)}
    if not rows:
        return []
    return [
        Retired(say(item.text, language) or item.id, _answer(item, row, language))
        for item in _items_of(standing.dossier)
        for path, row in rows.items()
        if path.partition(ASIDE)[0].rpartition("/")[2] == item.id
    ]


def _is_retired(standing: Standing, row: Row) -> bool:
    """Not one inside an entry that was only taken out of its list."""
    if row.status in (Status.BLANK, Status.PREFILLED) or row.path in standing.outcome.instances:
        return False
    node = standing.outcome.compiled.by_id.get(row.path.rpartition("/")[2])
    return node is None or node.list_id != row.path.rpartition("/")[0].partition("/")[0]


def _items_of(dossier: Dossier) -> Iterator[Item]:
    """All questions the dossier was ever asked, each id once, in its latest words."""
    moves = dossier.moves.select_related("before", "rollout__revision").order_by("-pk")
    revisions = [one for move in moves for one in (move.rollout.revision, move.before)]
    found: dict[str, Item] = {}
    for revision in revisions:
        for item in revision.definition.all_items():
            known = found.get(item.id)
            # Where an id asks for something else by now, its answer was to the earlier question.
            if known is None or known.kind != item.kind:
                found[item.id] = item
    yield from found.values()


def _answer(item: Item, row: Row, language: str) -> str:
    try:
        return show(item, row.value, language)
    except (ValueError, TypeError, AttributeError, ArithmeticError, KeyError):
        return str(row.value)
