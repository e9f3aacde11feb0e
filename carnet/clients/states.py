"""The states of a dossier, in the order of the work. They stand here, below the campaigns, because the
register shows and filters them; only campaigns change them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

NOT_INVITED = ""


class State(models.TextChoices):
    NOT_SENT = "not_sent", _("not sent")
    SENT = "sent", _("sent")
    NOT_DELIVERED = "not_delivered", _("not delivered")
    OPENED = "opened", _("opened")
    IN_PROGRESS = "in_progress", _("in progress")
    SUBMITTED = "submitted", _("submitted")
    IN_REVIEW = "in_review", _("in review")
    ASKED_AGAIN = "asked_again", _("asked again")
    ACCEPTED = "accepted", _("accepted")
    CLOSED = "closed", _("closed")


# While a dossier is in one of these, the client may still answer.
OPEN_STATES = [
    State.NOT_SENT,
    State.SENT,
    State.NOT_DELIVERED,
    State.OPENED,
    State.IN_PROGRESS,
    State.ASKED_AGAIN,
]
