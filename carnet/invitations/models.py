from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from carnet.campaigns.models import Because
from carnet.clients.states import State
from carnet.invitations import secret


class Person(models.TextChoices):
    CLIENT = "client", _("client")
    PARTNER = "partner", _("partner")


# Asked of the client's file itself, so that no form, import or merge needs to know of invitations.
FORMER_PARTNER = Q(person=Person.PARTNER) & ~Q(
    email=F("dossier__client__partner_email"), called=F("dossier__client__partner_first_name")
)


SAVE_NEEDS = (
    *("person", "own_language", "firm__slug", "firm__idle_days"),
    *(
        "dossier__firm_id",
        "dossier__campaign_id",
        "dossier__state",
        "dossier__seq",
        "dossier__language",
    ),
    *(
        "dossier__data_key",
        "dossier__extras",
        "dossier__switched_off",
        "dossier__revision__digest",
        "dossier__revision__state",
        "dossier__client__erase_on",
    ),
)


class InvitationQuerySet(models.QuerySet):
    def live(self, now: datetime) -> "InvitationQuerySet":
        """May still be used: not withdrawn, not expired, the dossier not closed, and a partner is still the
        one in the client's file."""
        return self.usable().unended(now)

    def usable(self) -> "InvitationQuerySet":
        """As far as the dossier and the client's file say."""
        # What was sent and then closed can still be read.
        shut = Q(dossier__state=State.CLOSED, dossier__submitted_at=None)
        return self.exclude(shut).exclude(FORMER_PARTNER)

    def unended(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=now)

    def done_outside(self, now: datetime) -> "InvitationQuerySet":
        """Good until the firm marked the dossier as done without Carnet."""
        over = self.filter(dossier__state=State.CLOSED, dossier__closed_because=Because.OUTSIDE)
        return over.exclude(FORMER_PARTNER).unended(now)

    def of_former_partners(self) -> "InvitationQuerySet":
        """Ended by a change in the client's file: by whichever door it came, at the next request."""
        return self.filter(FORMER_PARTNER)

    def known(self, token: str) -> "InvitationQuerySet":
        """Whose link this is, whether it may still be used or not."""
        lookup, _dot, key = token.replace("\0", "").partition(".")
        return self.filter(lookup=lookup, links__fingerprint=secret.fingerprint(key))

    def with_dossier(self) -> "InvitationQuerySet":
        """With what a portal page shows around itself; the document of a large questionnaire takes longer to
        open than the page to make, and is ready in the process already."""
        return self.select_related(
            "firm",
            "dossier__firm",
            "dossier__client",
            "dossier__campaign",
            "dossier__revision__questionnaire",
        ).defer("dossier__revision__document")

    def with_what_a_save_needs(self) -> "InvitationQuerySet":
        """A phone saves at every pause in typing, and a hundred and fifty columns take Django longer than the save.
        Whatever else is asked for is fetched then."""
        return self.select_related("firm", "dossier__client", "dossier__revision").only(*SAVE_NEEDS)


class Invitation(models.Model):
    """One person's way into one dossier. Looking at its link never uses it."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="invitations")
    dossier = models.ForeignKey("campaigns.Dossier", models.CASCADE, related_name="invitations")
    person = models.CharField(max_length=10, choices=Person.choices, default=Person.CLIENT)
    email = models.EmailField()
    # The first name and the language of a partner, as the client's file had them; empty for the client.
    called = models.CharField(max_length=80, blank=True)
    own_language = models.CharField(max_length=5, blank=True)
    # The public half of the link: for finding the row and for logs.
    lookup = models.CharField(max_length=16, unique=True, default=secret.new_lookup)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("firms.Colleague", models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedManager(
        firm="firm", _manager_class=models.Manager.from_queryset(InvitationQuerySet)
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "person"],
                condition=Q(revoked_at=None),
                name="one_live_invitation_per_person",
            )
        ]

    @property
    def language(self) -> str:
        return self.own_language or self.dossier.language

    @property
    def first_name(self) -> str:
        """Whom a mail or a page speaks to."""
        return self.called if self.person == Person.PARTNER else self.dossier.client.called

    @property
    def shares_mailbox(self) -> bool:
        """A couple with one address: each mail must say for whom it is."""
        client = self.dossier.client
        addresses = client.email.casefold(), client.partner_email.casefold()
        return all(addresses) and addresses[0] == addresses[1]

    @property
    def for_whom(self) -> str:
        """Named in every mail to a couple with one address, and in no other."""
        if not self.shares_mailbox:
            return ""
        return self.first_name or str(Person(self.person).label)

    def new_link(self) -> str:
        """An address that opens this dossier. Shown or mailed now and never again: we keep no secret."""
        key = secret.new_secret()
        Link.objects.create(firm=self.firm, invitation=self, fingerprint=secret.fingerprint(key))
        return secret.url(self.lookup, key)


class Link(models.Model):
    """One secret of an invitation, made while the mail was sent; only its SHA-256 is kept. A mail sent
    again after a crash carries another secret, and both work."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="links")
    fingerprint = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="firm")


class Code(models.Model):
    """Eight digits mailed to a new device; ten minutes, five tries, only in the browser that asked."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="codes")
    browser = models.CharField(max_length=64)
    # The part of the internet that asked: robots there use up their own codes and nobody else's.
    network = models.CharField(max_length=60, blank=True)
    # Empty until the mail is sent: the digits are made then, and the ten minutes start. It stays empty where
    # the firm tells a PIN instead.
    fingerprint = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")

    class Meta:
        indexes = [
            models.Index(F("browser"), F("id").desc(), name="code_of_browser"),
            models.Index(F("invitation"), F("created_at"), name="code_of_invitation"),
        ]


class Pin(models.Model):
    """Six digits a colleague tells by phone, for as long as the invitation lasts; five wrong tries end them."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="pin")
    fingerprint = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(firm="firm")


class Handover(models.Model):
    """A square of dots on one screen, by which the same person goes on on a phone: once, within ten minutes."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="handovers")
    fingerprint = models.CharField(max_length=64, unique=True)
    page = models.CharField(max_length=300)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")


class Device(models.Model):
    """A browser that once gave the code; it is let in without one until the date passes."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="devices")
    fingerprint = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = ScopedManager(firm="firm")


class Stray(models.Model):
    """How many links nobody knows a network asked for since a moment: slows down guessing."""

    network = models.CharField(max_length=60)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "since"], name="stray_network")]


class Report(models.Model):
    """One mail to one colleague in one morning about what did not arrive, however much that is. The mail itself
    stands in the outbox."""

    colleague = models.ForeignKey("firms.Colleague", models.CASCADE, related_name="+")
    leaves_on = models.DateField()

    objects = ScopedManager(firm="colleague__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["colleague", "leaves_on"], name="one_report_a_day")
        ]


class Undelivered(models.Model):
    """What a report tells: this mail, an invitation or a reminder, did not reach this person."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="rows")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="+")
    mail = models.ForeignKey("core.Mail", models.CASCADE, related_name="+")

    objects = ScopedManager(firm="report__colleague__firm")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "invitation"], name="reported_once")
        ]
