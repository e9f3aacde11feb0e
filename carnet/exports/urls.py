from django.urls import path

from carnet.exports import views

app_name = "exports"
urlpatterns = [path("clients/<int:pk>/", views.client, name="client")]
