"""Links as they stand before a client has come in, a set in each language. Run beside the server, on its data, as
prepared.py is; prints {language: {name: address}}."""

import json
import sys
from datetime import timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.firms.models import Proof
from carnet.invitations import codes, handing_over, pins
from carnet.invitations.models import Code, Invitation
from tests import makers as make
from tests.browser.every_kind import LANGUAGES


def main():
    with scopes_disabled():
        sys.stdout.write(json.dumps(prepare(timezone.now())))


def prepare(now):
    firms = {proof: door(proof) for proof in Proof}
    return {language: links(firms, language, now) for language in LANGUAGES}


def door(proof):
    """With a long name, which leaves little room for the tools beside it."""
    return make.firm(
        name="Steuerberatungsgesellschaft Hohenlohe-Langenburg und Partnerinnen",
        slug=f"door-{proof}",
        email="d@door.example",
        phone="+3224567890",
        proof=proof,
    )


def links(firms, language, now):
    made = {proof: invitation(firm, language, now) for proof, firm in firms.items()}
    pins.give(made[Proof.PIN].dossier, by=make.colleague(firm=firms[Proof.PIN]), now=now)
    over = invitation(firms[Proof.CODE], language, now)
    over.expires_at = now - timedelta(days=1)
    over.save(update_fields=["expires_at"])
    often = invitation(firms[Proof.CODE], language, now)
    asked_often(often, now)
    # Good for longer than ten minutes, which a slow machine needs for four languages.
    square = handing_over.show(made[Proof.CODE], page="/q/tasks/", now=now + timedelta(hours=1))
    others = {"over": over, "often": often}
    found = {str(name): one.new_link() for name, one in {**made, **others}.items()}
    return found | {"square": f"/q/phone/{square}/"}


def invitation(firm, language, now):
    dossier = make.dossier(client=make.client(firm=firm, language=language))
    return Invitation.objects.create(
        firm=firm,
        dossier=dossier,
        email=dossier.client.email,
        expires_at=now + timedelta(days=30),
    )


def asked_often(invitation, now):
    """As many codes as all networks together may ask for in a day."""
    Code.objects.bulk_create(
        Code(
            firm=invitation.firm,
            invitation=invitation,
            browser=f"{number}",
            created_at=now,
            expires_at=now,
        )
        for number in range(codes.ALL_PER_DAY)
    )
