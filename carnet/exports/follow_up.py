"""The overview as a workbook: the dossiers somebody sees, with the columns of the page, in its order."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.answers.templatetags.dossier_messages import count_unread
from carnet.campaigns.models import Dossier
from carnet.campaigns.overview import OF_ITS_CAMPAIGN, in_full
from carnet.clients.list_export import CHUNK, MOST_ROWS, write_table
from carnet.core import days
from carnet.core.templatetags.ui import state_label
from carnet.firms.models import Firm
from carnet.invitations.problems import last_problems
from carnet.invitations.seats import partner_words
from carnet.reminders.notes import Note, notes_of


def write_workbook(
    firm: Firm, dossiers: QuerySet[Dossier], now: datetime, *, several: bool
) -> IO[bytes]:
    """`several`: of more than one campaign, which is then named."""
    return write_table(titles(several), _rows(firm, dossiers, now, several))


def titles(several: bool) -> list[str]:
    named = [_("Campaign")] if several else []
    return [
        _("Client"), _("Company"), _("State"), _("Label"), *named, _("Due"), _("Progress"),
        _("Reminders"), _("Open questions"), _("Last activity"),
    ]  # fmt: skip


def _rows(
    firm: Firm, dossiers: QuerySet[Dossier], now: datetime, several: bool
) -> Iterator[list[Any]]:
    numbers = list(dossiers.values_list("pk", flat=True)[:MOST_ROWS])
    campaigns = firm.campaigns.only(*OF_ITS_CAMPAIGN).in_bulk()
    for start in range(0, len(numbers), CHUNK):
        some = in_full(firm, numbers[start : start + CHUNK], campaigns)
        count_unread(some)
        words = partner_words(some)
        notes, problems = notes_of(some, firm, now), last_problems(some)
        for one in some:
            why = problems.get(one.pk, "") if one.state == "not_delivered" else ""
            yield _row(one, notes[one.pk], [words[one.pk], why], several)


def _row(dossier: Dossier, note: Note, told: list[str], several: bool) -> list[Any]:
    client = dossier.client
    named = [dossier.campaign.name] if several else []
    labels = ", ".join(dossier.label_names)  # type: ignore[attr-defined]
    return [
        client.name, client.company, _state(dossier, told), labels, *named, dossier.due,
        _progress(dossier), _reminders(dossier, note), _questions(dossier), dossier.active_at,
    ]  # fmt: skip


def _state(dossier: Dossier, told: list[str]) -> str:
    why = dossier.get_closed_because_display() if dossier.closed_because else ""
    parts = [state_label(dossier.state), str(why), *told]
    return ", ".join(filter(None, parts))


def _progress(dossier: Dossier) -> str:
    if not dossier.questions:
        return ""
    words = {"done": dossier.questions_done, "total": dossier.questions}
    return _("%(done)s of %(total)s") % words


def _reminders(dossier: Dossier, note: Note) -> str:
    """As in the row of the page: the promise, or the last and the next one, or why there is none."""
    if note.promises and dossier.open:
        return ", ".join(_promised(one) for one in note.promises)
    last = _("last %(day)s") % {"day": days.short(note.last)} if note.last else ""
    coming = _("next %(day)s") % {"day": days.short(note.next)} if note.next else note.why
    return str(capfirst(", ".join(filter(None, [last, coming]))))


def _promised(promise: Any) -> str:
    text = _("Promised for %(day)s") % {"day": days.short(promise.day)}
    return f"{text}: {promise.reason}" if promise.reason else text


def _questions(dossier: Dossier) -> str:
    unread, asked = dossier.unread, dossier.questions_asked  # type: ignore[attr-defined]
    told = ngettext("%(counter)s message", "%(counter)s messages", unread) % {"counter": unread}
    left = ngettext("%(counter)s question to you", "%(counter)s questions to you", asked) % {
        "counter": asked
    }
    return ", ".join([*([told] if unread else []), *([left] if asked else [])])
