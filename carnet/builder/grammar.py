"""What can be said of each kind of subject: which measures, which comparisons, against what. Pure."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy

from carnet.builder.lexicon import Lexicon, Subject
from carnet.builder.sentences import ALONE, Condition

PRIOR = "prior"
MEASURES: Mapping[str, Sequence[str]] = {
    "number": ("", "or_zero"),
    "date": ("", "age_end", "age_start", "age_today", "year"),
    "choices": ("", "count"),
    "file": ("", "count"),
    "list": ("count", ""),
}
MEASURE_WORDS = {
    "": gettext_lazy("the answer itself"),
    "or_zero": gettext_lazy("the answer, or 0 while it is blank"),
    "age_end": gettext_lazy("the age on the last day of the period"),
    "age_start": gettext_lazy("the age on the first day of the period"),
    "age_today": gettext_lazy("the age on the day of the answer"),
    "year": gettext_lazy("the year"),
    "count": gettext_lazy("how many there are"),
    PRIOR: gettext_lazy("last year's answer"),
}
ASKED = ("answered", "not_answered", "asked", "not_asked")
FIGURES = ("is", "is_not", "is_not_or_blank", "under", "at_most", "over", "at_least")
COMPARING: Mapping[str, Sequence[str]] = {
    "choice": ("is", "is_not", "is_not_or_blank"),
    "text": ("is", "is_not", "is_not_or_blank"),
    "choices": ("ticked", "not_ticked", "not_ticked_or_blank", "ticked_other"),
    "number": FIGURES,
    "month": FIGURES,
    "date": FIGURES,
    "flag": ("holds", "holds_not", "holds_not_or_blank"),
}
OPERATOR_WORDS = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "is_not_or_blank": gettext_lazy("is not, or is not answered yet"),
    "under": gettext_lazy("is less than"),
    "at_most": gettext_lazy("is at most"),
    "over": gettext_lazy("is more than"),
    "at_least": gettext_lazy("is at least"),
    "ticked": gettext_lazy("includes"),
    "not_ticked": gettext_lazy("does not include"),
    "not_ticked_or_blank": gettext_lazy("does not include, or is not answered yet"),
    "ticked_other": gettext_lazy("includes something other than"),
    "holds": gettext_lazy("is so"),
    "holds_not": gettext_lazy("is not so"),
    "holds_not_or_blank": gettext_lazy("is not so, or is not known yet"),
    "answered": gettext_lazy("is answered"),
    "not_answered": gettext_lazy("is not answered"),
    "asked": gettext_lazy("is asked"),
    "not_asked": gettext_lazy("is not asked"),
}
DAY_WORDS = OPERATOR_WORDS | {
    "under": gettext_lazy("is earlier than"),
    "at_most": gettext_lazy("is not later than"),
    "over": gettext_lazy("is later than"),
    "at_least": gettext_lazy("is not earlier than"),
}
ENTRY_WORDS = {
    "any": gettext_lazy("at least one entry"),
    "every": gettext_lazy("every entry"),
    "no": gettext_lazy("no entry"),
}
# Their answers can be laid beside each other.
COMPARABLE = ("number", "date")
# Several values under one of these make another comparison.
OF_SEVERAL = {"is": "one_of", "is_not": "none_of", "is_not_or_blank": "none_of_or_blank"}
OF_ONE = {several: one for one, several in OF_SEVERAL.items()}


def measures(subject: Subject, here: Lexicon) -> list[str]:
    found = [
        measure
        for measure in MEASURES.get(subject.family, ("",))
        if measure != "age_today" or here.timed
    ]
    if subject.asked and not subject.of and subject.name not in ("this", "choice"):
        found.append(PRIOR)
    return found


def measured_family(subject: Subject, measure: str) -> str:
    """Of which kind the measure is: an age is a number."""
    return subject.family if measure in ("", PRIOR) else "number"


def operators(subject: Subject, measure: str) -> list[str]:
    found = list(COMPARING.get(measured_family(subject, measure), ()))
    if measure == "or_zero" or not subject.asked or subject.name in ("this", "choice"):
        found = [one for one in found if not one.endswith("_or_blank")]
    if subject.asked and measure in ("", PRIOR) and subject.name not in ("this", "choice"):
        found += [one for one in ASKED if "asked" not in one or not (subject.of or measure)]
    return found


def words_for(subject: Subject, measure: str) -> Mapping[str, object]:
    dated = measured_family(subject, measure) in ("date", "month")
    return DAY_WORDS if dated else OPERATOR_WORDS


def compares(operator: str) -> bool:
    """Does something have to be named after it?"""
    return operator not in ALONE


def others(subject: Subject, measure: str, here: Lexicon) -> list[Subject]:
    """The answers that this one can be compared with instead of a figure or a day."""
    family = measured_family(subject, measure)
    return [
        one
        for one in here.subjects
        if one.family == family and not one.of and one.name not in ("this", subject.name)
    ]


def measure_of(condition: Condition) -> str:
    """The measure under which the page offers it: last year's answer is one."""
    return PRIOR if condition.subject.startswith("prior.") else condition.measure
