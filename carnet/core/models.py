import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The first word of `Mail.problem`, in words for people; the rest is the code or name of the fault.
PROBLEMS = {
    "recipient": _("The mail server refused this address (%(detail)s)."),
    "content": _("The mail server refused the text of this mail (%(detail)s)."),
    "sender": _("The mail server refused our own address (%(detail)s)."),
    "signin": _("The mail server refused our sign-in (%(detail)s)."),
    "connection": _("The mail server could not be reached (%(detail)s)."),
    "unwritable": _("This mail could not be written."),
}


class MailQuerySet(models.QuerySet):
    def waiting(self) -> "MailQuerySet":
        return self.filter(sent_at=None, dropped_at=None, failed_at=None)

    def sent(self) -> "MailQuerySet":
        return self.exclude(sent_at=None)

    def failed(self) -> "MailQuerySet":
        return self.exclude(failed_at=None)


class Mail(models.Model):
    """One line of the outbox. `letter` names who composes the text when it is sent, so that a
    secret in a mail never rests in this table; a ready text (`subject`, `text`) is for the others."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, null=True, related_name="mails")
    to = models.EmailField()
    language = models.CharField(max_length=5, default=settings.LANGUAGE_CODE)
    letter = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=250, blank=True)
    # Without a mail server the text is kept here and shown on the Outbox page instead of leaving.
    kept = models.BooleanField(default=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("next_try_at"),
                name="mail_waiting",
                condition=Q(sent_at=None, dropped_at=None, failed_at=None),
            ),
            models.Index(F("firm"), F("id").desc(), name="mail_of_firm"),
            models.Index(F("letter"), F("about"), name="mail_about"),
        ]
        verbose_name = _("mail")

    @property
    def state(self) -> str:
        if self.sent_at:
            return "kept" if self.kept else "sent"
        if self.dropped_at:
            return "dropped"
        return "failed" if self.failed_at else "waiting"

    @property
    def reason(self) -> str:
        """Why it was not sent, in words."""
        word, _space, detail = self.problem.partition(" ")
        return str(PROBLEMS[word]) % {"detail": detail} if word else ""

    @property
    def message_id(self) -> str:
        """Fixed when the mail is queued: a mail sent twice after a crash is seen as one."""
        return f"<{self.uuid.hex}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"


class Cached(models.Model):
    """The table of Django's cache (settings.CACHES): what several web processes count together."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shared_cache"
