import uuid
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.clients.record import FIELDS, ClientRecord
from carnet.clients.search import prepare
from carnet.clients.states import State
from carnet.core.sealed import SealedField, sealed_text


class Label(models.Model):
    """Usually the dossier manager's name; what the firm sorts its clients by."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="labels")
    name = models.CharField(_("label"), max_length=80)
    # Set when the label stands for a colleague: "my clients" are those under such a label.
    colleague = models.ForeignKey(
        "firms.Colleague", models.SET_NULL, null=True, blank=True, related_name="labels"
    )

    objects = ScopedManager(firm="firm")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("firm", Lower("name"), name="label_name")]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    PERSON = "person", _("person")
    SOLE_TRADER = "sole_trader", _("sole trader")
    COMPANY = "company", _("company")


class ClientQuerySet(models.QuerySet):
    def active(self) -> "ClientQuerySet":
        return self.filter(archived_at=None)

    def archived(self) -> "ClientQuerySet":
        return self.exclude(archived_at=None)

    def numbered(self, numbers: Collection[str]) -> "ClientQuerySet":
        """Those with one of these client numbers; for many numbers, a part at a time."""
        # SQLite sees that the partial index will do only if its condition is there word for word.
        numbered = RawSQL("NOT (clients_client.client_number = '')", (), models.BooleanField())
        return self.filter(numbered, client_number__in=numbers)

    def reachable(self) -> "ClientQuerySet":
        return self.active().exclude(email="")


class Client(models.Model):
    """Somebody the firm works for: a person or company, with a partner where there is one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="clients")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PERSON)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.CharField(_("number"), max_length=20, blank=True)
    box = models.CharField(_("box"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    company = models.CharField(_("company"), max_length=160, blank=True)
    enterprise_number = models.CharField(_("enterprise number"), max_length=20, blank=True)
    client_number = models.CharField(_("client number"), max_length=40, blank=True)
    nationality = models.CharField(_("nationality"), max_length=2, blank=True)
    country_of_practice = models.CharField(_("country of practice"), max_length=2, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    mobile = models.CharField(_("mobile"), max_length=30, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    labels = models.ManyToManyField(Label, related_name="clients", blank=True)

    partner_first_name = models.CharField(_("partner's first name"), max_length=80, blank=True)
    partner_last_name = models.CharField(_("partner's last name"), max_length=80, blank=True)
    partner_email = models.EmailField(_("partner's e-mail"), blank=True)
    partner_language = models.CharField(
        _("partner's language"), max_length=5, choices=settings.LANGUAGES, blank=True
    )

    # The number of the key under which what is theirs rests (carnet/core/keyrings.py). They have one as soon as there
    # is anything to seal; those of former versions get theirs from rotate_keys.
    data_key = models.BigIntegerField(null=True, editable=False)
    # Sealed (AES-GCM) and found through a keyed index; see carnet/core/crypto.py.
    national_number_sealed = SealedField(key="data_key")
    national_number_index = models.CharField(max_length=64, blank=True, editable=False)
    partner_national_number_sealed = SealedField(key="data_key")
    partner_national_number_index = models.CharField(max_length=64, blank=True, editable=False)
    national_number = sealed_text("national_number_sealed", "national_number_index")
    partner_national_number = sealed_text(
        "partner_national_number_sealed", "partner_national_number_index"
    )

    # A client who is not kept is erased after this day, with everything that hangs on them.
    erase_on = models.DateField(null=True, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Goes up with every change a colleague makes: two browsers editing one client notice each other.
    version = models.PositiveIntegerField(default=1, editable=False)

    # Normalised once in Python (carnet/clients/search.py), the same for both databases.
    sort_name = models.CharField(max_length=200, editable=False)
    search = models.TextField(editable=False)

    # What the register shows of the client's latest dossier; written by campaigns.
    state = models.CharField(max_length=20, choices=State.choices, blank=True, editable=False)
    due_date = models.DateField(null=True, editable=False)
    active_at = models.DateTimeField(null=True, editable=False)

    objects = ScopedManager(
        firm="firm", _manager_class=models.Manager.from_queryset(ClientQuerySet)
    )

    class Meta:
        verbose_name = _("client")
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "client_number"],
                condition=~Q(client_number=""),
                name="client_number",
            ),
        ]
        indexes = [
            models.Index(
                F("firm"),
                F("sort_name"),
                F("id"),
                name="client_by_name",
                condition=Q(archived_at=None),
            ),
            models.Index(F("firm"), F("created_at"), F("id"), name="client_by_created"),
            models.Index(F("firm"), F("active_at"), F("id"), name="client_by_activity"),
            models.Index(F("firm"), F("due_date"), F("id"), name="client_by_due"),
            models.Index(
                F("firm"),
                F("sort_name"),
                F("id"),
                name="client_archived",
                condition=Q(archived_at__isnull=False),
            ),
            models.Index(F("firm"), F("email"), name="client_by_email"),
            models.Index(F("firm"), F("partner_email"), name="client_by_partner_email"),
            models.Index(F("firm"), F("national_number_index"), name="client_by_nrn"),
            models.Index(
                F("firm"), F("partner_national_number_index"), name="client_by_partner_nrn"
            ),
            models.Index(
                F("firm"),
                F("birth_date"),
                name="client_by_birth_date",
                condition=Q(birth_date__isnull=False),
            ),
            models.Index(F("erase_on"), name="client_erase", condition=Q(erase_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: Any) -> None:
        prepare(self)
        if fields := options.get("update_fields"):
            options["update_fields"] = {*fields, "sort_name", "search"}
        super().save(**options)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.company

    @property
    def called(self) -> str:
        """How a letter speaks to them: people by their first name, a company without a person by its own."""
        return self.first_name or self.name

    @property
    def temporary(self) -> bool:
        return self.erase_on is not None

    @property
    def foreign(self) -> bool:
        home = {"", self.firm.default_country}
        return bool({self.nationality, self.country_of_practice} - home)

    def value(self, key: str) -> Any:
        """The value of one of record.FIELDS, as a ClientRecord holds it."""
        if key == "label":
            return tuple(sorted((label.name for label in self.labels.all()), key=str.casefold))
        return getattr(self, key)

    def differences(self, record: ClientRecord) -> dict[str, tuple[Any, Any]]:
        """What the record would change, by field: the value now and the new one."""
        told = [key for key in FIELDS if key in record.told]
        pairs = {key: (self.value(key), getattr(record, key)) for key in told}
        return {key: pair for key, pair in pairs.items() if apart(key, *pair)}

    def take(self, record: ClientRecord) -> None:
        """Set what the record tells, without saving; labels are rows of their own."""
        for key in record.told - {"label"}:
            setattr(self, key, getattr(record, key))
        prepare(self)


def apart(key: str, old: Any, new: Any) -> bool:
    if key == "label":
        return {name.casefold() for name in old} != {name.casefold() for name in new}
    return bool(old != new)


class Note(models.Model):
    """A colleague's note on a client; never shown to the client."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="remarks")
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    objects = ScopedManager(firm="client__firm")


class Merge(models.Model):
    """Two clients made one. Keeps, sealed, what both were before, so that it can be undone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="merges")
    winner = models.ForeignKey(Client, models.CASCADE, related_name="merges")
    # The loser's files stay in the loser's folder; erasing the winner removes that one too.
    loser_uuid = models.UUIDField()
    winner_version = models.PositiveIntegerField()
    before_sealed = SealedField(key="winner.data_key")
    # Destroyed with the winner's.
    loser_data_key = models.BigIntegerField(null=True)
    before = sealed_text("before_sealed")
    by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="firm")


# The list's own tables; they stand in their own file and need Client's neighbours above.
from carnet.clients.list_models import BulkUndo, ListPreference, SavedView  # noqa: E402, F401
