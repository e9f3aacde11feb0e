from django.urls import path

from carnet.connectors import fields_views

app_name = "connection_fields"
urlpatterns = [
    path("<uuid:uuid>/fields/", fields_views.fields, name="fields"),
    path("<uuid:uuid>/fields/reset/", fields_views.reset, name="reset"),
]
