from django.urls import path

from carnet.deliveries import views

app_name = "deliveries"
urlpatterns = [
    path("", views.destinations, name="list"),
    path("add/", views.choose, name="choose"),
    path("add/cloud/", views.add_webdav, name="add_webdav"),
    path("add/folder/", views.add_folder, name="add_folder"),
    path("add/software/<uuid:uuid>/", views.add_connection, name="add_connection"),
    path("<uuid:uuid>/", views.destination, name="destination"),
    path("<uuid:uuid>/change/", views.change, name="change"),
    path("<uuid:uuid>/on/", views.switch_on, name="switch_on"),
    path("<uuid:uuid>/off/", views.switch_off, name="switch_off"),
    path("<uuid:uuid>/try/", views.try_out, name="try_out"),
    path("<uuid:uuid>/remove/", views.remove, name="remove"),
    path("<uuid:uuid>/again/", views.again_failed, name="again_failed"),
    path("<uuid:uuid>/again/<int:pk>/", views.again, name="again"),
    path("<uuid:uuid>/dossiers/<int:pk>/", views.send, name="send"),
]
