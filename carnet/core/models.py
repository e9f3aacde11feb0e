import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.core import reasons
from carnet.core.sealed import SealedField, sealed_text


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
    # Leaves before all others and is never held back (carnet/core/allowance.py): codes and sign-in.
    urgent = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default=settings.LANGUAGE_CODE)
    letter = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    # When it took its place among so many mails an hour and a day; given back when it did not leave.
    slot_at = models.DateTimeField(null=True)
    # Set while it is handed over. A claim that lapses with it was cut short in the middle.
    handing_at = models.DateTimeField(null=True)
    # A try whose end we do not know: it may have left then, and been sent again.
    doubtful_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    # Tries since the last one that came to an end, whatever it was: whoever made them died of it.
    unfinished = models.PositiveSmallIntegerField(default=0, db_default=0)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    # What their mail server told us later (carnet/core/bounces.py).
    delayed_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=250, blank=True)
    # Without a mail server the text is kept here and shown on the Outbox page instead of leaving.
    kept = models.BooleanField(default=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("urgent"),
                F("firm"),
                F("next_try_at"),
                name="mail_waiting",
                condition=Q(sent_at=None, dropped_at=None, failed_at=None),
            ),
            models.Index(
                F("firm"), F("slot_at"), name="mail_slots", condition=Q(slot_at__isnull=False)
            ),
            models.Index(F("firm"), F("id").desc(), name="mail_of_firm"),
            models.Index(F("letter"), F("about"), name="mail_about"),
            models.Index(F("failed_at"), name="mail_failed", condition=Q(failed_at__isnull=False)),
        ]
        verbose_name = _("mail")

    @property
    def state(self) -> str:
        if self.bounced_at:
            return "bounced"
        if self.sent_at:
            return "kept" if self.kept else "sent"
        if self.dropped_at:
            return "dropped"
        return "failed" if self.failed_at else "waiting"

    @property
    def reason(self) -> str:
        """Why it did not arrive, in words."""
        return reasons.in_words(self.problem)

    @property
    def message_id(self) -> str:
        """Fixed when the mail is queued: a mail sent twice after a crash is seen as one."""
        return f"<{self.uuid.hex}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"


def number_of_ring() -> int:
    """By chance, so that none is ever given twice, even after a way back to an older copy."""
    return secrets.randbits(48)


class KeyRing(models.Model):
    """Data keys of clients, sealed with the firm's key (carnet/core/keyrings.py)."""

    id = models.BigIntegerField(primary_key=True, default=number_of_ring)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    # In hexadecimal, one after the other; one that was destroyed is nothing but zeros.
    sealed = SealedField()
    keys = sealed_text("sealed")

    @property
    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.pk)


class Cached(models.Model):
    """The table of Django's cache (settings.CACHES): what several web processes count together."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shared_cache"


class Mailbox(models.Model):
    """How far a mailbox of bounces has been read (carnet/core/bounces.py)."""

    name = models.CharField(max_length=250, unique=True)
    validity = models.BigIntegerField()
    uid = models.BigIntegerField(default=0)


class Beat(models.Model):
    """A sign of life: when this worker last moved (carnet/core/pulse.py), when a probe last wrote (health.py)."""

    name = models.CharField(max_length=100, unique=True)
    worker = models.BooleanField(default=True)
    seen_at = models.DateTimeField()
    rounds = models.PositiveBigIntegerField(default=0)


class Violation(models.Model):
    """What browsers reported that our policy forbids (carnet/core/csp.py): the route, never the address."""

    route = models.CharField(max_length=200)
    directive = models.CharField(max_length=40)
    blocked = models.CharField(max_length=100)
    times = models.PositiveBigIntegerField(default=1)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["route", "directive", "blocked"], name="one_row_a_violation"
            )
        ]
