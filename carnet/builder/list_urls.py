from django.urls import path

from carnet.builder import list_views

app_name = "lists"
urlpatterns = [
    path("", list_views.from_list, name="from_list"),
    path("proposal/", list_views.proposal, name="proposal"),
]
