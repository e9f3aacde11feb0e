"""What a colleague may be told of, and how soon. Knows no rows."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.core.working_days import next_working_day

# What comes together is told together, and nobody gets a mail more often than this.
COLLECT, BETWEEN = timedelta(minutes=2), timedelta(minutes=15)
MORNING = time(7, 30)


class When(TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("in one mail a day")
    NEVER = "never", _("not at all")


@dataclass(frozen=True)
class Kind:
    label: Any
    events: tuple[str, ...]
    default: str = When.DAILY


SENT, MESSAGE, REOPEN, DECIDED = "sent", "message", "reopen", "decided"
PROMISED, UNDELIVERED, IMPORTED = "promised", "undelivered", "imported"
NOT_SENT_BACK = "not_sent_back"
# In the order of the mail: first what somebody waits for.
KINDS = {
    MESSAGE: Kind(_("Messages from clients"), ("message.received",), When.AT_ONCE),
    REOPEN: Kind(_("Client asks to change answers"), (), When.AT_ONCE),
    SENT: Kind(_("Answers sent"), ("dossier.submitted",)),
    DECIDED: Kind(_("Document approved or declined"), ("approval.given", "approval.declined")),
    PROMISED: Kind(_("Client named a day"), ("client.promised",)),
    UNDELIVERED: Kind(_("Mail not delivered"), ("mail.bounced",)),
    NOT_SENT_BACK: Kind(_("Not sent back"), ("dossier.not_sent_back",)),
    IMPORTED: Kind(_("Import finished"), ("import.applied",), When.NEVER),
}


def kind_of(event: str, facts: dict[str, Any]) -> str:
    """Empty for an event no colleague is told of."""
    if event == "message.received" and facts.get("reopen"):
        return REOPEN
    return next((key for key, kind in KINDS.items() if event in kind.events), "")


def due(when: str, at: datetime, country: str) -> datetime:
    """When it may be told: in a moment, or the next working morning by the clock on the wall."""
    if when == When.AT_ONCE:
        return at + COLLECT
    local = timezone.localtime(at)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(next_working_day(day, country), MORNING))
