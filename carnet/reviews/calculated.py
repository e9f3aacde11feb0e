"""The calculated values of a dossier: what they are, and which of them the firm has set itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from carnet.answers.actions import STAFF
from carnet.answers.models import Answer
from carnet.answers.reading import Standing
from carnet.questionnaires.kinds import KINDS, show


@dataclass(frozen=True)
class Calculated:
    """`reason` and `by` are empty unless a colleague has set it."""

    path: str
    name: str
    value: str
    by: str = ""
    reason: str = ""


def calculated(standing: Standing, language: str) -> Iterator[Calculated]:
    """Those that are shown, also the ones that clients do not see."""
    outcome = standing.outcome
    found = [
        one for one in outcome.instances.values() if one.shown and KINDS[one.item.kind].calculated
    ]
    rows = set_by_hand(standing) if any(one.overridden for one in found) else {}
    for one in found:
        row = rows.get(one.path)
        yield Calculated(
            path=one.path,
            name=outcome.named(one, language),
            value=show(one.item, one.value, language),
            by=row.colleague.name if row and row.colleague else "",
            reason=(row.reason or "") if row else "",
        )


def set_by_hand(standing: Standing) -> dict[str, Answer]:
    rows = standing.dossier.answers.filter(source=STAFF).exclude(reason=None)
    return {row.path: row for row in rows.select_related("colleague")}
