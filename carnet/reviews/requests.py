"""The questions of a dossier under which a document may lie, for the colleague who assigns one."""

from carnet.answers.reading import Standing
from carnet.questionnaires.kinds import KINDS


def requests(standing: Standing, language: str) -> dict[str, str]:
    """Their words by path; inside a list with the entry's name."""
    outcome, found = standing.outcome, {}
    for one in outcome.instances.values():
        if KINDS[one.item.kind].uploads and one.shown:
            text = outcome.wording(one, one.item.text, language)
            entry = outcome.label(one.item.list_id, one.entry, language) if one.entry else ""
            found[one.path] = f"{entry} · {text}" if entry else text
    return found
