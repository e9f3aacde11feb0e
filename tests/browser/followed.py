"""A firm that follows its dossiers up, with three clients who are late. Run beside the server, on its data; prints
whom to sign in as."""

import json
import sys
from datetime import timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.clients.states import State
from tests import makers as make
from tests.browser.addresses import PASSWORD

EMAIL = "follow@proof.example"
LATE = {
    "Anders": {"state": State.SENT},
    "Bakker": {"state": State.IN_PROGRESS, "questions_done": 8, "questions_left": 2},
    "Claes": {"state": State.NOT_DELIVERED},
}


def main():
    with scopes_disabled():
        firm = make.firm(name="Kantoor Follow", slug="follow")
        make.colleague(firm=firm, email=EMAIL, password=PASSWORD)
        today = timezone.localdate()
        campaign = make.campaign(firm=firm, name="Tax", due_date=today - timedelta(days=4))
        quiet = timezone.now() - timedelta(days=8)
        for name, fields in LATE.items():
            person = make.client(firm=firm, last_name=name, mobile="+32470123456")
            make.dossier(client=person, campaign=campaign, active_at=quiet, **fields)
        sys.stdout.write(json.dumps({"campaign": campaign.pk}))


if __name__ == "__main__":
    main()
