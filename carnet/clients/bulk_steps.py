"""The steps one can take with many clients: what each asks, says and does. A new one is one entry here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from carnet.clients import bulk
from carnet.clients.actions import labels_named
from carnet.clients.list_forms import (
    AddLabelForm,
    EraseForm,
    LanguageForm,
    NothingToFillIn,
    RemoveLabelForm,
)
from carnet.clients.models import BulkUndo, Client, Label
from carnet.firms.models import Colleague, Firm

Values = dict[str, Any]


@dataclass(frozen=True)
class Done:
    sentence: str
    undo: BulkUndo | None = None


@dataclass(frozen=True)
class Step:
    button: str | Promise
    heading: Any
    form: type[NothingToFillIn]
    act: Callable[[QuerySet[Client], Values, Colleague, datetime], Done]
    text: str | Promise = ""
    dangerous: bool = False


def _archive(clients: QuerySet[Client], values: Values, by: Colleague, now: datetime) -> Done:
    return _done(bulk.archive(clients, by=by, now=now))


def _restore(clients: QuerySet[Client], values: Values, by: Colleague, now: datetime) -> Done:
    return _done(bulk.restore(clients, by=by))


def _language(clients: QuerySet[Client], values: Values, by: Colleague, now: datetime) -> Done:
    return _done(bulk.set_language(clients, values["language"], by=by))


def _label(clients: QuerySet[Client], values: Values, by: Colleague, now: datetime) -> Done:
    label = values["label"] or _new_label(by.firm, values["new_label"])
    return _done(bulk.add_label(clients, label, by=by))


def _unlabel(clients: QuerySet[Client], values: Values, by: Colleague, now: datetime) -> Done:
    return _done(bulk.remove_label(clients, values["label"], by=by))


def _erase(clients: QuerySet[Client], values: Values, by: Colleague, now: datetime) -> Done:
    erased, waiting = bulk.erase(clients, by=by, now=now)
    if waiting:
        return Done(
            ngettext(
                "%(count)s client is being erased. It takes a while.",
                "%(count)s clients are being erased, one after the other. It takes a while.",
                waiting,
            )
            % {"count": waiting}
        )
    sentence = ngettext("%(count)s client erased.", "%(count)s clients erased.", erased)
    return Done(sentence % {"count": erased})


def _new_label(firm: Firm, name: str) -> Label:
    [label] = labels_named(firm, [name]).values()
    return label


def _done(act: BulkUndo) -> Done:
    if not act.count:
        return Done(gettext("Nothing had to be changed."))
    return Done(sentence_of(act), act)


def sentence_of(act: BulkUndo) -> str:
    return SAID[act.action] % {"count": act.count}


SAID = {
    "archive": ngettext_lazy("%(count)s client archived.", "%(count)s clients archived.", "count"),
    "restore": ngettext_lazy("%(count)s client restored.", "%(count)s clients restored.", "count"),
    "language": ngettext_lazy(
        "Language changed for %(count)s client.",
        "Language changed for %(count)s clients.",
        "count",
    ),
    "label": ngettext_lazy(
        "Label added to %(count)s client.", "Label added to %(count)s clients.", "count"
    ),
    "unlabel": ngettext_lazy(
        "Label removed from %(count)s client.", "Label removed from %(count)s clients.", "count"
    ),
}
STEPS = {
    "label": Step(
        _("Add the label"),
        ngettext_lazy("Label %(count)s client", "Label %(count)s clients", "count"),
        AddLabelForm, _label,
    ),
    "unlabel": Step(
        _("Remove the label"),
        ngettext_lazy(
            "Remove a label from %(count)s client", "Remove a label from %(count)s clients", "count"
        ),
        RemoveLabelForm, _unlabel,
    ),
    "language": Step(
        _("Change the language"),
        ngettext_lazy(
            "Change the language of %(count)s client",
            "Change the language of %(count)s clients",
            "count",
        ),
        LanguageForm, _language,
        _("Their next mails and questionnaires come in this language."),
    ),
    "archive": Step(
        _("Archive"),
        ngettext_lazy("Archive %(count)s client", "Archive %(count)s clients", "count"),
        NothingToFillIn, _archive,
        _("Archived clients leave the list and are not invited. They can be restored at any time."),
    ),
    "restore": Step(
        _("Restore"),
        ngettext_lazy("Restore %(count)s client", "Restore %(count)s clients", "count"),
        NothingToFillIn, _restore,
        _("They come back to the list."),
    ),
    "erase": Step(
        _("Erase for good"),
        ngettext_lazy("Erase %(count)s client", "Erase %(count)s clients", "count"),
        EraseForm, _erase,
        _(
            "Their data, questionnaires, answers and documents are erased for good. This cannot be"
            " undone. Write the number of clients to confirm."
        ),
        dangerous=True,
    ),
}  # fmt: skip
