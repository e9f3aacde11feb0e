"""A client fills in questionnaires in a browser without JavaScript."""

import pytest
from django.utils import timezone

from carnet.answers.actions import Said, save
from carnet.answers.beginning import begin
from carnet.answers.models import Submission
from carnet.campaigns.models import Dossier, State
from carnet.questionnaires.given import Given, Status
from tests.answers.pictures import pdf, upload


def walk_through_yearly(visitor):
    visitor.visit("/q/start/").follow("Start").follow("About you")
    visitor.press("Continue").press("Continue", rents="yes").press("Continue", rent="1.250,50")
    visitor.follow("Your family").press("None: continue")
    return visitor.follow("Documents").press("I don't have it").press("Continue")


def fill_in_yearly(visitor):
    """What that walk leaves, without its pages: for what happens afterwards."""
    dossier, now = Dossier.objects.select_related("client", "firm").get(), timezone.now()
    begin(dossier, now=now)
    revs = dict(dossier.answers.values_list("path", "rev"))  # the name is known already
    yes = {"full_name": "Ann Peeters", "rents": "yes", "rent": "1250.50", "children": None}
    said = [
        Said(path, Given(value, Status.ANSWERED), base_rev=revs.get(path, 0))
        for path, value in yes.items()
    ]
    said += [Said("proof", Given(status=Status.NOT_HAVE))]
    save(dossier, said, person="client", device="walk", key="walk", now=now)
    return visitor.visit("/q/tasks/")


def value_of(dossier, path):
    return dossier.answers.get(path=path).value


@pytest.mark.thorough
@pytest.mark.slow
def test_a_questionnaire_is_filled_in_checked_and_sent(yearly, visitor):
    walk_through_yearly(visitor).follow("Check and send")
    assert "€1,250.50" in visitor.text
    visitor.follow("Everything is right").press(
        "Send to Fiduciaire Dubois", agreed="on", name="Ann Peeters"
    )
    assert "Thank you, everything has been sent." in visitor.text
    assert "You can come back to this page with the same link until" in visitor.text
    submission = Submission.objects.get(dossier=yearly)
    assert submission.reference in visitor.text
    yearly.refresh_from_db()
    assert yearly.state == State.SUBMITTED
    assert "Ann Peeters" in visitor.follow("Read or print").text


@pytest.mark.thorough
@pytest.mark.slow
def test_the_shipped_record_update_is_filled_in_from_start_to_end(record_update, come_in):
    visitor = come_in(record_update).visit("/q/start/").follow("Start")
    answers = {
        "name": "Ann Peeters",
        "address-street": "Rue Haute",
        "address-house_number": "12",
        "address-postcode": "1000",
        "address-city": "Bruxelles",
        "address-country": "BE",
        "channel": "email",
        "correspondence_language": "fr",
        "iban": "BE68 5390 0754 7034",
        "civil_status": "single",
        "status_changed": "no",
        "has_children": "no",
        "activities": "Teacher",
        "pep_change": "no",
        "foreign_accounts": "no",
        "services": ["tax", "pension"],
    }
    walk(visitor, answers)
    visitor.visit("/q/check/").follow("Everything is right")
    assert "Declared by Ann Peeters." in visitor.text
    visitor.press("Send to")
    values = Submission.objects.get(dossier=record_update).content["values"]
    assert values["iban"] == "BE68539007547034"
    assert values["address"]["city"] == "Bruxelles"
    assert values["services"] == ["tax", "pension"]
    assert "status_changed_on" not in values


def walk(visitor, answers):
    """Answer page after page, whatever is asked, until nothing is left."""
    for _page in range(60):
        if "Everything is answered" in visitor.visit("/q/tasks/").text:
            return
        begun = "Continue where I left off" in visitor.visit("/q/start/").text
        visitor.follow("Continue where I left off") if begun else visitor.visit("/q/s/contact/")
        form = next(form for form in visitor.page.forms if "page" in form.fields)
        asked = [name[: -len("-here")] for name in form.fields if name.endswith("-here")]
        fitting = {
            key: answer for key, answer in answers.items() if key.split("-")[0] in asked
        } | declared(asked)
        visitor.press("Continue", **fitting)
    raise AssertionError(f"stuck at {visitor.address}")


