"""The peer: the same list in Django's admin, searching the same fields its own way (icontains)."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest
from django.urls import path

from carnet.clients.models import Client
from config import urls


class OpenSite(AdminSite):
    """Colleagues of Carnet have no admin rights; here whoever is signed in may look."""

    def has_permission(self, request: HttpRequest) -> bool:
        return True


class ClientAdmin(ModelAdmin):
    list_display = (
        "last_name",
        "first_name",
        "company",
        "state",
        "language",
        "due_date",
        "active_at",
    )
    search_fields = ("last_name", "first_name", "company", "email", "client_number")
    ordering = ("sort_name", "pk")
    list_per_page = 50

    def has_view_permission(self, request: HttpRequest, obj: Client | None = None) -> bool:
        return True

    has_module_permission = has_view_permission
    has_add_permission = has_change_permission = has_delete_permission = (
        lambda self, request, obj=None: False
    )


site = OpenSite()
site.register(Client, ClientAdmin)
urlpatterns = [path("admin/", site.urls), *urls.urlpatterns]
