"""Clients who were invited and have not sent their answers."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from carnet.clients.states import State
from carnet.core.mail import send_next
from carnet.reminders.sending import in_turns
from tests import makers as make
from tests.answers.asking import YEARLY

BRUSSELS = ZoneInfo("Europe/Brussels")
DUE = date(2027, 6, 9)
INVITED = datetime(2027, 5, 10, 9, tzinfo=UTC)


def morning(days, hour=9):
    """A moment so many days from the due date."""
    return datetime.combine(DUE + timedelta(days=days), time(hour), BRUSSELS)


def campaign_of(firm, **fields):
    revision = make.revision(firm=firm, document=YEARLY)
    return make.campaign(firm=firm, revision=revision, **{"due_date": DUE, **fields})


def invited(client, *, campaign=None, person="client", email="", opened=False, **fields):
    """A dossier whose invitation has arrived."""
    campaign = campaign or campaign_of(client.firm)
    values = {"state": State.OPENED if opened else State.SENT, "language": "en", **fields}
    dossier = make.dossier(client=client, campaign=campaign, **values)
    invite(dossier, person=person, email=email or client.email, opened=opened)
    return dossier


def invite(dossier, *, person="client", email="", called="", opened=False):
    return dossier.invitations.create(
        firm=dossier.firm,
        person=person,
        email=email or dossier.client.email,
        called=called,
        created_at=INVITED,
        opened_at=INVITED if opened else None,
        expires_at=INVITED + timedelta(days=60),
    )


def remind(now):
    """The first turn of a worker that was just started: whether it queued a handful."""
    return in_turns()(now)


def work(now):
    """One round of the worker: queue what is due, send what is queued."""
    while remind(now):
        pass
    while send_next(now):
        pass


def text_of(mail):
    return mail.get_body(("plain",)).get_content()
