"""A client who sent a questionnaire last year and finds it again this year."""

from datetime import UTC, date, datetime

from carnet.answers.actions import Said, add_entry, save
from carnet.answers.submitting import submit
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.questionnaires.builders import document, item

LONG_AGO = datetime(2025, 3, 1, 9, tzinfo=UTC)
CHILD = [item("child_name", "text"), item("cost", "money"), item("lives_here")]


def asked(*new, **married):
    """Last year's questions, with `new` ones after them and the first one as told."""
    return document(
        item("married", carry="confirm", **married),
        item("spouse", "text", carry="confirm", show_if="married == 'yes'"),
        item("region", "one", carry="suggest", default="home"),
        item(
            "children", "repeat", carry="confirm_each", item_label="{{ child_name }}", items=CHILD
        ),
        *new,
    )


def dossier_of(client, text, year):
    revision = make.revision(firm=client.firm, document=text)
    campaign = make.campaign(
        firm=client.firm,
        revision=revision,
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
    )
    return make.dossier(client=client, campaign=campaign, language="en")


def sent_last_year(client):
    """What Ann sent then; the key of her child's entry."""
    last = dossier_of(client, asked(), 2024)
    entry = add_entry(last, "children", person="client", now=LONG_AGO)
    answers = {"married": "yes", "spouse": "Tom", "region": "rented"}
    answers |= {f"{entry.path}/child_name": "Noa", f"{entry.path}/cost": "60"}
    answers |= {f"{entry.path}/lives_here": "yes"}
    said = [Said(path, Given(value, Status.ANSWERED)) for path, value in answers.items()]
    save(last, said, person="client", device="p", key="", now=LONG_AGO)
    submit(last, seq=last.seq, person="client", language="en", declared={}, now=LONG_AGO)
    return entry.key
