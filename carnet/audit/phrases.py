"""Audit rows in plain words. A stage's phrase that is not listed here is shown as it was written."""

import re
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

DAY, HASH = re.compile(r"\d{4}-\d\d-\d\d(T.*)?"), re.compile("[0-9a-f]{64}")

# Listed so that they are translated; a test compares them with what the stages record.
PHRASES = {
    gettext_noop("firm set up"),
    gettext_noop("settings changed"),
    gettext_noop("privacy notice changed"),
    gettext_noop("colleague invited"),
    gettext_noop("colleague invited again"),
    gettext_noop("colleague's invitation withdrawn"),
    gettext_noop("colleague joined"),
    gettext_noop("role changed"),
    gettext_noop("colleague deactivated"),
    gettext_noop("colleague reactivated"),
    gettext_noop("second step taken away"),
    gettext_noop("account changed"),
    gettext_noop("sessions ended"),
    gettext_noop("signed in"),
    gettext_noop("client added"),
    gettext_noop("client changed"),
    gettext_noop("client change undone"),
    gettext_noop("client kept"),
    gettext_noop("client archived"),
    gettext_noop("client restored"),
    gettext_noop("client erased"),
    gettext_noop("client exported"),
    gettext_noop("client held"),
    gettext_noop("hold lifted"),
    gettext_noop("dossier erased"),
    gettext_noop("erasing switched on"),
    gettext_noop("erasing switched off"),
    gettext_noop("period of keeping chosen"),
    gettext_noop("period of keeping reset"),
    gettext_noop("client list deleted"),
    gettext_noop("client list received"),
    gettext_noop("client archived, many"),
    gettext_noop("client changed, many"),
    gettext_noop("client change undone, many"),
    gettext_noop("client restored, many"),
    gettext_noop("clients added"),
    gettext_noop("clients erased together"),
    gettext_noop("clients exported"),
    gettext_noop("clients imported"),
    gettext_noop("import undone"),
    gettext_noop("not the person in a file"),
    gettext_noop("document assigned"),
    gettext_noop("clients merged"),
    gettext_noop("merge undone"),
    gettext_noop("erasure postponed"),
    gettext_noop("national number shown"),
    gettext_noop("note added"),
    gettext_noop("view saved"),
    gettext_noop("columns chosen"),
    gettext_noop("view deleted"),
    gettext_noop("questionnaire adopted"),
    gettext_noop("questionnaire drafted"),
    gettext_noop("draft discarded"),
    gettext_noop("scenario kept"),
    gettext_noop("scenario taken for right"),
    gettext_noop("scenario deleted"),
    gettext_noop("questionnaire published"),
    gettext_noop("questionnaire restored"),
    gettext_noop("questionnaire retired"),
    gettext_noop("campaign opened"),
    gettext_noop("campaign closed"),
    gettext_noop("dossier moved"),
    gettext_noop("invitation mailed"),
    gettext_noop("dossier opened"),
    gettext_noop("dossier started"),
    gettext_noop("dossier closed"),
    gettext_noop("document received"),
    gettext_noop("message received"),
    gettext_noop("mail not delivered"),
    gettext_noop("connected to software"),
    gettext_noop("disconnected from software"),
    gettext_noop("connection changed"),
    gettext_noop("connection scheduled"),
    gettext_noop("signed in to software"),
    gettext_noop("clients fetched"),
    gettext_noop("fetching stopped"),
    gettext_noop("webhook added"),
    gettext_noop("webhook changed"),
    gettext_noop("webhook paused"),
    gettext_noop("webhook resumed"),
    gettext_noop("webhook deleted"),
    gettext_noop("webhook secret replaced"),
    gettext_noop("webhook events sent again"),
    gettext_noop("dossier submitted"),
    gettext_noop("dossier signed"),
    gettext_noop("copy downloaded"),
    gettext_noop("filled in together"),
    gettext_noop("signature not needed"),
    gettext_noop("revision taken back"),
    gettext_noop("dossiers tried again"),
    gettext_noop("review begun"),
    gettext_noop("dossier accepted"),
    gettext_noop("dossier reopened"),
    gettext_noop("answer accepted"),
    gettext_noop("answer corrected"),
    gettext_noop("acceptance taken back"),
    gettext_noop("dossier exported"),
    gettext_noop("answers put together"),
    gettext_noop("export downloaded"),
    gettext_noop("export removed"),
    gettext_noop("dossiers exported"),
    gettext_noop("dossier closed"),
    gettext_noop("dossier done outside"),
    gettext_noop("dossier reassigned"),
    gettext_noop("due date moved"),
    gettext_noop("note on dossier"),
    gettext_noop("questions asked again"),
    gettext_noop("message answered"),
    gettext_noop("document opened"),
    gettext_noop("hidden answers erased"),
    gettext_noop("answers proposed"),
    gettext_noop("answers entered"),
    gettext_noop("calculated value set"),
    gettext_noop("calculated value reset"),
    gettext_noop("question added"),
    gettext_noop("question switched off"),
    gettext_noop("question switched on"),
    gettext_noop("destination added"),
    gettext_noop("destination changed"),
    gettext_noop("destination switched on"),
    gettext_noop("destination switched off"),
    gettext_noop("destination removed"),
    gettext_noop("sent back"),
    gettext_noop("sent back again"),
    gettext_noop("sending back given up"),
    gettext_noop("key made"),
    gettext_noop("key revoked"),
    gettext_noop("approval asked"),
    gettext_noop("approval given"),
    gettext_noop("approval declined"),
    gettext_noop("approval withdrawn"),
    gettext_noop("return filed"),
    gettext_noop("filing taken back"),
    gettext_noop("reminder of an approval queued"),
    gettext_noop("text of a mail changed"),
    gettext_noop("wave planned"),
    gettext_noop("wave moved"),
    gettext_noop("wave stopped"),
    gettext_noop("wave sent"),
    gettext_noop("invitation queued"),
    gettext_noop("invitation queued again"),
    gettext_noop("link shown to pass on"),
    gettext_noop("invitation withdrawn"),
    gettext_noop("new link asked for by the client"),
    gettext_noop("partner invited"),
    gettext_noop("new address given"),
    gettext_noop("client came in with a code"),
    gettext_noop("client came in with a PIN"),
    gettext_noop("client went on on another device"),
    gettext_noop("partner named by the client"),
    gettext_noop("PIN made to tell by phone"),
    gettext_noop("the client said when it will be ready"),
    gettext_noop("reminders switched off"),
    gettext_noop("reminders switched on"),
    gettext_noop("reminders changed"),
    gettext_noop("reminders held for a day"),
    gettext_noop("reminders no longer held"),
    gettext_noop("reminder queued"),
    gettext_noop("trail exported"),
}

