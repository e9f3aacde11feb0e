import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.core import phones
from carnet.firms import document_names

LANGUAGE_CODES = [code for code, _name in settings.LANGUAGES]
DEFAULT_COLOUR = "#1f5c4a"


def all_languages() -> list[str]:
    return list(LANGUAGE_CODES)


class Proof(models.TextChoices):
    """What opens a questionnaire on a new device, besides the link."""

    CODE = "code", _("A code by mail")
    PIN = "pin", _("A PIN you tell by phone")
    LINK = "link", _("Nothing more: trust the link")


class Firm(models.Model):
    """One accounting office. Everything a colleague sees starts from it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name of the firm"), max_length=120)
    slug = models.SlugField(unique=True)
    logo = models.ImageField(_("logo"), upload_to="logos/", blank=True)
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default=DEFAULT_COLOUR,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour such as #1f5c4a."))],
    )
    languages = models.JSONField(_("languages"), default=all_languages)
    default_country = models.CharField(_("default country"), max_length=2, default="BE")
    sender_name = models.CharField(_("sender name"), max_length=120, blank=True)
    reply_to = models.EmailField(_("reply-to address"), blank=True)
    # Where the key lies with which the mail server signs (DKIM): nobody can find it out without being told.
    dkim_selector = models.CharField(_("DKIM selector"), max_length=63, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    proof = models.CharField(
        _("to open a questionnaire on a new device"),
        max_length=10,
        choices=Proof.choices,
        default=Proof.CODE,
    )
    may_send_for_clients = models.BooleanField(
        _("colleagues may send what a client has told them"), default=False
    )
    # Changed on the page of the colleagues (second_step.py).
    second_step = models.BooleanField(_("a second step for everybody"), default=True)
    accountants_import = models.BooleanField(_("accountants may import clients"), default=False)
    keep_days = models.PositiveSmallIntegerField(
        _("days until a temporary client is erased, after submission"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    idle_days = models.PositiveSmallIntegerField(
        _("days until a temporary client is erased, without activity"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    hidden_days = models.PositiveSmallIntegerField(
        _("days until answers to hidden questions are erased, after acceptance"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    # Mail providers refuse who sends too much at once (carnet/core/allowance.py).
    mails_per_hour = models.PositiveIntegerField(
        _("mails an hour, at most"),
        default=500,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
    )
    mails_per_day = models.PositiveIntegerField(
        _("mails a day, at most"),
        default=2000,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
    )
    # Of documents that leave the house (carnet/firms/document_names.py); empty for the usual ones.
    document_names = models.CharField(
        _("names of documents"),
        max_length=120,
        blank=True,
        validators=[document_names.check],
    )
    mail_turn_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    # True for the firm of the set-up page and null for all others: of two set-ups at once the
    # database lets one through.
    first = models.BooleanField(null=True, default=None, unique=True, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def sender(self) -> str:
        return self.sender_name or self.name

    @property
    def language(self) -> str:
        return self.languages[0] if self.languages else settings.LANGUAGE_CODE

    @property
    def phone_shown(self) -> str:
        return phones.shown(self.phone)

    @property
    def style_url(self) -> str:
        """Changes with the colour, so that browsers may keep what they fetched."""
        return f"{reverse('firms:style', args=[self.uuid])}?v={self.colour[1:]}"

    @property
    def logo_url(self) -> str:
        """Empty without a logo; changes with it."""
        if not self.logo:
            return ""
        return f"{reverse('firms:logo', args=[self.uuid])}?v={self.logo_version}"

    @property
    def logo_version(self) -> str:
        """The end of the file's random name."""
        return str(self.logo)[-12:-4]


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrator")
    ACCOUNTANT = "accountant", _("accountant")


