"""What a dossier starts with, and what it knows of last year."""

from datetime import date, timedelta

import pytest

from carnet.answers.actions import Said, add_entry, save
from carnet.answers.beginning import begin
from carnet.answers.models import Answer
from carnet.answers.prior import prior_answers
from carnet.answers.reading import load
from carnet.answers.submitting import submit
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.questionnaires.builders import document, item

CHILD = [
    item("child_name", "text"),
    item("cost", "money"),
    item("grew", show_if="prior.cost > 50"),
    item("lives_with", default="yes"),
]
FIRST = document(
    item("name", "text", profile="client.full_name", carry="confirm"),
    item("married", carry="confirm"),
    item("rent", "money"),
    item("hobby", "text"),
    item("children", "repeat", carry="confirm_each", items=CHILD),
)
# A year later: one id has changed, one question is gone, one is new.
NEXT = document(
    item("name", "text", profile="client.full_name", carry="confirm"),
    item("joint", was=["married"], carry="suggest"),
    item("rent", "money"),
    item("richer", show_if="rent > prior.rent"),
    item("region", "one", default="home"),
    item("children", "repeat", carry="confirm_each", items=CHILD),
)


def dossier_of(client, asked, year, **fields):
    campaign = make.campaign(
        firm=client.firm,
        revision=make.revision(firm=client.firm, document=asked),
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
    )
    return make.dossier(client=client, campaign=campaign, **fields)


def answer(dossier, now, **answers):
    revs = dict(dossier.answers.values_list("path", "rev"))
    said = [
        Said(path, Given(value, Status.ANSWERED), base_rev=revs.get(path, 0))
        for path, value in answers.items()
    ]
    save(dossier, said, person="client", device="phone", key="", now=now)


@pytest.fixture
def noa(ann, now):
    """The key of the one child in last year's dossier, which was sent."""
    last = dossier_of(ann, FIRST, 2024)
    entry = add_entry(last, "children", person="client", now=now)
    answer(
        last,
        now,
        name="Ann Old",
        married="yes",
        rent="100",
        hobby="chess",
        **{f"{entry.path}/child_name": "Noa", f"{entry.path}/cost": "60"},
        **{f"{entry.path}/lives_with": "yes"},
    )
    submit(last, seq=last.seq, person="client", language="en", declared={}, now=now)
    return entry.key


@pytest.fixture
def this_year(ann, noa, now):
    found = dossier_of(ann, NEXT, 2025)
    begin(found, now=now + timedelta(days=300))
    return found


def proposed(dossier):
    return {row.path: (row.value, row.source) for row in dossier.answers.filter(status="prefilled")}


@pytest.mark.thorough
def test_proposals_come_from_the_file_then_last_year_then_the_default(this_year, noa):
    assert proposed(this_year) == {
        "name": ("Ann Peeters", "client file"),
        "joint": ("yes", "last year"),
        "region": ("home", "default"),
        f"children/{noa}/child_name": ("Noa", "last year"),
        f"children/{noa}/lives_with": ("yes", "last year"),
    }


def test_last_years_entries_are_there_again_under_their_own_keys(this_year, noa):
    assert list(this_year.entries.values_list("list_path", "key")) == [("children", noa)]


def test_rules_and_hints_know_last_years_answers_of_the_same_entry(this_year, noa, now):
    answer(this_year, now + timedelta(days=300), rent="150")
    outcome = load(this_year, today=now.date()).outcome
    assert outcome.prior["rent"] == "100"
    assert outcome.instances["richer"].shown
    assert outcome.instances[f"children/{noa}/grew"].shown


def test_what_was_proposed_stays_in_the_events_with_its_first_value(this_year, now):
    answer(this_year, now, joint="no")
    events = this_year.answer_events.filter(path="joint").order_by("id")
    assert [(event.person, event.new["value"]) for event in events] == [
        ("carnet", "yes"),
        ("client", "no"),
    ]


def test_property_10_beginning_twice_proposes_once_and_never_overwrites(ann, noa, now):
    dossier = dossier_of(ann, NEXT, 2025)
    Answer.objects.create(
        dossier=dossier, path="joint", value="no", status="answered", source="staff"
    )
    for _time in range(3):
        begin(dossier, now=now)
    assert dossier.answers.get(path="joint").value == "no"
    assert dossier.answer_events.filter(path="name").count() == 1
    answer(dossier, now, name="Somebody Else")
    begin(dossier, now=now)
    assert dossier.answers.get(path="name").value == "Somebody Else"


@pytest.mark.thorough
def test_a_new_entry_starts_with_its_defaults(this_year, now):
    entry = add_entry(this_year, "children", person="client", now=now)
    row = this_year.answers.get(path=f"{entry.path}/lives_with")
    assert (row.value, row.status, row.source) == ("yes", "prefilled", "default")
    assert not this_year.answers.filter(path=f"{entry.path}/child_name").exists()


@pytest.mark.thorough
def test_an_entry_added_without_last_year_knows_nothing_of_it(this_year, now):
    entry = add_entry(this_year, "children", person="client", now=now)
    outcome = load(this_year, today=now.date()).outcome
    assert not outcome.instances[f"{entry.path}/grew"].shown


@pytest.mark.parametrize("year", [2023, 2024])
def test_only_what_was_sent_for_an_earlier_period_is_last_year(ann, noa, year):
    assert prior_answers(dossier_of(ann, NEXT, year)) == {}


@pytest.mark.thorough
def test_another_questionnaire_and_another_client_are_not_last_year(ann, noa, firm):
    other = {**NEXT, "questionnaire": "other"}
    assert prior_answers(dossier_of(ann, other, 2025)) == {}
    assert prior_answers(dossier_of(make.client(firm=firm), NEXT, 2025)) == {}
    renamed = {**other, "was": ["small"]}
    assert prior_answers(dossier_of(ann, renamed, 2025))["joint"] == "yes"


def test_what_is_sent_after_the_start_changes_nothing_any_more(ann, noa, now):
    started = dossier_of(ann, NEXT, 2025, started_at=now - timedelta(days=1))
    assert prior_answers(started) == {}


@pytest.mark.thorough
def test_the_latest_of_two_years_counts(ann, noa, now):
    second = dossier_of(ann, FIRST, 2025)
    begin(second, now=now)
    answer(second, now, name="Ann", married="no", rent="7", hobby="go")
    for path in (
        f"children/{noa}/child_name",
        f"children/{noa}/lives_with",
        f"children/{noa}/grew",
    ):
        answer(second, now, **{path: "Noa" if "name" in path else "yes"})
    answer(second, now, **{f"children/{noa}/cost": "5"})
    submit(second, seq=second.seq, person="client", language="en", declared={}, now=now)
    assert prior_answers(dossier_of(ann, NEXT, 2026))["rent"] == "7"