def declared(asked):
    return {
        key: value
        for path in asked
        if path in ("privacy", "consent", "declaration")
        for key, value in ((f"{path}-agreed", "yes"), (f"{path}-name", "Ann Peeters"))
    }


@pytest.mark.thorough
def test_prefilled_answers_count_once_the_client_has_seen_them(yearly, visitor):
    visitor.visit("/q/start/")
    assert yearly.answers.get(path="full_name").status == "prefilled"
    visitor.visit("/q/s/you/full_name/")
    assert "This is what we have on file." in visitor.text
    visitor.press("Continue")
    assert yearly.answers.get(path="full_name").status == "answered"


@pytest.mark.thorough
def test_continue_without_an_answer_says_what_to_do_and_skipping_goes_on(visitor):
    visitor.visit("/q/s/you/rents/").press("Continue")
    assert "Please answer this question." in visitor.text
    assert "Error:" in visitor.response.content.decode().split("</title>")[0]
    visitor.press("Skip for now")
    assert visitor.address == "/q/tasks/"


@pytest.mark.thorough
def test_what_cannot_be_read_is_kept_as_typed(yearly, visitor):
    visitor.visit("/q/s/you/rents/").press("Continue", rents="yes").press("Continue", rent="lots")
    assert "lots" in visitor.page.forms[-1].fields["rent"]
    assert yearly.answers.get(path="rent").status == "invalid"
    visitor.visit("/q/tasks/")
    assert "There is a problem" in visitor.text


@pytest.mark.thorough
def test_a_warning_is_answered_by_it_is_right(visitor):
    visitor.visit("/q/s/you/rents/").press("Continue", rents="yes")
    visitor.press("Continue", rent="200000")
    assert "That is a lot." in visitor.text
    visitor.press("Continue", **{"rent-right": "yes"})
    assert visitor.address == "/q/tasks/"


@pytest.mark.thorough
def test_asking_the_accountant_opens_a_box_and_keeps_what_is_written(yearly, visitor):
    visitor.visit("/q/s/you/rents/").press("Ask my accountant")
    visitor.press("Continue", **{"rents-remark": "I let it for two months only."})
    answer = yearly.answers.get(path="rents")
    assert (answer.status, answer.remark) == ("ask_accountant", "I let it for two months only.")
    visitor.visit("/q/check/")
    assert "Things you left for us" in visitor.text
    assert "two months only" in visitor.text


@pytest.mark.thorough
def test_saving_for_later_leads_to_the_sections_and_back_to_the_same_place(visitor):
    visitor.visit("/q/s/you/full_name/").press("Save and come back later", full_name="Ann")
    assert "Come back whenever you like" in visitor.text
    visitor.visit("/q/start/").follow("Continue where I left off")
    assert visitor.address == "/q/s/you/rents/"


@pytest.mark.thorough
def test_the_language_can_be_switched_midway_and_keeps_place_and_answers(yearly, visitor):
    visitor.visit("/q/s/you/full_name/").press("Continue", full_name="Ann")
    visitor.client.cookies["language"] = "fr"
    visitor.visit("/q/s/you/rents/")
    assert "Louez-vous un bien ?" in visitor.text
    visitor.visit("/q/check/")
    assert "Quel est votre nom ?" in visitor.text
    assert value_of(yearly, "full_name") == "Ann"


@pytest.mark.thorough
def test_a_request_repeated_after_a_lost_reply_is_saved_once(yearly, visitor):
    visitor.visit("/q/s/you/full_name/").press("Continue", full_name="Ann").again()
    assert yearly.answer_events.filter(path="full_name", person="client").count() == 1


