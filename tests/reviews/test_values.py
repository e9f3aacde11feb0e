"""Calculated values on the page of a dossier, and those a colleague sets in their place."""

import pytest
from django.utils import timezone

from carnet.answers.actions import Said, save
from carnet.campaigns.models import Dossier, State
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.portal.conftest import enter
from tests.questionnaires.builders import document, item

DOCUMENT = document(
    item("rent", "money"),
    item("net", "calc", value="or_zero(rent) * 2", unit="EUR", text={"en": "Net rent"}),
    item("owner", "calc", value="answered(rent)"),
    item("gone", "calc", value="1 + 1", show_if="rent > 5000"),
)


@pytest.fixture
def dossier(ann):
    revision = make.revision(firm=ann.firm, document=DOCUMENT)
    dossier = make.dossier(
        client=ann, campaign=make.campaign(firm=ann.firm, revision=revision), language="en"
    )
    said = [Said("rent", Given("450", Status.ANSWERED))]
    save(dossier, said, person="client", device="phone", key="", now=timezone.now())
    return dossier


@pytest.fixture
def address(dossier):
    return f"/dossiers/{dossier.pk}/"


def html(response):
    return " ".join(response.content.decode().split())


@pytest.mark.thorough
def test_the_office_sees_all_calculated_values_that_are_shown(office, address):
    page = html(office.get(address))
    assert "€900.00" in page
    assert "values/owner/set/" in page
    assert "values/gone/set/" not in page


@pytest.mark.thorough
def test_a_colleague_sets_a_value_and_lets_it_be_calculated_again(
    office, colleague, dossier, address
):
    typed = {"value": "1.000,50", "reason": "As in the ledger"}
    page = html(office.post(f"{address}values/net/set/", typed, follow=True))
    assert f"Set by {colleague.name}: As in the ledger" in page
    assert "€1,000.50" in page
    seen = enter(dossier).visit("/q/check/").page.text
    assert "€1,000.50" in seen
    assert "ledger" not in seen
    page = html(office.post(f"{address}values/net/reset/", follow=True))
    assert "As in the ledger" not in page
    assert "€900.00" in page


@pytest.mark.thorough
def test_yes_or_no_is_chosen(office, dossier, address):
    assert 'type="radio"' in html(office.get(f"{address}values/owner/set/"))
    office.post(f"{address}values/owner/set/", {"value": "no", "reason": "Sold"})
    assert dossier.answers.get(path="owner").value is False


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"value": "much", "reason": "x"}, "much"),
        ({"value": "5", "reason": " "}, "Write the reason."),
        ({"reason": "x"}, "This field is required."),
    ],
)
def test_what_cannot_be_set_comes_back_with_a_sentence(office, dossier, address, typed, sentence):
    page = html(office.post(f"{address}values/net/set/", typed))
    assert sentence in page
    assert 'class="errors' in page
    assert not dossier.answers.filter(path="net").exists()


@pytest.mark.parametrize("path", ["rent", "gone", "nothing", "a/b/c"])
def test_only_what_is_calculated_and_shown_has_a_page(office, address, path):
    assert office.get(f"{address}values/{path}/set/").status_code == 404


def test_what_is_no_calculation_cannot_be_reset(office, dossier, address):
    assert office.post(f"{address}values/rent/reset/").status_code == 404
    assert dossier.answers.filter(path="rent").exists()


@pytest.mark.thorough
def test_once_accepted_values_stay(office, dossier, address):
    Dossier.objects.filter(pk=dossier.pk).update(state=State.ACCEPTED)
    typed = {"value": "5", "reason": "Too late"}
    page = html(office.post(f"{address}values/net/set/", typed, follow=True))
    assert "The dossier is accepted or closed" in page
    assert "Set another value" not in page
    assert not dossier.answers.filter(path="net").exists()


@pytest.mark.thorough
def test_the_page_costs_the_same_however_many_values_were_set(
    office, address, django_assert_max_num_queries
):
    office.post(f"{address}values/owner/set/", {"value": "no", "reason": "Sold"})
    office.post(f"{address}values/net/set/", {"value": "5", "reason": "Ledger"})
    with django_assert_max_num_queries(30):
        office.get(address)
