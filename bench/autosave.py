"""Saving one answer of a large questionnaire while the client types: from request to reply, in the server.

A dossier with 500 questions, all of them answered; each round changes one and posts what the script would.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from time import perf_counter

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

django.setup()

from django.test import Client as Browser  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from bench import forms  # noqa: E402
from bench.questionnaires import given, p95  # noqa: E402
from carnet.answers.actions import Said, save  # noqa: E402
from carnet.answers.models import Entry  # noqa: E402
from carnet.campaigns.models import Dossier  # noqa: E402
from carnet.invitations.models import Invitation  # noqa: E402
from tests import makers as make  # noqa: E402

ROUNDS, UNTIMED, BAR = 120, 20, 40
# The session and the link: who may come in is asked before anything is saved.
COMING_IN = 2


def main() -> None:
    call_command("migrate", verbosity=0)
    with scopes_disabled():
        questions = forms.form(forms.SMALL)
        dossier = filled(questions)
        browser = let_in(dossier)
        times, queries = zip(*saves(browser, dossier, questions), strict=True)
    print(
        f"{'ms per autosave, 500 questions':<48}{'min':>7}{'p50':>7}{'p95':>7}{'max':>7}{'queries':>9}"
    )
    timed = list(times)[UNTIMED:]
    figures = (min(timed), median(timed), p95(timed), max(timed))
    print(f"{connection.vendor:<48}" + "".join(f"{figure:>7.1f}" for figure in figures), end="")
    print(f"{max(queries[UNTIMED:]) - COMING_IN:>9}   bar {BAR}, 8 queries", flush=True)


def filled(questions: list[forms.Asked]) -> Dossier:
    """A dossier in which everything is answered."""
    firm = make.firm()
    make.colleague(firm=firm)
    revision = make.revision(firm=firm, document=forms.document(questions))
    campaign = make.campaign(firm=firm, revision=revision)
    dossier = make.dossier(client=make.client(firm=firm), campaign=campaign)
    answers, entries = given(forms.answers(questions, forms.SMALL.entries))
    # The keys of entries are unique in a dossier.
    keys = {
        f"{list_id}/{entry}": f"{list_id}{entry}"
        for list_id in entries
        for entry in entries[list_id]
    }
    Entry.objects.bulk_create(
        Entry(dossier=dossier, list_path=path.split("/")[0], key=key, position=position)
        for position, (path, key) in enumerate(keys.items())
    )
    said = [Said(renamed(path, keys), one) for path, one in answers.items()]
    save(dossier, said, person="client", device="bench", key="", now=timezone.now())
    return dossier


def renamed(path: str, keys: dict[str, str]) -> str:
    list_id, slash, rest = path.partition("/")
    entry, _slash, name = rest.partition("/")
    return f"{list_id}/{keys[f'{list_id}/{entry}']}/{name}" if slash else path


def let_in(dossier: Dossier) -> Browser:
    return entered(dossier.invitations.create(
        firm=dossier.firm, person="client", email="bench@example.org", lookup="bench",
        expires_at=timezone.now() + timedelta(days=30),
    ))  # fmt: skip


def entered(invitation: Invitation) -> Browser:
    """As whoever came in by this link a moment ago."""
    now, dossier = timezone.now(), invitation.dossier
    browser = Browser()
    session = browser.session
    session.update({"dossier": dossier.pk, "invitation": invitation.pk, "person": "client"})
    session.update({"entered": now.timestamp(), "seen": now.timestamp(), "language_before": ""})
    session.save()
    return browser


def saves(
    browser: Browser, dossier: Dossier, questions: list[forms.Asked]
) -> Iterator[tuple[float, int]]:
    draw = random.Random(3)
    plain = [one for one in questions if one.kind in ("text", "money") and not one.condition]
    for number in range(UNTIMED + ROUNDS):
        one = draw.choice(plain)
        word = f"Name {number}" if one.kind == "text" else str(number)
        posted = {f"{one.id}-here": "1", one.id: word, "page": "bench", "key": f"bench.{number:06}"}
        with CaptureQueriesContext(connection) as captured:
            start = perf_counter()
            response = browser.post("/q/save/", posted)
            spent = (perf_counter() - start) * 1000
        if response.status_code != 200 or response.json()["conflict"]:
            raise SystemExit(f"The answer was not saved: {response.status_code}.")
        counted = [q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]
        yield spent, len([q for q in counted if q["sql"].split()[0] not in ("BEGIN", "COMMIT")])


if __name__ == "__main__":
    main()
