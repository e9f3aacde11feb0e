"""Writes the rows of the install: two thousand firms in minutes. The tables are filled without their indexes, which are
made afterwards, and without asking for what foreign keys point at: the statements below know."""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import islice

import psycopg
from django.db import connection
from django.utils import timezone

from bench import people
from bench.load import typed_questions
from carnet.answers.models import Answer, AnswerEvent, Document, Message, Submission
from carnet.audit.models import Chain, Event
from carnet.campaigns.models import Campaign, Dossier
from carnet.clients.models import Client, Label
from carnet.clients.states import State
from carnet.core.models import Mail
from carnet.firms.models import Colleague, Firm, Role
from carnet.invitations.models import Invitation, Link
from carnet.questionnaires.adopting import adopt
from carnet.questionnaires.models import Questionnaire, Revision
from carnet.reminders.models import Reminder, Step
from carnet.retention.models import Switch
from scale import sizes
from scale.rows import insert, quoted
from scale.server import Server, told

QUESTIONNAIRE = "be-income-tax"
POOL = sizes.LARGE
MANY = [
    *(Client, Client.labels.through, Dossier, Invitation, Link, Mail, Reminder, Step, Event),
    *(Answer, AnswerEvent, Document, Submission, Message),
]
# Of a hundred dossiers of this year so many are in each state.
STATES = {
    State.NOT_SENT: 4, State.SENT: 22, State.NOT_DELIVERED: 2, State.OPENED: 10, State.IN_PROGRESS: 22,
    State.SUBMITTED: 10, State.IN_REVIEW: 4, State.ASKED_AGAIN: 4, State.ACCEPTED: 18, State.CLOSED: 4,
}  # fmt: skip
BEGUN = "('in_progress','submitted','in_review','asked_again','accepted')"
SENT_IN = "('submitted','in_review','asked_again','accepted')"
WAITED_FOR = "('sent','opened','in_progress')"
ANSWERED_OF, ANSWERS = 5, 10


def make(server: Server, whole: Fraction) -> list[sizes.Firm]:
    found = sizes.firms(whole)
    with told("firms, colleagues, questionnaires"):
        _firms(found)
    with server.as_owner() as line:
        line.execute("SET session_replication_role = replica")
        line.execute("SET maintenance_work_mem = '1GB'")
        line.execute("SET max_parallel_maintenance_workers = 2")
        _lists(line, found)
        again = _without_indexes(line)
        for what, statement in _statements():
            with told(what):
                line.execute(statement)
        with told("indexes"):
            for statement in again:
                line.execute(statement)
        with told("vacuum and analyze"):
            line.execute("VACUUM ANALYZE")
    return found


def _firms(found: Sequence[sizes.Firm]) -> None:
    rows = Firm.objects.bulk_create(
        Firm(name=f"Fiduciaire {one.id}", slug=f"firm-{one.id}", second_step=False) for one in found
    )
    now = timezone.now()
    Colleague.objects.bulk_create(
        Colleague(firm=one, email=f"{one.slug}@example.org", name="Bench", role=Role.ADMINISTRATOR,
                  joined_at=now, password="!")
        for one in rows
    )  # fmt: skip
    Label.objects.bulk_create(
        Label(firm=one, name=f"Manager {n}") for one in rows for n in range(sizes.LABELS)
    )
    Switch.objects.bulk_create(Switch(firm=one) for one in rows)
    first = adopt(rows[0], QUESTIONNAIRE, by=rows[0].colleagues.get(), now=now)
    _questionnaires(first)
    _campaigns(found)


def _questionnaires(first: Revision) -> None:
    """Every firm has adopted the same one, copied within the database. Their numbers are those of the firms."""
    assert first.pk == first.questionnaire_id == 1
    others = "FROM firms_firm f, questionnaires_{0} one WHERE f.id > 1 AND one.id = 1 ORDER BY f.id"
    own = {"firm_id": "f.id", "key": "one.key", "title": "one.title"}
    copied = ("document", "digest", "number", "state", "published_at", "origin")
    text = {"questionnaire_id": "f.id", **{name: f"one.{name}" for name in copied}}
    with connection.cursor() as cursor:
        cursor.execute(insert(Questionnaire, others.format("questionnaire"), own))
        cursor.execute(insert(Revision, others.format("revision"), text))