class ColleagueQuerySet(models.QuerySet):
    def working(self) -> "ColleagueQuerySet":
        """Those who can sign in."""
        return self.filter(left_at=None).exclude(joined_at=None)

    def in_order(self) -> "ColleagueQuerySet":
        """By name, those who left at the end."""
        return self.order_by(F("left_at").asc(nulls_first=True), "name", "email")

    def administrators(self) -> "ColleagueQuerySet":
        return self.working().filter(role=Role.ADMINISTRATOR)


class ColleagueManager(BaseUserManager.from_queryset(ColleagueQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str) -> "Colleague":
        return self.get(email__iexact=username)

    def add(
        self, *, firm: Firm, email: str, role: str, password: str | None = None, **fields: Any
    ) -> "Colleague":
        """A colleague; without a password one cannot sign in until the invitation is accepted."""
        colleague = self.model(firm=firm, email=email.lower(), role=role, **fields)
        colleague.set_password(password)
        if password:
            colleague.joined_at = timezone.now()
        colleague.save(using=self._db)
        return colleague


class Colleague(AbstractBaseUser):
    """Somebody of the firm, who signs in with an e-mail address."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="colleagues")
    email = models.EmailField(_("e-mail"), unique=True)
    # Empty until the invitation is accepted: everybody writes their own name.
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.ACCOUNTANT)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    created_at = models.DateTimeField(default=timezone.now)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    # Counted up to end every open session of this person (it is part of what a session must match).
    generation = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = ColleagueManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="colleague_email"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="colleague_role"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.left_at is None

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def may_import(self) -> bool:
        return self.is_administrator or self.firm.accountants_import

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        salt = "carnet.firms.models.Colleague.session"
        value = f"{self.generation}:{self.password}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class Tries(models.Model):
    """How often a secret was tried lately (tries.py), under a keyed hash of the address, device or network.

    An existing account is named as well, so that its owner and the administrators can be told.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", _("password")
        CODE = "code", _("second step")
        RESET = "reset", _("forgotten password")
        KEY = "key", _("key of a program")

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    colleague = models.ForeignKey(Colleague, models.CASCADE, null=True, related_name="tries")
    # On a device on which the colleague has signed in before (devices.py).
    known = models.BooleanField(default=False)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(db_index=True)
    # How many of them the trail knows of (watching.py).
    told = models.PositiveIntegerField(default=0)


INVITATION_LASTS = timedelta(hours=72)


def in_three_days() -> datetime:
    return timezone.now() + INVITATION_LASTS


def fingerprint(token: str) -> str:
    """What is stored of a mailed token: 256 random bits need neither salt nor slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class ColleagueInvitationQuerySet(models.QuerySet):
    def open(self) -> "ColleagueInvitationQuerySet":
        return self.filter(used_at=None, colleague__joined_at=None, colleague__left_at=None)

    def usable(self, token: str, now: datetime) -> "ColleagueInvitationQuerySet":
        return self.open().filter(fingerprint=fingerprint(token), expires_at__gt=now)


class ColleagueInvitation(models.Model):
    """A mailed link with which a colleague chooses a password. Only its fingerprint is kept."""

    colleague = models.ForeignKey(Colleague, models.CASCADE, related_name="invitations")
    fingerprint = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=in_three_days)
    used_at = models.DateTimeField(null=True)

    objects = ColleagueInvitationQuerySet.as_manager()

    def make_token(self, now: datetime) -> str:
        """A new secret for the mail that is leaving; an earlier one stops working."""
        token = secrets.token_urlsafe(32)
        self.fingerprint = fingerprint(token)
        self.expires_at = now + INVITATION_LASTS
        self.save(update_fields=["fingerprint", "expires_at"])
        return token


class Notice(models.Model):
    """One version of what the firm tells clients about their data (notices.py). Never changed: submissions name it."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="privacy_notices")
    number = models.PositiveIntegerField()
    # {"fr": "…"}: without the languages in which Carnet's text is shown.
    texts = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    by = models.ForeignKey(Colleague, models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(firm="firm")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["firm", "number"], name="notice_number")]

    def __str__(self) -> str:
        return f"{self.number}"
