"""One condition, picked from lists that hold only what goes together."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.builder import grammar
from carnet.builder.lexicon import Lexicon, Subject
from carnet.builder.saying import DAYS, Saying
from carnet.builder.sentences import Condition, Constant
from carnet.questionnaires.amounts import NotANumber, read_number
from carnet.questionnaires.loading import Document

Options = list[tuple[str, Any]]
DATED = ("date", "month")


def address(subject: Subject) -> str:
    """Under which a list of options knows it: a field of a list with the list before it."""
    return f"{subject.of}.{subject.name}" if subject.of else subject.name


def addressed(condition: Condition) -> str:
    name = condition.subject.removeprefix("prior.")
    return f"{condition.of}.{name}" if condition.of else name


def found(here: Lexicon, wanted: str) -> Subject | None:
    """The subject that is offered under this address."""
    of, _dot, name = wanted.rpartition(".")
    asked = Condition(name, "answered", entries="any" if of else "", of=of)
    return here.subject_of(asked) if name else None


def grouped(here: Lexicon, saying: Saying, section_titles: dict[str, str]) -> Options:
    """The subjects under the titles of their sections; what stands further down says so."""
    groups: dict[str, Options] = {}
    for subject in here.subjects:
        title = section_titles.get(subject.section, "")
        if not subject.section:
            title = _("Without a question")
        elif subject.later:
            title = _("Further down: %(section)s") % {"section": title}
        groups.setdefault(title, []).append((address(subject), saying.label(subject)))
    return [("", _("Choose…")), *groups.items()]


def titles(document: Document, saying: Saying) -> dict[str, str]:
    return {section["id"]: saying.text(section) for section in document.get("sections", [])}


class SubjectForm(forms.Form):
    """What the condition is about. Its answer is in the address of the page, so that it needs no script."""

    subject = forms.ChoiceField(label=gettext_lazy("What it is about"))
    measure = forms.ChoiceField(label=gettext_lazy("What of it"))

    def __init__(
        self, here: Lexicon, saying: Saying, subject: Subject | None, measure: str
    ) -> None:
        super().__init__(
            initial={"subject": address(subject) if subject else "", "measure": measure}
        )
        options = grouped(here, saying, titles(here.document, saying))
        if subject and address(subject) not in {address(one) for one in here.subjects}:
            options.append((address(subject), saying.label(subject)))
        self.fields["subject"].choices = options  # type: ignore[attr-defined]
        known = grammar.measures(subject, here) if subject else []
        if len(known) < 2:
            del self.fields["measure"]
        else:
            words = [(one, grammar.MEASURE_WORDS[one]) for one in known]
            self.fields["measure"].choices = words  # type: ignore[attr-defined]


class ConditionForm(forms.Form):
    """What must be so of it."""

    entries = forms.ChoiceField(
        label=gettext_lazy("Of how many entries"),
        choices=list(grammar.ENTRY_WORDS.items()),
        initial="any",
    )
    operator = forms.ChoiceField(label=gettext_lazy("What must be so"))

    def __init__(
        self,
        data: Any = None,
        *,
        here: Lexicon,
        saying: Saying,
        subject: Subject,
        measure: str,
        condition: Condition | None = None,
    ) -> None:
        super().__init__(data, initial=initial_of(condition))
        self.here, self.saying = here, saying
        self.subject, self.measure = subject, measure
        self.family = grammar.measured_family(subject, measure)
        if not subject.of:
            del self.fields["entries"]
        words = grammar.words_for(subject, measure)
        operators = grammar.operators(subject, measure)
        self.fields["operator"].choices = [(one, words[one]) for one in operators]  # type: ignore[attr-defined]
        self.fields |= dict(self.compared())

    def compared(self) -> Iterator[tuple[str, forms.Field]]:
        """The fields for what it is compared with."""
        choices = self.saying.choices(self.subject)
        if self.family in ("choice", "choices"):
            yield (
                "values",
                forms.MultipleChoiceField(
                    label=_("Which"),
                    required=False,
                    choices=list(choices.items()),
                    widget=forms.CheckboxSelectMultiple,
                    help_text=_("Several mean: one of these."),
                ),
            )
        elif self.family == "number":
            yield (
                "value",
                forms.CharField(
                    label=_("Figure"),
                    required=False,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                ),
            )
        elif self.family in DATED:
            kind = "date" if self.family == "date" else "month"
            yield (
                "value",
                forms.CharField(
                    label=_("Day") if kind == "date" else _("Month"),
                    required=False,
                    widget=forms.TextInput(attrs={"type": kind}),
                ),
            )
        elif self.family == "text":
            yield "value", forms.CharField(label=_("Text"), required=False, max_length=200)
        yield from self.others()

    def others(self) -> Iterator[tuple[str, forms.Field]]:
        if self.family not in grammar.COMPARABLE:
            return
        subjects = grammar.others(self.subject, self.measure, self.here)
        options = [(one.name, self.saying.label(one)) for one in subjects]
        past = [
            (
                f"prior.{one.name}",
                _("Last year: %(question)s") % {"question": self.saying.label(one)},
            )
            for one in self.past(subjects)
        ]
        days = [
            (name, str(words)) for name, words in DAYS.items() if name != "today" or self.here.timed
        ]
        options = [*(days if self.family == "date" else []), *past, *options]
        if options:
            yield (
                "against",
                forms.ChoiceField(
                    label=_("Or another answer instead"),
                    required=False,
                    choices=[("", "–"), *options],
                ),
            )
        if options and self.family == "number":
            yield (
                "percent",
                forms.CharField(
                    label=_("Of that answer, so many per cent"),
                    required=False,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                ),
            )

    def past(self, subjects: list[Subject]) -> list[Subject]:
        """Last year's answer to the same question first."""
        own = self.here.named(self.here.own) if self.here.timed and self.here.own else None
        mine = own or (self.subject if self.subject.asked and not self.subject.of else None)
        asked = [one for one in subjects if one.asked]
        return [*([mine] if mine and mine.name not in ("this", "choice") else []), *asked]

    def clean_value(self) -> Constant | None:
        typed = self.cleaned_data["value"].strip()
        if not typed:
            return None
        if self.family == "number":
            return number(typed)
        if self.family == "date":
            try:
                return date.fromisoformat(typed).isoformat()
            except ValueError as error:
                raise forms.ValidationError(_("Write the day as 2025-12-31.")) from error
        return typed

    def clean_percent(self) -> float | None:
        typed = self.cleaned_data["percent"].strip().removesuffix("%").strip()
        return round(number(typed) / 100, 10) if typed else None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        operator = said.get("operator")
        if self.errors or not operator or not grammar.compares(operator):
            return said
        if not (said.get("values") or said.get("value") is not None or said.get("against")):
            name = "values" if "values" in self.fields else "value"
            self.add_error(name, _("Say what it is compared with."))
        if operator == "ticked_other" and len(said.get("values") or ()) > 1:
            self.add_error("values", _("Choose one only."))
        return said

    def condition(self) -> Condition:
        said = self.cleaned_data
        operator = said["operator"]
        values: tuple[Constant, ...] = tuple(said.get("values") or ())
        against = said.get("against") or ""
        if not against and said.get("value") is not None:
            values = (said["value"],)
        if not grammar.compares(operator):
            values, against = (), ""
        if len(values) > 1:
            operator = grammar.OF_SEVERAL.get(operator, operator)
        prior = self.measure == grammar.PRIOR
        return Condition(
            f"prior.{self.subject.name}" if prior else self.subject.name,
            operator,
            values,
            "" if prior else self.measure,
            said.get("entries") or "",
            self.subject.of,
            against,
            said.get("percent") if against else None,
        )


def number(typed: str) -> float:
    try:
        return float(read_number(typed))
    except NotANumber as problem:
        raise forms.ValidationError(str(problem)) from problem


def initial_of(condition: Condition | None) -> dict[str, Any]:
    if condition is None:
        return {}
    operator = grammar.OF_ONE.get(condition.operator, condition.operator)
    first = condition.values[0] if condition.values else ""
    return {
        "entries": condition.entries,
        "operator": operator,
        "values": [str(value) for value in condition.values],
        "value": repr(first).removesuffix(".0") if isinstance(first, float) else first,
        "against": condition.against,
        "percent": f"{condition.factor * 100:g}" if condition.factor is not None else "",
    }
