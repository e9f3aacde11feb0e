from django.urls import path

from carnet.invitations import check_views, text_views

app_name = "mails"
urlpatterns = [
    path("texts/", text_views.texts, name="texts"),
    path("sender/", check_views.sender, name="sender"),
]
