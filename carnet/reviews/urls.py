from django.urls import path

from carnet.reviews import views

app_name = "reviews"
urlpatterns = [
    path("<int:pk>/", views.dossier, name="dossier"),
    path("<int:pk>/reopen/", views.reopen_dossier, name="reopen"),
    path("<int:pk>/sent/<int:submission>/", views.submission, name="submission"),
    path("<int:pk>/documents/<uuid:uuid>/", views.document, name="document"),
]
