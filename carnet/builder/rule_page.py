"""What the page of one rule shows: the sentence, the rule, what is wrong with it, and the texts beside it."""

import json
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.builder.condition_forms import (
    ConditionForm,
    SubjectForm,
    address,
    addressed,
    found,
)
from carnet.builder.grammar import measure_of, measures
from carnet.builder.lexicon import Known, Lexicon, Subject
from carnet.builder.rewording import condition_at
from carnet.builder.rule_places import WHOLE, keys_of, rule_at, shared_by, value_at
from carnet.builder.saying import Saying
from carnet.builder.sentences import ALL, Condition, Group, Sentence
from carnet.builder.ways import way_back
from carnet.questionnaires.loading import Document
from carnet.questionnaires.models import Questionnaire

HEADINGS = {
    "show_if": gettext_lazy("When is it asked?"),
    "required": gettext_lazy("When must it be answered?"),
    "check": gettext_lazy("When is an answer accepted?"),
    "warn_if": gettext_lazy("When should the client look again?"),
    "value": gettext_lazy("How is it worked out?"),
    "choice_if": gettext_lazy("When is a choice offered?"),
    "if": gettext_lazy("When is the code used?"),
    "joint": gettext_lazy("When does the form have two columns?"),
    "partner_left": gettext_lazy("When does the partner stand in the left column?"),
}
OF_CHOICE = gettext_lazy("When is this choice offered?")
SIGNING = gettext_lazy("When do both partners sign?")
WITHOUT = {
    "show_if": gettext_lazy("Always: there is no condition yet."),
    "check": gettext_lazy("Always: whatever is typed is accepted."),
    "warn_if": gettext_lazy("Never: there is no warning yet."),
    "required": gettext_lazy("Always."),
    "value": gettext_lazy("Nothing is worked out yet."),
    "declaration.if": gettext_lazy("Always, where each is to declare."),
    "form.joint": gettext_lazy("Not said yet: both columns are shown."),
    "form.partner_left": gettext_lazy("Not said yet: both columns are shown."),
}
LEADS = {
    ("all", True): gettext_lazy("When this is so:"),
    ("any", True): gettext_lazy("When this is so:"),
    ("all", False): gettext_lazy("When all of this is so:"),
    ("any", False): gettext_lazy("When at least one of these is so:"),
}
GROUP_LEADS = {
    "all": gettext_lazy("all of this is so:"),
    "any": gettext_lazy("at least one of these is so:"),
}
TEXTS = {"check": "check_text", "warn_if": "warn_text"}


@dataclass(frozen=True)
class Row:
    """A condition, or a group of some with what joins them."""

    at: str
    words: str
    inside: tuple["Row", ...] = ()


