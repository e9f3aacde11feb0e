from django.urls import path

from carnet.privacy import register_views, views

app_name = "privacy"
urlpatterns = [
    path("", register_views.page, name="register"),
    path("own/", register_views.own, name="own"),
    path("file/", register_views.file, name="file"),
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/add/", views.add_incident, name="add_incident"),
    path("incidents/file/", register_views.incidents_file, name="incidents_file"),
    path("incidents/<int:pk>/", views.incident, name="incident"),
    path("requests/", views.requests, name="requests"),
    path("requests/add/", views.add_request, name="add_request"),
    path("requests/<int:pk>/", views.person_request, name="request"),
    path("requests/<int:pk>/extend/", views.extend, name="extend"),
    path("requests/<int:pk>/close/", views.close, name="close"),
]
