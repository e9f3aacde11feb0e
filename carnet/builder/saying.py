"""Conditions in plain words, in the language of whoever reads; questions in one of the questionnaire's languages.

Every clause is one sentence of the catalogue, so that each language has its own order of words.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.builder.lexicon import Lexicon, Subject, choices_of
from carnet.builder.sentences import ANY, Condition, Constant, Group, Sentence
from carnet.questionnaires.definition import filled, say
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document
from carnet.questionnaires.spoken import COMPARED
from carnet.questionnaires.words import locale_of, together

LONGEST_LABEL = 90
SIGN_OF = {"under": "_<_", "at_most": "_<=_", "over": "_>_", "at_least": "_>=_", "is": "_==_"}
CLAUSES = {
    "is_not": gettext_lazy("%(one)s is not %(other)s"),
    "is_not_or_blank": gettext_lazy("%(one)s is not %(other)s, or is not answered yet"),
    "one_of": gettext_lazy("%(one)s is %(other)s"),
    "none_of": gettext_lazy("%(one)s is not %(other)s"),
    "none_of_or_blank": gettext_lazy("%(one)s is not %(other)s, or is not answered yet"),
    "ticked": gettext_lazy("%(one)s includes %(other)s"),
    "not_ticked": gettext_lazy("%(one)s does not include %(other)s"),
    "not_ticked_or_blank": gettext_lazy(
        "%(one)s does not include %(other)s, or is not answered yet"
    ),
    "ticked_other": gettext_lazy("%(one)s includes something other than %(other)s"),
    "answered": gettext_lazy("%(one)s is answered"),
    "not_answered": gettext_lazy("%(one)s is not answered"),
    "asked": gettext_lazy("%(one)s is asked"),
    "not_asked": gettext_lazy("%(one)s is not asked"),
    "holds": gettext_lazy("%(one)s is so"),
    "holds_not": gettext_lazy("%(one)s is not so"),
    "holds_not_or_blank": gettext_lazy("%(one)s is not so, or is not known yet"),
}
# The same of a calculation that can be said in words itself.
WORKED_OUT = {
    "holds_not": gettext_lazy("it is not so that %(condition)s"),
    "holds_not_or_blank": gettext_lazy("it is not so that %(condition)s, or not known yet"),
}
LAST_YEAR = {
    "answered": gettext_lazy("“%(question)s” was answered last year"),
    "not_answered": gettext_lazy("“%(question)s” was not answered last year"),
}
# Each language has what follows in the form it has as a subject, so that days need no case of their own.
DAYS_APART = {
    "under": gettext_lazy("%(one)s is earlier than %(other)s"),
    "at_most": gettext_lazy("%(one)s is not later than %(other)s"),
    "over": gettext_lazy("%(one)s is later than %(other)s"),
    "at_least": gettext_lazy("%(one)s is not earlier than %(other)s"),
}
NOUNS = {
    "age_end": gettext_lazy("the age on the last day of the period (%(what)s)"),
    "age_start": gettext_lazy("the age on the first day of the period (%(what)s)"),
    "age_today": gettext_lazy("the age on the day of the answer (%(what)s)"),
    "year": gettext_lazy("the year of %(what)s"),
    "or_zero": gettext_lazy("%(what)s (0 while it is blank)"),
}
COUNTS = {
    "list": gettext_lazy("the number of entries in %(what)s"),
    "file": gettext_lazy("the number of files at %(what)s"),
    "choices": gettext_lazy("the number of boxes ticked at %(what)s"),
}
LOOPS = {
    "any": gettext_lazy("for at least one entry of “%(list)s”, %(condition)s"),
    "every": gettext_lazy("for every entry of “%(list)s”, %(condition)s"),
    "no": gettext_lazy("for no entry of “%(list)s”, %(condition)s"),
}
DAYS = {
    "period_start": gettext_lazy("the first day of the period"),
    "period_end": gettext_lazy("the last day of the period"),
    "today": gettext_lazy("the day of the answer"),
}
NAMES = {
    "this": gettext_lazy("this answer"),
    "choice": gettext_lazy("the choice"),
    "position": gettext_lazy("the place of the entry in the list"),
}
FACTS = {
    "client.type": gettext_lazy("Kind of client"),
    "client.kind": gettext_lazy("Kind of client"),
    "client.language": gettext_lazy("Language"),
    "client.country": gettext_lazy("Country"),
    "client.postcode": gettext_lazy("Postcode"),
    "client.nationality": gettext_lazy("Nationality"),
    "client.country_of_practice": gettext_lazy("Country of practice"),
    "client.birth_date": gettext_lazy("Date of birth"),
    "client.has_company": gettext_lazy("Has a company"),
    "client.has_partner": gettext_lazy("Has a partner"),
}


class Saying:
    def __init__(self, here: Lexicon, language: str, inside: tuple[str, ...] = ()) -> None:
        self.here, self.language = here, language
        # The calculations that are being said; none of them is said inside itself.
        self.inside = inside

    def sentence(self, sentence: Sentence) -> str:
        """All of it as one clause."""
        clauses = []
        for part in sentence.parts:
            if isinstance(part, Group):
                inner = [self.condition(one) for one in part.conditions]
                clauses.append(f"({joined(inner, sentence.other)})")
            else:
                clauses.append(self.condition(part))
        return joined(clauses, sentence.join)

    def condition(self, condition: Condition) -> str:
        subject = self.here.subject_of(condition)
        if subject is None:
            return condition.subject
        clause = self.clause(condition, subject)
        if not condition.entries:
            return clause
        owner = self.here.own if condition.of == "this" else condition.of
        words = {"list": self.text(self.here.items[owner]), "condition": clause}
        return str(LOOPS[condition.entries]) % words

    def clause(self, condition: Condition, subject: Subject) -> str:
        operator = condition.operator
        if operator.startswith("holds") and (inner := self.worked_out(subject)):
            return str(WORKED_OUT.get(operator, "%(condition)s")) % {"condition": inner}
        if subject.prior and operator in LAST_YEAR:
            return str(LAST_YEAR[operator]) % {"question": self.text(subject.owner)}
        template: Any = CLAUSES.get(operator) or COMPARED[SIGN_OF[operator]]
        if operator in DAYS_APART and subject.family in ("date", "month") and not condition.measure:
            template = DAYS_APART[operator]
        words = {"one": self.noun(condition, subject), "other": self.other(condition, subject)}
        return str(template) % words

    def worked_out(self, subject: Subject) -> str:
        """What a calculation without a text of its own is about."""
        item = subject.owner
        if item.get("text") or subject.prior or item["id"] in self.inside:
            return ""
        place = Lexicon(self.here.known, f"items.{item['id']}", "value")
        sentence = place.read(str(item.get("value", "")))
        if sentence is None:
            return ""
        return Saying(place, self.language, (*self.inside, item["id"])).sentence(sentence)

    def noun(self, condition: Condition, subject: Subject) -> str:
        what = self.named(subject)
        if condition.measure == "count":
            return str(COUNTS.get(subject.family, COUNTS["choices"])) % {"what": what}
        if condition.measure:
            return str(NOUNS[condition.measure]) % {"what": what}
        return what

    def named(self, subject: Subject) -> str:
        if subject.name in NAMES:
            return str(NAMES[subject.name])
        if not subject.asked:
            name = str(FACTS.get(subject.fact, subject.name))
            return _("“%(name)s” in the client file") % {"name": name}
        question = {"question": self.text(subject.owner)}
        if subject.prior:
            return _("last year's answer to “%(question)s”") % question
        return _("“%(question)s”") % question

    def text(self, part: Document) -> str:
        """The words of a question or section; its id where it has none."""
        words = part.get("text") or part.get("title") or ""
        spoken = words if isinstance(words, str) else say(words, self.language)
        return filled(spoken, lambda _name: "") or str(part.get("id", ""))

    def place(self, part: Document, key: str) -> str:
        """The part, with the choice or the code in it that a key is about."""
        found = [self.text(part)]
        for name, word in pairwise(key.split(".")):
            if name == "choices":
                part = next(
                    one for one in choices_of(part, self.here.document) if one["id"] == word
                )
                found.append(self.text(part))
            elif name == "codes":
                found.append(code_at(part.get("codes"), int(word)))
        return " › ".join(found)

    def label(self, subject: Subject) -> str:
        """As it stands in a list to pick from."""
        if not subject.asked or subject.name in NAMES:
            words = str(NAMES.get(subject.name) or FACTS.get(subject.fact) or subject.name)
            return words[:1].upper() + words[1:]
        words = self.text(subject.owner)
        if subject.family == "flag" and (inner := self.worked_out(subject)):
            words = inner
        if subject.of:
            listed = self.here.items[self.here.own if subject.of == "this" else subject.of]
            words = f"{self.text(listed)} › {words}"
        return Truncator(words).chars(LONGEST_LABEL)

    def other(self, condition: Condition, subject: Subject) -> str:
        """What it is compared with."""
        if condition.against:
            return self.against(condition)
        choices = self.choices(subject)
        said = [
            choices.get(str(value)) or self.constant(value, condition, subject)
            for value in condition.values
        ]
        return together(said, "or") if said else ""

    def against(self, condition: Condition) -> str:
        if condition.against in DAYS:
            return str(DAYS[condition.against])
        other = self.here.named(condition.against)
        name = self.named(other) if other else condition.against
        if condition.factor is None:
            return name
        share = format_percent(condition.factor, "#,##0.##\N{NO-BREAK SPACE}%", self.locale)
        return _("%(share)s of %(one)s") % {"share": share, "one": name}

    def choices(self, subject: Subject) -> Mapping[str, str]:
        """The choices of a question by their ids, in words."""
        kind = KINDS.get(str(subject.owner.get("type")))
        if kind and kind.choices:
            return {one.id: say(one.text, self.language) for one in kind.choices}
        if subject.family == "choice" and not subject.asked:
            yes_no = KINDS["yes_no"].choices
            return {one.id: say(one.text, self.language) for one in yes_no}
        found = choices_of(subject.owner, self.here.document)
        return {one["id"]: self.text(one) for one in found}

    def constant(self, value: Constant, condition: Condition, subject: Subject) -> str:
        if isinstance(value, float):
            return self.figure(value, condition, subject)
        try:
            return format_date(date.fromisoformat(value), "long", self.locale)
        except ValueError:
            return _("“%(question)s”") % {"question": value}

    def figure(self, value: float, condition: Condition, subject: Subject) -> str:
        kind, number = subject.owner.get("type"), Decimal(repr(value))
        if "year" in (condition.measure, kind):
            return str(int(value))
        if kind == "money" and condition.measure in ("", "or_zero"):
            return format_currency(number, subject.owner.get("unit") or "EUR", locale=self.locale)
        return format_decimal(number, "#,##0.###", self.locale)

    @property
    def locale(self) -> Any:
        return locale_of(self.language)


def in_words(here: Lexicon, rule: str, language: str) -> str:
    """The rule as one clause; empty where it is more than a sentence can say."""
    sentence = here.read(rule)
    return Saying(here, language).sentence(sentence) if sentence else ""


def code_at(codes: Any, place: int) -> str:
    code = codes[place] if isinstance(codes, list) else codes
    return str(code.get("code", "")) if isinstance(code, dict) else str(code)


def joined(clauses: list[str], join: str) -> str:
    return together(clauses, "or" if join == ANY else "standard")
