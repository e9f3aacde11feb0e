"""Two colleagues press at the very same time."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests import makers as make
from tests.at_once import together
from tests.clients.test_form import ANN

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SENTENCE = "already has the client number A1."


def browsers(colleague, count):
    signed_in = [Browser(HTTP_ACCEPT_LANGUAGE="en") for _number in range(count)]
    for browser in signed_in:
        browser.force_login(colleague)
    return signed_in


@pytest.mark.thorough
def test_of_those_who_add_one_client_number_at_once_all_but_one_read_who_has_it(colleague):
    people = browsers(colleague, 4)

    def add(number):
        values = {**ANN, "email": f"{number}@example.org", "last_name": f"Janssens{number}"}
        return people[number].post(reverse("clients:add"), {**values, "client_number": "A1"})

    answers = together(add, 4)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    refused = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert all(SENTENCE in page for page in refused)
    assert colleague.firm.clients.count() == 1


@pytest.mark.thorough
def test_of_two_who_give_one_client_number_to_two_clients_one_reads_who_has_it(firm, colleague):
    clients = [make.client(firm=firm, email=f"{number}@example.org") for number in range(2)]
    people = browsers(colleague, 2)

    def change(number):
        address = reverse("clients:edit", args=[clients[number].pk])
        values = {**ANN, "version": 1, "email": f"{number}@example.org", "client_number": "A1"}
        return people[number].post(address, values)

    answers = together(change, 2)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert any(SENTENCE in answer.content.decode() for answer in answers)