def _campaigns(found: Sequence[sizes.Firm]) -> None:
    """Last year's, which is over, this year's, whose day has just passed, and one that is due in some weeks."""
    now, today = timezone.now(), timezone.localdate()
    over = now - timedelta(days=300)
    told = [
        (today.year - 2, -400, over),
        (today.year - 1, -5, None),
        (today.year - 1, 20, None),
    ]
    Campaign.objects.bulk_create(
        Campaign(firm_id=one.id, name=f"Campaign {number}", revision_id=one.id,
                 period_start=today.replace(year=year, month=1, day=1),
                 period_end=today.replace(year=year, month=12, day=31),
                 due_date=today + timedelta(days=days), closed_at=closed,
                 created_at=now - timedelta(days=60 + number))
        for one in found
        for number, (year, days, closed) in enumerate(told)
    )  # fmt: skip


def _lists(line: psycopg.Connection, found: Sequence[sizes.Firm]) -> None:
    """What the statements choose from: the firms, and invented people in the numbers of one large firm."""
    fields = ["id", *people.FIELDS]
    line.execute("CREATE TEMP TABLE scale_firm (id bigint, first bigint, many bigint)")
    line.execute("CREATE TEMP TABLE scale_person AS SELECT * FROM clients_client LIMIT 0")
    with line.cursor() as cursor:
        with cursor.copy("COPY scale_firm FROM STDIN") as copy:
            for one in found:
                copy.write_row((one.id, one.first, one.many))
        names = ", ".join(f'"{name}"' for name in fields)
        with cursor.copy(f"COPY scale_person ({names}) FROM STDIN") as copy:
            for number, one in enumerate(islice(people.people(POOL, Firm(pk=0)), POOL)):
                values = [people.stored(one, field) for field in people.FIELDS]
                copy.write_row((number, *values))
    line.execute("CREATE UNIQUE INDEX ON scale_person (id)")
    line.execute("ANALYZE scale_firm, scale_person")


def _without_indexes(line: psycopg.Connection) -> list[str]:
    """The statements that make them again. Primary keys stay: others point at them."""
    again = []
    for model in MANY:
        table = model._meta.db_table
        unique = line.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = 'u'",
            [table],
        ).fetchall()
        for name, words in unique:
            line.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {words}')
        others = line.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = %s::regclass AND NOT indisprimary",
            [table],
        ).fetchall()
        for name, words in others:
            line.execute(f"DROP INDEX {name}")
            again.append(words)
    return again


def _statements() -> list[tuple[str, str]]:
    states = ",".join(f"'{state}'" for state, many in STATES.items() for _each in range(many))
    choice = f"(ARRAY[{states}])"
    return [*_of_clients(choice), *_of_dossiers(choice), *_of_answers()]


def _state(states: str, client: str, step: int = 37) -> str:
    return f"{states}[1 + ({client} * {step}) % 100]"


def _of_clients(states: str) -> list[tuple[str, str]]:
    """A firm's clients stand next to each other, as after an import, and no two firms have them in the same order."""
    person = f"(i * 7919 + f.id * 31) % {POOL}"
    given = {field: f"p.{field}" for field in people.FIELDS if field not in ("archived_at", "uuid")}
    given |= {
        "id": "f.first + i",
        "firm_id": "f.id",
        "search": "replace(p.search, '0@', f.id || '@')",
        "email": "'c' || (f.first + i) || p.email",
        "state": _state(states, "(f.first + i)"),
        "archived_at": "CASE WHEN i % 20 = 7 THEN now() - interval '1 year' END",
        "erase_on": "CASE WHEN i % 200 = 9 THEN current_date + (i % 60)::int END",
        "due_date": "current_date - 5",
        "active_at": "now() - (i % 90) * interval '1 day'",
    }
    source = (
        f"FROM scale_firm f, generate_series(0, f.many - 1) i, scale_person p WHERE p.id = {person}"
    )
    label = f"(firm_id - 1) * {sizes.LABELS} + 1 + id % {sizes.LABELS}"
    known = {"client_id": "id", "label_id": label}
    return [
        ("clients", insert(Client, source, given)),
        ("labels", insert(Client.labels.through, "FROM clients_client", known)),
        ("", "SELECT setval(pg_get_serial_sequence('clients_client', 'id'), max(id)) FROM clients_client"),
    ]  # fmt: skip


