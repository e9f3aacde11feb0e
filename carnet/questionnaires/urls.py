from django.urls import path

from carnet.questionnaires import blank_views, preview_views, views

app_name = "questionnaires"
urlpatterns = [
    path("", views.all_questionnaires, name="list"),
    path("upload/", views.upload, name="upload"),
    path("install/", views.install, name="install"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/preview/", preview_views.preview, name="preview"),
    path("<int:pk>/preview/change/", preview_views.change_preview, name="change_preview"),
    path("<int:pk>/blank/", blank_views.blank_form, name="blank"),
    path("<int:pk>/file/", views.download, name="download"),
    path("<int:pk>/retire/", views.retire, name="retire"),
    path("<int:pk>/restore/", views.restore, name="restore"),
]