class RulePage:
    def __init__(
        self, questionnaire: Questionnaire, document: Document, part: str, key: str, language: str
    ) -> None:
        self.questionnaire, self.document = questionnaire, document
        self.part, self.key = part, key
        spoken = document.get("languages") or ["en"]
        self.language = language if language in spoken else spoken[0]
        self.rule = rule_at(document, part, key)
        self.here = Lexicon(Known(document), part, key)
        self.saying = Saying(self.here, self.language)

    @cached_property
    def sentence(self) -> Sentence | None:
        return self.here.read(self.rule) if self.rule else None

    @property
    def seen(self) -> str:
        """What stood here when the page was shown; whoever changes it says so."""
        return seen(self.document, self.part, self.key)

    @property
    def back(self) -> str:
        return way_back(self.questionnaire.pk, "" if self.part == WHOLE else self.part)

    @property
    def heading(self) -> str:
        first, _dot, last = self.key.rpartition(".")
        if self.key == "declaration.if":
            return str(SIGNING)
        if first.startswith("choices") and last == "show_if":
            return str(OF_CHOICE)
        return str(HEADINGS[last])

    @property
    def about(self) -> str:
        """The question, section or choice whose rule it is."""
        if self.part == WHOLE:
            return self.questionnaire.title_in(self.language)
        return self.saying.place(self.here.owner, self.key)

    @property
    def siblings(self) -> list["Sibling"]:
        """The other rules that this part has or may have."""
        return [self.sibling(key) for key in keys_of(self.document, self.part) if key != self.key]

    def sibling(self, key: str) -> "Sibling":
        other = replaced(self, key)
        inside = other.about.partition(" › ")[2] if "." in key and self.part != WHOLE else ""
        label = f"{inside} · {other.heading}" if inside else other.heading
        address = reverse("builder:rule", args=[self.questionnaire.pk, self.part, key])
        return Sibling(label, address, bool(other.rule))

    @property
    def lead(self) -> str:
        return (
            str(LEADS[self.sentence.join, len(self.sentence.parts) == 1]) if self.sentence else ""
        )

    @property
    def without(self) -> str:
        """What holds while there is no rule."""
        if value_at(self.document, self.part, self.key) is False:
            return _("Never: it may stay blank.")
        said = WITHOUT.get(self.key) or WITHOUT.get(self.key.rpartition(".")[2])
        return str(said or _("Always."))

    @property
    def spoken(self) -> str:
        return self.saying.sentence(self.sentence) if self.sentence else ""

    @property
    def rows(self) -> Iterator[Row]:
        if self.sentence is None:
            return
        for place, part in enumerate(self.sentence.parts):
            if isinstance(part, Group):
                inside = tuple(
                    Row(f"{place}.{inner}", self.saying.condition(one))
                    for inner, one in enumerate(part.conditions)
                )
                yield Row(str(place), str(GROUP_LEADS[self.sentence.other]), inside)
            else:
                yield Row(str(place), self.saying.condition(part))

    @property
    def several(self) -> bool:
        return bool(self.sentence and len(self.sentence.parts) > 1)

    @property
    def all(self) -> bool:
        return self.sentence is None or self.sentence.join == ALL

    @cached_property
    def problems(self) -> list[str]:
        return self.here.problems(self.rule) if self.rule else []

    @property
    def shared(self) -> list[str]:
        """The other questions whose choices would change with it."""
        others = shared_by(self.document, self.part, self.key)
        return [self.saying.text(one) for one in others if one is not self.here.owner]

    @property
    def required(self) -> bool:
        return self.key == "required"

    @property
    def texts(self) -> list["Words"]:
        """The sentence for the client beside a check or warning, in each language."""
        name = TEXTS.get(self.key)
        if name is None:
            return []
        said = self.here.owner.get(name) or {}
        languages = self.document.get("languages") or ["en"]
        words = {languages[0]: said} if isinstance(said, str) else said
        return [Words(name, language, str(words.get(language, ""))) for language in languages]

    def picked(self, at: str, asked: Any) -> "Picked":
        """What was picked so far for the condition there; what stands there already fills in the rest."""
        former = condition_at(self.sentence, at)
        wanted = asked.get("subject") or (addressed(former) if former else "")
        subject = found(self.here, wanted)
        known = measures(subject, self.here) if subject else []
        same = former if former and subject and addressed(former) == address(subject) else None
        measure = asked.get("measure", measure_of(same) if same else "")
        if measure not in known:
            measure = known[0] if known else ""
        return Picked(subject, measure, same if same and measure_of(same) == measure else None)

    def picking(self, picked: "Picked") -> SubjectForm:
        return SubjectForm(self.here, self.saying, picked.subject, picked.measure)

    def stating(self, picked: "Picked", data: Any = None) -> ConditionForm | None:
        if picked.subject is None:
            return None
        return ConditionForm(
            data,
            here=self.here,
            saying=self.saying,
            subject=picked.subject,
            measure=picked.measure,
            condition=picked.former,
        )


class Picked(NamedTuple):
    """What a condition is about; `former` is the one that said something of the same."""

    subject: Subject | None
    measure: str
    former: Condition | None


@dataclass(frozen=True)
class Sibling:
    label: str
    address: str
    written: bool


def replaced(page: RulePage, key: str) -> RulePage:
    """The page of another rule of the same part; what the draft consists of is not looked up again."""
    other = copy(page)
    other.__dict__.pop("sentence", None)
    other.key, other.rule = key, rule_at(page.document, page.part, key)
    return other


@dataclass(frozen=True)
class Words:
    """One text beside a rule, in one language."""

    name: str
    language: str
    text: str

    @property
    def field(self) -> str:
        return f"{self.name}-{self.language}"


def seen(document: Document, part: str, key: str) -> str:
    return json.dumps(value_at(document, part, key))
