"""The engine of questionnaires on forms of fixed sizes: one evaluation for each change of an answer, beside
SurveyJS on the same form and the same changes; checking a form before it is published; and how both grow.

What an evaluation computes is everything: states, totals, checks, progress. SurveyJS also keeps the state of a
page, so it is an anchor, not a race. Every line tells the quickest too, since another process may be at work.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import django

django.setup()

from bench import forms, surveyjs  # noqa: E402
from carnet.questionnaires.checks import check  # noqa: E402
from carnet.questionnaires.compiled import Compiled  # noqa: E402
from carnet.questionnaires.engine import Background, evaluate  # noqa: E402
from carnet.questionnaires.given import Given, Status  # noqa: E402
from carnet.questionnaires.loading import digest  # noqa: E402
from carnet.questionnaires.models import Written, compiled_document  # noqa: E402

CHANGES, UNTIMED = 150, 20
BACKGROUND = Background(date(2026, 3, 15), date(2025, 1, 1), date(2025, 12, 31))
# The form, and how long its evaluation may take at p95.
FORMS = [
    ("500 questions, 300 conditions, 50 totals", forms.SMALL, 5.0),
    ("2,000 questions, 1,200 conditions, 200 totals", forms.LARGE, 30.0),
    ("one list of 100 entries, 20 questions each", forms.LONG_LIST, 15.0),
]
SIZES = (250, 500, 1000, 2000, 4000)
ENTRIES = (25, 50, 100, 200)


def main() -> None:
    version = peer()
    print(f"{'ms per change':<48}{'min':>7}{'p50':>7}{'p95':>7}{'max':>7}")
    for name, size, bar in FORMS:
        compare(name, size, bar, version)
    print(f"\n{'seconds to check before publishing':<48}{'min':>7}{'p50':>7}")
    for name, size, _bar in FORMS[:2]:
        document = forms.document(forms.form(size))
        times = timed(lambda document=document: check(document), 5)
        print(f"{name:<48}{min(times) / 1000:>7.2f}{median(times) / 1000:>7.2f}   bar 1.00")
    print("\ngrowth, ms per evaluation (quickest of 30)")
    for line in growth():
        print(line)


def peer() -> str:
    try:
        return surveyjs.prepare()
    except surveyjs.Unavailable as problem:
        print(f"SurveyJS is left out: {problem}")
        return ""


def compare(name: str, size: forms.Size, bar: float, version: str) -> None:
    questions = forms.form(size)
    data = forms.answers(questions, size.entries)
    changes = list(drawn(questions, data))
    ours = per_change(compiled(questions), data, changes)
    print(row(name, ours) + f"   bar {bar:g}")
    if version:
        theirs = surveyjs.times(forms.survey(questions), data, changes)[UNTIMED:]
        print(row(f"  SurveyJS {version}", theirs))
        ratios = (median(theirs) / median(ours), p95(theirs) / p95(ours))
        print(f"  ahead {ratios[0]:.1f} times at p50, {ratios[1]:.1f} at p95")


def compiled(questions: list[forms.Asked]) -> Compiled:
    """As the product makes it ready, once per revision and process."""
    document = forms.document(questions)
    return compiled_document(Written(digest(document), lambda: document))


def drawn(questions: list[forms.Asked], data: dict[str, Any]) -> Iterator[list[Any]]:
    """Changes of random answers, each to another value than before."""
    draw = random.Random(5)
    places = [[one.id] for one in questions if one.kind not in ("repeat", "calc")]
    places += [
        [one.id, entry, inner.id]
        for one in questions
        for entry in range(len(data.get(one.id, ())) if one.inner else 0)
        for inner in one.inner
    ]
    asked = {one.id: one for one in questions} | {i.id: i for one in questions for i in one.inner}
    now: dict[tuple[Any, ...], Any] = {}
    for _change in range(UNTIMED + CHANGES):
        place = draw.choice(places)
        before = now.get(tuple(place), value_at(data, place))
        values = (forms.answer(draw, asked[place[-1]]) for _try in range(100))
        now[tuple(place)] = next(value for value in values if value != before)
        yield [*place, now[tuple(place)]]


def value_at(data: dict[str, Any], place: list[Any]) -> Any:
    return data[place[0]] if len(place) == 1 else data[place[0]][place[1]][place[2]]


def per_change(made: Compiled, data: dict[str, Any], changes: list[list[Any]]) -> list[float]:
    answers, entries = given(data)
    times = []
    for *place, value in changes:
        path = place[0] if len(place) == 1 else f"{place[0]}/e{place[1]}/{place[2]}"
        answers[path] = Given(str(value), Status.ANSWERED)
        times += timed(lambda: evaluate(made, answers, entries, BACKGROUND), 1)
    return times[UNTIMED:]


def given(data: dict[str, Any]) -> tuple[dict[str, Given], dict[str, list[str]]]:
    answers, entries = {}, {}
    for name, value in data.items():
        if not isinstance(value, list):
            answers[name] = Given(str(value), Status.ANSWERED)
            continue
        entries[name] = [f"e{number}" for number in range(len(value))]
        for number, record in enumerate(value):
            for field, word in record.items():
                answers[f"{name}/e{number}/{field}"] = Given(str(word), Status.ANSWERED)
    return answers, entries


def growth() -> Iterator[str]:
    """A form with twice the questions should take twice the time, and so should a list twice as long."""
    for number in SIZES:
        size = forms.Size(number, number * 3 // 5, number // 10, lists=number // 50)
        yield grown(f"{number:,} questions", number, size)
    for number in ENTRIES:
        yield grown(f"{number} entries", number, forms.Size(20, 8, 2, 1, 20, number))


def grown(name: str, count: int, size: forms.Size) -> str:
    questions = forms.form(size)
    made = compiled(questions)
    answers, entries = given(forms.answers(questions, size.entries))
    best = min(timed(lambda: evaluate(made, answers, entries, BACKGROUND), 30))
    return f"{name:<48}{best:>7.2f}{best / count * 1000:>9.1f} µs each"


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of each round."""
    times = []
    for _round in range(rounds):
        start = perf_counter()
        work()
        times.append((perf_counter() - start) * 1000)
    return times


def row(name: str, times: list[float]) -> str:
    figures = (min(times), median(times), p95(times), max(times))
    return f"{name:<48}" + "".join(f"{figure:>7.2f}" for figure in figures)


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
