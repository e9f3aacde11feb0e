from django.urls import path

from carnet.connectors.adminpulse import views

app_name = "adminpulse"
urlpatterns = [
    path("<uuid:uuid>/sign-in/", views.sign_in, name="sign_in"),
    path("callback/", views.callback, name="callback"),
]
