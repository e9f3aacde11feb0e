"""Ann and Dana: a couple with a dossier for both, each with an own part."""

from django.utils import timezone

from carnet.answers.actions import Said, save
from carnet.answers.submitting import submit
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.couple import BOTH_SIGN
from tests.portal.conftest import dossier_for

ANSWERS = {
    "client": {"married": "yes", "salary": "zq4711", "jobs": None},
    "partner": {"pension": "zq4714"},
}


def a_couple(firm, **fields):
    values = {
        "first_name": "Ann",
        "email": "someone@example.org",
        "partner_first_name": "Dana",
        "partner_email": "dana@example.org",
    }
    ann = make.client(firm=firm, **values | fields)
    return dossier_for(ann, make.revision(firm=firm, document=BOTH_SIGN), language="en")


def answered(dossier):
    """Each has answered what is asked of them."""
    now = timezone.now()
    for person, given in ANSWERS.items():
        said = [Said(path, Given(value, Status.ANSWERED)) for path, value in given.items()]
        save(dossier, said, person=person, device="", key="", now=now)
    return dossier


def signed_by(dossier, person):
    dossier.refresh_from_db()
    declared = {"text": "True.", "name": person.title()}
    now = timezone.now()
    return submit(
        dossier, seq=dossier.seq, person=person, language="en", declared=declared, now=now
    )


def sent(dossier):
    answered(dossier)
    for person in ANSWERS:
        signed_by(dossier, person)
    dossier.refresh_from_db()
    return dossier
