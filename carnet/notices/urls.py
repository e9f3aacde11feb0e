from django.urls import path

from carnet.notices import views

app_name = "notices"
urlpatterns = [path("", views.choose, name="choose")]
