"""Small questionnaires for tests, and answers to them."""

from datetime import date

from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.compiling import compile_definition
from carnet.questionnaires.engine import Background, Given, Outcome, Status, evaluate
from carnet.questionnaires.reading import read

BACKGROUND = Background(
    today=date(2026, 2, 1), period_start=date(2025, 1, 1), period_end=date(2025, 12, 31)
)
USES = [{"id": "home", "text": {"en": "Home"}}, {"id": "rented", "text": {"en": "Let"}}]


def item(item_id: str, kind: str = "yes_no", **fields) -> dict:
    if kind in ("one", "many"):
        fields.setdefault("choices", USES)
    if kind != "calc":
        fields.setdefault("text", {"en": f"Question {item_id}"})
    return {"id": item_id, "type": kind, **fields}


def document(*items: dict, **fields) -> dict:
    languages = fields.get("languages", ["en"])
    section = {"id": "all", "title": dict.fromkeys(languages, "All"), "items": list(items)}
    return {
        "questionnaire": "small",
        "title": dict.fromkeys(languages, "Small"),
        "languages": languages,
        "sections": [section],
        **fields,
    }


def compiled(*items: dict, **fields) -> Compiled:
    definition, problems = read(document(*items, **fields))
    assert problems == []
    return compile_definition(definition)


def said(**answers) -> dict[str, Given]:
    return {path: Given(value, Status.ANSWERED) for path, value in answers.items()}


def outcome_of(
    made: Compiled, answers: dict[str, Given], entries=None, background=BACKGROUND
) -> Outcome:
    return evaluate(made, answers, entries or {}, background)


def states(outcome: Outcome) -> dict[str, str]:
    return {path: str(instance.state) for path, instance in outcome.instances.items()}
