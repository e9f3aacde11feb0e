"""What colleagues enter: beforehand, for the client, and in place of a calculation."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from carnet.answers.actions import Said, add_entry, save
from carnet.answers.adapting import NoSuchQuestion
from carnet.answers.beginning import begin
from carnet.answers.entering import (
    UnfitAnswer,
    enter_beforehand,
    enter_for_client,
    reset_value,
    set_value,
)
from carnet.answers.reading import load
from carnet.answers.submitting import Moved, submit
from carnet.audit.models import Event
from carnet.campaigns.models import Dossier, State, WrongState
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.prefill import SOURCES, outranks
from tests import makers as make
from tests.questionnaires.builders import document, item

DOCUMENT = document(
    item("name", "text", profile="client.full_name"),
    item("joint", default="yes"),
    item("rent", "money"),
    item("costs", "money"),
    item("proof", "file"),
    item("net", "calc", value="or_zero(rent) - or_zero(costs)", unit="EUR"),
    item("high", show_if="net > 1000"),
    item("homes", "repeat", items=[item("fee", "money"), item("half", "calc", value="fee / 2")]),
)


@pytest.fixture
def dossier(ann):
    campaign = make.campaign(
        firm=ann.firm, revision=make.revision(firm=ann.firm, document=DOCUMENT)
    )
    return make.dossier(client=ann, campaign=campaign)


@pytest.fixture
def say(dossier, now):
    def saved(**answers):
        said = [Said(path, Given(value, Status.ANSWERED)) for path, value in answers.items()]
        return save(dossier, said, person="client", device="phone", key="", now=now)

    return saved


@pytest.fixture
def beforehand(dossier, colleague, now):
    def enter(**values):
        return enter_beforehand(dossier, values, by=colleague, now=now)

    return enter


@pytest.fixture
def override(dossier, colleague, now):
    def put(path, value, reason="As in the ledger"):
        set_value(dossier, path, value, reason, by=colleague, now=now)

    return put


def effective(dossier, now):
    return load(Dossier.objects.get(pk=dossier.pk), today=now.date()).outcome.effective


def rows(dossier):
    return {row.path: (row.value, row.status, row.source) for row in dossier.answers.all()}


def test_what_a_colleague_enters_beforehand_goes_before_the_client_file_and_defaults(
    dossier, beforehand, colleague, now
):
    assert beforehand(name="Anna Peeters", joint="no") == ["name", "joint"]
    begin(dossier, now=now)
    assert rows(dossier) == {
        "name": ("Anna Peeters", "prefilled", "staff"),
        "joint": ("no", "prefilled", "staff"),
    }
    assert {row.colleague for row in dossier.answers.all()} == {colleague}
    assert effective(dossier, now) == {"net": "0"}  # The client has confirmed nothing yet.


def test_it_also_takes_the_place_of_a_proposal_made_before(dossier, beforehand, now):
    begin(dossier, now=now)
    assert beforehand(joint="no") == ["joint"]
    assert beforehand(joint="yes") == ["joint"]
    assert rows(dossier)["joint"] == ("yes", "prefilled", "staff")
    old = dossier.answer_events.filter(path="joint").order_by("pk")
    assert [event.new["value"] for event in old] == ["yes", "no", "yes"]


@pytest.mark.parametrize(
    "said", [Given("yes", Status.ANSWERED), Given(), Given(status=Status.DONT_KNOW)]
)
def test_what_the_client_has_said_or_cleared_stays(dossier, beforehand, now, said):
    begin(dossier, now=now)
    answers = [Said("joint", said, base_rev=1)]
    save(dossier, answers, person="client", device="phone", key="", now=now)
    before = rows(dossier)["joint"]
    seq = dossier.seq
    assert beforehand(joint="no") == []
    assert Dossier.objects.get(pk=dossier.pk).seq == seq
    assert rows(dossier)["joint"] == before
    assert not Event.objects.filter(what="answers proposed").exists()


@pytest.mark.parametrize(
    ("path", "value", "error"),
    [
        ("joint", "perhaps", UnfitAnswer),
        ("rent", "a lot", UnfitAnswer),
        ("proof", ["1"], UnfitAnswer),
        ("net", "5", NoSuchQuestion),
        ("nothing", "5", NoSuchQuestion),
        ("homes/e1/fee", "5", NoSuchQuestion),
    ],
)
def test_what_the_question_does_not_take_is_refused_whole(beforehand, dossier, path, value, error):
    with pytest.raises(error):
        beforehand(name="Anna", **{path: value})
    assert rows(dossier) == {}


def test_entering_beforehand_is_no_sign_of_life_but_who_checked_checks_again(
    dossier, beforehand, now
):
    seq = dossier.seq
    beforehand(joint="no")
    fresh = Dossier.objects.get(pk=dossier.pk)
    assert (fresh.state, fresh.started_at) == (State.NOT_SENT, None)
    with pytest.raises(Moved) as moved:
        submit(fresh, seq=seq, person="client", language="en", declared={}, now=now)
    assert moved.value.paths == {"joint"}


def test_what_the_client_told_on_the_phone_counts_at_once(dossier, colleague, now):
    said = [Said("rent", Given("900", Status.ANSWERED))]
    saved = enter_for_client(dossier, said, by=colleague, now=now)
    assert saved.changed == ("rent",)
    assert effective(dossier, now)["rent"] == "900"
    row = dossier.answers.get(path="rent")
    assert (row.source, row.person, row.colleague) == ("staff", "staff", colleague)
    assert Event.objects.get(what="answers entered").facts == {"count": 1}


def test_neither_overwrites_what_the_other_has_not_seen(dossier, say, colleague, now):
    say(rent="900")
    said = [Said("rent", Given("800", Status.ANSWERED))]
    saved = enter_for_client(dossier, said, by=colleague, now=now)
    assert [conflict.stored.value for conflict in saved.conflicts] == ["900"]
    assert rows(dossier)["rent"] == ("900", "answered", "client")
    said = [Said("rent", Given("800", Status.ANSWERED), base_rev=1)]
    enter_for_client(dossier, said, by=colleague, now=now)
    (conflict,) = say(rent="700").conflicts
    assert (conflict.by, conflict.stored.value) == ("staff", "800")


def test_the_client_takes_back_over_what_a_colleague_entered(dossier, colleague, now):
    said = [Said("rent", Given("900", Status.ANSWERED))]
    enter_for_client(dossier, said, by=colleague, now=now)
    answers = [Said("rent", Given("950", Status.ANSWERED), base_rev=1)]
    save(dossier, answers, person="client", device="phone", key="", now=now)
    row = dossier.answers.get(path="rent")
    assert (row.value, row.source, row.colleague) == ("950", "client", None)


def test_a_set_value_counts_and_stops_the_calculation_until_it_is_reset(
    dossier, say, override, colleague, now
):
    say(rent="900", costs="100")
    before = effective(dossier, now)
    assert before["net"] == "800"
    override("net", "1200.50")
    assert effective(dossier, now) == before | {"net": "1200.50"}
    say(rent="5000")
    assert effective(dossier, now)["net"] == "1200.50"
    say(rent="900")
    reset_value(dossier, "net", by=colleague, now=now)
    assert effective(dossier, now) == before
    reset_value(dossier, "net", by=colleague, now=now)
    what = [e.what for e in Event.objects.filter(what__startswith="calculated").order_by("pk")]
    assert what == ["calculated value set", "calculated value reset"]


def test_rules_see_the_set_value(dossier, say, override, now):
    say(rent="900")
    assert not shown(dossier, "high", now)
    override("net", "1200")
    assert shown(dossier, "high", now)


def shown(dossier, path, now):
    return load(dossier, today=now.date()).outcome.instances[path].shown


def test_who_set_it_and_why_is_kept_with_it_and_in_the_events(dossier, override, colleague):
    override("net", "5", "First reason")
    override("net", "6", "Second reason")
    row = dossier.answers.get(path="net")
    assert (row.reason, row.colleague, row.rev) == ("Second reason", colleague, 2)
    told = dossier.answer_events.filter(path="net")
    assert [event.new["reason"] for event in told] == ["First reason", "Second reason"]
    assert told[1].old["reason"] == "First reason"
    assert "reason" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_the_reason_rests_sealed(dossier, override):
    override("net", "5", "Since the divorce")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM answers_answer")
        (reason,) = cursor.fetchone()
    assert b"divorce" not in bytes(reason)


def test_in_each_entry_of_a_list_its_own(dossier, override, colleague, now):
    first, second = (add_entry(dossier, "homes", person="client", now=now) for _one in "ab")
    override(f"{first.path}/half", "7")
    found = effective(dossier, now)
    assert found[f"{first.path}/half"] == "7"
    assert f"{second.path}/half" not in found


def test_a_set_value_does_not_make_a_section_begun(dossier, override, now):
    override("net", "5")
    (section,) = load(dossier, today=now.date()).outcome.sections
    assert not section.begun


@pytest.mark.parametrize("path", ["rent", "nothing", "homes", "homes/e1/half"])
def test_only_calculations_are_set_by_hand(dossier, override, path):
    with pytest.raises(NoSuchQuestion):
        override(path, "5")


@pytest.mark.parametrize("state", State)
def test_the_firm_decides_until_it_has_accepted(dossier, override, colleague, now, state):
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    if state not in (State.ACCEPTED, State.CLOSED):
        override("net", "5")
        reset_value(dossier, "net", by=colleague, now=now)
        return
    with pytest.raises(WrongState):
        override("net", "5")
    with pytest.raises(WrongState):
        reset_value(dossier, "net", by=colleague, now=now)


def test_the_client_cannot_post_a_calculation(dossier, now):
    from tests.portal.conftest import enter  # noqa: PLC0415  a browser for this one test

    posted = {"net-here": "1", "net": "5", "page": "p", "key": "k"}
    enter(dossier).client.post("/q/save/", posted)
    assert rows(dossier) == {}


PROPOSED = st.lists(st.tuples(st.sampled_from(SOURCES), st.integers(0, 9)), max_size=8)


@given(PROPOSED, st.sampled_from([None, *Status]))
def test_the_best_source_wins_in_whatever_order_and_what_was_said_always(proposed, said):
    stored, source = None, ""
    if said:
        stored, source = Given("said", said), "client"
    for offered, value in proposed:
        if stored is None or outranks(offered, stored, source):
            stored, source = Given(str(value), Status.PREFILLED), offered
    if said:
        assert stored.value == "said"
    elif proposed:
        best = min(SOURCES.index(offered) for offered, _value in proposed)
        last = [value for offered, value in proposed if offered == SOURCES[best]][-1]
        assert (stored.value, source) == (str(last), SOURCES[best])


@given(st.sampled_from(SOURCES), st.sampled_from(SOURCES))
def test_a_confirmed_proposal_stays(offered, source):
    assert not outranks(offered, Given("x", Status.PREFILLED, confirmed=True), source)
