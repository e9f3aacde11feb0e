import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from carnet.questionnaires.asking import ESCAPE_WORDS, escape_words
from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.compiling import BrokenDefinition, compile_definition
from carnet.questionnaires.definition import say
from carnet.questionnaires.kinds import KINDS, show
from carnet.questionnaires.loading import Document, Unreadable, load
from carnet.questionnaires.outcome import Instance
from carnet.questionnaires.personas import Unfit, documents, persona_of
from carnet.questionnaires.playing import NeverAsked, Played, differences, play
from carnet.questionnaires.reading import read
from carnet.questionnaires.reasons import Reasons
from carnet.questionnaires.shipped import shipped


class Command(BaseCommand):
    help = (
        "Let a persona answer a questionnaire, and tell what it met: questions, documents, codes."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("questionnaire", help="a file, or the key of one that ships")
        parser.add_argument("persona", help="a file, or the name of one that ships")
        parser.add_argument("--language", default="", help="en, fr, nl or de")
        parser.add_argument("--json", action="store_true", help="print what was met as JSON")

    def handle(self, *, questionnaire: str, persona: str, **options: Any) -> None:
        compiled = compiled_from(questionnaire)
        language = options["language"] or compiled.definition.languages[0]
        with translation.override(language):
            played = played_by(compiled, persona)
            told = as_document(played, language)
        if options["json"]:
            self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines(told)))
        if wrong := differences(played):
            raise CommandError("Not as expected:\n" + "\n".join(wrong))


def compiled_from(name: str) -> Compiled:
    document = document_at(name) or next(
        (one.document for one in shipped() if one.document["questionnaire"] == name), None
    )
    if document is None:
        raise CommandError(f"There is neither a file nor a shipped questionnaire “{name}”.")
    definition, problems = read(document)
    if any(problem.refused for problem in problems):
        raise CommandError(f"{name} has problems; see manage.py check_questionnaire {name}.")
    try:
        return compile_definition(definition)
    except BrokenDefinition as broken:
        raise CommandError(str(broken)) from broken


def document_at(name: str) -> Document | None:
    path = Path(name)
    if not path.is_file():
        return None
    try:
        return load(path.read_bytes()).document
    except Unreadable as problem:
        raise CommandError(f"{name}, line {problem.line}: {problem.message}") from problem


def played_by(compiled: Compiled, name: str) -> Played:
    document = document_at(name) or documents().get(name)
    if document is None:
        raise CommandError(f"There is neither a file nor a shipped persona “{name}”.")
    try:
        return play(compiled, persona_of(document, compiled.definition, Path(name).stem))
    except Unfit as problem:
        raise CommandError(f"{name}: {problem}") from problem
    except NeverAsked as problem:
        raise CommandError(f"{name}: {problem}") from problem


def as_document(played: Played, language: str) -> dict[str, Any]:
    """All that is told of a persona, in plain lists and words."""
    outcome = played.outcome
    reasons = Reasons(outcome, played.persona.facts, language)
    return {
        "who": say(played.persona.who, language),
        "asked": len(played.asked),
        "sections": [
            {
                "title": say(section.section.title, language),
                "questions": [
                    {
                        "path": one.path,
                        "question": outcome.named(one, language),
                        "answer": answer(one, language),
                    }
                    for one in section.instances
                    if one.path in played.met and one.asked and KINDS[one.item.kind].asks
                ],
            }
            for section in outcome.sections
            if section.shown
        ],
        "documents": [
            {"path": one.path, "question": outcome.named(one, language)} for one in played.documents
        ],
        "codes": played.codes,
        "hidden": [
            {"path": one.path, "why": " ".join(part.sentence for part in reasons.why(one)[-1:])}
            for one in played.hidden
        ],
    }


def answer(instance: Instance, language: str) -> str:
    if instance.given.status in ESCAPE_WORDS:
        return escape_words(instance.given, language)
    return show(instance.item, instance.value, language)


def lines(told: dict[str, Any]) -> Iterator[str]:
    yield told["who"]
    for section in filter(lambda section: section["questions"], told["sections"]):
        yield f"\n{section['title']}"
        for one in section["questions"]:
            yield f"  {one['path']}: {one['question']} – {one['answer'] or '…'}"
    yield f"\nDocuments ({len(told['documents'])})"
    yield from (f"  {one['path']}: {one['question']}" for one in told["documents"])
    yield f"\nCodes ({len(told['codes'])})"
    yield from (f"  {code}: {value}" for code, value in told["codes"].items())
    yield f"\nNot asked ({len(told['hidden'])})"
    yield from (f"  {one['path']}: {one['why']}" for one in told["hidden"])
    yield f"\nQuestions asked: {told['asked']}"
