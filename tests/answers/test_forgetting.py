"""Answers to hidden questions are erased some days after the dossier was accepted, and nothing else is."""

from datetime import timedelta

import pytest

from carnet.answers import documents
from carnet.answers.actions import Said, add_entry, remove_entry, save
from carnet.answers.adapting import switch_off
from carnet.answers.forgetting import forget, hidden
from carnet.answers.reading import load
from carnet.answers.submitting import digest, submit
from carnet.audit.models import Event
from carnet.campaigns.actions import move
from carnet.campaigns.models import Dossier, State
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.questionnaires.builders import document, item

DOCUMENT = document(
    item("works"),
    item("salary", "money", show_if="works == 'yes'"),
    item("payslip", "file", show_if="works == 'yes'"),
    item("studies", required=False),
    item("homes", "repeat", items=[item("street", "text"), item("deed", "file", required=False)]),
)
LATER = timedelta(days=31)


@pytest.fixture
def ask(ann, now):
    """A dossier in which the client first said to work, then not to; one of two homes is taken out again."""

    def accepted(state=State.ACCEPTED, **changed):
        revision = make.revision(firm=ann.firm, document=DOCUMENT)
        campaign = make.campaign(firm=ann.firm, revision=revision)
        client = make.client(firm=ann.firm)
        dossier = make.dossier(client=client, campaign=campaign, language="en")
        first, second = (add_entry(dossier, "homes", person="client", now=now) for _one in "ab")
        say(dossier, now, works="yes", salary="3141", studies="yes")
        say(dossier, now, **{f"{first.path}/street": "Rue Haute"})
        say(dossier, now, **{f"{second.path}/street": "Rue Cachée"})
        with_file(dossier, "payslip")
        with_file(dossier, f"{first.path}/deed")
        with_file(dossier, f"{second.path}/deed")
        remove_entry(second, seen=dossier.seq, person="client", now=now)
        say(dossier, now, works="no", **changed)
        kept = {"seq": dossier.seq, "person": "client", "language": "en", "declared": {}}
        submit(dossier, **kept, now=now)
        if state != State.SUBMITTED:
            move(dossier, state, now=now)
        return Dossier.objects.get(pk=dossier.pk)

    return accepted


def say(dossier, now, **answers):
    said = [Said(path, Given(value, Status.ANSWERED)) for path, value in answers.items()]
    said = [Said(one.path, one.given, base_rev=rev(dossier, one.path)) for one in said]
    save(dossier, said, person="client", device="phone", key="", now=now)


def rev(dossier, path):
    row = dossier.answers.filter(path=path).first()
    return row.rev if row else 0


def with_file(dossier, path):
    """A document whose files lie where they should."""
    found = make.document(dossier=dossier, path=path)
    found.file = str(documents.folder_of(dossier).relative_to(documents.root()) / f"f{found.pk}")
    found.save()
    documents.folder_of(dossier).mkdir(parents=True, exist_ok=True)
    for place in (documents.file_of(found), documents.small_of(found)):
        place.write_bytes(b"x")
    return found


def told(dossier):
    return str([(event.old, event.new) for event in dossier.answer_events.all()])


def effective(dossier, now):
    return load(dossier, today=now.date()).outcome.effective


def files(dossier):
    return sorted(path.name for path in documents.folder_of(dossier).iterdir())


@pytest.mark.thorough
def test_what_is_hidden_goes_and_what_counts_stays(ask, now):
    dossier = ask()
    before = effective(dossier, now)
    assert "3141" in told(dossier)
    assert "Rue Cachée" in told(dossier)
    assert forget(now + LATER) == 1
    kept = [(answer.question, answer.value) for answer in dossier.answers.all()]
    assert set(kept) == {("works", "no"), ("studies", "yes"), ("street", "Rue Haute")}
    assert "3141" not in told(dossier)
    assert "Rue Cachée" not in told(dossier)
    assert "Rue Haute" in told(dossier)
    (paper,) = dossier.documents.all()
    assert paper.path.endswith("/deed")
    assert files(dossier) == [f"f{paper.pk}", f"f{paper.pk}.small"]
    assert effective(dossier, now) == before


