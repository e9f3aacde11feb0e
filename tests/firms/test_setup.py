import threading

import pytest
from django.db import connection
from django.urls import reverse
from django_scopes import scopes_disabled

from carnet.firms.actions import AlreadySetUp, set_up
from carnet.firms.models import Colleague, Firm, Role
from tests import makers as make

PASSWORD = "a sentence only we know"
TYPED = {
    "firm_name": "Fiduciaire Dubois",
    "name": "Claire Dubois",
    "email": "Claire@example.org",
    "password": PASSWORD,
    "password_again": PASSWORD,
}
SETUP = "/firm/setup/"


@pytest.mark.django_db
def test_every_page_leads_to_the_set_up_while_nobody_works_here(client):
    for path in ("/", "/clients/", "/account/login/", "/firm/colleagues/"):
        assert client.get(path).headers["Location"] == SETUP


@pytest.mark.django_db
def test_the_set_up_makes_the_firm_and_signs_its_administrator_in(client):
    response = client.post(SETUP, TYPED)
    colleague = Colleague.objects.get()
    assert response.headers["Location"] == reverse("home")
    assert (colleague.email, colleague.role) == ("claire@example.org", Role.ADMINISTRATOR)
    assert colleague.firm.name == "Fiduciaire Dubois"
    assert client.get("/firm/").headers["Location"] == "/firm/second-step/"


@pytest.mark.django_db
def test_the_set_up_answers_once_and_never_again(client):
    assert client.get(SETUP).status_code == 200
    client.post(SETUP, TYPED)
    assert client.get(SETUP).status_code == 404
    assert client.post(SETUP, {**TYPED, "email": "eve@example.org"}).status_code == 404
    assert Firm.objects.count() == 1


def test_with_a_colleague_there_is_no_set_up(client, colleague):
    assert client.get(SETUP).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"password_again": "something else"}, "The two passwords differ"),
        ({"password": "short", "password_again": "short"}, "too short"),
        ({"password": "claire@example", "password_again": "claire@example"}, "similar"),
        ({"email": "claire"}, "valid email"),
        ({"firm_name": ""}, "required"),
    ],
)
def test_a_mistake_is_told_and_nothing_typed_is_lost(client, typed, says):
    response = client.post(SETUP, {**TYPED, **typed}, headers={"Accept-Language": "en"})
    page = response.content.decode()
    assert response.status_code == 200
    assert says in page
    assert 'value="Claire Dubois"' in page
    assert not Firm.objects.exists()


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_set_ups_at_once_one_wins():
    start = threading.Barrier(2)
    outcomes = []

    def try_it(number):
        start.wait()
        try:
            with scopes_disabled():
                set_up(
                    firm_name=f"Firm {number}",
                    name="Claire",
                    email=f"claire{number}@example.org",
                    password=PASSWORD,
                    language="fr",
                )
            outcomes.append("made")
        except AlreadySetUp:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "too late"]
    assert (Firm.objects.count(), Colleague.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_first_firm():
    make.firm(first=True)
    with pytest.raises(AlreadySetUp):
        set_up(firm_name="B", name="B", email="b@example.org", password=PASSWORD, language="fr")
    assert not Colleague.objects.exists()
