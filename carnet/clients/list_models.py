from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class SavedView(models.Model):
    """A search of one page with its filters and order, kept under a name; one's own or the whole firm's."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="saved_views")
    colleague = models.ForeignKey(
        "firms.Colleague", models.CASCADE, related_name="saved_views", editable=False
    )
    # The list it belongs to: the page of a saved_views.Shelf.
    page = models.CharField(max_length=20, default="clients", editable=False)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True, editable=False)
    shared = models.BooleanField(_("share with the firm"), default=False)

    objects = ScopedManager(firm="firm")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["colleague", "page", "name"], name="one_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class ListPreference(models.Model):
    """Which columns of the register a colleague wants to see."""

    colleague = models.OneToOneField(
        "firms.Colleague", models.CASCADE, primary_key=True, related_name="list_preference"
    )
    columns = models.JSONField(default=list)

    objects = ScopedManager(firm="colleague__firm")


class BulkUndo(models.Model):
    """What an act on many clients changed, and what stood there before. Ids and codes only."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    by = models.ForeignKey("firms.Colleague", models.CASCADE, related_name="+")
    action = models.CharField(max_length=20)
    # {former value: [ids of the clients who had it]}; `value` is what they have now.
    before = models.JSONField()
    value = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = ScopedManager(firm="firm")

    @property
    def count(self) -> int:
        return sum(len(ids) for ids in self.before.values())
