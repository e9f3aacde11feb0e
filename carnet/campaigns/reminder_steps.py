"""When clients are reminded, in days before and after the due date; what is standard and what is allowed.
Knows no mail and no database."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

STANDARD = (-14, -7, -2, 3, 10)
FURTHEST = 60
MOST_STEPS = 10
# Nobody is mailed about a dossier on two days in a row.
APART = 2


def standard_steps() -> list[int]:
    return list(STANDARD)


def check_steps(steps: object) -> None:
    """Raises ValidationError: not whole days, too many, too far from the due date, or too close together."""
    if not isinstance(steps, list) or any(type(step) is not int for step in steps):
        raise ValidationError(_("Write whole numbers of days, such as 14, 7, 2."))
    if len(steps) > MOST_STEPS:
        raise ValidationError(_("At most %(most)d reminders are possible.") % {"most": MOST_STEPS})
    if any(abs(step) > FURTHEST for step in steps):
        raise ValidationError(
            _("A reminder lies at most %(most)d days from the due date.") % {"most": FURTHEST}
        )
    ordered = sorted(steps)
    if any(later - one < APART for one, later in zip(ordered, ordered[1:], strict=False)):
        raise ValidationError(_("Leave at least two days between two reminders."))


def read_days(text: str) -> list[int]:
    """“14, 7 and 2” as [14, 7, 2]. Raises ValidationError where a word is no number."""
    words = [word for word in re.split(r"[\s,;/]+", text) if word]
    if not all(word.isascii() and word.isdigit() and len(word) < 4 for word in words):
        raise ValidationError(_("Write whole numbers of days, such as 14, 7, 2."))
    return [int(word) for word in words]
