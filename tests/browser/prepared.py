"""Clients whose dossiers stand at a certain point, with a visit each. Run beside the server, on its data, through the
product's own actions; prints {name: the session that opens the dossier}. What a client does to get there is told by
the stories; here only the standing counts. In a firm of their own, so that no other story counts them."""

import json
import sys
from datetime import date
from importlib import import_module
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.answers.actions import Said, add_entry, save
from carnet.answers.asking_again import ask_again
from carnet.answers.beginning import begin
from carnet.answers.submitting import submit
from carnet.approvals.actions import Wish, accept, ask
from carnet.approvals.filing import note_filed
from carnet.invitations.models import Invitation
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.pictures import pdf, upload
from tests.browser.every_kind import DOCUMENT, grouped
from tests.portal import rolled_over

FRESH = ("camera", "windows", "windows_plain", "keyboard", "spoken", "offline")


def main():
    with scopes_disabled():
        sys.stdout.write(json.dumps(prepare()))


def prepare():
    firm = make.firm(name="Fiduciaire Proof", slug="proof", email="desk@proof.example")
    make.colleague(firm=firm)
    made = {name: dossier_of(firm, name, DOCUMENT) for name in FRESH}
    made["short"] = dossier_of(firm, "short", SHORT)
    made["open"] = filled(dossier_of(firm, "open", DOCUMENT))
    made["grouped"] = dossier_of(firm, "grouped", GROUPED)
    made["ready"] = dossier_of(firm, "ready", SHORT)
    answered(made["ready"], ANSWERS, timezone.now())
    made["sent"] = sent(dossier_of(firm, "sent", SHORT))
    made["asked"] = asked(sent(dossier_of(firm, "asked", SHORT)), firm)
    made["still"] = again(firm)
    for name in ("approving", "declining", "to_approve"):
        made[name] = put_up(sent(dossier_of(firm, name, SHORT)), firm)
    made["filed"] = filed(sent(dossier_of(firm, "filed", SHORT)), firm)
    made["couple"] = dossier_of(firm, "couple", COUPLE)
    return {name: visit_of(dossier) for name, dossier in made.items()} | {"nobody": ""}


SHORT = {
    "questionnaire": "short_one",
    "title": {"en": "A short one", "fr": "Court", "nl": "Kort", "de": "Kurz"},
    "languages": ["en", "fr", "nl", "de"],
    "sections": [
        {
            "id": "all",
            "title": {"en": "All", "fr": "Tout", "nl": "Alles", "de": "Alles"},
            "items": [
                {"id": "moved", "type": "yes_no", "text": {"en": "Did you move?"}},
                {
                    "id": "used",
                    "type": "many",
                    "text": {"en": "What do you use?"},
                    "choices": [
                        {"id": "car", "text": {"en": "A car"}},
                        {"id": "bike", "text": {"en": "A bicycle"}},
                    ],
                },
                {"id": "street", "type": "text", "text": {"en": "In which street do you live?"}},
                {"id": "since", "type": "month", "text": {"en": "Since when?"}},
                {"id": "land", "type": "country", "text": {"en": "In which country?"}},
            ],
        }
    ],
}
ANSWERS = {"moved": "no", "used": ["car"], "street": "Rue Haute", "since": "2025-06", "land": "BE"}
GROUPED = grouped("every_kind_grouped")
COUPLE = SHORT | {"questionnaire": "short_couple", "respondents": ["client", "partner"]}


def dossier_of(firm, name, document):
    client = make.client(
        firm=firm, first_name="Rosa", last_name=name.title(), language="en",
        email=f"{name}@example.org",
    )  # fmt: skip
    campaign = make.campaign(
        firm=firm,
        revision=make.revision(firm=firm, document=document),
        due_date=date(2027, 6, 30),
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
    )
    return make.dossier(client=client, campaign=campaign, language="en")


def answered(dossier, values, now):
    said = [Said(path, Given(value, Status.ANSWERED)) for path, value in values.items()]
    save(dossier, said, person="client", device="p", key="", now=now)


def filled(dossier):
    """Everything but the paper and the declaration; one child."""

    now = timezone.now()
    begin(dossier, now=now)
    child = add_entry(dossier, "children", person="client", now=now).path
    answers = {"married": "yes", "home": "own", "income": ["pension"], "called": "Rosa"}
    answers |= {"pension": "1234.50", "share": "50", "rooms": "2", "story": "Nothing."}
    answers |= {f"{child}/child_name": "Karl", f"{child}/child_birth": "1980-04-03"}
    answered(dossier, answers, now)
    return dossier


def sent(dossier):

    now = timezone.now()
    answered(dossier, ANSWERS, now)
    submit(
        dossier, seq=dossier.seq, person="client", language="en",
        declared={"text": "True", "name": "Rosa"}, now=now,
    )  # fmt: skip
    return dossier


def asked(dossier, firm):

    words = {"street": "Which number?", "moved": "Are you sure?"}
    ask_again(dossier, words, by=firm.colleagues.first(), now=timezone.now())
    return dossier


def put_up(dossier, firm):
    """The firm has put up a document of three pages."""
    wish = Wish(uuid4(), "Please look at page 2.", remind_days=5)
    by, now = firm.colleagues.first(), timezone.now()
    ask(dossier, upload(pdf(3), "Income tax 2025.pdf"), wish, by=by, now=now)
    return dossier


def filed(dossier, firm):
    by, now = firm.colleagues.first(), timezone.now()
    first = put_up(dossier, firm).approvals.get().voices.get()
    accept(first, text="I have read the document and approve it.", name="Rosa", now=now)
    put_up(dossier, firm)
    note_filed(firm, [dossier.pk], on=now.date(), reference="2026-TW-1", by=by, now=now)
    return dossier


def again(firm):
    """The dossier of a client who sent the same questions last year."""
    client = make.client(firm=firm, language="en", email="still@example.org")
    rolled_over.sent_last_year(client)
    return rolled_over.dossier_of(client, rolled_over.asked(), 2025)


def visit_of(dossier):
    """A session as the link and the mailed code open it (portal/access.py)."""

    now = timezone.now()
    # Who has sent has a link already: the confirmation holds one.
    invitation, _new = Invitation.objects.update_or_create(
        dossier=dossier, person="client",
        defaults={"firm": dossier.firm, "email": dossier.client.email, "created_at": now,
                  "expires_at": now.replace(year=now.year + 1)},
    )  # fmt: skip
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["dossier"], session["invitation"] = dossier.pk, invitation.pk
    session["person"], session["language_before"] = "client", ""
    session["entered"] = session["seen"] = now.timestamp()
    session.create()
    return session.session_key
