from django.urls import path

from carnet.builder import new_views

app_name = "building"
urlpatterns = [path("", new_views.new, name="new")]
