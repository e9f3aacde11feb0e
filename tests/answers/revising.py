"""A questionnaire that gets a new text while its dossiers are running."""

import copy

from django.utils import timezone

from carnet.answers import migrating
from carnet.answers.actions import Said, save
from carnet.answers.migrating import move_next, publish_to
from carnet.answers.models import Reach
from carnet.answers.reading import rows_of
from carnet.questionnaires.actions import draft, publish
from carnet.questionnaires.comparing import compare, heaviest
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.questionnaires.builders import document, item

BEFORE = document(
    item("owns"),
    item("use", "one", show_if="owns = yes"),
    item("rent", "money", show_if="owns = yes"),
    item("kids", "repeat", items=[item("kid", "text"), item("born", "date")]),
)


def after(*more, drop=(), **changes) -> dict:
    """The same text with other fields, without some items, with more of them."""
    text = copy.deepcopy(BEFORE)
    items = text["sections"][0]["items"]
    text["sections"][0]["items"] = [
        one | changes.get(one["id"], {}) for one in items if one["id"] not in drop
    ] + list(more)
    return text


EMPTY_ADDED = after(item("empty"))


def running(firm, count=1, text=BEFORE):
    """Dossiers of this many clients, on the published text."""
    revision = publish(firm, text, by=None, now=timezone.now())
    campaign = make.campaign(firm=firm, revision=revision)
    return [make.dossier(client=make.client(firm=firm), campaign=campaign) for _one in range(count)]


def answer(dossier, device="a page", **answers):
    said = [
        Said(path.replace("__", "/"), Given(value, Status.ANSWERED), base_rev=10**6)
        for path, value in answers.items()
    ]
    dossier.refresh_from_db()
    return save(dossier, said, person="client", device=device, key="", now=timezone.now())


def roll_out(firm, text, reach=Reach.IN_PROGRESS, work=True, by=None):
    """Publish and have the worker do it all."""
    old = firm.questionnaires.get(key=text["questionnaire"]).current
    made = draft(firm, text, by=by, now=timezone.now())
    weight = heaviest(compare(old.document, text))
    assert publish_to(made, reach, weight=weight, by=by, now=timezone.now())
    if work:
        finish()
    return made.rollout


def undo(rollout, by):
    rollout.refresh_from_db()
    assert migrating.undo(rollout, by=by, now=timezone.now())
    finish()


def finish():
    while move_next(timezone.now()):
        pass


def kept(dossier) -> dict:
    """All that is stored of its answers, and its revision."""
    dossier.refresh_from_db()
    rows = rows_of(dossier)
    answers = {
        path: (row.value, row.status, row.raw, row.confirmed, row.remark)
        for path, row in rows.items()
    }
    lists = sorted(dossier.entries.values_list("key", "list_path", "deleted_at"))
    papers = sorted(dossier.documents.values_list("pk", "path"))
    return {"revision": dossier.revision_id, "answers": answers, "lists": lists, "papers": papers}
