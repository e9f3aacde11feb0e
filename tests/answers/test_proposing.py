"""A question that is added while clients answer starts with what is known of them, as it would have from the start."""

from datetime import date

import pytest
from django.utils import timezone

from carnet.answers.actions import Said, add_entry, save
from carnet.answers.beginning import begin
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.revising import after, answer, finish, kept, roll_out, running, undo
from tests.questionnaires.builders import item

NAME = item("name", "text", profile="client.full_name", default="Nobody")
ADDED = after(NAME, item("region", "one", default="home"))
AGAIN = after(NAME, item("region", "one", default="home"), owns={"help": {"en": "Yes?"}})


@pytest.fixture
def dossier(firm):
    """Begun: what could be proposed then was proposed."""
    [one] = running(firm)
    begin(one, now=timezone.now())
    answer(one, owns="yes", rent="100")
    return one


def proposed(dossier):
    rows = dossier.answers.filter(status=Status.PREFILLED)
    return {row.path: (row.value, row.source, row.confirmed) for row in rows}


def say(dossier, path, given):
    dossier.refresh_from_db()
    rev = dict(dossier.answers.values_list("path", "rev")).get(path, 0)
    said = [Said(path, given, base_rev=rev)]
    save(dossier, said, person="client", device="phone", key="", now=timezone.now())


def test_a_new_question_is_filled_in_from_the_client_file_first(firm, dossier):
    roll_out(firm, ADDED)
    assert proposed(dossier) == {
        "name": (dossier.client.name, "client file", False),
        "region": ("home", "default", False),
    }
    event = dossier.answer_events.get(path="name")
    assert (event.person, event.new["value"]) == ("carnet", dossier.client.name)


@pytest.mark.thorough
def test_last_year_goes_before_the_default_and_after_the_client_file(firm, dossier, now):
    last = make.campaign(
        firm=firm,
        revision=dossier.revision,
        period_start=date(2020, 1, 1),
        period_end=date(2020, 12, 31),
    )
    sent = make.dossier(client=dossier.client, campaign=last)
    sent.submissions.create(
        content={"values": {"town": "Namur", "name": "Old"}}, sha256="0" * 64, language="en",
        revision=dossier.revision, reference="C-1", person="client", sent_at=now.replace(year=2021),
    )  # fmt: skip
    town = item("town", "text", default="Mons", carry="suggest")
    roll_out(firm, after({**NAME, "carry": "suggest"}, town))
    assert {path: one[0] for path, one in proposed(dossier).items()} == {
        "name": dossier.client.name,
        "town": "Namur",
    }


def test_where_nobody_has_begun_all_proposals_are_made_at_the_start(firm):
    [quiet] = running(firm)
    roll_out(firm, ADDED)
    assert proposed(quiet) == {}
    quiet.refresh_from_db()
    begin(quiet, now=timezone.now())
    assert set(proposed(quiet)) == {"name", "region"}


@pytest.mark.thorough
def test_brought_back_nothing_is_left_of_a_proposal_nobody_took_up(firm, colleague, dossier):
    before = kept(dossier)
    rollout = roll_out(firm, ADDED)
    undo(rollout, colleague)
    assert kept(dossier) == before
    roll_out(firm, AGAIN)
    assert set(proposed(dossier)) == {"name", "region"}


@pytest.mark.thorough
@pytest.mark.parametrize(
    "given",
    [
        Given("Somebody Else", Status.ANSWERED),
        Given(None, Status.BLANK),
        Given(None, Status.DONT_KNOW),
    ],
)
def test_what_the_client_made_of_it_stays_and_is_never_proposed_over(
    firm, colleague, dossier, given
):
    rollout = roll_out(firm, ADDED)
    say(dossier, "name", given)
    made = kept(dossier)["answers"]["name"]
    assert made[:2] == (given.value, given.status)
    undo(rollout, colleague)
    assert kept(dossier)["answers"]["name"] == made
    roll_out(firm, AGAIN)
    assert kept(dossier)["answers"]["name"] == made
    assert "name" not in proposed(dossier)


@pytest.mark.thorough
def test_a_question_left_empty_stays_empty_when_it_gets_a_source(firm, dossier):
    roll_out(firm, after(item("name", "text")))
    say(dossier, "name", Given("A", Status.ANSWERED))
    say(dossier, "name", Given())
    empty = kept(dossier)["answers"]["name"]
    roll_out(firm, after(NAME))
    assert kept(dossier)["answers"]["name"] == empty
    assert proposed(dossier) == {}


@pytest.mark.thorough
def test_entries_that_are_there_get_their_new_defaults(firm, colleague, dossier, now):
    entry = add_entry(dossier, "kids", person="client", now=now)
    before = kept(dossier)
    kids = [item("kid", "text"), item("born", "date"), item("lives_with", default="yes")]
    rollout = roll_out(firm, after(kids={"items": kids}))
    assert proposed(dossier) == {f"{entry.path}/lives_with": ("yes", "default", False)}
    undo(rollout, colleague)
    assert kept(dossier) == before


@pytest.mark.thorough
def test_killed_in_between_nothing_is_proposed_twice(firm, dossier):
    roll_out(firm, ADDED)
    finish()
    assert dossier.answer_events.filter(path="name").count() == 1
