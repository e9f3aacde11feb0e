"""Puts what the reminders tell beside the dossiers of an earlier stage's page."""

from collections.abc import Sequence

from django import template
from django.template import Context
from django.utils import timezone

from carnet.campaigns.models import Dossier
from carnet.core import phones
from carnet.reminders.notes import Note, notes_of

register = template.Library()


@register.simple_tag(takes_context=True)
def reminders_of(context: Context, dossiers: Sequence[Dossier]) -> dict[int, Note]:
    """One set of queries for a whole page of rows."""
    return notes_of(dossiers, context["request"].firm, timezone.now())


@register.simple_tag(takes_context=True)
def reminders_of_one(context: Context, dossier: Dossier) -> Note:
    return notes_of([dossier], context["request"].firm, timezone.now())[dossier.pk]


@register.filter
def note_on(notes: dict[int, Note], dossier: Dossier) -> Note:
    return notes[dossier.pk]


@register.filter
def phone(number: str) -> str:
    return phones.shown(number)
