"""Which questions come up, how many at most, and how long they take: a text answered by many invented clients. Pure.

Answers are drawn near the figures and words the rules speak of (`questionnaires/sampling.py`); every other client was
one last year, too. So the counts say what can happen, not how often it happens among a firm's own clients.
"""

from collections import Counter
from dataclasses import dataclass, field

from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.engine import evaluate
from carnet.questionnaires.given import Value
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.outcome import Outcome, SectionOutcome
from carnet.questionnaires.sampling import Samples


@dataclass
class Tally:
    """`asked`: by item id the number of runs; of each run its questions and their seconds."""

    asked: Counter[str] = field(default_factory=Counter)
    questions: list[int] = field(default_factory=list)
    seconds: list[int] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        met = [one for one in outcome.instances.values() if one.asked and KINDS[one.item.kind].asks]
        self.asked.update({one.item.id for one in met})
        self.questions.append(len(met))
        self.seconds.append(sum(seconds_of(one) for one in outcome.sections if one.shown))


def seconds_of(section: SectionOutcome) -> int:
    """As the questionnaire says of the section, or by the kinds of what is asked."""
    if section.section.minutes is not None:
        return round(60 * section.section.minutes)
    return sum(KINDS[one.item.kind].seconds for one in section.asked)


def tried(compiled: Compiled, runs: int, seed: int) -> Tally:
    """So many clients; the same seed draws the same ones."""
    tally, samples = Tally(), Samples(compiled, seed)
    prior: dict[str, Value] = {}
    for number in range(runs):
        entries = samples.entries(compiled.order)
        answers = samples.answers(compiled.order, entries)
        background = samples.background(prior if number % 2 else {})
        outcome = evaluate(compiled, answers, entries, background)
        tally.add(outcome)
        prior = dict(outcome.effective)
    return tally