def _of_dossiers(states: str) -> list[tuple[str, str]]:
    made = []
    for number, (step, which) in enumerate([(0, ""), (37, ""), (53, " WHERE c.id % 2 = 0")], 1):
        state = (
            _state(states, "c.id", step)
            if step
            else "CASE c.id % 10 WHEN 0 THEN 'closed' ELSE 'accepted' END"
        )
        begun, sent = f"{state} IN {BEGUN}", f"{state} IN {SENT_IN}"
        days = 420 if number == 1 else 60
        begin = f"now() - interval '{days} days'"
        later = f"{begin} + (c.id % 40) * interval '1 day'"
        campaign = f"(c.firm_id - 1) * {sizes.CAMPAIGNS} + {number}"
        given = {
            "firm_id": "c.firm_id", "campaign_id": campaign, "client_id": "c.id", "revision_id": "c.firm_id",
            "state": state, "language": "c.language", "created_at": begin,
            "invited_at": f"CASE WHEN {state} <> 'not_sent' THEN {begin} END",
            "started_at": f"CASE WHEN {begun} THEN {later} END",
            "submitted_at": f"CASE WHEN {sent} THEN {later} + interval '1 day' END",
            "active_at": later, "seq": "20", "progress_seq": "20", "questions_done": "20",
            "questions_left": "(c.id % 30)::int", "reminded": f"CASE WHEN {state} IN {WAITED_FOR} THEN 2 ELSE 0 END",
            "due_date": "CASE WHEN c.id % 33 = 0 THEN current_date + 10 END" if number > 1 else "NULL",
            "tidied_at": f"CASE WHEN {state} = 'accepted' THEN {later} + interval '2 days' END",
        }  # fmt: skip
        made.append(
            (
                f"dossiers of campaign {number}",
                insert(Dossier, f"FROM clients_client c{which}", given),
            )
        )
    return [*made, *_of_invitations()]


