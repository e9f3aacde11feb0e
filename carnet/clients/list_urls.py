"""The register as a list: searching, filtering, saved views, acting on many at once."""

from django.urls import path

from carnet.clients import list_views as views
from carnet.clients import saved_views

urlpatterns = [
    path("", views.client_list, name="list"),
    path("bulk/", views.bulk, name="bulk"),
    path("bulk/undo/", views.undo_bulk, name="undo_bulk"),
    path("columns/", views.choose_columns, name="columns"),
    *saved_views.urls(views.SHELF),
]
