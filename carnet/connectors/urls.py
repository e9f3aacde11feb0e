from django.urls import path

from carnet.connectors import views

app_name = "connections"
urlpatterns = [
    path("", views.connections, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:uuid>/", views.connection, name="connection"),
    path("<uuid:uuid>/change/", views.change, name="change"),
    path("<uuid:uuid>/try/", views.try_again, name="try_again"),
    path("<uuid:uuid>/schedule/", views.schedule, name="schedule"),
    path("<uuid:uuid>/disconnect/", views.disconnect, name="disconnect"),
]
