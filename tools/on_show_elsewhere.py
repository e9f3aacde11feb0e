"""For the pictures: a practice software that was connected some days ago, and a folder to which clients' papers went.
Nothing is called; what stands here is what calls would have left."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from carnet.answers.models import Submission
from carnet.connectors.models import Connection, Run
from carnet.deliveries import actions, queueing
from carnet.deliveries.handing import what_was_sent
from carnet.deliveries.models import Delivery, Destination, Kind, SentFile, What, When
from carnet.deliveries.packing import planned
from carnet.firms.models import Colleague, Firm

TEMPLATES = ["Aangifte personenbelasting", "Aangifte vennootschapsbelasting", "Btw-aangifte"]
FOLDER = "https://cloud.example.org/remote.php/dav/files/carnet/Clients/"


def connected(firm: Firm, claire: Colleague, now: datetime) -> str:
    """Its uuid, as addresses hold it."""
    day = timedelta(days=1)
    connection = Connection.objects.create(
        firm=firm,
        connector="adminpulse",
        name="AdminPulse",
        settings_sealed={"key": "none that opens anything"},
        groups=[[name, name] for name in TEMPLATES],
        groups_at=now,
        schedule=Connection.Schedule.DAILY,
        created_by=claire,
        last_run_at=now - day / 2,
        next_run_at=now + day / 2,
    )
    for days, state in (
        (2.5, Run.State.NOTHING),
        (1.5, Run.State.FAILED),
        (0.5, Run.State.NOTHING),
    ):
        at, trouble = now - days * day, "unreachable" if state == Run.State.FAILED else ""
        Run.objects.create(
            connection=connection, state=state, scheduled=True,
            started_at=at, ended_at=at + timedelta(minutes=4), trouble=trouble,
        )  # fmt: skip
    return str(connection.uuid)


@transaction.atomic
def sent_back(firm: Firm, claire: Colleague, now: datetime) -> str:
    """In one transaction: the worker beside us must find nothing that waits."""
    values = {
        "name": "Nextcloud",
        "kind": Kind.WEBDAV,
        "settings_sealed": {
            "url": FOLDER,
            "user": "carnet",
            "password": "none that opens anything",
        },
        "what": [What.RECORD, What.DOCUMENTS],
        "when": [When.HAND],
    }
    destination = actions.add(firm, values, key=uuid4(), by=claire)
    actions.switch_on(destination, by=claire, now=now)
    for submission in Submission.objects.filter(dossier__firm=firm).order_by("sent_at")[:4]:
        _arrived(submission, destination, claire, now)
    return str(destination.uuid)


def _arrived(
    submission: Submission, destination: Destination, by: Colleague, now: datetime
) -> None:
    made = queueing.hand_over(submission.dossier, destination, by=by, now=now)
    assert made
    Delivery.objects.filter(pk=made.pk).update(done_at=submission.sent_at + timedelta(minutes=1))
    files = list(planned(made, what_was_sent(made)))
    for one in files:
        one.done_at = now
    SentFile.objects.bulk_create(files)
