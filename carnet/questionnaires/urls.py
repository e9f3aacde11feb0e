from django.urls import path

from carnet.questionnaires import (
    blank_views,
    library_views,
    preview_views,
    views,
    workbook_views,
)

app_name = "questionnaires"
urlpatterns = [
    path("", views.all_questionnaires, name="list"),
    path("upload/", views.upload, name="upload"),
    path("library/", library_views.library, name="library"),
    path("library/look/", library_views.look, name="look"),
    path("library/adopt/", library_views.adopt, name="adopt"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/update/", library_views.update, name="update"),
    path("<int:pk>/next/", library_views.next_period, name="next_period"),
    path("<int:pk>/preview/", preview_views.preview, name="preview"),
    path("<int:pk>/preview/change/", preview_views.change_preview, name="change_preview"),
    path("<int:pk>/blank/", blank_views.blank_form, name="blank"),
    path("<int:pk>/file/", views.download, name="download"),
    path("<int:pk>/workbook/", workbook_views.download, name="workbook"),
    path("<int:pk>/retire/", views.retire, name="retire"),
    path("<int:pk>/restore/", views.restore, name="restore"),
]
