from django.urls import path

from carnet.api.keys import views

app_name = "keys"
urlpatterns = [
    path("", views.keys, name="keys"),
    path("<int:pk>/revoke/", views.revoke, name="revoke"),
]
