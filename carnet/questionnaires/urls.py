from django.urls import path

from carnet.questionnaires import views, workbook_views

app_name = "questionnaires"
urlpatterns = [
    path("", views.all_questionnaires, name="list"),
    path("upload/", views.upload, name="upload"),
    path("install/", views.install, name="install"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/file/", views.download, name="download"),
    path("<int:pk>/workbook/", workbook_views.download, name="workbook"),
    path("<int:pk>/retire/", views.retire, name="retire"),
    path("<int:pk>/restore/", views.restore, name="restore"),
]
