"""A new text of a large questionnaire over a thousand running dossiers: the dry run of the draft, then moving them
all, and bringing them back. Each dossier is answered in full; the new text adds a question, tightens one and hides one.
"""

import copy
import os
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

django.setup()

from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from bench import forms  # noqa: E402
from bench.questionnaires import given  # noqa: E402
from carnet.answers.foreseeing import foresee_next  # noqa: E402
from carnet.answers.migrating import move_next, publish_to, undo  # noqa: E402
from carnet.answers.models import Answer, Entry, Reach  # noqa: E402
from carnet.campaigns.models import Dossier, State  # noqa: E402
from carnet.firms.models import Firm  # noqa: E402
from carnet.questionnaires.actions import draft, publish  # noqa: E402
from carnet.questionnaires.comparing import compare, heaviest  # noqa: E402
from tests import makers as make  # noqa: E402

DOSSIERS = int(os.environ.get("BENCH_DOSSIERS", "1000"))
# Of the dry run, for a thousand.
BAR = 10


def main() -> None:
    call_command("migrate", verbosity=0)
    with scopes_disabled():
        firm = make.firm()
        questions = forms.form(forms.SMALL)
        text = forms.document(questions)
        fill(firm, text, questions)
        measure(firm, text)


def measure(firm: Firm, text: dict[str, Any]) -> None:
    colleague, after = make.colleague(firm=firm), changed(text)
    made = draft(firm, after, by=colleague, now=timezone.now())
    print(
        f"{connection.vendor}, {DOSSIERS:,} dossiers of 500 questions, seconds and those of the processor"
    )
    told("dry run", lambda: work(foresee_next), f"bar {BAR * DOSSIERS / 1000:g}")
    weight = heaviest(compare(text, after))
    publish_to(made, Reach.IN_PROGRESS, weight=weight, by=colleague, now=timezone.now())
    told("moving", lambda: work(move_next))
    undo(made.rollout, by=colleague, now=timezone.now())
    told("bringing back", lambda: work(move_next))


def told(name: str, act: Callable[[], None], bar: str = "") -> None:
    start, busy = perf_counter(), process_time()
    act()
    times = perf_counter() - start, process_time() - busy
    print(f"  {name:<38}{times[0]:>7.1f}{times[1]:>7.1f}   {bar}", flush=True)


def work(step: Callable[[Any], bool]) -> None:
    while step(timezone.now()):
        pass


def fill(firm: Firm, text: dict[str, Any], questions: list[forms.Asked]) -> None:
    revision = publish(firm, text, by=None, now=timezone.now())
    campaign = make.campaign(firm=firm, revision=revision)
    for number in range(DOSSIERS):
        client = make.client(firm=firm)
        dossier = make.dossier(client=client, campaign=campaign, state=State.IN_PROGRESS)
        answered(dossier, questions, seed=number)


def answered(dossier: Dossier, questions: list[forms.Asked], seed: int) -> None:
    answers, entries = given(forms.answers(questions, forms.SMALL.entries, seed))
    Entry.objects.bulk_create(
        Entry(dossier=dossier, list_path=name, key=f"{name}-{key}", position=place)
        for name, keys in entries.items()
        for place, key in enumerate(keys)
    )
    Answer.objects.bulk_create(
        Answer(
            dossier=dossier,
            path=renamed(path),
            question=path.rpartition("/")[2],
            status=one.status,
            value=one.value,
        )
        for path, one in answers.items()
    )


def renamed(path: str) -> str:
    """The keys of entries are unique in a dossier."""
    name, slash, rest = path.partition("/")
    return f"{name}/{name}-{rest}" if slash else name


def changed(text: dict[str, Any]) -> dict[str, Any]:
    after = copy.deepcopy(text)
    items = after["sections"][0]["items"]
    plain = [one for one in items if one["type"] == "money" and "show_if" not in one]
    plain[0]["max"] = 500
    plain[-1]["show_if"] = "q1 == 'yes'"
    items.append({"id": "added", "type": "yes_no", "text": {"en": "Anything new?"}})
    return after


if __name__ == "__main__":
    main()
