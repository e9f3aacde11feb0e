from django.urls import path

from carnet.api.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhooks, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:uuid>/", views.webhook, name="webhook"),
    path("<uuid:uuid>/change/", views.change, name="change"),
    path("<uuid:uuid>/pause/", views.pause, name="pause"),
    path("<uuid:uuid>/resume/", views.resume, name="resume"),
    path("<uuid:uuid>/secret/", views.replace_secret, name="replace_secret"),
    path("<uuid:uuid>/test/", views.test, name="test"),
    path("<uuid:uuid>/delete/", views.delete, name="delete"),
    path("<uuid:uuid>/again/", views.send_range_again, name="send_range_again"),
    path("<uuid:uuid>/events/<int:pk>/", views.delivery, name="delivery"),
    path("<uuid:uuid>/events/<int:pk>/again/", views.send_again, name="send_again"),
]
