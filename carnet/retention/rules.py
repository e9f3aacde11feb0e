"""Periods of keeping as dated rows: country, kind, months, the event they count from, and where that is written.
A table to be read by a lawyer; due.py counts with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    DOSSIER = "dossier", _("Answers and documents of a dossier")
    UNANSWERED = "unanswered", _("Invitation nobody began to answer")
    CLIENT = "client", _("Client’s card, with what identifies the client")


class Event(TextChoices):
    YEAR_END = "year", _("end of the year in which the period of the questionnaire ends")
    DUE_DATE = "due", _("due date")
    RELATION_END = "relation", _("end of the relationship: the day the client was archived")


@dataclass(frozen=True)
class Rule:
    kind: Kind
    event: Event
    source: str
    months: int = 0
    days: int = 0
    # What a law asks for may only be made longer.
    least: bool = True
    certain: bool = False
    checked: date = date(2026, 11, 27)


UNANSWERED = Rule(
    Kind.UNANSWERED,
    Event.DUE_DATE,
    "GDPR 5(1)(c), (e)",
    days=90,
    least=False,
    certain=True,
)


def _dossier(months: int, source: str, *, certain: bool = False) -> Rule:
    return Rule(Kind.DOSSIER, Event.YEAR_END, source, months, certain=certain)


def _client(months: int, source: str, *, certain: bool = False) -> Rule:
    return Rule(Kind.CLIENT, Event.RELATION_END, source, months, certain=certain)


COUNTRIES: Mapping[str, tuple[Rule, ...]] = {
    "BE": (
        _dossier(120, "CIR 92, 315; CDE/WER III.86, III.88"),
        UNANSWERED,
        _client(120, "Loi/Wet 18.09.2017, 60", certain=True),
    ),
    "CH": (
        _dossier(120, "OR/CO 958f"),
        Rule(
            Kind.UNANSWERED,
            Event.DUE_DATE,
            "DSG/LPD 6(4)",
            days=90,
            least=False,
        ),
        _client(120, "GwG/LBA 7"),
    ),
    "FR": (
        _dossier(120, "C. com. L123-22; LPF L102 B"),
        UNANSWERED,
        _client(60, "CMF L561-12", certain=True),
    ),
    "LU": (
        _dossier(120, "Code de commerce 16"),
        UNANSWERED,
        _client(60, "Loi 12.11.2004"),
    ),
}


def rules_of(country: str) -> dict[Kind, Rule]:
    """Empty for a country nobody has looked up: then nothing is counted, and nothing erased."""
    return {rule.kind: rule for rule in COUNTRIES.get(country, ())}
