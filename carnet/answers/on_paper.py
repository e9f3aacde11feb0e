"""A dossier as a form to print: what is asked of this client, with what is known already."""

from carnet.answers.reading import Standing
from carnet.answers.summary import summarise
from carnet.questionnaires.blank import Blank
from carnet.questionnaires.kinds import KINDS, show
from carnet.questionnaires.outcome import Instance
from carnet.questionnaires.personal import personal


def on_paper(standing: Standing, language: str) -> Blank:
    lines = [line for part in summarise(standing, language).parts for line in part.lines]
    answered = {
        line.path: line.answer or ", ".join(paper.name for paper in line.papers) for line in lines
    }
    said = {
        path: answered.get(path) or proposed(one, language)
        for path, one in standing.outcome.instances.items()
        if printed(one)
    }
    return personal(standing.outcome, said, language)


def printed(instance: Instance) -> bool:
    """Lists print their entries, and who signs on paper signs by hand."""
    kind = KINDS[instance.item.kind]
    return instance.asked and kind.asks and instance.item.kind != "declaration"


def proposed(instance: Instance, language: str) -> str:
    """What the firm has on file and nobody has confirmed yet."""
    kind = KINDS[instance.item.kind]
    if kind.uploads or not kind.asks or instance.given.value is None:
        return ""
    return show(instance.item, instance.given.value, language)
