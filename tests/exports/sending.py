"""Puts somebody's answers into a dossier and sends them, so that what is put out comes from a real submission."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from carnet.answers.models import Answer, Document, Entry, Submission
from carnet.answers.submitting import submit
from carnet.campaigns.models import Dossier, Partners
from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.given import Given
from carnet.questionnaires.playing import Played
from tests import makers as make

SENT = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


def damage(path):
    """One bit: with another letter put there, one file of 256 would stay as it was."""
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))


def dossier_of(firm, document, *, entries=None, client=None, **fields) -> Dossier:
    """With these lists, and the facts and the period of the questionnaire's own year."""
    client = client or make.client(firm=firm, partner_first_name="Paul", partner_last_name="Maes")
    revision = make.revision(firm=firm, document=document)
    campaign = make.campaign(firm=firm, revision=revision, partners=Partners.NEVER)
    dossier = make.dossier(client=client, campaign=campaign, **fields)
    for list_path, keys in (entries or {}).items():
        for place, key in enumerate(keys):
            Entry.objects.create(dossier=dossier, list_path=list_path, key=f"{key}", position=place)
    return dossier


def keep(dossier: Dossier, compiled: Compiled, answers: Mapping[str, Given]) -> None:
    """Answers as the client left them; under a request for documents lie as many as the answer names."""
    for path, given in answers.items():
        kind = compiled.by_id[path.rpartition("/")[2]].kind
        value = given.value
        if kind.uploads and isinstance(value, list):
            value = [str(paper(dossier, path).pk) for _name in value]
        Answer.objects.create(
            dossier=dossier,
            path=path,
            question=path.rpartition("/")[2],
            status=given.status,
            value=value,
            confirmed=given.confirmed,
            updated_at=SENT,
        )


def paper(dossier: Dossier, path: str) -> Document:
    name = f"{path.rpartition('/')[2]}.pdf"
    return make.document(dossier=dossier, path=path, name=name)


def hand_in(dossier: Dossier, now: datetime = SENT, language: str = "en") -> Submission:
    declared = {"text": "All is right.", "name": "Ann Peeters"}
    sent = submit(
        dossier, seq=dossier.seq, person="client", language=language, declared=declared, now=now
    )
    assert sent is not None
    return sent


def sent_by(firm, document, answers, entries: Mapping[str, Sequence[str]] | None = None, **fields):
    """The submission of a client with these answers."""
    dossier = dossier_of(firm, document, entries=entries, **fields)
    keep(dossier, dossier.revision.compiled(), answers)
    return hand_in(dossier)


def sent_by_persona(firm, document, played: Played, **fields) -> Submission:
    """An entry may be called the same in two lists of a persona, but not in a dossier."""
    entries = {
        listed: [own_key(listed, key) for key in keys] for listed, keys in played.entries.items()
    }
    answers = {own_path(path): given for path, given in played.answers.items()}
    return sent_by(firm, document, answers, entries, **fields)


def own_key(list_id: str, key: str) -> str:
    return f"{list_id}-{key}"[-32:]


def own_path(path: str) -> str:
    if "/" not in path:
        return path
    list_id, key, question = path.split("/")
    return f"{list_id}/{own_key(list_id, key)}/{question}"
