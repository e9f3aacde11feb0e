"""What the firm asks once more after the answers were sent: only those questions open again, each with the firm's
words. The review calls `ask_again`; the client's pages show it; sending the answers back closes the round."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from carnet.answers.actions import STAFF, Hand
from carnet.answers.adapting import NoSuchQuestion
from carnet.answers.message_models import AskedAgain
from carnet.answers.messages import ASKED_AGAIN, send_questions, tell_client
from carnet.answers.reading import Standing, load
from carnet.audit import record as audit
from carnet.campaigns.actions import move
from carnet.campaigns.bulk import move_due_date
from carnet.campaigns.models import Dossier, State, WrongState
from carnet.firms.models import Colleague
from carnet.invitations.models import Invitation, Person
from carnet.questionnaires.grouping import meant_for
from carnet.questionnaires.outcome import Instance

READABLE_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """`reached` is false where nobody who is asked has a link that works; `unreached` are those whose questions
    therefore nobody finds."""

    rows: list[AskedAgain]
    reached: bool
    unreached: list[str]


@transaction.atomic
def ask_again(
    dossier: Dossier,
    words: Mapping[str, str],
    *,
    due: date | None = None,
    by: Colleague,
    now: datetime,
) -> Asked:
    """Send the dossier back with these questions, by path with what to say to the client, to be answered by `due`.
    Asked once more before the answers came back, a question has the newer words. Raises NoSuchQuestion for a path
    the client does not see, and WrongState unless the answers were sent."""
    instances = load(dossier, today=timezone.localdate(now)).instances
    for path in words:
        if path not in instances or not _askable(instances[path]):
            raise NoSuchQuestion(path)
    fresh = Dossier.objects.select_for_update().only("state").get(pk=dossier.pk)
    dossier.state = fresh.state
    if dossier.state != State.ASKED_AGAIN:
        move(dossier, State.ASKED_AGAIN, now=now)
    elif not _open(dossier).exists():
        raise WrongState(
            dossier.pk, State.ASKED_AGAIN
        )  # It was opened as a whole; all of it may be changed.
    if due:  # Reminders, lists and pages follow the day that was asked for last.
        move_due_date(dossier.firm, [dossier.pk], due, by=by)
    rows = [_ask(dossier, path, text, due, by, now) for path, text in words.items()]
    asked = [[one for one in Person.values if meant_for(instances[path], one)] for path in words]
    tell_client(dossier, ASKED_AGAIN, {one for people in asked for one in people}, now)
    audit.record("questions asked again", dossier, firm=dossier.firm, by=by, count=len(rows))
    live = set(
        Invitation.objects.live(now).filter(dossier=dossier).values_list("person", flat=True)
    )
    lost = {people[0] for people in asked if people and live.isdisjoint(people)}
    reached = any(not live.isdisjoint(people) for people in asked)
    return Asked(rows, reached, sorted(lost))


def _askable(instance: Instance) -> bool:
    return instance.asked and instance.wants_a_word


def _ask(  # noqa: PLR0913 (what is asked, how, until when)
    dossier: Dossier, path: str, text: str, due: date | None, by: Colleague, now: datetime
) -> AskedAgain:
    values = {"words": text.strip(), "due": due, "colleague": by, "at": now, "done_at": None}
    row, _new = dossier.asked_again.update_or_create(path=path, closed_at=None, defaults=values)
    return row


def _open(dossier: Dossier):
    return dossier.asked_again.filter(closed_at=None)


def round_of(dossier: Dossier) -> list[AskedAgain]:
    """What is asked again now, in the order in which it was."""
    return list(_open(dossier)) if dossier.state == State.ASKED_AGAIN else []


def due_of(rows: Iterable[AskedAgain]) -> date | None:
    """By when all of it is wanted: the day that was named last."""
    return max((row.due for row in rows if row.due and not row.done_at), default=None)


def undone(standing: Standing, person: str = "") -> bool:
    """Does something asked again still wait, of this person or of anybody? What is not asked any more does not."""
    return any(
        not row.done_at and _waits_for(standing.instances.get(row.path), person)
        for row in round_of(standing.dossier)
    )


def _waits_for(instance: Instance | None, person: str) -> bool:
    if instance is None or not _askable(instance):
        return False
    return not person or meant_for(instance, person)


def note_done(dossier: Dossier, paths: list[str], now: datetime) -> None:
    """The client went on from these questions, whether the answer has changed or stays."""
    _open(dossier).filter(path__in=paths, done_at=None).update(done_at=now)


@transaction.atomic
def unlock(dossier: Dossier, *, by: Colleague, now: datetime) -> None:
    """Let the client change everything after all. Raises WrongState when there was nothing locked."""
    if not _open(dossier).filter(only=True).update(only=False):
        raise WrongState(dossier.pk, State.ASKED_AGAIN)
    audit.record("dossier reopened", dossier, firm=dossier.firm, by=by)


def after_sending(dossier: Dossier, *, person: str, now: datetime) -> None:
    """The round is over, every question to the accountant has gone, and the page stays readable for a while."""
    dossier.asked_again.filter(closed_at=None).update(closed_at=now)
    send_questions(dossier, None, Hand(person, "", "", now))
    until = now + READABLE_FOR
    dossier.invitations.filter(revoked_at=None, expires_at__gt=now, expires_at__lt=until).update(
        expires_at=until
    )


@dataclass(frozen=True)
class Lock:
    """Which questions may be answered while the rest stays as it was sent: those asked again, what is open
    because of them, and what was answered since."""

    paths: frozenset[str]
    since: datetime

    def opens(self, standing: Standing, path: str) -> bool:
        if path in self.paths or any(path.startswith(f"{one}/") for one in self.paths):
            return True
        instance, row = standing.outcome.instances.get(path), standing.answers.get(path)
        if instance is None:
            return False
        since = row is not None and row.source != STAFF and row.updated_at >= self.since
        return instance.blocked or since


def lock_of(dossier: Dossier) -> Lock | None:
    """None when everything may be answered, as in a dossier that was not sent yet."""
    rows = [row for row in round_of(dossier) if row.only]
    if not rows:
        return None
    return Lock(frozenset(row.path for row in rows), min(row.at for row in rows))
