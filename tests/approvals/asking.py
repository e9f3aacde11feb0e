"""Dossiers whose answers are in, and documents put up for approval in them."""

from datetime import UTC, date, datetime, time
from uuid import uuid4
from zoneinfo import ZoneInfo

from carnet.approvals.actions import Wish, ask
from carnet.approvals.reminding import remind
from carnet.clients.states import State
from carnet.core.mail import send_next
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.answers.pictures import pdf, upload

BRUSSELS = ZoneInfo("Europe/Brussels")
SENT = datetime(2027, 5, 3, 8, tzinfo=UTC)
# A Monday.
ASKED = datetime(2027, 6, 7, 9, tzinfo=UTC)
FOR_TWO = YEARLY | {"questionnaire": "for_two", "respondents": ["client", "partner"]}


def sent_by(client, document=YEARLY, **fields):
    campaign = make.campaign(
        firm=client.firm,
        revision=make.revision(firm=client.firm, document=document),
        due_date=date(2027, 5, 31),
    )
    values = {"state": State.ACCEPTED, "language": "en", "submitted_at": SENT, "active_at": SENT}
    return make.dossier(client=client, campaign=campaign, **values | fields)


def put_up(dossier, by, *, people=("client",), now=ASKED, name="return.pdf", pages=2, **wish):
    values = {"key": uuid4(), "people": people, "remind_days": 5} | wish
    return ask(dossier, upload(pdf(pages), name), Wish(**values), by=by, now=now)


def voice_of(approval, person="client"):
    return approval.voices.get(person=person)


def at(day, hour=10):
    return datetime.combine(day, time(hour), BRUSSELS)


def work(now):
    while remind(now):
        pass
    deliver(now)


def deliver(now):
    while send_next(now):
        pass


def text_of(mail):
    return mail.get_body(("plain",)).get_content()
