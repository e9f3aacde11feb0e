import json

import pytest

from carnet.answers.actions import Hand, Said, save
from carnet.answers.models import Submission
from carnet.answers.papers import hand_in, take_back
from carnet.answers.reading import load
from carnet.answers.submitting import Incomplete, Moved, digest, submit
from carnet.answers.summary import summarise, thawed
from carnet.audit.models import Event
from carnet.campaigns.models import State, WrongState
from carnet.firms.actions import publish_notice
from carnet.firms.notices import current
from carnet.questionnaires.given import Given, Status
from tests.answers.pictures import pdf, upload


def say(dossier, now, **values):
    answers = [
        Said(path, value if isinstance(value, Given) else Given(value, Status.ANSWERED))
        for path, value in values.items()
    ]
    save(dossier, answers, person="client", device="phone", key="", now=now)


@pytest.fixture
def complete(dossier, now):
    say(
        dossier,
        now,
        full_name="Ann",
        rents="yes",
        rent="1250.00",
        proof=Given(status=Status.NOT_HAVE),
    )
    return dossier


@pytest.fixture
def send(complete, now):
    def send(seq=None):
        return submit(
            complete,
            seq=complete.seq if seq is None else seq,
            person="client",
            language="en",
            declared={"text": "True.", "name": "Ann Peeters"},
            now=now,
        )

    return send


def test_sending_freezes_what_was_seen(complete, send):
    submission = send()
    lines = {
        line.path: line for part in thawed(submission.content["parts"]).parts for line in part.lines
    }
    assert lines["rent"].question == "How much rent did you receive?"
    assert lines["rent"].answer == "€1,250.00"
    assert submission.content["values"]["rent"] == "1250.00"
    assert submission.content["declaration"]["name"] == "Ann Peeters"
    assert submission.content["questionnaire"]["digest"] == complete.revision.digest
    assert submission.sha256 == digest(json.loads(json.dumps(submission.content)))


def test_sending_is_the_firms_turn(complete, send, now):
    submission = send()
    complete.refresh_from_db()
    assert (complete.state, complete.submitted_at) == (State.SUBMITTED, now)
    assert submission.reference.startswith("C-")
    assert submission.reference.endswith("-2026")
    assert Event.objects.get(what="dossier submitted").facts == {"submission": submission.pk}


def test_a_second_press_sends_nothing(send):
    send()
    with pytest.raises(WrongState):
        send()
    assert Submission.objects.count() == 1


def test_what_changed_after_checking_is_not_sent_unseen(complete, send, now):
    checked = complete.seq
    say(complete, now, other="One more thing")
    with pytest.raises(Moved) as moved:
        send(seq=checked)
    assert moved.value.paths == {"other"}
    assert not Submission.objects.exists()


def test_open_questions_stop_sending(complete, send, now):
    say(complete, now, rents=Given())
    with pytest.raises(Incomplete):
        send()


def test_answers_to_questions_that_are_no_longer_asked_stay_behind(complete, send, now):
    say(complete, now, rents="no")
    content = send().content
    assert "rent" not in content["values"]
    assert "rent" not in [line["path"] for part in content["parts"] for line in part["lines"]]
    assert complete.answers.get(path="rent").value == "1250.00"


@pytest.mark.thorough
@pytest.mark.slow
def test_documents_are_sent_with_their_fingerprint_and_removed_ones_are_not(complete, send, now):
    by = Hand("client", "phone", "", now)
    kept, _refused = hand_in(
        complete, [upload(pdf(), "one.pdf"), upload(pdf(2), "two.pdf")], path="proof", by=by
    )
    take_back(kept[1], by=by)
    papers = thawed(send().content["parts"]).papers
    assert [(paper.name, paper.sha256) for paper in papers] == [("one.pdf", kept[0].sha256)]


def test_what_was_left_to_the_firm_is_listed_apart(complete, now):
    say(complete, now, rents=Given(status=Status.ASK_ACCOUNTANT))
    summary = summarise(load(complete, today=now.date()), "fr")
    left = [(line.path, line.answer) for part in summary.parts for line in part.left]
    assert left == [("rents", "Ask my accountant"), ("proof", "I don't have it")]
    assert summary.parts[0].title == "Vous"


@pytest.mark.parametrize("own", [False, True])
def test_it_names_the_privacy_notice_that_held(complete, send, colleague, now, own):
    firm = complete.firm
    if own:
        publish_notice(firm, {"en": "Ours."}, after=0, by=colleague, now=now)
    held = current(firm, "en")
    submission = send()
    publish_notice(firm, {"en": "Later."}, after=int(own), by=colleague, now=now)
    submission.refresh_from_db()
    assert submission.content["notice"] == {
        "number": int(own),
        "text": held.text,
        "sha256": held.sha256,
    }
    assert submission.sha256 == digest(submission.content)
