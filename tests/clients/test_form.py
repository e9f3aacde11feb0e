from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.clients.actions import first_end
from carnet.clients.forms import InvalidRecord, read_record
from carnet.clients.models import Client
from tests import makers as make

ANN = {
    "first_name": "Ann",
    "last_name": "Peeters",
    "email": "ann@example.org",
    "language": "nl",
    "kind": "person",
}
NUMBER = "85.07.30-033.28"
ADD = reverse("clients:add")


def add(office, **values):
    return office.post(ADD, {**ANN, **values})


def test_a_client_is_added_with_every_field_in_its_normal_form(office, firm):
    add(
        office,
        phone="016 20 55 90",
        country="BE",
        national_number=NUMBER,
        birth_date="30/07/1985",
        iban="BE68 5390 0754 7034",
        partner_first_name="Bob",
        partner_national_number="98.47.28-997.65",
        keep="on",
    )
    ann = firm.clients.get()
    assert (ann.name, ann.language, ann.phone) == ("Ann Peeters", "nl", "+3216205590")
    assert (ann.national_number, ann.birth_date) == ("85073003328", date(1985, 7, 30))
    assert ann.partner_national_number == "98472899765"
    assert ann.erase_on is None


def test_after_adding_the_page_says_that_nothing_was_sent(office, firm):
    page = office.post(ADD, {**ANN, "keep": "on"}, follow=True).content.decode()
    assert "No questionnaire has been sent yet." in page
    assert "Not invited yet." in page


def test_save_and_add_another_shows_an_empty_form(office, firm):
    response = add(office, then="another")
    assert response.headers["Location"] == ADD
    assert firm.clients.count() == 1


def test_add_and_invite_goes_on_to_the_invitation(office, firm):
    address = add(office, then="invite").headers["Location"]
    assert address.endswith(f"?client={firm.clients.get().pk}")


@pytest.mark.thorough
def test_left_unticked_the_client_is_temporary_until_the_day_the_form_shows(office, firm):
    today = timezone.localdate()
    page = office.get(ADD)
    assert page.context["ends"] == today + timedelta(days=firm.idle_days)
    add(office)
    assert firm.clients.get().erase_on == first_end(firm, today)


@pytest.mark.thorough
def test_a_wrong_number_is_told_beside_the_field_and_on_top_and_nothing_typed_is_lost(office, firm):
    page = add(office, national_number="85.07.30-033.29", city="Leuven", notes="Two\nlines")
    sentence = "The national register number 85.07.30-033.29 is not valid"
    text = page.content.decode()
    assert text.count(sentence) == 2
    for kept in ("85.07.30-033.29", "Leuven", "Two\nlines", "ann@example.org"):
        assert kept in text
    assert not firm.clients.exists()


@pytest.mark.thorough
def test_all_errors_are_told_at_once(office, firm):
    page = office.post(ADD, {"email": "ann", "phone": "12"})
    assert set(page.context["form"].errors) == {
        "first_name",
        "last_name",
        "language",
        "email",
        "phone",
    }


@pytest.mark.thorough
def test_a_client_number_is_given_once(office, firm):
    make.client(firm=firm, client_number="A1", first_name="Bob", last_name="Maes")
    page = add(office, client_number="A1")
    assert "Bob Maes already has the client number A1." in page.content.decode()


@pytest.mark.thorough
def test_a_client_number_is_given_once_however_it_is_spaced(office, firm):
    make.client(firm=firm, client_number="A 1", first_name="Bob", last_name="Maes")
    page = add(office, client_number=" A  1 ")
    assert "Bob Maes already has the client number" in page.content.decode()


@pytest.mark.thorough
def test_the_partner_part_stands_open_when_something_is_wrong_in_it(office):
    assert '<details class="foldout" open>' in add(office, partner_email="bob").content.decode()
    assert '<details class="foldout">' in office.get(ADD).content.decode()


def test_labels_are_ticked_or_typed(office, firm):
    make.label(firm=firm, name="Marc")
    add(office, label=["Marc"], new_label="Claire; marc")
    assert sorted(label.name for label in firm.clients.get().labels.all()) == ["Claire", "Marc"]
    assert firm.labels.count() == 2


@pytest.mark.thorough
def test_ones_own_label_is_proposed_and_makes_the_client_mine(office, firm, colleague):
    form = office.get(ADD).context["form"]
    assert form["label"].value() == [colleague.name]
    add(office, label=[colleague.name])
    assert firm.clients.get(labels__colleague=colleague).name == "Ann Peeters"


@pytest.mark.thorough
def test_somebody_already_known_is_shown_once_without_javascript(office, firm):
    known = make.client(firm=firm, last_name="Peters", email="ann@example.org")
    page = add(office)
    assert "Add anyway" in page.content.decode()
    assert not firm.clients.exclude(pk=known.pk).exists()
    add(office, seen=[known.pk])
    assert firm.clients.filter(email="ann@example.org").count() == 2


def test_a_misspelt_domain_is_a_question_not_an_error(office, firm):
    page = office.post(ADD, {**ANN, "email": "ann@gmial.com"}, follow=True).content.decode()
    assert firm.clients.get().email == "ann@gmial.com"
    assert "Did you mean ann@gmail.com?" in page


def hints(office, **values):
    return office.post(reverse("clients:hints"), {**ANN, **values}).content.decode()


def test_while_typing_the_national_number_tells_the_birth_date(office):
    assert "Born on 30 July 1985." in hints(office, national_number=NUMBER)
    assert "Born" not in hints(office, national_number="85.07")


