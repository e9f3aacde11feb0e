"""That the walk finds what it looks for: with one wall broken at a time, it has to speak."""

import pytest
from django.utils import timezone

from carnet.campaigns.models import Campaign
from carnet.exports.keeping import content_of
from carnet.exports.models import Export, Member
from carnet.firms.models import Firm
from tests.isolation.canaries import canaries_in
from tests.isolation.test_api import OPERATIONS, call, program  # noqa: F401
from tests.isolation.test_jobs import give_work, work
from tests.isolation.test_office import ask_in_forms, ask_in_paths

pytestmark = pytest.mark.sqlite

# The relation of a firm that forgets its firm, and a page that starts from it.
IN_PATHS = [
    ("clients", "clients:card"),
    ("clients", "exports:client"),
    ("dossiers", "reviews:dossier"),
    ("webhooks", "webhooks:webhook"),
    ("campaigns", "campaigns:overview"),
]
IN_FORMS = [
    ("labels", "clients:bulk"),
    ("questionnaires", "campaigns:invite"),
    ("campaigns", "invitations:message"),
    ("clients", "campaigns:invite"),
]


def forget_the_firm(monkeypatch, relation):
    """As if a view had begun with all rows there are, past the second wall as well."""
    model = getattr(Firm, relation).rel.related_model
    kind = type(getattr(Firm(pk=1), relation).all())
    monkeypatch.setattr(Firm, relation, property(lambda firm: kind(model)))


@pytest.mark.thorough
@pytest.mark.parametrize(("relation", "route"), IN_PATHS)
def test_a_forgotten_filter_in_a_page(world, monkeypatch, relation, route):
    forget_the_firm(monkeypatch, relation)
    ask_in_paths(world, [route])
    assert world.problems


@pytest.mark.thorough
@pytest.mark.parametrize(("relation", "route"), IN_FORMS)
def test_a_forgotten_filter_in_a_form(world, monkeypatch, relation, route):
    forget_the_firm(monkeypatch, relation)
    ask_in_forms(world, [route])
    assert world.problems


@pytest.mark.thorough
def test_a_forgotten_filter_in_an_operation(world, program, monkeypatch):  # noqa: F811
    [operation] = [one for one in OPERATIONS if one[2]["operationId"] == "read_campaign"]
    told = [call(world, program, operation, some) for some in (world.there.named, world.nothing)]
    world.compare("as it is", *told)
    assert world.problems == []
    assert Campaign._base_manager.filter(pk=world.there.named["campaign"]).exists()
    forget_the_firm(monkeypatch, "campaigns")
    told = [call(world, program, operation, some) for some in (world.there.named, world.nothing)]
    world.compare("broken", *told)
    assert world.problems


@pytest.mark.thorough
def test_a_forgotten_filter_in_a_job(world):
    """As if the export of many had been given a dossier of the other firm."""
    export = give_work(world.here)
    Member.objects.create(export=export, dossier_id=world.there.named["dossier"])
    Export.objects.filter(pk=export.pk).update(total=2)
    work(timezone.now())
    export.refresh_from_db()
    assert canaries_in(b"".join(content_of(export)))