@pytest.mark.thorough
def test_going_back_and_changing_an_answer_on_the_old_page_counts(yearly, visitor):
    visitor.visit("/q/s/you/rents/").press("Continue", rents="yes")
    visitor.again()
    address, data = visitor.sent
    visitor.client.post(address, {**data, "rents": "no"})
    assert value_of(yearly, "rents") == "no"


@pytest.mark.thorough
def test_two_people_at_one_question_are_asked_which_answer_counts(yearly, come_in):
    ann, tom = come_in(yearly), come_in(yearly, person="partner")
    ann.visit("/q/s/you/rents/")
    tom.visit("/q/s/you/rents/").press("Continue", rents="no")
    ann.press("Continue", rents="yes")
    assert "Tom answered this a moment ago" in ann.text
    assert value_of(yearly, "rents") == "no"
    ann.press("Use mine")
    assert value_of(yearly, "rents") == "yes"


@pytest.mark.thorough
def test_the_other_answer_can_be_kept(yearly, come_in):
    ann, tom = come_in(yearly), come_in(yearly, person="partner")
    ann.visit("/q/s/you/rents/")
    tom.visit("/q/s/you/rents/").press("Continue", rents="no")
    ann.press("Continue", rents="yes").press("Keep the answer of Tom")
    assert value_of(yearly, "rents") == "no"
    assert ann.address == "/q/s/you/rents/"


def test_autosave_keeps_the_answer_and_says_when(yearly, visitor):
    visitor.visit("/q/s/you/full_name/")
    form = visitor.page.forms[-1]
    reply = visitor.client.post("/q/save/", {**form.fields, "full_name": "Ann", "key": "k.1"})
    assert reply.json()["line"].startswith("Saved ")
    assert value_of(yearly, "full_name") == "Ann"


@pytest.mark.thorough
def test_changing_one_answer_from_the_check_page_leads_back_there(visitor):
    fill_in_yearly(visitor).follow("Check and send").follow("Change Do you let a property?")
    visitor.press("Continue", rents="no")
    assert visitor.address == "/q/check/"
    visitor.follow("Change Do you let a property?").press("Continue", rents="yes")
    assert visitor.address == "/q/check/"  # the rent had been told before and is back


@pytest.mark.thorough
def test_a_question_opened_by_a_change_is_asked_before_going_back(yearly, visitor):
    fill_in_yearly(visitor)
    yearly.answers.filter(path="rent").delete()
    visitor.visit("/q/s/you/rents/?return=check").press("Continue", rents="yes")
    assert visitor.address == "/q/s/you/rent/?return=check"
    visitor.press("Continue", rent="10")
    assert visitor.address == "/q/check/"


@pytest.mark.thorough
@pytest.mark.slow
def test_what_changed_since_checking_is_shown_instead_of_sent(yearly, visitor, come_in):
    fill_in_yearly(visitor).follow("Check and send").follow("Everything is right")
    come_in(yearly, "partner").visit("/q/s/papers/other/").press("Continue", other="Wait")
    visitor.press("Send to", agreed="on", name="Ann Peeters")
    assert "Not sent yet: 1 answer changed since you checked." in visitor.text
    assert not Submission.objects.exists()


@pytest.mark.thorough
@pytest.mark.slow
def test_pressing_send_twice_sends_once_and_afterwards_nothing_can_be_changed(yearly, visitor):
    fill_in_yearly(visitor).follow("Check and send").follow("Everything is right")
    visitor.press("Send to", agreed="on", name="Ann Peeters").again()
    assert "Thank you" in visitor.text
    assert Submission.objects.count() == 1
    assert visitor.visit("/q/s/you/rents/").address == "/q/sent/"
    visitor.client.post("/q/save/", {"rents-here": "1", "rents": "no"})
    assert value_of(yearly, "rents") == "yes"


