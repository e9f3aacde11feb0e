from django.urls import path

from carnet.exports import trail_views

app_name = "trail"
urlpatterns = [
    path("", trail_views.trail, name="trail"),
    path("file/", trail_views.file, name="file"),
]
