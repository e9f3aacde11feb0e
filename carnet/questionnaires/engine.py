"""Which questions are asked, which answers count, what is still to do: a pure function of the answers given.

Knows no database, no request and no language. Hidden answers are kept by others, and count for nothing here.
Everything is settled in the order in which it depends on each other (settling.py), then looked at once more
in the order of the document (judging.py).
"""

from collections.abc import Mapping, Sequence

from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.judging import judged
from carnet.questionnaires.outcome import (
    Instance,
    Issue,
    Outcome,
    Progress,
    SectionOutcome,
    State,
)
from carnet.questionnaires.settling import Background, settled

__all__ = [
    "Background",
    "Given",
    "Instance",
    "Issue",
    "Outcome",
    "Progress",
    "SectionOutcome",
    "State",
    "Status",
    "evaluate",
]


def evaluate(
    compiled: Compiled,
    answers: Mapping[str, Given],
    entries: Mapping[str, Sequence[str]],
    background: Background,
) -> Outcome:
    """Compute everything anew, once per question."""
    return judged(settled(compiled, answers, entries, background))