def _of_invitations() -> list[tuple[str, str]]:
    running = f"FROM campaigns_dossier d WHERE d.campaign_id % {sizes.CAMPAIGNS} <> 1"
    invitation = {
        "firm_id": "d.firm_id", "dossier_id": "d.id", "email": "'d' || d.id || '@example.org'",
        "lookup": "substr(md5(d.id::text), 1, 16)", "created_at": "d.created_at",
        "expires_at": "d.created_at + interval '180 days'", "opened_at": "d.started_at",
    }  # fmt: skip
    link = {
        "firm_id": "firm_id",
        "invitation_id": "id",
        "fingerprint": "md5(lookup) || md5(id::text)",
    }
    mail = {
        "firm_id": "firm_id", "to": "email", "letter": "'invitation'", "about": "id::text",
        "created_at": "created_at", "next_try_at": "created_at", "sent_at": "created_at",
        "slot_at": "created_at", "attempts": "1", "subject": "'Your tax return'",
    }  # fmt: skip
    waiting = {"firm_id": "id", "to": "'w' || id || '.' || n || '@example.org'", "subject": "'Word'",
               "text": "'A word.'"}  # fmt: skip
    reminder = {"firm_id": "d.firm_id", "email": "'d' || d.id || '@example.org'", "day": "current_date - 12",
                "created_at": "d.created_at", "sent_at": "d.created_at"}  # fmt: skip
    step = {"firm_id": "firm_id", "reminder_id": "id", "dossier_id": "substr(split_part(email, '@', 1), 2)::bigint",
            "person": "'client'", "key": "'-7'"}  # fmt: skip
    event = {"firm_id": "d.firm_id", "what": "'client invited'", "kind": "'campaigns.dossier'", "key": "d.id::text",
             "at": "d.created_at", "by_id": "d.firm_id", "before": "sha256('')", "hash": "sha256('')",
             "place": "row_number() OVER (PARTITION BY d.firm_id ORDER BY d.id)"}  # fmt: skip
    chain = {"firm_id": "id", "head": "sha256('')", "looked_at": "now()",
             "length": "(SELECT count(*) FROM campaigns_dossier d WHERE d.firm_id = f.id"
                       f" AND d.campaign_id % {sizes.CAMPAIGNS} <> 1)"}  # fmt: skip
    return [
        ("invitations", insert(Invitation, f"{running.replace('<> 1', '>= 0')}", invitation)),
        ("links", insert(Link, "FROM invitations_invitation", link)),
        ("mails", insert(Mail, "FROM invitations_invitation", mail)),
        ("mails that wait", insert(Mail, "FROM firms_firm, generate_series(1, 50) n WHERE id % 5 = 1", waiting)),
        ("reminders", insert(Reminder, f"{running} AND d.state IN {WAITED_FOR}", reminder)),
        ("steps", insert(Step, "FROM reminders_reminder", step)),
        ("events", insert(Event, running, event)),
        ("", "CREATE INDEX scale_of_firm ON campaigns_dossier (firm_id)"),
        ("chains", insert(Chain, "FROM firms_firm f", chain)),
        ("", "DROP INDEX scale_of_firm"),
    ]  # fmt: skip


def _of_answers() -> list[tuple[str, str]]:
    """Thinner than life: ten answers, to every fifth dossier that was begun."""
    names = typed_questions(Dossier(revision=Revision.objects.earliest("pk")))[:ANSWERS]
    asked = f"(ARRAY[{','.join(map(quoted, names))}])[n]"
    value, empty = _sealed(Answer, "value", 1250), _sealed(Submission, "content", {"values": {}})
    begun = f"FROM campaigns_dossier d WHERE d.state IN {BEGUN} AND d.id % {ANSWERED_OF} = 0"
    each = begun.replace(" WHERE", f", generate_series(1, {len(names)}) n WHERE")
    at = {"dossier_id": "d.id", "path": asked}
    answer = {**at, "question": asked, "status": "'answered'", "value": value, "person": "'client'"}
    event = {**at, "seq": "n", "new": _sealed(AnswerEvent, "new", 1250), "person": "'client'",
             "key": "'k' || n"}  # fmt: skip
    document = {"dossier_id": "d.id", "path": "'proof'", "name": "'paper.pdf'", "kind": "'application/pdf'",
                "size": "10000", "sha256": "repeat('0', 64)", "file": "d.id || '.pdf'", "sealed": "true",
                "person": "'client'"}  # fmt: skip
    submission = {"dossier_id": "d.id", "content": empty, "sha256": "repeat('0', 64)", "language": "d.language",
                  "revision_id": "d.revision_id", "reference": "'R' || d.id", "person": "'client'",
                  "sent_at": "d.submitted_at"}  # fmt: skip
    message = {
        "dossier_id": "d.id",
        "text": _sealed(Message, "text", "?"),
        "person": "'client'",
        "at": "d.active_at",
    }
    return [
        ("answers", insert(Answer, each, answer)),
        ("changes of answers", insert(AnswerEvent, each, event)),
        ("documents", insert(Document, begun, document)),
        ("submissions", insert(Submission, f"FROM campaigns_dossier d WHERE d.state IN {SENT_IN}", submission)),
        ("messages", insert(Message, "FROM campaigns_dossier d WHERE d.id % 40 = 0", message)),
    ]  # fmt: skip


def _sealed(model, column: str, value) -> str:
    """The same bytes in every row: they are bound to their column alone."""
    sealed = model._meta.get_field(column).get_db_prep_value(value, connection).obj
    return f"'\\x{sealed.hex()}'::bytea"
