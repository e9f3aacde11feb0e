"""The period a campaign asks about: which one a questionnaire is for, and how it is said."""

from datetime import date

from django.utils import formats

from carnet.questionnaires.models import Questionnaire
from carnet.questionnaires.rolling import period_of


def proposed_period(questionnaire: Questionnaire, today: date) -> tuple[date, date]:
    """The questionnaire's own period, or else the last calendar year."""
    revision = questionnaire.current
    own = period_of(revision.document) if revision else None
    return own or (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


def period_in_words(start: date, end: date) -> str:
    """2025, or its first and last day."""
    if (start, end) == (date(start.year, 1, 1), date(start.year, 12, 31)):
        return str(start.year)
    return f"{formats.date_format(start)} – {formats.date_format(end)}"
