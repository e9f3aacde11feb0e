from django.urls import path

from carnet.retention import views

app_name = "retention"
urlpatterns = [
    path("", views.page, name="page"),
    path("period/", views.period, name="period"),
    path("standard/", views.standard, name="standard"),
    path("switch/", views.switch, name="switch"),
    path("clients/<int:pk>/hold/", views.hold, name="hold"),
    path("clients/<int:pk>/lift/", views.lift, name="lift"),
]
