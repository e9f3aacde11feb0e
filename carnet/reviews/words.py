"""The words of the review: where an answer stands, why somebody must look at it, how it differs from last year."""

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from carnet.questionnaires.definition import Item
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.words import locale_of
from carnet.reviews.differing import Compared, Difference
from carnet.reviews.needing import Reason, Standing

STANDINGS = {
    Standing.NEW: lazy("not looked at yet"),
    Standing.ACCEPTED: lazy("accepted"),
    Standing.ASKED_AGAIN: lazy("asked again"),
    Standing.CHANGED: lazy("changed after acceptance"),
    Standing.CORRECTED: lazy("corrected"),
}
REASONS = {
    Reason.CHANGED_AFTER_ACCEPTANCE: lazy("changed after it was accepted"),
    Reason.ANSWERED_AGAIN: lazy("asked again, and answered"),
    Reason.FOR_ACCOUNTANT: lazy("asks the accountant"),
    Reason.DONT_KNOW: lazy("does not know"),
    Reason.NOT_HAVE: lazy("does not have it"),
    Reason.LATER: lazy("comes later"),
    Reason.UNUSABLE: lazy("cannot be used"),
    Reason.WARNING: lazy("the questionnaire warns"),
    Reason.REMARK: lazy("left words beside it"),
    Reason.MESSAGE: lazy("unread message"),
    Reason.CHANGED: lazy("changed since it was last sent"),
    Reason.DIFFERENT: lazy("differs from last year"),
    Reason.NOT_ANSWERED_BEFORE: lazy("no answer last year"),
    Reason.NO_LONGER_ANSWERED: lazy("answered last year, not now"),
    Reason.NO_DOCUMENT: lazy("the document is missing"),
}


def difference(item: Item, compared: Compared, before: str, language: str) -> str:
    """“+ 1,200.00 EUR”, “as last year”; empty where there is nothing to compare with."""
    if compared.by is not None:
        unit = item.unit or KINDS[item.kind].unit
        figure = format_decimal(abs(compared.by), locale=locale_of(language))
        return f"{'+' if compared.by > 0 else '−'} {figure} {unit}".strip()
    if compared.difference is Difference.NONE:
        return _("as last year") if before else ""
    return _("different")
