"""The document tells the truth, whoever calls (schemathesis). `make test-all` calls 2,000 times and more for each."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from schemathesis.transport.wsgi import WSGITransport

from carnet.campaigns.models import Dossier
from tests import makers as make
from tests.api import contract
from tests.api.calling import secret_of
from tests.exports.sending import dossier_of, hand_in, keep
from tests.imports.bringing import brought
from tests.questionnaires.builders import document, item, said

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning"),
]
FULL = contract.Size(edges=True, examples=8, stories=30, least=2000)
QUICK = contract.Size(edges=False, examples=3, stories=5, least=60)
SIZE = FULL if os.environ.get("HYPOTHESIS_FULL") else QUICK
READ = [f"{what}:read" for what in ("clients", "campaigns", "dossiers", "answers", "documents")]


@pytest.fixture(autouse=True)
def a_firm_at_work(firm, colleague, settings):
    settings.API_REQUESTS_A_MINUTE = 100_000
    for client in make.clients(3, firm=firm):
        client.labels.add(make.label(firm=firm))
    due = timezone.localdate() + timedelta(days=20)
    campaign = make.campaign(firm=firm, due_date=due)
    make.dossier(client=client, campaign=campaign)
    sent = dossier_of(firm, document(item("rent", "money")))
    keep(sent, sent.revision.compiled(), said(rent="5"))
    hand_in(sent)
    brought(firm, colleague)
    return campaign.revision.questionnaire_id


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """schemathesis 4.32 tells its transport about redirects, of which the one without network knows nothing."""
    send = WSGITransport.send

    def in_process(transport, case, *, max_redirects=None, verify=None, cert=None, **others):
        return send(transport, case, **others)

    monkeypatch.setattr(WSGITransport, "send", in_process)


@pytest.fixture
def secrets(colleague, stranger):
    return {
        "full": secret_of(colleague),
        "reader": secret_of(colleague, *READ),
        "of no rights": secret_of(colleague, ""),
        "nobody": "",
        "foreign": secret_of(stranger),
    }


@pytest.mark.parametrize("role", ["full", "reader", "of no rights", "nobody", "foreign"])
def test_the_document_tells_the_truth_to(role, secrets, a_firm_at_work):
    found = contract.run(secrets[role], SIZE, a_firm_at_work)
    assert "\n\n".join(found.failures[:5]) == ""
    assert found.cases >= SIZE.least
    assert Dossier.objects.exists()
