"""Audit rows in plain words. A stage's phrase that is not listed here is shown as it was written."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

PHRASES = {
    "firm set up": _("Firm set up"),
    "settings changed": _("Settings changed"),
    "colleague invited": _("Colleague invited"),
    "colleague invited again": _("New invitation sent to a colleague"),
    "colleague's invitation withdrawn": _("Invitation of a colleague withdrawn"),
    "colleague joined": _("Invitation accepted"),
    "role changed": _("Role changed"),
    "colleague deactivated": _("Colleague deactivated"),
    "colleague reactivated": _("Colleague reactivated"),
    "account changed": _("Own account changed"),
    "sessions ended": _("Own sessions ended"),
    "signed in": _("Signed in"),
    "client list received": _("List of clients received"),
    "clients imported": _("Clients imported"),
    "client list deleted": _("Imported file deleted, a month old"),
}

KINDS = {
    "firms.firm": _("Firm"),
    "firms.colleague": _("Colleague"),
    "clients.client": _("Client"),
    "clients.label": _("Label"),
    "clients.savedview": _("Saved view"),
    "questionnaires.questionnaire": _("Questionnaire"),
    "questionnaires.revision": _("Questionnaire"),
    "campaigns.campaign": _("Campaign"),
    "campaigns.dossier": _("Dossier"),
    "invitations.invitation": _("Invitation"),
    "imports.import": _("Import"),
    "answers.document": _("Document"),
    "core.mail": _("Mail"),
}


FACTS = {
    "count": _("number"),
    "new": _("new"),
    "changed": _("changed"),
    "fields": _("fields"),
}


def what(event: Any) -> str:
    return str(PHRASES.get(event.what, event.what))


def thing(event: Any) -> str:
    """What it was done to, by number: a name would be personal data, and may be erased by now."""
    return f"{KINDS.get(event.kind, event.kind.rpartition('.')[2])} {event.key}"


def facts(event: Any) -> str:
    return " · ".join(_fact(event.kind, name, value) for name, value in event.facts.items())


def _fact(kind: str, name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(_column(kind, str(entry))) for entry in value)
    return f"{_column(kind, name)} {_word(kind, name, value)}"


def _column(kind: str, name: str) -> str:
    """What the form calls this field, if it is one."""
    field = _field(kind, name)
    return field.verbose_name if field else str(FACTS.get(name, name))


def _word(kind: str, name: str, value: Any) -> str:
    field = _field(kind, name)
    choices = dict(field.flatchoices) if field else {}
    return str(choices.get(value, value))


def _field(kind: str, name: str) -> Any:
    try:
        return apps.get_model(kind)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
