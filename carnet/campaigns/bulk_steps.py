"""The steps one can take with many dossiers: what each asks, whom it concerns, what it does and says. Later stages
have steps of their own, made of the same parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from carnet.campaigns import bulk
from carnet.campaigns.bulk import Reason, Sorted
from carnet.campaigns.bulk_forms import NoteForm, NothingToFillIn, ReassignForm
from carnet.campaigns.models import Dossier
from carnet.firms.models import Colleague, Firm


@dataclass(frozen=True)
class Act:
    """What was confirmed."""

    firm: Firm
    ids: Sequence[int]
    values: dict[str, Any]
    by: Colleague
    now: datetime


@dataclass(frozen=True)
class Step:
    button: str | Promise
    heading: Any
    form: type[NothingToFillIn]
    sort: Callable[[QuerySet[Dossier], datetime], Sorted]
    act: Callable[[Act], str]
    text: str | Promise = ""
    dangerous: bool = False


def leaving_out(*reasons: Reason) -> Callable[[QuerySet[Dossier], datetime], Sorted]:
    return lambda dossiers, _now: bulk.sort_out(dossiers, reasons)


def said(singular: str, plural: str, done: int, of: int) -> str:
    """With how many were as wanted already."""
    if not done:
        return gettext("Nothing had to be changed.")
    sentence = ngettext(singular, plural, done) % {"count": done}
    if done == of:
        return sentence
    rest = ngettext(
        "%(count)d was like that already.", "%(count)d were like that already.", of - done
    )
    return f"{sentence} {rest % {'count': of - done}}"


def _note(act: Act) -> str:
    words = bulk.Words(act.values["text"], act.values["made"])
    done = bulk.note(act.firm, act.ids, words, by=act.by, now=act.now)
    return said("Noted on %(count)d dossier.", "Noted on %(count)d dossiers.", done, len(act.ids))


def _reassign(act: Act) -> str:
    label = act.values["label"]
    done = bulk.reassign(act.firm, act.ids, label, by=act.by)
    singular, plural = "%(count)d dossier handed over.", "%(count)d dossiers handed over."
    return said(singular, plural, done, len(act.ids))


def _outside(act: Act) -> str:
    done = bulk.close_as_done(act.firm, act.ids, by=act.by, now=act.now)
    return said(
        "%(count)d dossier is done. Its link leads to a friendly page.",
        "%(count)d dossiers are done. Their links lead to a friendly page.",
        done,
        len(act.ids),
    )


def _close(act: Act) -> str:
    done = bulk.close(act.firm, act.ids, by=act.by, now=act.now)
    return said("%(count)d dossier closed.", "%(count)d dossiers closed.", done, len(act.ids))


STEPS = {
    "note": Step(
        _("Keep the note"),
        ngettext_lazy("Note on %(count)d dossier", "Note on %(count)d dossiers", "count"),
        NoteForm, leaving_out(), _note,
        _("For your colleagues only. The client never sees it."),
    ),
    "reassign": Step(
        _("Hand over"),
        ngettext_lazy("Hand over %(count)d dossier", "Hand over %(count)d dossiers", "count"),
        ReassignForm, leaving_out(), _reassign,
        _(
            "The label takes the place of the labels that stand for a colleague; other labels stay. It is the client's"
            " label, so the client's other dossiers go along."
        ),
    ),
    "outside": Step(
        _("Mark as done"),
        ngettext_lazy(
            "Mark %(count)d dossier as done outside Carnet",
            "Mark %(count)d dossiers as done outside Carnet", "count",
        ),
        NothingToFillIn, leaving_out(bulk.CLOSED, bulk.ACCEPTED), _outside,
        _(
            "For clients who brought everything on paper or by mail. Reminders stop, and the link tells the client"
            " that nothing more is needed."
        ),
    ),
    "close": Step(
        _("Close"),
        ngettext_lazy("Close %(count)d dossier", "Close %(count)d dossiers", "count"),
        NothingToFillIn, leaving_out(bulk.CLOSED), _close,
        _("The links stop working at once; what has been answered is kept."),
        dangerous=True,
    ),
}  # fmt: skip
