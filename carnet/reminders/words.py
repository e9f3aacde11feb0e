"""Steps and verdicts in words for colleagues. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carnet.core import days
from carnet.reminders.reminding import BY_HAND, Verdict, Why

WHY = {
    Why.DUE: gettext_lazy("Gets a reminder."),
    Why.ALONG: gettext_lazy("Goes along in the same mail."),
    Why.OVER: gettext_lazy("No reminder is left."),
    Why.OFF: gettext_lazy("Reminders are switched off."),
    Why.FINISHED: gettext_lazy("Nothing is left for the partner to do."),
    Why.UNDELIVERED: gettext_lazy("The mail does not arrive."),
    Why.CAPPED: gettext_lazy("Has had the most reminders you allow."),
    Why.QUIET: gettext_lazy("A Sunday or a public holiday."),
    Why.NIGHT: gettext_lazy("Too late in the evening."),
    Why.RECENT: gettext_lazy("Was mailed or busy with it less than two days before."),
    Why.HELD: gettext_lazy("Held back for this day."),
    Why.MAILED: gettext_lazy("Has had a reminder this day."),
}


def why_words(verdict: Verdict) -> str:
    if verdict.why is Why.PROMISED and verdict.row.promise:
        return _("Promised for %(day)s.") % {"day": days.short(verdict.row.promise.day)}
    if verdict.why is Why.LATER:
        return _("Comes on %(day)s.") % {"day": days.short(verdict.on)}
    return str(WHY[verdict.why])


def step_words(key: str) -> str:
    """“7 days before the due date”."""
    if not key:
        return ""
    if key.startswith("promise"):
        return _("the day after the promise")
    if key.startswith(BY_HAND):
        return _("sent by a colleague")
    count = int(key)
    if count == 0:
        return _("on the due date")
    if count < 0:
        text = ngettext(
            "%(count)d day before the due date", "%(count)d days before the due date", -count
        )
    else:
        text = ngettext(
            "%(count)d day after the due date", "%(count)d days after the due date", count
        )
    return text % {"count": abs(count)}
