from django.urls import path

from carnet.campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.campaign_list, name="list"),
    path("dossiers/", views.dossiers, name="dossiers"),
    path("invite/", views.invite, name="invite"),
    path("<int:pk>/", views.campaign_overview, name="overview"),
    path("<int:pk>/close/", views.close, name="close"),
]
