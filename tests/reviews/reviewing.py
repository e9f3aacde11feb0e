"""Dossiers that were sent, this year's and last year's, and what a colleague sees of them."""

from datetime import date

from django.utils import timezone

from carnet.answers import actions
from carnet.answers.actions import Said
from carnet.answers.submitting import submit
from carnet.questionnaires.given import Given, Status
from carnet.reviews.desk import desk_of
from tests import makers as make
from tests.answers.asking import YEARLY

BEFORE = {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}
FILLED = {"full_name": "Ann Peeters", "rents": "yes", "rent": "1200", "other": "Nothing"}


def a_dossier(client, document=YEARLY, **fields):
    revision = make.revision(firm=client.firm, document=document)
    campaign = make.campaign(firm=client.firm, revision=revision, **fields)
    return make.dossier(client=client, campaign=campaign, language="en")


def answer(dossier, values, *, remark="", person="client"):
    """By path a value, or what is said instead of one; over whatever stands there."""
    revs = dict(dossier.answers.values_list("path", "rev"))
    said = [
        Said(path, as_given(value), remark, revs.get(path, 0)) for path, value in values.items()
    ]
    actions.save(dossier, said, person=person, device="", key="", now=timezone.now())


def as_given(value):
    return value if isinstance(value, Given) else Given(value, Status.ANSWERED)


def send(dossier):
    dossier.refresh_from_db()
    declared = {"text": "True.", "name": "Ann"}
    now = timezone.now()
    submit(dossier, seq=dossier.seq, person="client", language="en", declared=declared, now=now)
    dossier.refresh_from_db()
    return dossier


def sent(client, values=FILLED, document=YEARLY, **fields):
    """With the one document of this questionnaire missing, unless the values say otherwise."""
    dossier = a_dossier(client, document, **fields)
    proof = {"proof": Given(status=Status.NOT_HAVE)} if document is YEARLY else {}
    answer(dossier, {**proof, **values})
    return send(dossier)


def desk(dossier):
    dossier.refresh_from_db()
    return desk_of(dossier, today=timezone.localdate(), language="en")


def row(dossier, path):
    return desk(dossier).by_path[path]
