"""What a key may be allowed to do. Each operation of the API names the one it needs."""

from django.utils.translation import gettext_lazy as _

SCOPES = {
    "clients:read": _("Read clients and labels"),
    "clients:write": _("Add, change and archive clients, put labels on them"),
    "national_numbers:read": _("Read national register numbers in full"),
    "campaigns:read": _("Read campaigns and questionnaires"),
    "campaigns:write": _("Open campaigns"),
    "dossiers:read": _("See where dossiers stand"),
    "dossiers:write": _("Add clients to campaigns, invite them, close and reopen dossiers"),
    "answers:read": _("Read answers that were sent"),
    "documents:read": _("Read documents that were sent"),
    "imports:write": _("Import lists of clients"),
    "webhooks:write": _("Manage webhooks"),
}
