"""A questionnaire of 500 questions in four languages, brought back as a workbook: from the file to what changed.
Beside it pyxform, with which XLSForms are made, on the same form; and our reading of that very file.

Ratios are of processor time, our child included, since another process may be at work.
"""

import io
import resource
from collections.abc import Callable
from copy import deepcopy
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import django

django.setup()

from pyxform.xls2xform import convert  # noqa: E402
from xlsxwriter import Workbook  # noqa: E402

from bench import forms  # noqa: E402
from carnet.questionnaires.checks import check  # noqa: E402
from carnet.questionnaires.comparing import compare, summary  # noqa: E402
from carnet.questionnaires.workbook.reading import read_workbook  # noqa: E402
from carnet.questionnaires.workbook.writing import write_workbook  # noqa: E402

LANGUAGES = {
    "fr": "Français (fr)",
    "nl": "Nederlands (nl)",
    "de": "Deutsch (de)",
    "en": "English (en)",
}
ROUNDS = 15
TYPES = {
    "yes_no": "select_one yes_no",
    "one": "select_one uses",
    "money": "decimal",
    "number": "integer",
    "text": "text",
    "calc": "calculate",
}


def main() -> None:
    questions = forms.form(forms.SMALL)
    published = in_languages(forms.document(questions))
    ours, xlsform = write_workbook(edited(published)), survey(questions)

    def to_diff() -> list[Any]:
        return compare(published, read_workbook(ours).document)

    print(f"{len(questions)} rows at the top, 4 languages; ms, ours with a process of its own")
    print(f"{'':<52}{'cpu':>8}{'min':>8}{'median':>8}{'p95':>8}")
    took = show("Carnet: workbook to differences", to_diff)
    show("Carnet: the same, with all that publishing checks", lambda: (to_diff(), check(published)))
    same = show("Carnet: the XLSForm to a questionnaire", lambda: read_workbook(xlsform))
    peer = show("pyxform: the XLSForm to an XForm, not validated", lambda: converted(xlsform))
    print(f"found: {dict(summary(to_diff()))}; not translated: {len(left_out(xlsform))} rows")
    print(f"pyxform takes {peer / took:.1f} times as long as our workbook to differences,")
    print(f"and {peer / same:.1f} times as long as our reading of the same XLSForm.")


def converted(xlsform: bytes) -> Any:
    return convert(xlsform=io.BytesIO(xlsform), validate=False, file_type=".xlsx")


def left_out(xlsform: bytes) -> list[str]:
    problems = read_workbook(xlsform).problems
    return [one.message for one in problems if one.message.startswith("Not taken over")]


def show(name: str, work: Callable[[], Any]) -> float:
    """Prints what the rounds took; the processor time of the cheapest one."""
    times, costs = [], []
    for _round in range(ROUNDS):
        start, before = perf_counter(), processor_time()
        work()
        times.append((perf_counter() - start) * 1000)
        costs.append((processor_time() - before) * 1000)
    figures = (min(costs), min(times), median(times), quantiles(times, n=20)[-1])
    print(f"{name:<52}" + "".join(f"{figure:>8.0f}" for figure in figures))
    return min(costs)


def processor_time() -> float:
    """Seconds, those of finished children included."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def in_languages(part: Any) -> Any:
    """The document with every text in four languages, as long as questions are."""
    if isinstance(part, list):
        return [in_languages(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    if part.keys() == {"en"}:
        return {code: text(part["en"], code) for code in LANGUAGES}
    found = {key: in_languages(value) for key, value in part.items()}
    return found | ({"languages": list(LANGUAGES)} if "languages" in found else {})


def text(words: str, code: str) -> str:
    return f"{words} What was it in {code} during the whole of the year that ended?"


def edited(document: dict[str, Any]) -> dict[str, Any]:
    """As an author leaves it: words changed, a question more and one less."""
    made = deepcopy(document)
    items = [item for section in made["sections"] for item in section["items"]]
    for item in items[::10]:
        item["text"]["fr"] += " Précisez."
    made["sections"][0]["items"].append({**items[0], "id": "one_more"})
    del made["sections"][-1]["items"][-1]
    return made


def survey(questions: list[forms.Asked]) -> bytes:
    rows = [line for one in questions for line in rows_of(one)]
    words = {"yes_no": ("yes", "no"), "uses": forms.USES}
    choices = [
        {"list_name": name, "name": word, **labels(word.title())}
        for name, possible in words.items()
        for word in possible
    ]
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, lines in (("survey", rows), ("choices", choices)):
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(key for line in lines for key in line))
            sheet.write_row(0, 0, columns)
            for number, line in enumerate(lines, start=1):
                sheet.write_row(number, 0, [line.get(column, "") for column in columns])
    return file.getvalue()


def rows_of(one: forms.Asked) -> list[dict[str, str]]:
    row = {"type": TYPES.get(one.kind, ""), "name": one.id, **labels(f"Question {one.id}?")}
    row |= {"relevant": rule(one.condition)} if one.condition else {}
    if one.over:
        row["calculation"] = f"sum(${{{one.over[1]}}})"
    if one.adds:
        row["calculation"] = " + ".join(f"coalesce(${{{name}}}, 0)" for name in one.adds)
    if not one.inner:
        return [row]
    inner = [line for part in one.inner for line in rows_of(part)]
    return [{**row, "type": "begin_repeat"}, *inner, {"type": "end_repeat"}]


def labels(words: str) -> dict[str, str]:
    return {f"label::{name}": text(words, code) for code, name in LANGUAGES.items()}


def rule(parts: tuple[forms.Part, ...]) -> str:
    words = [
        f"${{{part.name}}} {'=' if part.sign == '==' else part.sign} {forms.quoted(part.value)}"
        for part in parts
    ]
    return f" {parts[0].joint} ".join(words)


if __name__ == "__main__":
    main()
