"""Dossiers of one firm that wait for a reviewer. Run beside the server, on its data, as prepared.py is; prints
{name: address of the review}."""

import json
import sys

from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.answers import papers
from carnet.answers.actions import Hand
from tests import makers as make
from tests.answers.pictures import pdf, upload
from tests.reviews.reviewing import BEFORE, FILLED, a_dossier, answer, send, sent

REVIEWER, PASSWORD = "review@proof.example", "carnet-review-2026"
MATES = "mate@proof.example"


def main():
    with scopes_disabled():
        sys.stdout.write(json.dumps(prepare()))


def prepare():
    firm = make.firm(name="Fiduciaire Review", slug="review", email="desk@review.example")
    make.colleague(firm=firm, email=REVIEWER, password=PASSWORD, name="Rita Renard")
    make.colleague(firm=firm, email=MATES, password=PASSWORD, name="Max Maes")
    return {name: reverse("reviews:review", args=[waiting(firm).pk]) for name in ("keys", "phone")}


def waiting(firm):
    """Much is as last year, the rent is not, and the proof of address is a PDF of three pages."""
    client = make.client(firm=firm)
    sent(client, **BEFORE)
    dossier = a_dossier(client)
    by = Hand("client", "", "", timezone.now())
    papers.hand_in(dossier, [upload(pdf(3), "deed.pdf")], path="proof", by=by)
    answer(dossier, FILLED | {"rent": "2500", "other": "Something new"})
    return send(dossier)