@pytest.mark.thorough
def test_sending_asks_for_name_and_agreement_and_loses_neither(visitor):
    fill_in_yearly(visitor).follow("Check and send").follow("Everything is right")
    visitor.press("Send to", name="Ann Peeters")
    assert "Tick the box to send your answers." in visitor.text
    assert visitor.page.forms[-1].fields["name"] == ["Ann Peeters"]


@pytest.mark.thorough
def test_a_questionnaire_that_is_not_complete_cannot_be_sent(yearly, visitor):
    visitor.visit("/q/check/")
    assert "Cannot send yet: 3 questions left." in visitor.text
    visitor.visit("/q/send/?seq=0").press("Send to", agreed="on", name="Ann")
    assert "some questions are still open" in visitor.text
    assert not Submission.objects.exists()


def test_a_question_that_is_not_asked_leads_to_the_sections(visitor):
    assert visitor.visit("/q/s/you/rent/").address == "/q/tasks/"


@pytest.mark.thorough
def test_an_answer_to_a_question_that_vanished_meanwhile_is_kept(yearly, come_in):
    ann, tom = come_in(yearly), come_in(yearly, person="partner")
    ann.visit("/q/s/you/rents/").press("Continue", rents="yes")
    tom.visit("/q/s/you/rents/").press("Continue", rents="no")
    ann.press("Continue", rent="500")
    assert "That question is no longer asked" in ann.text
    assert value_of(yearly, "rent") == "500"


@pytest.mark.parametrize(
    "address",
    ["/q/send/?seq=" + "9" * 30, "/q/check/?since=x", "/q/s/papers/proof/?removed=" + "9" * 30],
)
def test_nonsense_in_addresses_does_no_harm(visitor, address):
    visitor.visit(address)


@pytest.mark.thorough
def test_pages_cost_the_same_however_much_was_answered(
    yearly, visitor, django_assert_max_num_queries
):
    fill_in_yearly(visitor)
    for address in ("/q/start/", "/q/tasks/", "/q/s/you/rents/", "/q/check/"):
        notice = 1 if address == "/q/start/" else 0
        with django_assert_max_num_queries(10 + notice):
            visitor.visit(address)


def test_questions_nobody_wrote_do_not_exist(visitor):
    assert visitor.client.get("/q/s/you/nothing/").status_code == 404
    assert visitor.client.get("/q/s/nothing/").status_code == 404


@pytest.mark.thorough
@pytest.mark.slow
def test_a_refused_file_loses_nothing_that_was_typed(yearly, visitor):
    fields = visitor.visit("/q/s/papers/proof/").page.forms[-1].fields
    bad, good = upload(b"MZ", "virus.pdf"), upload(pdf(), "paper.pdf")
    response = visitor.client.post("/q/s/papers/proof/", {**fields, "proof": [bad, good]})
    page = response.content.decode()
    assert "“virus.pdf” is not a PDF or a photo" in page
    assert "paper.pdf" in page
    assert value_of(yearly, "proof") == [str(yearly.documents.get().pk)]


@pytest.mark.thorough
def test_a_page_somebody_has_played_with_is_saved_all_the_same(yearly, visitor):
    visitor.visit("/q/s/you/rents/").press("Continue", rents="no", page="a\0b", key="\0")
    assert yearly.answers.get(path="rents").value == "no"
    assert yearly.answer_events.get(path="rents").device == "ab"


def test_autosave_takes_few_queries(visitor, django_assert_max_num_queries):
    """Seven beyond the session and the link, however much was answered; and two for the savepoint that
    a transaction within the transaction of this test makes."""
    fields = visitor.visit("/q/s/you/rents/").page.forms[-1].fields
    post = {**fields, "rents": "no"}
    visitor.client.post("/q/save/", {**post, "key": "bench.1"})
    with django_assert_max_num_queries(7 + 2 + 2):
        response = visitor.client.post("/q/save/", {**post, "rents": "yes", "key": "bench.2"})
    assert not response.json()["conflict"]
