"""What an evaluation needs of several dossiers, read together: a thousand are gone through like this in a row."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from carnet.answers.models import Answer, Entry
from carnet.campaigns.models import Dossier
from carnet.core.sealed import opened
from carnet.questionnaires.given import Given, Status

NAMES = ("dossier_id", "path", "value", "status", "confirmed", "remark", "updated_at")


def said_in(
    dossiers: Sequence[Dossier], questions: Collection[str] | None = None
) -> dict[int, dict[str, Given]]:
    """By dossier and path, the answers to these questions or to all."""
    rows = Answer.objects.filter(dossier__in=dossiers)
    rows = rows if questions is None else rows.filter(question__in=questions)
    found: dict[int, dict[str, Given]] = defaultdict(dict)
    for dossier, path, value, status, confirmed, remark, at in opened(rows, *NAMES):
        given = Given(value, Status(status), None, confirmed, bool(remark), at)
        found[dossier][path] = given
    return found


def entries_in(dossiers: Sequence[Dossier]) -> dict[int, dict[str, list[str]]]:
    """By dossier and list, the keys of the entries in their order."""
    rows = Entry.objects.filter(dossier__in=dossiers, deleted_at=None)
    found: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for dossier, list_path, key in rows.values_list("dossier", "list_path", "key"):
        found[dossier].setdefault(list_path, []).append(key)
    return found