@pytest.mark.thorough
def test_what_was_sent_stays_byte_for_byte(ask, now):
    dossier = ask()
    before = dossier.submissions.get()
    content = before.content
    forget(now + LATER)
    after = dossier.submissions.get()
    assert (after.content, after.sha256) == (content, before.sha256)
    assert digest(after.content) == after.sha256


@pytest.mark.thorough
def test_who_changed_what_when_is_still_known(ask, now):
    dossier = ask()
    columns = ("seq", "path", "person", "device", "at")
    before = list(dossier.answer_events.values_list(*columns))
    forget(now + LATER)
    assert list(dossier.answer_events.values_list(*columns)) == before


@pytest.mark.thorough
def test_the_audit_trail_counts_and_tells_nothing(ask, now):
    dossier = ask()
    forget(now + LATER)
    event = Event.objects.get(what="hidden answers erased")
    assert (event.kind, event.key, event.by) == ("campaigns.dossier", str(dossier.pk), None)
    assert event.facts == {"answers": 2, "files": 2}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.CLOSED])
def test_nothing_goes_before_the_dossier_is_accepted(ask, now, state):
    dossier = ask(state)
    assert forget(now + timedelta(days=400)) == 0
    assert dossier.answers.filter(path="salary").exists()


@pytest.mark.thorough
def test_each_firm_says_how_long(ask, now):
    dossier = ask()
    type(dossier.firm).objects.filter(pk=dossier.firm_id).update(hidden_days=60)
    assert forget(now + LATER) == 0
    assert forget(now + timedelta(days=60)) == 0
    assert forget(now + timedelta(days=60, seconds=1)) == 1


@pytest.mark.thorough
def test_twice_is_once(ask, now):
    ask()
    assert [forget(now + LATER), forget(now + LATER)] == [1, 0]
    assert Event.objects.filter(what="hidden answers erased").count() == 1


def test_accepted_once_more_it_is_looked_at_once_more(ask, now):
    dossier = ask()
    forget(now + LATER)
    again = now + LATER + timedelta(days=5)
    Dossier.objects.filter(pk=dossier.pk).update(active_at=again)
    assert forget(again + timedelta(days=29)) == 0
    assert forget(again + LATER) == 1


@pytest.mark.thorough
def test_stopped_half_way_it_goes_on_next_time_and_holds_nobody_up(ask, now, caplog):
    stuck, other = ask(), ask()
    paper = stuck.documents.get(path="payslip")
    place = documents.file_of(paper)
    place.unlink()
    place.mkdir()  # A folder cannot be removed like a file.
    assert forget(now + LATER) == 1
    assert not other.answers.filter(path="salary").exists()
    assert stuck.answers.filter(path="salary").exists()
    assert stuck.documents.filter(path="payslip").exists()
    assert f"hidden answers of dossier {stuck.pk}" in caplog.text
    place.rmdir()
    assert forget(now + LATER) == 1
    assert not stuck.documents.filter(path="payslip").exists()


@pytest.mark.thorough
def test_what_the_firm_left_out_goes_too(ann, ask, colleague, now):
    dossier = ask(State.SUBMITTED)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.IN_PROGRESS)
    dossier.refresh_from_db()
    switch_off(dossier, "studies", "No longer of age", by=colleague, now=now)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.ACCEPTED)
    forget(now + LATER)
    assert not dossier.answers.filter(path="studies").exists()
    assert "No longer of age" not in told(dossier)


def test_a_dossier_with_nothing_hidden_leaves_no_trace(ann, now):
    dossier = make.dossier(client=ann, state=State.ACCEPTED, active_at=now)
    assert forget(now + LATER) == 1
    assert not Event.objects.filter(what="hidden answers erased").exists()
    assert list(hidden(load(dossier, today=now.date()).outcome)) == []
