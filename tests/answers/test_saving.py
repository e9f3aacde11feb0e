from datetime import timedelta

import pytest

from carnet.answers import actions
from carnet.answers.actions import Said
from carnet.answers.beginning import begin
from carnet.answers.reading import load
from carnet.campaigns.models import State, WrongState
from carnet.questionnaires.given import Given, Status


@pytest.fixture
def save(dossier, now):
    """Saves one answer as some page does."""

    def save(value, *, path="full_name", rev=0, page="phone", key="", person="client", **given):
        said = Said(path, Given(value, given.pop("status", Status.ANSWERED), **given), base_rev=rev)
        return actions.save(dossier, [said], person=person, device=page, key=key, now=now)

    return save


def value_of(dossier, path="full_name"):
    return dossier.answers.get(path=path).value


def test_an_answer_is_one_row_and_every_change_an_event(dossier, save):
    save("Ann")
    save("Anna", rev=1)
    assert value_of(dossier) == "Anna"
    assert [event.new["value"] for event in dossier.answer_events.all()] == ["Ann", "Anna"]
    assert dossier.answer_events.last().old["value"] == "Ann"


def test_the_first_answer_puts_the_dossier_in_progress_and_tells_the_register(dossier, save):
    save("Ann")
    dossier.refresh_from_db()
    assert (dossier.state, dossier.seq) == (State.IN_PROGRESS, 1)
    dossier.client.refresh_from_db()
    assert dossier.client.state == State.IN_PROGRESS


def test_saving_the_same_again_changes_nothing(dossier, save):
    save("Ann")
    assert save("Ann").changed == ()
    dossier.refresh_from_db()
    assert (dossier.seq, dossier.answer_events.count()) == (1, 1)


def test_what_cannot_be_used_is_kept_as_it_was_typed(dossier, save):
    save(None, path="rent", status=Status.INVALID, raw={"": ["about 500"]})
    assert dossier.answers.get(path="rent").raw == {"": ["about 500"]}


def test_an_answer_given_elsewhere_meanwhile_is_not_overwritten(dossier, save):
    save("Ann", page="phone")
    saved = save("Anna", page="tablet", person="partner")
    assert value_of(dossier) == "Ann"
    (conflict,) = saved.conflicts
    assert (conflict.stored.value, conflict.mine.value, conflict.by) == ("Ann", "Anna", "client")
    kept = dossier.answer_events.last().new
    assert (kept["value"], kept["conflict"]) == ("Anna", True)


def test_choosing_ones_own_answer_after_a_conflict_counts(dossier, save):
    save("Ann", page="phone")
    (conflict,) = save("Anna", page="tablet").conflicts
    assert save("Anna", page="tablet", rev=conflict.rev).conflicts == ()
    assert value_of(dossier) == "Anna"


def test_the_same_answer_from_two_people_is_no_conflict(save):
    save("Ann", page="phone")
    assert save("Ann", page="tablet").conflicts == ()


def test_a_page_does_not_conflict_with_its_own_earlier_saves(dossier, save):
    save("An", page="phone")
    assert save("Ann", page="phone", rev=0).conflicts == ()
    assert value_of(dossier) == "Ann"


def test_a_request_sent_twice_because_its_reply_was_lost_counts_once(dossier, save):
    save("Ann", key="k1")
    assert save("Ann", key="k1").changed == ()
    assert dossier.answer_events.count() == 1


def test_a_repeated_request_does_not_undo_what_the_partner_answered_since(dossier, save):
    save("Ann", key="k1", page="phone")
    save("Anna", rev=1, page="tablet")
    assert save("Ann", key="k1", page="phone").conflicts == ()
    assert value_of(dossier) == "Anna"


def test_going_back_and_answering_differently_on_the_same_page_counts(dossier, save):
    for value in ("yes", "no", "yes"):
        save(value, path="rents", key="k1")
    assert value_of(dossier, "rents") == "yes"
    assert dossier.answer_events.count() == 3


@pytest.mark.parametrize("pages", [("phone", "tablet"), ("", "")])
def test_two_pages_with_one_key_both_save(dossier, save, pages):
    save("Ann", key="k1", page=pages[0])
    save("Anna", key="k1", page=pages[1], rev=1)
    assert value_of(dossier) == "Anna"


def test_a_save_that_was_overtaken_on_the_way_does_not_count(dossier, save):
    save("Anne", key="k1.1700000000002")
    save("Ann", key="k1.1700000000001")
    assert value_of(dossier) == "Anne"


def test_nothing_is_saved_after_sending(dossier, save, now):
    dossier.move_to(State.SUBMITTED, now=now)
    with pytest.raises(WrongState):
        save("Ann")
    assert not dossier.answers.exists()


def test_what_the_firm_knows_is_filled_in_once_and_counts_for_nothing_yet(dossier, now):
    begin(dossier, now=now)
    begin(dossier, now=now)
    answer = dossier.answers.get(path="full_name")
    assert (answer.value, answer.status) == ("Ann Peeters", "prefilled")
    assert "full_name" not in load(dossier, today=now.date()).outcome.effective
    dossier.refresh_from_db()
    assert dossier.state == State.NOT_SENT


def test_filling_in_never_overwrites(dossier, save, now):
    save("Someone else")
    begin(dossier, now=now)
    assert value_of(dossier) == "Someone else"


def test_a_temporary_client_who_answers_is_not_erased_as_idle(dossier, save, now):
    client = dossier.client
    save("Ann")
    client.erase_on = now.date() + timedelta(days=2)
    client.save(update_fields=["erase_on"])
    save("Anna", rev=1)
    client.refresh_from_db()
    assert client.erase_on == now.date() + timedelta(days=client.firm.idle_days)


def test_loading_costs_the_same_however_much_was_answered(
    dossier, save, now, django_assert_num_queries
):
    load(dossier, today=now.date())
    with django_assert_num_queries(4):
        load(dossier, today=now.date())
    for path in ("full_name", "rents", "rent", "other"):
        save("yes", path=path)
    load(dossier, today=now.date())
    with django_assert_num_queries(4):
        load(dossier, today=now.date())


def test_saving_takes_few_queries(dossier, save, django_assert_max_num_queries):
    save("Ann")
    assert dossier.client.firm == dossier.firm  # loaded along, as in the portal
    with django_assert_max_num_queries(8):
        save("Anna", rev=1)