KINDS = {
    "firms.firm": _("Firm"),
    "firms.colleague": _("Colleague"),
    "firms.notice": _("Privacy notice"),
    "clients.client": _("Client"),
    "clients.label": _("Label"),
    "clients.savedview": _("Saved view"),
    "clients.bulkundo": _("Action on several clients"),
    "clients.merge": pgettext_lazy("thing", "Merge"),
    "questionnaires.questionnaire": _("Questionnaire"),
    "questionnaires.revision": _("Questionnaire"),
    "campaigns.campaign": _("Campaign"),
    "campaigns.dossier": _("Dossier"),
    "invitations.invitation": _("Invitation"),
    "imports.import": pgettext_lazy("thing", "Import"),
    "answers.document": _("Document"),
    "answers.message": _("Message"),
    "webhooks.webhook": _("Webhook"),
    "deliveries.destination": pgettext_lazy("where something is sent", "Destination"),
    "reviews.review": pgettext_lazy("thing", "Review"),
    "core.mail": _("Mail"),
    "api.key": pgettext_lazy("thing", "API key"),
}


FACTS = {
    "key": pgettext_lazy("thing", "API key"),
    "count": pgettext_lazy("how many", "number"),
    "new": _("new"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
    "invalid": _("to repair"),
    "rows": _("rows"),
    "late": _("left out"),
    "archived": _("archived"),
    "undone": _("undone"),
    "left": _("left as they are"),
    "fields": _("fields"),
    "submission": _("submission"),
    "revision": _("revision"),
    "number": _("revision"),
    "invitation": _("invitation"),
    "question": _("question"),
    "dossier": _("dossier"),
    "document": _("document"),
    "answers": _("answers"),
    "files": _("files"),
    "format": _("format"),
    "national_numbers": _("with national register numbers"),
    "to": _("new date"),
    "until": _("until"),
    "kept": _("kept"),
    "person": _("person"),
    "approval": _("approval"),
}


def whats() -> list[tuple[str, str]]:
    """What may have happened, in the order of its words."""
    return sorted(((one, capfirst(gettext(one))) for one in PHRASES), key=_folded)


def kinds() -> list[tuple[str, str]]:
    return sorted(((kind, str(word)) for kind, word in KINDS.items()), key=_folded)


def _folded(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def who(event: Any) -> str:
    """A colleague who was removed is left as a number."""
    if event.by_id is None:
        return gettext("Carnet or a client")
    return str(event.by or f"{_kind('firms.colleague')} {event.by_id}")


def what(event: Any) -> str:
    return capfirst(gettext(event.what))


def thing(event: Any) -> str:
    """What it was done to, by number: a name would be personal data, and may be erased by now."""
    return f"{_kind(event.kind)} {event.key}"


def _kind(label: str) -> str:
    return str(KINDS.get(label.lower(), label.rpartition(".")[2]))


def facts(event: Any) -> str:
    return " · ".join(_fact(event.kind, name, value) for name, value in event.facts.items())


def _fact(kind: str, name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(_column(kind, str(entry))) for entry in value)
    if isinstance(value, dict):  # how many of what, such as the rows that went with a client
        return ", ".join(f"{_kind(one)} {count}" for one, count in value.items())
    return f"{_column(kind, name)} {_word(kind, name, value)}"


def _column(kind: str, name: str) -> str:
    """Its word in the table above, or what the form calls this field, if it is one."""
    field = _field(kind, name)
    return str(FACTS.get(name) or (field.verbose_name if field else name))


def _word(kind: str, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    field = _field(kind, name)
    choices = dict(field.flatchoices) if field else {}
    return str(choices.get(value) or _legible(str(value)))


def _legible(text: str) -> str:
    """A day as people write it; of a hash enough to compare it by eye."""
    if DAY.fullmatch(text):
        return date_format(date.fromisoformat(text[:10]))
    return f"{text[:12]}…" if HASH.fullmatch(text) else text


def _field(kind: str, name: str) -> Any:
    try:
        found = apps.get_model(kind)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return found if isinstance(found, Field) else None  # not the other end of somebody's key
