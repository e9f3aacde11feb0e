"""What every save asks the database, put together once (core/asked_often.py). No firm is joined: the dossier was found
in its firm's scope, and joining the firm to each of its rows takes as long as the rest."""

from collections.abc import Iterable

from django.db.models import Q

from carnet.answers.models import Answer, AnswerEvent
from carnet.campaigns.models import Dossier
from carnet.core.asked_often import AskedOften

THERE = AskedOften(
    lambda dossier, paths: Answer._base_manager.filter(dossier=dossier, path__in=paths)
)
TOLD = AskedOften(
    lambda dossier, paths, device, key: (
        AnswerEvent._base_manager.filter(
            Q(device=device) | Q(key=key), dossier=dossier, path__in=paths
        )
        .exclude(key="")
        .only("dossier", "path", "seq", "device", "key", "new")
    )
)
LOCKED = AskedOften(
    lambda dossier: (
        Dossier._base_manager.select_for_update()
        .filter(pk=dossier)
        .values_list("state", "seq", "revision")
    )
)


def answers_at(dossier: Dossier, paths: Iterable[str]) -> dict[str, Answer]:
    """The answers at these paths, to be changed."""
    return {row.path: row for row in THERE(dossier=dossier.pk, paths=list(paths))}


def told_before(dossier: Dossier, device: str, key: str, paths: list[str]) -> list[AnswerEvent]:
    """What this very page has saved before, to know a repeated or an overtaken request; and whatever
    came under the same key, which counts once."""
    return TOLD(dossier=dossier.pk, paths=paths, device=device, key=key) if key else []


def locked(dossier: Dossier) -> tuple[str, int, int]:
    """Its state, how many changes it has had, and its revision; nobody else changes it until the transaction ends."""
    found = LOCKED(dossier=dossier.pk)
    if not found:
        raise Dossier.DoesNotExist
    state, seq, revision = found[0]
    return state, seq, revision
