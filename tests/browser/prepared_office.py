"""Pages of the office that the demo firm has no object for, in a firm of their own. Run beside the server, on its
data, as prepared.py is; prints {name of the route: address}."""

import json
import sys
from copy import deepcopy

from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.questionnaires import actions, adopting
from carnet.questionnaires.shipped import shipped_with
from tests import cast
from tests import makers as make
from tests.browser.addresses import FROM_CAST, PASSWORD, SHOWN_TO
from tests.browser.every_kind import DOCUMENT
from tests.browser.prepared import SHORT, dossier_of, sent
from tests.portal.couples import a_couple, answered, signed_by
from tests.test_routes import ROUTES

LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbau"
SHIPPED = "client_record_update"


def main():
    with scopes_disabled():
        sys.stdout.write(json.dumps(prepare()))


def prepare():
    firm = make.firm(name="Fiduciaire Pages", slug="pages", email="desk@pages.example")
    by = make.colleague(firm=firm, email=SHOWN_TO, password=PASSWORD)
    made = {name: of_cast(name, firm, by) for name in FROM_CAST}
    return made | own(firm, by) | {"long": long_names(firm)}


def of_cast(name, firm, by):
    return reverse(name, kwargs=cast.arguments(name, ROUTES[name], firm=firm, by=by))


def own(firm, by):
    told = sent(dossier_of(firm, "told", SHORT))
    signing = answered(a_couple(firm))
    signed_by(signing, "client")
    waiting = dossier_of(firm, "waiting", DOCUMENT)
    return {
        "reviews:open": reverse("reviews:dossier", args=[waiting.pk]),
        "reviews:submission": reverse(
            "reviews:submission", args=[told.pk, told.submissions.get().pk]
        ),
        "reviews:lift_signature": reverse("reviews:lift_signature", args=[signing.pk, "partner"]),
        "questionnaires:update": reverse("questionnaires:update", args=[outdated(firm, by)]),
    }


def long_names(firm):
    """Every page that shows a client and a campaign whose names have no space to break at."""
    client = make.client(
        firm=firm,
        first_name=LONG,
        last_name=LONG,
        company=LONG * 2,
        email=f"{LONG.lower()}@steuerberatungsgesellschaft-mittelrhein-westerwald.example",
    )
    client.labels.add(make.label(firm=firm, name=LONG))
    campaign = make.campaign(firm=firm, name=LONG * 2)
    dossier = make.dossier(client=client, campaign=campaign)
    return [
        "/clients/",
        "/campaigns/",
        "/campaigns/dossiers/",
        reverse("clients:card", args=[client.pk]),
        reverse("clients:edit", args=[client.pk]),
        reverse("campaigns:overview", args=[campaign.pk]),
        reverse("reviews:dossier", args=[dossier.pk]),
    ]


def outdated(firm, by):
    """A questionnaire taken over when Carnet still had other words for it."""
    now, before = timezone.now(), deepcopy(shipped_with(SHIPPED))
    for section in before["sections"]:
        section["title"] = {
            language: f"{words} 2019" for language, words in section["title"].items()
        }
    revision = actions.published(firm, before, by=by, now=now)
    adopting.note_adopted(revision, before, by=by, now=now)
    return revision.questionnaire_id
