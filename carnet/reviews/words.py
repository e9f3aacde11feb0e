"""The words of the review: where an answer stands, why somebody must look at it, how it differs from last year."""

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.questionnaires.definition import Item
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.words import locale_of
from carnet.reviews.differing import Compared, Difference
from carnet.reviews.needing import Reason, Standing

STANDINGS = {
    Standing.NEW: gettext_lazy("not looked at yet"),
    Standing.ACCEPTED: gettext_lazy("accepted"),
    Standing.ASKED_AGAIN: gettext_lazy("asked again"),
    Standing.CHANGED: gettext_lazy("changed after acceptance"),
    Standing.CORRECTED: gettext_lazy("corrected"),
}
# Where the client said something instead of an answer, that stands there already.
REASONS = {
    Reason.CHANGED_AFTER_ACCEPTANCE: gettext_lazy("changed after it was accepted"),
    Reason.ANSWERED_AGAIN: gettext_lazy("asked again, and answered"),
    Reason.UNUSABLE: gettext_lazy("cannot be used"),
    Reason.WARNING: gettext_lazy("the questionnaire warns"),
    Reason.REMARK: gettext_lazy("left words beside it"),
    Reason.MESSAGE: gettext_lazy("unread message"),
    Reason.CHANGED: gettext_lazy("changed since it was last sent"),
    Reason.DIFFERENT: gettext_lazy("differs from last year"),
    Reason.NOT_ANSWERED_BEFORE: gettext_lazy("no answer last year"),
    Reason.NO_LONGER_ANSWERED: gettext_lazy("answered last year, not now"),
    Reason.NO_DOCUMENT: gettext_lazy("the document is missing"),
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
