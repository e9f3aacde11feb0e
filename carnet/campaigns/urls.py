from django.urls import path

from carnet.campaigns import bulk_views, views
from carnet.clients import saved_views

app_name = "campaigns"
urlpatterns = [
    path("", views.campaign_list, name="list"),
    path("dossiers/", views.dossiers, name="dossiers"),
    path("dossiers/bulk/", bulk_views.bulk, name="bulk"),
    path("dossiers/<int:pk>/note/", bulk_views.note, name="note"),
    *saved_views.urls(views.SHELF),
    path("invite/", views.invite, name="invite"),
    path("<int:pk>/", views.campaign_overview, name="overview"),
    path("<int:pk>/close/", views.close, name="close"),
]