def test_while_typing_a_wrong_number_is_told_once_it_is_complete(office):
    assert "should be 28" in hints(office, national_number="85073003329")
    assert "should" not in hints(office, national_number="850730033")


def test_while_typing_likely_duplicates_are_listed_with_links(office, firm, ann):
    assert reverse("clients:card", args=[ann.pk]) in hints(office, last_name="")


def test_another_firms_clients_are_no_duplicates(office, stranger):
    make.client(firm=stranger.firm, email="ann@example.org", national_number="85073003328")
    assert "Perhaps already" not in hints(office, national_number=NUMBER)


def edited(office, client, **values):
    form = office.get(reverse("clients:edit", args=[client.pk])).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {f"initial-{name}": value for name, value in data.items()}
    return {**data, **values}


def save(office, client, data):
    return office.post(reverse("clients:edit", args=[client.pk]), data)


@pytest.mark.thorough
def test_details_are_changed_and_the_trail_names_the_fields(office, firm, ann):
    save(office, ann, edited(office, ann, city="Leuven", phone="016 20 55 90"))
    ann.refresh_from_db()
    assert (ann.city, ann.phone, ann.version) == ("Leuven", "+3216205590", 2)
    event = firm.events.get(what="client changed")
    assert event.facts == {"fields": ["city", "phone"]}


@pytest.mark.thorough
def test_saving_without_a_difference_changes_nothing(office, firm):
    ann = make.client(
        firm=firm,
        national_number="85073003328",
        phone="+3216205590",
        iban="BE68539007547034",
        birth_date=date(1985, 7, 30),
        country="BE",
    )
    save(office, ann, edited(office, ann))
    ann.refresh_from_db()
    assert (ann.version, ann.national_number) == (1, "85073003328")
    assert not firm.events.filter(what="client changed").exists()


@pytest.mark.thorough
def test_details_show_the_number_covered_and_keep_it_when_left_alone(office, firm):
    ann = make.client(firm=firm, national_number="85073003328")
    page = office.get(reverse("clients:edit", args=[ann.pk])).content.decode()
    assert "•••••••••28" in page
    assert "850730" not in page
    save(office, ann, edited(office, ann, city="Leuven"))
    ann = Client.objects.get(pk=ann.pk)
    assert (ann.city, ann.national_number) == ("Leuven", "85073003328")


@pytest.mark.thorough
def test_an_emptied_number_is_gone_with_its_index(office, firm):
    ann = make.client(firm=firm, national_number="85073003328")
    save(office, ann, edited(office, ann, national_number=""))
    ann = Client.objects.get(pk=ann.pk)
    assert (ann.national_number, ann.national_number_index) == ("", "")


@pytest.mark.thorough
def test_the_second_of_two_browsers_is_shown_both_versions(office, firm, ann):
    first = edited(office, ann, phone="016 20 55 90")
    late = edited(office, ann, email="ann@other.example.org", notes="typed long")
    save(office, ann, first)
    save(office, ann, edited(office, ann, city="Leuven", email="ann@new.example.org"))
    page = save(office, ann, late)
    assert page.status_code == 409
    rows = {row["key"]: row for row in page.context["rows"]}
    assert set(rows) == {"phone", "city", "email", "notes"}
    assert (rows["email"]["mine"], rows["email"]["theirs"]) == (
        "ann@other.example.org",
        "ann@new.example.org",
    )
    assert [rows[key]["touched"] for key in ("phone", "city", "email", "notes")] == [
        False,
        False,
        True,
        True,
    ]
    ann.refresh_from_db()
    assert ann.email == "ann@new.example.org"


@pytest.mark.thorough
def test_of_both_versions_each_field_is_chosen(office, firm):
    ann = make.client(firm=firm, email="ann@example.org", national_number="85073003328")
    typed = edited(office, ann, email="ann@other.example.org", city="Gent", national_number="")
    save(office, ann, edited(office, ann, email="ann@new.example.org", phone="016 20 55 90"))
    page = save(office, ann, typed)
    again = dict(page.context["posted"])
    picks = {"email": "mine", "city": "mine", "phone": "theirs", "national_number": "theirs"}
    again |= {f"choice_{key}": side for key, side in picks.items()} | {"version": "2"}
    save(office, ann, again)
    ann = Client.objects.get(pk=ann.pk)
    assert (ann.email, ann.city) == ("ann@other.example.org", "Gent")
    assert (ann.phone, ann.national_number) == ("+3216205590", "85073003328")
    assert ann.version == 3


def test_any_source_is_read_by_the_same_rules(firm):
    record = read_record({**ANN, "label": "Marc;Claire", "country": "Suisse"}, firm=firm)
    assert record.label == ("Claire", "Marc")
    assert record.country == "CH"
    assert "phone" not in record.told


def test_what_cannot_be_kept_is_told_by_field(firm):
    with pytest.raises(InvalidRecord) as wrong:
        read_record({**ANN, "email": "ann", "phone": "12"}, firm=firm)
    assert set(wrong.value.errors) == {"email", "phone"}


def test_a_record_only_differs_in_what_it_tells(firm):
    ann = make.client(
        firm=firm, email="ann@example.org", last_name="Peeters", language="nl", phone="+3216205590"
    )
    assert ann.differences(read_record(ANN, firm=firm)) == {}
    record = read_record({**ANN, "city": "Leuven"}, firm=firm)
    assert ann.differences(record) == {"city": ("", "Leuven")}
